"""Releasing marks, the evidence that follows, and taking marks back within 48 hours."""

from datetime import timedelta

import pytest
from factories import grant, make_account, make_institution
from marking_world import begin, make_marking_world, mark
from moments import NOON
from races import results_and_refusals
from sqlalchemy import select

from assessments import queries
from assessments.models import Script
from assessments.queries import markings
from assessments.services import (
    NotMarked,
    TooLateToWithdraw,
    release_scripts,
    tell_refusal,
    withdraw_result,
)
from competency.models import Evidence, Standing
from lms.database import db, transaction
from lms.errors import Forbidden, Refused
from lms.models import Account, AuditEntry

REASON = "Chấm nhầm bài của người khác"


@pytest.fixture
def desk(app, noon):
    return make_marking_world()


def release(by, *scripts):
    with transaction():
        return release_scripts(scripts, by=by)


def withdraw(script, by, reason=REASON):
    with transaction():
        withdraw_result(script, reason, by=by)


def evidence():
    db.session.rollback()
    rows = db.session.scalars(select(Evidence).where(Evidence.kind == "assessor").order_by(Evidence.id))
    return [(row.competency_code, row.level, row.source, row.revokes_id is not None) for row in rows]


@pytest.mark.parametrize(
    ("marks", "level"),
    [
        pytest.param([(3, 3)], 4, id="one marker"),
        pytest.param([(2, 2), (1, 2)], 2, id="the mean of two"),
        pytest.param([(0, 3), (3, 3), (3, 2)], 4, id="the middle of three"),
        pytest.param([(0, 3)], 0, id="nothing is shown"),
    ],
)
def test_released_marks_show_a_level(desk, marks, level):
    script = desk.marked(*marks)

    assert release(desk.editor, script) == 1

    assert (script.state, script.level, script.released_by_id) == ("released", level, desk.editor.id)
    told = [("A3", level, script.source, False)] if level else []
    assert evidence() == told
    db.session.rollback()
    rows = db.session.scalars(select(Evidence).where(Evidence.source == script.source)).all()
    assert [row.earned_on.isoformat() for row in rows] == ["2026-11-20"] * bool(level)


def test_the_standing_moves_in_the_same_transaction(desk):
    script = desk.marked((3, 3))
    posts = [post.id for post in script.officer.assignments]

    release(desk.editor, script)

    standings = db.session.scalars(
        select(Standing).where(
            Standing.officer_id == script.officer_id,
            Standing.competency_code == "A3",
            Standing.valid_to.is_(None),
        )
    ).all()
    assert posts
    assert all(standing.attained >= 3 for standing in standings)


def test_releasing_twice_is_once(desk):
    script = desk.marked((3, 3))

    assert [release(desk.editor, script), release(desk.reviewer, script)] == [1, 0]
    assert len(evidence()) == 1


def test_what_is_not_marked_is_not_released_and_nothing_else(desk):
    ready, unmarked = desk.marked((3, 3)), desk.hand_in("Chưa ai chấm")

    with pytest.raises(NotMarked):
        release(desk.editor, ready, unmarked)

    assert evidence() == []
    assert (ready.state, unmarked.state) == ("handed_in", "handed_in")


def test_who_has_marked_does_not_release(desk):
    script = desk.marked((3, 3))
    grant(desk.markers[0], "reviewer", "19")

    with pytest.raises(Forbidden):
        release(desk.markers[0], script)
    assert evidence() == []


def test_who_wrote_it_does_not_release(desk):
    script = desk.marked((3, 3))
    grant(script.officer.account, "editor", "TCT19")

    with pytest.raises(Forbidden):
        release(script.officer.account, script)
    db.session.rollback()
    assert queries.list_ready_to_release(visible_to=script.officer.account) == []


@pytest.mark.parametrize(
    ("role", "scope", "may"),
    [
        ("editor", "TCT19", True),
        ("reviewer", "19", True),
        ("reviewer", "", True),
        ("editor", "TCT24", False),
        ("assessor", "TCT19", False),
        ("admin", "", False),
        ("department", "19", False),
    ],
)
def test_who_leads_the_marking(desk, role, scope, may):
    make_institution("TCT24", "Trường khác")
    script = desk.marked((3, 3))
    account = make_account(role, scope)

    if may:
        assert release(account, script) == 1
    else:
        with pytest.raises(Forbidden):
            release(account, script)


def test_two_leads_who_release_at_once(app, desk):
    scripts = [desk.marked((3, 3)), desk.marked((2, 2)), desk.marked((2, 3))]
    keys, leads = [one.id for one in scripts], [desk.editor.id, desk.reviewer.id]

    def deed(account_id, order):
        chosen = [db.session.get(Script, key) for key in order]
        return release_scripts(chosen, by=db.session.get(Account, account_id))

    results, refusals = results_and_refusals(
        app, lambda: deed(leads[0], keys), lambda: deed(leads[1], keys[::-1])
    )

    assert (sorted(results), refusals) == ([0, 3], [])
    assert len(evidence()) == 3
    assert len(db.session.scalars(select(AuditEntry).filter_by(event="script:released")).all()) == 3


@pytest.mark.parametrize("who", ["lead", "marker"])
@pytest.mark.parametrize("hours", [0, 48])
def test_marks_are_withdrawn_within_48_hours(desk, still, who, hours):
    script = desk.released((3, 3))
    still(NOON + timedelta(hours=hours))

    for _time in range(2):
        withdraw(script, desk.reviewer if who == "lead" else desk.markers[0])

    source = script.source
    assert evidence() == [("A3", 4, source, False), ("A3", 0, f"revocation:{_first_id()}", True)]
    assert (script.state, script.withdrawal_reason) == ("withdrawn", REASON)
    mine = queries.list_my_markings(visible_to=desk.markers[0])
    assert [one.script.word for one in mine] == [script.word], "the marker sees it"
    assert tell_refusal(desk.task, by=script.officer.account) == ""
    assert begin(desk.task, script.officer).number == 2, "the officer may write anew at once"


def _first_id():
    return db.session.scalars(select(Evidence.id).where(Evidence.kind == "assessor")).first()


def test_after_48_hours_marks_stand(desk, still):
    script = desk.released((3, 3))
    still(NOON + timedelta(hours=48, seconds=1))

    with pytest.raises(TooLateToWithdraw) as refused:
        withdraw(script, desk.editor)

    assert "48" in str(refused.value)
    assert len(evidence()) == 1


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 1001], ids=["none", "blank", "too long"])
def test_a_withdrawal_needs_its_reason(desk, reason):
    script = desk.released((3, 3))

    with pytest.raises(Refused):
        withdraw(script, desk.editor, reason)

    assert len(evidence()) == 1


def test_what_is_not_released_is_not_withdrawn(desk):
    with pytest.raises(NotMarked):
        withdraw(desk.marked((3, 3)), desk.editor)


@pytest.mark.parametrize("who", ["another marker", "the writer", "another institution"])
def test_a_stranger_withdraws_nothing(desk, who):
    script = desk.released((3, 3))
    account = {"another marker": desk.markers[2], "the writer": script.officer.account}.get(who)
    account = account or make_account("editor", "TCT24")

    with pytest.raises(Forbidden):
        withdraw(script, account)


def test_a_withdrawal_and_a_second_at_once_are_one(app, desk):
    script_id, leads = desk.released((3, 3)).id, [desk.editor.id, desk.reviewer.id]

    def deed(account_id):
        withdraw_result(db.session.get(Script, script_id), REASON, by=db.session.get(Account, account_id))

    results, refusals = results_and_refusals(app, lambda: deed(leads[0]), lambda: deed(leads[1]))

    assert (len(results), refusals, len(evidence())) == (2, [], 2)


def test_what_is_marked_is_shown_however_much_waits(desk, monkeypatch):
    monkeypatch.setattr(markings, "MOST_LED", 2)
    unmarked = [desk.hand_in(f"Chưa chấm {number}") for number in range(3)]
    drawn = desk.marked((3, 3), is_drawn=True)
    ready = [desk.marked((3, 3)), desk.marked((2, 2), (2, 2)), desk.marked((0, 0), (3, 3), (2, 2))]

    def words(lines):
        return [(line.script.word, line.verdict is not None) for line in lines]

    assert words(queries.list_ready_to_release(visible_to=desk.editor)) == [
        (script.word, True) for script in ready[:2]
    ]
    assert words(queries.list_awaiting_marks(visible_to=desk.editor)) == [
        (script.word, False) for script in unmarked[:2]
    ]
    release(desk.editor, *ready[:2])
    assert words(queries.list_ready_to_release(visible_to=desk.editor)) == [(ready[2].word, True)]
    monkeypatch.setattr(markings, "MOST_LED", 9)
    assert words(queries.list_awaiting_marks(visible_to=desk.editor))[3:] == [(drawn.word, False)]


def test_the_lead_sees_what_waits_too_long(desk, still):
    script = desk.hand_in()
    still(NOON + timedelta(days=20))

    (line,) = queries.list_awaiting_marks(visible_to=desk.editor)

    assert (line.script.word, line.days, line.is_late, line.verdict) == (script.word, 20, True, None)


def test_marks_made_on_an_earlier_version_count_by_it(desk):
    script = desk.marked((3, 3))
    version = script.version
    with transaction():
        assert version.rubric_version_id is not None
    mark(desk.hand_in("Người khác"), desk.markers[1], (1, 1))

    release(desk.editor, script)

    assert script.verdict.level == 4
