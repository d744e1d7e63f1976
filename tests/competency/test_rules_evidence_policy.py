"""The evidence policy: ceilings, months of validity, and the arithmetic of months."""

from dataclasses import replace
from datetime import date

import pytest

from competency.rules import (
    DEFAULT_POLICY,
    DEFAULT_POLICY_ROWS,
    EvidenceKind,
    EvidencePolicy,
    EvidencePolicyRow,
    RuleError,
    add_months,
    valid_until,
)

LAW_HEAVY = ["B3", "B4", "B7", "B8"]
OTHERS = ["A1", "B1", "B2", "B5", "B6", "B9", "B10", "C3", "C8"]
WITH_SHORT_VALIDITY = ["post_test", "external", "case", "prior_learning", "work_product", "assessor"]


@pytest.mark.parametrize(
    ("kind", "ceiling"),
    [
        ("self_rating", 0),
        ("completion", 1),
        ("post_test", 2),
        ("external", 2),
        ("case", 3),
        ("prior_learning", 3),
        ("work_product", 4),
        ("assessor", 5),
    ],
)
def test_the_default_ceilings_are_those_of_the_design(kind, ceiling):
    assert DEFAULT_POLICY.ceilings[EvidenceKind(kind)] == ceiling


@pytest.mark.parametrize(
    ("kind", "competency_code", "months"),
    [
        *[(kind, code, 12) for kind in WITH_SHORT_VALIDITY for code in LAW_HEAVY],
        *[(kind, code, 24) for kind in WITH_SHORT_VALIDITY for code in OTHERS],
        *[("completion", code, 24) for code in LAW_HEAVY + OTHERS],
        *[("self_rating", code, None) for code in LAW_HEAVY + OTHERS],
    ],
)
def test_validity_by_kind_and_competency(kind, competency_code, months):
    last_days = {12: date(2027, 3, 15), 24: date(2028, 3, 15), None: None}

    assert DEFAULT_POLICY.months_valid(EvidenceKind(kind), competency_code) == months
    assert (
        valid_until(DEFAULT_POLICY, EvidenceKind(kind), competency_code, date(2026, 3, 15))
        == last_days[months]
    )


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="31 January has no 31 February"),
        pytest.param(date(2028, 1, 31), 1, date(2028, 2, 29), id="nor in a leap year"),
        pytest.param(date(2026, 3, 31), 1, date(2026, 4, 30), id="a month of 30 days"),
        pytest.param(date(2028, 2, 29), 12, date(2029, 2, 28), id="leap day, one year on"),
        pytest.param(date(2028, 2, 29), 24, date(2030, 2, 28), id="leap day, two years on"),
        pytest.param(date(2028, 2, 29), 48, date(2032, 2, 29), id="leap day to leap day"),
        pytest.param(date(2026, 2, 28), 12, date(2027, 2, 28), id="the last day does not stick"),
        pytest.param(date(2027, 2, 28), 12, date(2028, 2, 28), id="not even in a leap year"),
        pytest.param(date(2026, 12, 1), 1, date(2027, 1, 1), id="over the new year"),
        pytest.param(date(2026, 11, 30), 1, date(2026, 12, 30), id="december is a month"),
        pytest.param(date(2026, 12, 31), 12, date(2027, 12, 31), id="december to december"),
        pytest.param(date(2026, 5, 7), 0, date(2026, 5, 7), id="no months"),
    ],
)
def test_add_months(day, months, expected):
    assert add_months(day, months) == expected


def test_a_policy_comes_from_rows_in_any_order():
    rows = reversed(DEFAULT_POLICY_ROWS)

    assert EvidencePolicy.from_rows(rows, LAW_HEAVY) == DEFAULT_POLICY


def test_a_policy_row_changes_what_evidence_is_worth():
    case = EvidencePolicyRow(EvidenceKind.CASE, ceiling=2, validity_months=6, short_validity_months=3)
    rows = [case if row.kind is EvidenceKind.CASE else row for row in DEFAULT_POLICY_ROWS]

    policy = EvidencePolicy.from_rows(rows, ["C8"])

    assert policy.ceilings[EvidenceKind.CASE] == 2
    assert valid_until(policy, EvidenceKind.CASE, "B3", date(2026, 8, 31)) == date(2027, 2, 28)
    assert valid_until(policy, EvidenceKind.CASE, "C8", date(2026, 8, 31)) == date(2026, 11, 30)


CASE_ROW = EvidencePolicyRow(EvidenceKind.CASE, 3, 24, 12)
ROWS_WITHOUT_CASE = [row for row in DEFAULT_POLICY_ROWS if row.kind is not EvidenceKind.CASE]


@pytest.mark.parametrize(
    ("case_rows", "message"),
    [
        pytest.param([], "lacks the kind case", id="a kind is missing"),
        pytest.param([CASE_ROW, CASE_ROW], "names the kind case twice", id="a kind twice"),
        pytest.param([replace(CASE_ROW, ceiling=6)], "from 0 to 5, not 6", id="ceiling too high"),
        pytest.param([replace(CASE_ROW, ceiling=-1)], "from 0 to 5, not -1", id="ceiling negative"),
        pytest.param([replace(CASE_ROW, validity_months=0)], "not 0", id="no months"),
        pytest.param([replace(CASE_ROW, short_validity_months=0)], "not 0", id="no short months"),
        pytest.param([replace(CASE_ROW, validity_months=None)], "never runs out", id="short of for ever"),
    ],
)
def test_a_faulty_policy_is_refused(case_rows, message):
    with pytest.raises(RuleError, match=message):
        EvidencePolicy.from_rows([*ROWS_WITHOUT_CASE, *case_rows], LAW_HEAVY)


def test_a_refusal_keeps_its_template_for_translation():
    with pytest.raises(RuleError) as refusal:
        EvidencePolicy.from_rows(ROWS_WITHOUT_CASE, LAW_HEAVY)

    assert refusal.value.template == "The evidence policy lacks the kind %(kind)s."
    assert refusal.value.parameters == {"kind": "case"}
