"""Ten thousand deeds on five hundred officers: what was kept up to date deed by deed equals a rebuild."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import func, select, update
from synthetic_world import ignore

import app as application
from competency import services
from competency.models import Evidence, Requirement, Standing
from competency.queries import list_competency_codes, list_officer_ids
from competency.rules import EvidenceKind
from competency.services import NewEvidence
from demo.synth import SynthOptions, make_synthetic_world
from lms.database import db, transaction
from lms.queries import get_system_account
from people.models import Assignment, Officer

OFFICERS = 500
DEEDS = 10_000
DEEDS_AT_ONCE = 250
START = date(2026, 11, 20)
LONGEST_AGO = 800
OFTEN = (
    ("show", 62),
    ("show_again", 5),
    ("revoke", 12),
    ("transfer", 12),
    ("leave", 3),
    ("ask", 1),
    ("pass_days", 5),
)


@pytest.fixture
def five_hundred(world):
    """The application on a synthetic world of five hundred officers."""
    if not hasattr(world, "five_hundred"):
        options = SynthOptions(OFFICERS, seed=11)
        world.five_hundred = world._make(world.reference, lambda: make_synthetic_world(options, ignore))
    yield from world.fresh(world.five_hundred)


class Officialdom:
    """What may happen to five hundred officers, through the services that let it happen."""

    def __init__(self, still):
        self.still, self.day, self.done = still, START, 0
        self.set_clock()
        self.by = get_system_account()
        self.officer_ids = list_officer_ids()
        self.codes = sorted(list_competency_codes()[1])
        self.positions = sorted(db.session.scalars(select(Requirement.position_code).distinct()))

    def set_clock(self):
        self.still(datetime.combine(self.day, time(5), tzinfo=UTC))

    def happen(self, random):
        """Let one deed happen."""
        name = random.choices([deed for deed, _share in OFTEN], [share for _deed, share in OFTEN])[0]
        with transaction():
            getattr(self, name)(random)
        self.done += 1

    def officer(self, random):
        return db.session.get(Officer, random.choice(self.officer_ids))

    def show(self, random):
        earned_on = self.day - timedelta(days=random.randrange(LONGEST_AGO))
        kind = random.choice(list(EvidenceKind))
        new = NewEvidence(
            random.choice(self.codes), random.randint(0, 5), kind, earned_on, f"case-attempt:{self.done}"
        )
        services.record_evidence(self.officer(random), new, by=self.by)

    def show_again(self, random):
        rows = select(Evidence).where(Evidence.revokes_id.is_(None)).order_by(Evidence.id.desc()).limit(50)
        row = random.choice(db.session.scalars(rows).all())
        new = NewEvidence(row.competency_code, 5, EvidenceKind.ASSESSOR, self.day, row.source)
        assert services.record_evidence(row.officer, new, by=self.by).id == row.id

    def revoke(self, random):
        rows = select(Evidence).where(
            Evidence.officer_id == random.choice(self.officer_ids), Evidence.revokes_id.is_(None)
        )
        for row in db.session.scalars(rows.order_by(Evidence.id.desc()).limit(1)):
            services.revoke_evidence(row, "Nhập nhầm", by=self.by)

    def transfer(self, random):
        """End what the officer does, or not (kiêm nhiệm), and begin something else, as a roster says it."""
        officer = self.officer(random)
        posts = [post for post in officer.assignments if post.ends_on is None]
        if not posts or random.random() < 0.8:
            self._end(posts)
            posts = []
        old = random.choice(officer.assignments)
        starts_on = self.day - timedelta(days=random.randrange(40))
        position_code = random.choice(self.positions)
        if all(
            (one.position_code, one.starts_on) != (position_code, starts_on) for one in officer.assignments
        ):
            officer.assignments.append(
                Assignment(
                    organisation_id=old.organisation_id,
                    unit_code=old.unit_code,
                    position_code=position_code,
                    is_main=not posts,
                    starts_on=starts_on,
                    recorded_at=old.recorded_at,
                )
            )
        db.session.flush()
        services.refresh_standings([officer.id], by=self.by)
        services.refresh_qualifications([officer.id], by=self.by)

    def leave(self, random):
        officer = self.officer(random)
        self._end(post for post in officer.assignments if post.ends_on is None)
        db.session.flush()
        services.refresh_standings([officer.id], by=self.by)
        services.refresh_qualifications([officer.id], by=self.by)

    def _end(self, posts):
        for post in posts:
            post.ends_on = max(post.starts_on, self.day - timedelta(days=1))

    def ask(self, random):
        position_code = random.choice(self.positions)
        db.session.execute(
            update(Requirement)
            .where(
                Requirement.position_code == position_code,
                Requirement.competency_code == random.choice(self.codes),
            )
            .values(level=random.randint(1, 5), is_mandatory=random.random() < 0.7)
        )
        holders = select(Assignment.officer_id).where(Assignment.position_code == position_code).distinct()
        services.rebuild_standings(db.session.scalars(holders).all(), by=self.by)

    def pass_days(self, random):
        self.day += timedelta(days=random.choice([1, 1, 1, 7, 30]))
        self.set_clock()
        after = 0
        while after is not None:
            after = services.refresh_due_standings(after=after, by=self.by)
        after = 0
        while after is not None:
            after = services.refresh_due_qualifications(after=after, by=self.by)


def check_equality(app, monkeypatch):
    monkeypatch.setattr(application.cli, "_make_app", lambda _settings: app)
    result = CliRunner().invoke(application.cli, ["recompute", "--all", "--check"])
    assert result.stdout.splitlines()[-1] == "differences: 0", result.output


def check_that_history_has_no_holes():
    opened = Standing.__table__.alias()
    closed_alone = (
        select(func.count())
        .select_from(Standing)
        .join(Assignment, Assignment.id == Standing.assignment_id)
        .where(Standing.valid_to.is_not(None), Assignment.ends_on.is_(None))
        .where(
            ~select(opened.c.id)
            .where(
                opened.c.assignment_id == Standing.assignment_id,
                opened.c.competency_code == Standing.competency_code,
                opened.c.valid_from == Standing.valid_to,
                opened.c.id > Standing.id,
            )
            .exists()
        )
    )
    assert db.session.scalar(closed_alone) == 0


def test_ten_thousand_deeds_leave_no_difference(five_hundred, still, monkeypatch):
    officialdom = Officialdom(still)

    class Machine(RuleBasedStateMachine):
        """Draws what happens; a step is many deeds, so that ten thousand fit into one run."""

        @rule(seed=st.integers(0, 2**32))
        def let_things_happen(self, seed):
            random = Random(seed)  # noqa: S311 - a world to test with, no secret
            for _number in range(DEEDS_AT_ONCE):
                officialdom.happen(random)

        def teardown(self):
            check_that_history_has_no_holes()
            check_equality(five_hundred, monkeypatch)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=1,
            stateful_step_count=DEEDS // DEEDS_AT_ONCE,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),  # ten thousand deeds are too many to make fewer of
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert officialdom.done >= DEEDS
