"""Marking without names: who may claim what, second and third markers, stepping aside, races."""

from datetime import timedelta
from functools import partial

import pytest
from factories import (
    grant,
    make_account,
    make_assignment,
    make_officer,
    make_organisation,
    make_unit,
)
from marking_world import draw, make_marking_world, mark, marks
from moments import NOON
from races import results_and_refusals

from assessments import queries
from assessments.models import Marking, Script
from assessments.rules.marking import StepAside
from assessments.services import (
    Mark,
    MarkingClosed,
    MarksRefused,
    ScriptTaken,
    claim_next_script,
    claim_script,
    save_marks,
    step_aside,
    submit_marks,
    take_back_claim,
)
from lms.database import db, transaction
from lms.errors import Forbidden, NotFound
from lms.models import Account


@pytest.fixture
def desk(app, noon):
    return make_marking_world()


@pytest.fixture
def script(desk):
    script = desk.hand_in()
    draw(script, False)
    return script


def claim(script, marker):
    with transaction():
        return claim_script(script, by=marker)


def waiting(marker):
    db.session.rollback()
    return [line.word for line in queries.list_waiting(visible_to=marker)]


def test_one_marker_claims_and_marks(desk, script):
    first, second = desk.markers[:2]
    assert waiting(first) == waiting(second) == [script.word]

    marking = claim(script, first)

    assert (waiting(first), waiting(second)) == ([], [])
    assert claim(script, first).id == marking.id, "claiming again is as good as once"
    with pytest.raises(ScriptTaken):
        claim(script, second)
    with transaction():
        submit_marks(marking, marks(2, 3, comment="Tốt."), by=first)
    assert ([row.step for row in marking.marks], marking.state) == ([2, 3], "marked")
    assert queries.verdict_of(script).halves == (4, 6)


def test_the_longest_waiting_is_taken_first(desk, still):
    old = desk.hand_in("Người trước")
    still(NOON + timedelta(days=15))
    new = desk.hand_in("Người sau")

    lines = queries.list_waiting(visible_to=desk.markers[0])
    assert [(line.word, line.days, line.is_late) for line in lines] == [
        (old.word, 15, True),
        (new.word, 0, False),
    ]
    with transaction():
        assert claim_next_script(by=desk.markers[0]).script_id == old.id


def test_a_drawn_script_goes_to_two_who_do_not_know_of_each_other(desk, script):
    draw(script, True)
    first, second, third = desk.markers
    claim(script, first)
    assert waiting(second) == [script.word], "both may mark at the same time"
    marking = claim(script, second)

    assert waiting(third) == []
    mark(script, first, (2, 2))
    db.session.rollback()
    seen = queries.get_my_marking(script.word, visible_to=second)
    assert (seen.id, list(seen.marks)) == (marking.id, []), "the first marks are not there to be seen"
    with pytest.raises(NotFound):
        queries.get_my_marking(script.word, visible_to=third)
    assert queries.verdict_of(script) is None
    with transaction():
        submit_marks(marking, marks(1, 2), by=second)
    assert (script.wants_third, queries.verdict_of(script).halves) == (False, (3, 4))


@pytest.mark.parametrize(
    ("first", "second"),
    [pytest.param((0, 2), (2, 2), id="two steps apart"), pytest.param((2, 3), (2, 2), id="two levels apart")],
)
def test_who_differs_calls_for_a_third(desk, first, second):
    script = desk.marked(first, second)
    third = desk.markers[2]

    assert script.wants_third
    assert queries.verdict_of(script) is None
    assert (waiting(desk.markers[0]), waiting(third)) == ([], [script.word])
    mark(script, third, (1, 2))

    db.session.rollback()
    assert queries.verdict_of(script).halves == tuple(
        2 * sorted(one)[1] for one in zip(first, second, (1, 2), strict=True)
    )


def test_the_first_marker_is_never_the_second(desk, script):
    draw(script, True)
    mark(script, desk.markers[0], (1, 1))

    assert waiting(desk.markers[0]) == []
    with pytest.raises(ScriptTaken):
        claim(script, desk.markers[0])


def test_marks_are_kept_half_done(desk, script):
    marking = claim(script, desk.markers[0])
    with transaction():
        save_marks(marking, {0: Mark(2, "Rõ"), 1: Mark(None, "Chưa quyết")}, by=desk.markers[0])
    assert [(row.step, row.comment) for row in marking.marks] == [(2, "Rõ"), (None, "Chưa quyết")]

    with pytest.raises(MarksRefused) as refused, transaction():
        submit_marks(marking, {}, by=desk.markers[0])

    assert refused.value.field == "step-1"
    db.session.rollback()
    assert marking.state == "claimed"


@pytest.mark.parametrize(
    ("entered", "field"),
    [({0: Mark(4)}, "step-0"), ({1: Mark(1, "x" * 2001)}, "comment-1")],
    ids=["no step", "too long"],
)
def test_marks_that_are_none_are_refused(desk, script, entered, field):
    marking = claim(script, desk.markers[0])

    with pytest.raises(MarksRefused) as refused, transaction():
        save_marks(marking, entered, by=desk.markers[0])

    assert refused.value.field == field


def test_marks_are_handed_in_once(desk, script):
    marking = mark(script, desk.markers[0], (2, 2))
    with transaction():
        submit_marks(marking, marks(0, 0), by=desk.markers[0])

    assert [row.step for row in marking.marks] == [2, 2]
    with pytest.raises(MarkingClosed), transaction():
        save_marks(marking, marks(0, 0), by=desk.markers[0])


def test_nobody_marks_in_anothers_name(desk, script):
    marking = claim(script, desk.markers[0])

    for deed in (save_marks, submit_marks):
        with pytest.raises(Forbidden), transaction():
            deed(marking, marks(1, 1), by=desk.markers[1])
    with pytest.raises(Forbidden), transaction():
        step_aside(marking, StepAside.NO_TIME, by=desk.markers[1])


def test_a_conflict_sends_the_script_to_somebody_else(desk, script):
    first, second = desk.markers[:2]
    marking = claim(script, first)
    with transaction():
        save_marks(marking, marks(3, 3), by=first)
    for _time in range(2):
        with transaction():
            step_aside(marking, StepAside.RELATIVE, by=first)

    assert (marking.state, marking.aside_reason, list(marking.marks)) == ("stepped_aside", "relative", [])
    assert (waiting(first), waiting(second)) == ([], [script.word])
    with pytest.raises(ScriptTaken):
        claim(script, first)
    assert mark(script, second, (2, 2)).round == 1


def test_after_the_marks_it_is_too_late_to_step_aside(desk, script):
    marking = mark(script, desk.markers[0], (2, 2))

    with pytest.raises(MarkingClosed), transaction():
        step_aside(marking, StepAside.RELATIVE, by=desk.markers[0])


def test_the_lead_gives_to_another_what_lies_too_long(desk, script):
    marking = claim(script, desk.markers[0])
    with pytest.raises(Forbidden), transaction():
        take_back_claim(marking, by=make_account("editor", "TCT24"))

    with transaction():
        take_back_claim(marking, by=desk.editor)

    assert waiting(desk.markers[1]) == [script.word]
    with pytest.raises(MarkingClosed), transaction():
        submit_marks(marking, marks(1, 1), by=desk.markers[0])


def close_marker(kind, script):
    """An assessor of the province who is close to the writer in some way."""
    officer = script.officer
    if kind == "the writer":
        return officer.account
    if kind == "of the same unit":
        account = make_account(name="Đồng nghiệp")
        make_assignment(make_officer(account=account), make_organisation(make_unit(), "Văn phòng"))
        return account
    roles = {
        "the leader of the unit": ("leader", "19001"),
        "the leader of the office": ("leader", officer.assignments[0].organisation.code),
        "an observer of the unit": ("observer", "19001"),
    }
    return make_account(*roles[kind])


@pytest.mark.parametrize(
    "kind",
    [
        "the writer",
        "of the same unit",
        "the leader of the unit",
        "the leader of the office",
        "an observer of the unit",
    ],
)
def test_the_system_refuses_whom_it_knows_to_be_close(desk, script, kind):
    marker = close_marker(kind, script)
    grant(marker, "assessor", "19")

    assert waiting(marker) == []
    with pytest.raises(NotFound):
        queries.get_script_to_claim(script.word, visible_to=marker)
    with pytest.raises(Forbidden):
        claim(script, marker)


def test_who_comes_close_while_marking_hands_nothing_in(desk, script):
    marker = desk.markers[0]
    marking = claim(script, marker)
    make_assignment(make_officer(account=marker), make_organisation(make_unit(), "Văn phòng"))

    with pytest.raises(Forbidden), transaction():
        submit_marks(marking, marks(1, 1), by=marker)


@pytest.mark.parametrize(
    ("role", "scope", "may"),
    [
        ("assessor", "19", True),
        ("assessor", "", True),
        ("assessor", "24", False),
        ("assessor", "TCT24", False),
        ("admin", "", False),
        ("editor", "TCT19", False),
        ("reviewer", "TCT19", False),
        ("department", "19", False),
    ],
)
def test_only_assessors_of_the_scope_reach_a_script(desk, script, role, scope, may):
    make_unit("24", "Tỉnh Bắc Ninh")
    make_organisation(make_unit("24"), "Trường Chính trị tỉnh Bắc Ninh", code="TCT24")
    account = make_account(role, scope)

    assert (waiting(account) == [script.word]) is may
    if not may:
        with pytest.raises(Forbidden):
            claim(script, account)


def test_two_assessors_who_claim_at_once(app, desk, script):
    ids = [marker.id for marker in desk.markers[:2]]
    script_id = script.id

    def deed(account_id):
        return claim_script(db.session.get(Script, script_id), by=db.session.get(Account, account_id)).id

    results, refusals = results_and_refusals(app, *[partial(deed, one) for one in ids])

    assert (len(results), [type(one) for one in refusals]) == (1, [ScriptTaken])


def test_two_claims_at_once_by_the_same_person_are_one(app, desk, script):
    script_id, account_id = script.id, desk.markers[0].id

    def deed():
        return claim_script(db.session.get(Script, script_id), by=db.session.get(Account, account_id)).id

    results, refusals = results_and_refusals(app, deed, deed)

    assert (len(set(results)), len(results), refusals) == (1, 2, [])


def test_two_markers_who_finish_at_once_are_compared(app, desk, script):
    draw(script, True)
    claims = [(claim(script, marker).id, marker.id) for marker in desk.markers[:2]]

    def deed(marking_id, account_id, steps):
        marking = db.session.get(Marking, marking_id)
        submit_marks(marking, marks(*steps), by=db.session.get(Account, account_id))

    deeds = [partial(deed, *one, steps) for one, steps in zip(claims, ((0, 0), (3, 3)), strict=True)]
    results, refusals = results_and_refusals(app, *deeds)

    assert (len(results), refusals) == (2, [])
    assert db.session.get(Script, script.id).wants_third


def test_handing_marks_in_and_giving_them_up_at_once_is_one_of_both(app, desk, script):
    marker = desk.markers[0]
    marking_id, account_id = claim(script, marker).id, marker.id

    def deed(act):
        act(db.session.get(Marking, marking_id), by=db.session.get(Account, account_id))

    results, refusals = results_and_refusals(
        app,
        partial(deed, lambda one, by: submit_marks(one, marks(1, 1), by=by)),
        partial(deed, lambda one, by: step_aside(one, StepAside.NO_TIME, by=by)),
    )

    assert (len(results), [type(one) for one in refusals]) == (1, [MarkingClosed])


def test_an_officer_of_another_commune_may_be_an_assessor(desk, script):
    account = make_account(name="Cán bộ xã khác")
    unit = make_unit("19002", "Xã Bình Yên")
    make_assignment(make_officer(account=account), make_organisation(unit, "Phòng Kinh tế"))
    grant(account, "assessor", "19")

    assert waiting(account) == [script.word]
