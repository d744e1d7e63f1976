"""When a target is met, what is not enough to say so, which cells are held back, which periods there are."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.rules import RuleError
from competency.rules.periods import calendar_of, is_over, span_of
from competency.rules.targets import (
    DataOrigin,
    Measure,
    Operator,
    Tally,
    Verdict,
    check_origin,
    checked_parameters,
    has_enough,
    is_reached,
    judge,
    suppressed_cells,
    target_due_on,
)

GE, GT = Operator.AT_LEAST, Operator.MORE_THAN
PERCENT = Measure.DEGREE_AT_LEAST


@pytest.mark.parametrize(
    ("tally", "measure", "threshold", "operator", "expected"),
    [
        pytest.param(Tally(100, 100, 95), PERCENT, 95, GE, Verdict.MET, id="at least, just reached"),
        pytest.param(Tally(100, 100, 95), PERCENT, 95, GT, Verdict.NOT_MET, id="more than, just reached"),
        pytest.param(Tally(100, 100, 96), PERCENT, 95, GT, Verdict.MET, id="more than"),
        pytest.param(Tally(1000, 1000, 949), PERCENT, 95, GE, Verdict.NOT_MET, id="94.9 is not rounded up"),
        pytest.param(Tally(3, 3, 3), PERCENT, 100, GE, Verdict.MET, id="all of three"),
        pytest.param(Tally(100, 95, 95), PERCENT, 75, GE, Verdict.MET, id="the field filled in for 95 %"),
        pytest.param(Tally(100, 94, 94), PERCENT, 75, GE, Verdict.NOT_ENOUGH_DATA, id="for 94 %"),
        pytest.param(Tally(), PERCENT, 75, GE, Verdict.NOT_ENOUGH_DATA, id="nobody"),
        pytest.param(None, Measure.ENTERED, 75, GE, Verdict.NO_ENTRY, id="nothing entered"),
        pytest.param(Tally(9, 9, 9), Measure.NOT_TRACKED, 1, GE, Verdict.NOT_TRACKED, id="never tracked"),
    ],
)
def test_the_verdict(tally, measure, threshold, operator, expected):
    assert judge(tally, measure, threshold, operator) is expected


@given(
    st.integers(1, 300_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
    st.integers(0, 100),
)
def test_the_comparison_is_that_of_exact_fractions(share, threshold):
    part, whole = share
    assert is_reached(part, whole, threshold, GE) == (Fraction(part, whole) >= Fraction(threshold, 100))
    assert is_reached(part, whole, threshold, GT) == (Fraction(part, whole) > Fraction(threshold, 100))
    assert has_enough(part, whole) == (Fraction(part, whole) >= Fraction(95, 100))


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 100))
def test_one_more_who_has_it_never_turns_met_into_not_met(met, without, unknown, threshold):
    before = Tally(met + without + 1 + unknown, met + without + 1, met)
    after = Tally(before.denominator, before.with_field, met + 1)
    if judge(before, PERCENT, threshold, GE) is Verdict.MET:
        assert judge(after, PERCENT, threshold, GE) is Verdict.MET


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12)))
def test_no_small_cell_is_shown_nor_follows_from_the_total(people):
    hidden = suppressed_cells(people)
    shown = {key: count for key, count in people.items() if key not in hidden}

    assert all(count == 0 or count >= 5 for count in shown.values())
    counted = [key for key in hidden if people[key]]
    if len(counted) == 1:  # then there is nobody else in the total
        assert sum(shown.values()) == 0


@pytest.mark.parametrize(
    ("people", "hidden"),
    [
        pytest.param({"a": 5, "b": 9}, "", id="five are shown"),
        pytest.param({"a": 0, "b": 9}, "", id="nobody is no secret"),
        pytest.param({"a": 4, "b": 9, "c": 7}, "ac", id="the smallest other hides with a single one"),
        pytest.param({"a": 4, "b": 1, "c": 7}, "ab", id="two hide each other"),
        pytest.param({"a": 1, "b": 1, "c": 7, "d": 9}, "abc", id="two that are three together hide no one"),
    ],
)
def test_cells_held_back(people, hidden):
    assert suppressed_cells(people) == frozenset(hidden)


@pytest.mark.parametrize(
    ("measure", "said", "stored"),
    [
        (Measure.TOPIC_COMPLETION, {"topic": "LAW"}, {"topic": "LAW", "valid_months": 24}),
        (
            Measure.TOPIC_COMPLETION,
            {"topic": "LAW", "valid_months": "12"},
            {"topic": "LAW", "valid_months": 12},
        ),
        (Measure.DEGREE_AT_LEAST, {"level": "master"}, {"level": "master"}),
        (Measure.THEORY_AT_LEAST, {"level": "advanced"}, {"level": "advanced"}),
        (Measure.STANDING_MET, {"competencies": ["C7"]}, {"competencies": ["C7"], "kinds": []}),
        (Measure.PERIODS_AT_LEAST, {"periods": "40"}, {"periods": 40}),
        (Measure.MANDATORY_COURSES, {}, {}),
    ],
)
def test_parameters_are_checked_and_kept(measure, said, stored):
    assert checked_parameters(measure, said) == stored


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (Measure.TOPIC_COMPLETION, {}),
        (Measure.TOPIC_COMPLETION, {"topic": "LAW", "valid_months": "0"}),
        (Measure.TOPIC_COMPLETION, {"topic": "LAW'; --"}),
        (Measure.DEGREE_AT_LEAST, {"level": "none"}),
        (Measure.DEGREE_AT_LEAST, {"level": "advanced"}),
        (Measure.STANDING_MET, {"competencies": []}),
        (Measure.STANDING_MET, {"competencies": ["C7"], "kinds": ["rumour"]}),
        (Measure.PERIODS_AT_LEAST, {"periods": "-1"}),
        (Measure.PERIODS_AT_LEAST, {"periods": "²"}),
        (Measure.MANDATORY_COURSES, {"topic": "LAW"}),
        (Measure.ENTERED, {"level": "master"}),
    ],
)
def test_parameters_that_cannot_be_are_refused(measure, said):
    with pytest.raises(RuleError):
        checked_parameters(measure, said)


@pytest.mark.parametrize(
    ("origin", "measure"),
    [
        (DataOrigin.DO_NOT_TRACK, Measure.DEGREE_AT_LEAST),
        (DataOrigin.DO_NOT_TRACK, Measure.ENTERED),
        (DataOrigin.IMPORT_AGGREGATE, Measure.MANDATORY_COURSES),
        (DataOrigin.PLATFORM, Measure.ENTERED),
        (DataOrigin.RECORD, Measure.NOT_TRACKED),
    ],
)
def test_origin_and_measure_must_fit(origin, measure):
    with pytest.raises(RuleError):
        check_origin(origin, measure)


def test_when_targets_are_due():
    day = date(2026, 11, 20)
    assert (target_due_on("2030", day), target_due_on("yearly", day)) == (
        date(2030, 12, 31),
        date(2026, 12, 31),
    )
    for said in ("", "30", "năm", "٢٠٣٠"):
        with pytest.raises(RuleError):
            target_due_on(said, day)


@given(st.dates(date(2001, 1, 1), date(2900, 1, 1)))
def test_every_day_lies_in_one_quarter_and_one_year_of_its_calendar(day):
    spans = [span for span in calendar_of(day) if span.starts_on <= day <= span.ends_on]

    assert sorted(span.kind for span in spans) == ["quarter", "year"]
    for span in spans:
        assert span_of(span.code) == span
        assert is_over(span.ends_on, span.ends_on + timedelta(days=1))
        assert not is_over(span.ends_on, span.ends_on)


def test_the_last_year_stays_in_the_calendar_until_the_spring():
    assert [span.code for span in calendar_of(date(2026, 11, 20))] == [
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
        "2026-Q4",
        "2026",
    ]
    assert "2026-Q4" in [span.code for span in calendar_of(date(2027, 3, 31))]
    assert "2026-Q4" not in [span.code for span in calendar_of(date(2027, 4, 1))]


@pytest.mark.parametrize("code", ["2026-Q5", "2026-q1", "26", "", "2026-Q", "2026-Q11"])
def test_other_words_name_no_period(code):
    assert span_of(code) is None
