"""Whatever happens in whatever order: what is stored equals a rebuild, and history has no holes."""

from datetime import date, timedelta
from itertools import pairwise

from factories import make_evidence, make_officer, make_organisation, make_post, refresh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from competency import queries
from competency.models import Alert, Evidence, Standing
from competency.rules import EvidenceKind, Piece, compute_standing
from competency.services import revoke_evidence
from competency.services.plans import ALERT_FACTS, STANDING_FACTS, STANDING_NOTES
from lms.database import db, transaction
from lms.models import AuditEntry
from lms.queries import get_system_account

START = date(2026, 11, 20)
KINDS = st.sampled_from(["completion", "post_test", "case", "work_product", "assessor"])
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("shown"), st.sampled_from(["B3", "B10"]), KINDS, st.integers(0, 5), st.integers(0, 800)
        ),
        st.tuples(st.just("revoked"), st.integers(0, 9)),
        st.tuples(st.just("time"), st.integers(1, 300)),
        st.tuples(st.just("left")),
    ),
    min_size=1,
    max_size=7,
)


class Life:
    """An officer with two posts to whom things happen."""

    def __init__(self, at):
        self.at, self.day = at, START
        at(START)
        self.officer = make_officer()
        make_post(self.officer)
        office = make_organisation(name="Văn phòng")
        self.second = make_post(self.officer, "VT09", is_main=False, organisation=office)

    def shown(self, code, kind, level, days_ago):
        make_evidence(self.officer, code, level, kind=kind, earned_on=self.day - timedelta(days=days_ago))

    def revoked(self, number):
        shown = queries.list_evidence(self.officer)
        if shown:
            with transaction():
                revoke_evidence(
                    db.session.get(Evidence, shown[number % len(shown)].id),
                    "Nhập nhầm",
                    by=get_system_account(),
                )

    def time(self, days):
        self.day += timedelta(days=days)
        self.at(self.day)
        refresh(self.officer)

    def left(self):
        with transaction():
            self.second.ends_on = self.second.ends_on or self.day
        refresh(self.officer)


def rows_of(model, officer, names):
    columns = [getattr(model, name) for name in names]
    is_open = model.valid_to.is_(None) if model is Standing else model.state != "closed"
    statement = select(*columns).where(model.officer_id == officer.id, is_open)
    return sorted(map(repr, db.session.execute(statement)))


def standings_and_alerts(officer):
    # Since when a status lasts is history, which a rebuild from nothing cannot know.
    alert_names = ["cause", *(name for name in ALERT_FACTS if name not in ("since", "reason"))]
    return (
        rows_of(Standing, officer, ["assignment_id", "competency_code", *STANDING_FACTS, *STANDING_NOTES]),
        rows_of(Alert, officer, alert_names),
    )


def forget(officer):
    with transaction():
        db.session.execute(delete(Standing).where(Standing.officer_id == officer.id))
        db.session.execute(delete(Alert).where(Alert.officer_id == officer.id))


def check_against_the_rules(officer, day):
    policy = queries.get_policy()
    shown = queries.list_evidence(officer)
    for row in db.session.scalars(select(Standing).where(Standing.officer_id == officer.id)):
        if row.valid_to is None:
            pieces = [
                Piece(EvidenceKind(one.kind), one.level, one.earned_on, one.valid_until, one.id)
                for one in shown
                if one.competency_code == row.competency_code
            ]
            result = compute_standing(policy, pieces, row.required, day)
            assert (row.attained, row.status, row.carried_by) == (
                result.attained,
                result.status,
                list(result.carried_by),
            )


def check_that_history_has_no_holes(officer):
    chains = {}
    rows = db.session.scalars(select(Standing).where(Standing.officer_id == officer.id).order_by(Standing.id))
    for row in rows:
        chains.setdefault((row.assignment_id, row.competency_code), []).append(row)
    for chain in chains.values():
        for closed, opened in pairwise(chain):
            assert closed.valid_to == opened.valid_from
            changed = [name for name in STANDING_FACTS if getattr(closed, name) != getattr(opened, name)]
            assert changed
            assert opened.since == (closed.since if closed.status == opened.status else opened.valid_from)


def check_that_every_evidence_row_has_a_trail(officer):
    rows = db.session.scalars(select(Evidence.id).where(Evidence.officer_id == officer.id)).all()
    trail = db.session.scalar(
        select(func.count())
        .select_from(AuditEntry)
        .where(AuditEntry.target_kind == "evidence", AuditEntry.target_id.in_([str(key) for key in rows]))
    )
    assert trail == len(rows)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_what_is_stored_equals_a_rebuild_from_evidence(at, steps):
    life = Life(at)
    for name, *details in steps:
        getattr(life, name)(*details)

    check_against_the_rules(life.officer, life.day)
    check_that_history_has_no_holes(life.officer)
    check_that_every_evidence_row_has_a_trail(life.officer)
    stored = standings_and_alerts(life.officer)
    forget(life.officer)
    refresh(life.officer)
    assert standings_and_alerts(life.officer) == stored
