"""Two deeds about the same officer at the same time: nothing lost, nothing double."""

from datetime import date
from functools import partial

import pytest
import races
from factories import make_account, make_officer, make_post
from sqlalchemy import func, select

from competency import queries
from competency.models import Alert, Evidence, Standing
from competency.rules import EvidenceKind
from competency.services import (
    AlertMoved,
    NewEvidence,
    acknowledge_alert,
    dispute_alert,
    recompute_check,
    record_evidence,
    refresh_standings,
)
from lms.database import db
from lms.models import AuditEntry
from lms.queries import get_system_account
from people.models import Officer

TODAY = date(2026, 11, 20)


@pytest.fixture
def together(app, at):
    """Run deeds at the same moment of a fixed day; return what each gave or raised."""
    at(TODAY)

    return partial(races.together, app)


def record(officer_id, kind, level, source):
    def deed():
        new = NewEvidence("B10", level, EvidenceKind(kind), TODAY, source)
        return record_evidence(db.session.get(Officer, officer_id), new, by=get_system_account()).id

    return deed


def count(model, *conditions):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_the_same_source_at_the_same_time_makes_one_row(together):
    officer_id = make_post().officer_id

    ids = together(*[record(officer_id, "post_test", 2, "quiz-attempt:7")] * 4)

    assert len(set(ids)) == 1
    assert count(Evidence) == 1
    assert count(AuditEntry, AuditEntry.event == "evidence:recorded") == 1


def test_different_evidence_at_the_same_time_counts_together(together, system):
    post = make_post()
    post_id, officer_id = post.id, post.officer_id

    together(
        record(officer_id, "post_test", 2, "quiz-attempt:7"),
        record(officer_id, "case", 3, "case-attempt:8"),
        record(officer_id, "external", 2, "import:9"),
    )

    db.session.rollback()
    opened = (Standing.assignment_id == post_id) & Standing.valid_to.is_(None)
    row = db.session.scalars(select(Standing).where(opened, Standing.competency_code == "B10")).one()
    assert (row.attained, row.status) == (3, "met")
    assert recompute_check([officer_id], by=system) == []
    assert count(Alert, Alert.competency_code == "B10", Alert.state != "closed") == 0


def test_refreshing_at_the_same_time_opens_each_row_once(together):
    officers = [make_post().officer_id for _ in range(3)]
    rows, alerts = count(Standing), count(Alert)

    def refresh_all(order):
        return lambda: refresh_standings(order, by=get_system_account())

    assert not any(
        isinstance(one, Exception) for one in together(refresh_all(officers), refresh_all(officers[::-1]))
    )
    assert (count(Standing), count(Alert)) == (rows, alerts)


def test_a_dispute_and_an_acknowledgement_at_the_same_time_leave_one_sound_state(together):
    account = make_account()
    account_email = account.email
    post = make_post(make_officer(account=account))
    alert_id = queries.list_alerts(post.officer)[0].id

    def deed(act):
        def run():
            officer = queries.get_alert(alert_id, visible_to=get_system_account()).officer
            assert officer.account.email == account_email
            act(db.session.get(Alert, alert_id), officer.account)

        return run

    given = together(
        deed(lambda alert, by: dispute_alert(alert, "Tôi đã nộp chứng chỉ.", by=by)),
        deed(lambda alert, by: acknowledge_alert(alert, by=by)),
    )

    db.session.rollback()
    alert = db.session.get(Alert, alert_id)
    assert alert.state == "disputed"
    assert all(one is None or isinstance(one, AlertMoved) for one in given)
