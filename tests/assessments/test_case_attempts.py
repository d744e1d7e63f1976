"""Working through a case: what it writes, what it refuses, and that two clicks are one."""

from datetime import timedelta
from functools import partial

import pytest
from case_documents import load_document
from factories import SOUND_CASE, make_account, make_case, make_learner
from moments import NOON
from races import results_and_refusals
from sqlalchemy import func, select

from assessments import queries
from assessments.models import CaseAttempt, CaseExercise, CaseStep
from assessments.services import ChoiceRefused, choose_option, load_case, start_case
from lms.database import db, transaction
from lms.errors import Forbidden, NotFound
from lms.models import Account, AuditEntry

BEST = [("n1", "a"), ("n2", "a")]


def begin(case, officer):
    with transaction():
        return start_case(case, by=officer.account)


def choose(attempt, node, option, officer):
    with transaction():
        return choose_option(attempt, node, option, by=officer.account)


def walk(case, officer, choices):
    attempt = begin(case, officer)
    for node, option in choices:
        choose(attempt, node, option, officer)
    return attempt


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize(
    ("choices", "percent_tenths", "result", "codes"),
    [
        pytest.param(
            [("n1", "a"), ("n2_kip", "a"), ("n3", "a")],
            1000,
            "passed",
            {"A2", "A3", "B1", "B6", "C10", "C2", "C5", "C7", "C8"},
            id="the best path",
        ),
        pytest.param(
            [("n1", "d"), ("n2_kip", "a"), ("n3", "a")],
            818,
            "passed",
            {"A2", "A3", "B6", "C5", "C7", "C8"},
            id="everybody out at once",
        ),
        pytest.param(
            [("n1", "b"), ("n2_dem", "a"), ("n3", "a")],
            727,
            "passed",
            {"A2", "C5", "C8"},
            id="waiting for the order",
        ),
        pytest.param([("n1", "a"), ("n2_kip", "b"), ("n3", "a")], 727, "redo", set(), id="a critical choice"),
    ],
)
def test_th02_writes_evidence_for_exactly_what_the_path_shows(
    officer, shown, choices, percent_tenths, result, codes
):
    case = make_case(text="{}", **load_document("TH02"))

    attempt = walk(case, officer, choices)

    assert (attempt.state, attempt.result) == ("submitted", result)
    assert percent_tenths in (None, attempt.percent_tenths)
    assert shown() == dict.fromkeys(codes, (3, "case", f"case-attempt:{attempt.id}"))


def test_the_path_and_its_times_are_kept(officer, still):
    attempt = begin(make_case(), officer)
    still(NOON + timedelta(minutes=3))
    choose(attempt, "n1", "a", officer)
    still(NOON + timedelta(minutes=9))
    choose(attempt, "n2", "b", officer)

    steps = [(step.number, step.node, step.option, step.chosen_at - NOON) for step in attempt.steps]
    assert steps == [(1, "n1", "a", timedelta(minutes=3)), (2, "n2", "b", timedelta(minutes=9))]
    assert (attempt.gained, attempt.maximum, attempt.finished_at - NOON) == (7, 9, timedelta(minutes=9))


def test_a_second_attempt_is_practice_and_writes_nothing(officer, shown):
    case = make_case()
    first = walk(case, officer, BEST)
    before = shown()

    second = walk(case, officer, BEST)

    assert (first.is_counted, second.is_counted, second.number) == (True, False, 2)
    assert shown() == before


@pytest.mark.parametrize(
    ("days", "is_counted"), [pytest.param(89, False, id="89 days"), pytest.param(90, True, id="90 days")]
)
def test_after_ninety_days_an_attempt_counts_again(officer, still, days, is_counted):
    case = make_case()
    walk(case, officer, BEST)
    still(NOON + timedelta(days=days))

    assert begin(case, officer).is_counted is is_counted


def test_a_case_fits_a_gap_only_while_an_attempt_would_count(officer, still):
    make_case(SOUND_CASE.replace("TH90", "TH91"), thoi_luong_phut=40)
    short = make_case()

    assert queries.cases_by_competency(["A3", "C1"], officer=officer)["A3"].code == "TH90"
    attempt = begin(short, officer)
    assert queries.cases_by_competency(["A3"], officer=officer)["A3"].code == "TH90"
    for node, option in BEST:
        choose(attempt, node, option, officer)
    found = queries.cases_by_competency(["A3", "C1"], officer=officer)
    assert {code: (brief.code, brief.minutes, brief.level) for code, brief in found.items()} == {
        "A3": ("TH91", 40, 3)
    }
    begin(short, officer)
    still(NOON + timedelta(days=90))
    assert queries.cases_by_competency(["A3"], officer=officer)["A3"].code == "TH91", "practice is under way"


def test_beginning_twice_gives_the_same_attempt(officer):
    case = make_case()

    assert begin(case, officer).id == begin(case, officer).id
    assert count(CaseAttempt) == 1


def test_the_same_choice_twice_is_one(officer):
    attempt = walk(make_case(), officer, BEST[:1])
    trail = count(AuditEntry)

    choose(attempt, "n1", "a", officer)

    assert (attempt.node, count(CaseStep), count(AuditEntry)) == ("n2", 1, trail)


def test_the_last_choice_twice_is_one(officer, shown):
    attempt = walk(make_case(), officer, BEST)
    before = shown()

    choose(attempt, "n2", "a", officer)

    assert (shown(), count(CaseStep)) == (before, 2)


@pytest.mark.parametrize(
    ("node", "option"),
    [
        pytest.param("n1", "b", id="decided otherwise"),
        pytest.param("n2", "z", id="no such option"),
        pytest.param("n9", "a", id="no such decision"),
    ],
)
def test_another_choice_is_refused_and_changes_nothing(officer, node, option):
    attempt = walk(make_case(), officer, BEST[:1])

    with pytest.raises(ChoiceRefused):
        choose(attempt, node, option, officer)

    assert (attempt.node, count(CaseStep)) == ("n2", 1)


def test_a_finished_case_takes_no_choice(officer):
    attempt = walk(make_case(), officer, BEST)

    with pytest.raises(ChoiceRefused):
        choose(attempt, "n2", "b", officer)


def test_an_attempt_stays_on_its_version(officer, system):
    case = make_case()
    attempt = begin(case, officer)
    changed = {**attempt.version.document, "ten": "Tên mới"}
    with transaction():
        load_case(changed, by=system)

    for node, option in BEST:
        choose(attempt, node, option, officer)

    assert (attempt.version.number, attempt.version.state, attempt.state) == (1, "outdated", "submitted")
    assert begin(case, officer).version.number == 2


def test_nobody_decides_for_another(officer):
    attempt = begin(make_case(), officer)

    with pytest.raises(Forbidden):
        choose(attempt, "n1", "a", make_learner(name="Lò Thị Mây"))


def test_an_account_without_officer_begins_nothing(officer):
    case = make_case()

    with pytest.raises(Forbidden), transaction():
        start_case(case, by=make_account("leader", "19001"))


@pytest.mark.parametrize("role", ["leader", "department", "admin", "officer"])
def test_an_attempt_exists_for_its_officer_only(officer, role):
    attempt = begin(make_case(), officer)
    scope = {"leader": "19001", "department": "19"}.get(role, "")

    with pytest.raises(NotFound):
        queries.get_attempt(attempt.public_id, visible_to=make_account(role, scope))
    assert queries.get_attempt(attempt.public_id, visible_to=officer.account) is attempt


def test_two_beginnings_at_once_are_one_attempt(app, officer):
    case_id, account_id = make_case().id, officer.account.id

    def deed():
        case, account = db.session.get(CaseExercise, case_id), db.session.get(Account, account_id)
        return start_case(case, by=account).id

    results, refusals = results_and_refusals(app, deed, deed)

    assert (len(set(results)), refusals, count(CaseAttempt)) == (1, [], 1)


@pytest.mark.parametrize("options", ["aa", "ab"])
def test_two_last_choices_at_once_decide_once(app, officer, shown, options):
    attempt = walk(make_case(), officer, BEST[:1])
    public_id, account_id = attempt.public_id, officer.account.id

    def deed(option):
        account = db.session.get(Account, account_id)
        return choose_option(
            queries.get_case_attempt(public_id, visible_to=account), "n2", option, by=account
        ).id

    results, refusals = results_and_refusals(app, *[partial(deed, option) for option in options])

    is_same = options == "aa"
    assert (len(results), len(refusals)) == ((2, 0) if is_same else (1, 1))
    assert (count(CaseStep), len(shown())) == (2, 3 if is_same else len(shown()))
