"""A past day shows what was known and valid on it: history against a naive recomputation.

The oracle shares only the pure rules with the product. At the end of each day it writes down which posts were
known and what they ask; what was shown it filters by the instants at which it was recorded and revoked.
"""

from collections import Counter
from datetime import date, timedelta

from factories import make_assignment, make_evidence, make_officer, make_organisation, make_unit, refresh
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nights import pass_night
from sqlalchemy import select, update

from competency import queries
from competency.models import Evidence, Requirement, RequirementSet
from competency.queries import Cut
from competency.rules import EvidenceKind, Piece, compute_standing, required_level
from competency.services import revoke_evidence
from lms import clock
from lms.database import db, transaction
from lms.queries import get_system_account
from people.models import Assignment
from people.queries import get_unit

START = date(2026, 12, 18)
CODES = ("B3", "B10", "C2")
# Ages at which evidence is about to run out, so that a few weeks see it happen.
AGES = st.sampled_from([0, 5, 296, 301, 306, 350, 360, 364, 365, 366, 661, 669, 700, 722, 729, 730, 731])
KINDS = st.sampled_from(["completion", "post_test", "case", "work_product", "assessor"])
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("shown"), st.integers(0, 2), st.sampled_from(CODES), KINDS, st.integers(1, 5), AGES
        ),
        st.tuples(st.just("revoked"), st.integers(0, 9)),
        st.tuples(st.just("nights"), st.integers(1, 6)),
        st.tuples(st.just("missed"), st.integers(2, 12)),
        st.tuples(
            st.just("asleep"), st.integers(2, 9), st.integers(0, 2), st.sampled_from(CODES), KINDS, AGES
        ),
        st.tuples(st.just("left"), st.integers(0, 2)),
        st.tuples(st.just("joined"), st.integers(0, 2), st.sampled_from(["VT09", "VT11", "VT14"])),
        st.tuples(st.just("asked"), st.sampled_from(CODES), st.integers(1, 5)),
    ),
    min_size=2,
    max_size=10,
)


class Years:
    """Three officers of two communes, a clock that moves, and what was known at the end of every day."""

    def __init__(self, at):
        self.at, self.day, self.known = at, START, {}
        at(START)
        with transaction():
            # A new year of tests in the same database: earlier people belong to no unit of these tests.
            self.first_id = (
                db.session.scalar(select(Assignment.id).order_by(Assignment.id.desc()).limit(1))
            ) or 0
        self.units = [make_unit(), make_unit("19003", "Phường Đồng Tâm")]
        self.people = [make_officer(f"Lò Thị {number}") for number in range(3)]
        for number in range(3):
            self.joined(number, "VT12")
        pass_night()

    def shown(self, who, code, kind, level, age):
        make_evidence(self.people[who], code, level, kind=kind, earned_on=self.day - timedelta(days=age))

    def revoked(self, number):
        ids = [one.id for one in self.people]
        gone = select(Evidence.revokes_id).where(Evidence.revokes_id.is_not(None))
        shown = db.session.scalars(
            select(Evidence)
            .where(Evidence.officer_id.in_(ids), Evidence.revokes_id.is_(None), Evidence.id.not_in(gone))
            .order_by(Evidence.id)
        ).all()
        if shown:
            with transaction():
                revoke_evidence(shown[number % len(shown)], "Nhập nhầm", by=get_system_account())

    def nights(self, days):
        for _day in range(days):
            self.write_down()
            self.day += timedelta(days=1)
            self.at(self.day)
            pass_night()

    def missed(self, days):
        for _day in range(days):
            self.write_down()
            self.day += timedelta(days=1)
            self.at(self.day)
        pass_night()

    def asleep(self, days, who, code, kind, age):
        """The worker stood still; somebody's deed, and one taken back, come before it catches up."""
        for _day in range(days):
            self.write_down()
            self.day += timedelta(days=1)
            self.at(self.day)
        self.shown(who, code, kind, 3, age)
        self.revoked(who)
        self.nights(1)

    def left(self, who):
        with transaction():
            db.session.execute(
                update(Assignment)
                .where(Assignment.officer_id == self.people[who].id, Assignment.ends_on.is_(None))
                .where(Assignment.starts_on < self.day)
                .values(ends_on=self.day - timedelta(days=1))
            )
        refresh(self.people[who])

    def joined(self, who, position):
        unit = self.units[len(self.known) % 2]
        name = f"Phòng {len(self.known)} {position} {db.session.query(Assignment).count()}"
        make_assignment(
            self.people[who],
            make_organisation(unit, name),
            position,
            is_main=False,
            starts_on=self.day - timedelta(days=100),
        )
        refresh(self.people[who])

    def asked(self, code, level):
        """Another level in the requirement of one position, as a new document brings it."""
        with transaction():
            db.session.execute(
                update(Requirement)
                .where(Requirement.competency_code == code, Requirement.position_code == "VT12")
                .values(level=level)
            )
        refresh(*self.people)

    def write_down(self):
        """Note which posts are known today and what they ask."""
        posts = db.session.execute(
            select(
                Assignment.id,
                Assignment.officer_id,
                Assignment.unit_code,
                Assignment.position_code,
                Assignment.starts_on,
                Assignment.ends_on,
            ).where(Assignment.id > self.first_id)
        ).all()
        asked = db.session.execute(
            select(Requirement.position_code, Requirement.competency_code, Requirement.level).where(
                Requirement.set_id.in_(
                    select(RequirementSet.id).where(RequirementSet.owner_unit_code.is_(None))
                )
            )
        ).all()
        self.known[self.day] = posts, asked

    def remembered(self, day):
        """What each post should show for a past day, by the rules and by what was known then."""
        posts, asked = self.known[day]
        policy, emphases = queries.get_policy(), queries.get_basis()
        found = {}
        for post in posts:
            if not (post.starts_on <= day and (post.ends_on is None or post.ends_on >= day)):
                continue
            area = get_unit(post.unit_code).main_area_type
            for position, code, level in asked:
                if position == post.position_code:
                    is_raised = position in emphases.emphasis(area, code).raised_positions
                    pieces = known_pieces(post.officer_id, code, day)
                    result = compute_standing(policy, pieces, required_level(level, is_raised), day)
                    found[post.id, code] = (
                        result.required,
                        result.attained,
                        result.status,
                        result.carried_by,
                    )
        return found, {post.id: post for post in posts}


def known_pieces(officer_id, code, day):
    """The evidence that was recorded by the end of a day and not revoked by then."""
    rows = db.session.scalars(
        select(Evidence).where(Evidence.officer_id == officer_id, Evidence.competency_code == code)
    )
    rows = [row for row in rows if clock.day_of(row.recorded_at) <= day]
    gone = {row.revokes_id for row in rows} | {row.id for row in rows if row.revokes_id}
    return [
        Piece(EvidenceKind(row.kind), row.level, row.earned_on, row.valid_until, row.id)
        for row in rows
        if row.id not in gone
    ]


def check_standings(life, day, remembered):
    held = {
        (row.assignment_id, row.competency_code): (
            row.required,
            row.attained,
            row.status,
            tuple(row.carried_by),
        )
        for officer in life.people
        for row in queries.list_standings(officer, on=day)
    }
    assert held == remembered, day


def check_coverage(day, remembered, posts):
    """The figures of each commune are those of the posts in it."""
    for code in ("19001", "19003"):
        expected = Counter(status for (post, _code), (*_levels, status, _carried) in remembered.items()
                           if posts[post].unit_code == code)  # fmt: skip
        rows = queries.count_standings(get_unit(code), by=Cut.COMMUNE, on=day)
        counted = Counter({status: sum(getattr(row, status) for row in rows) for status in expected})
        assert counted == expected, (day, code)
        assert sum(row.required for row in rows) == expected.total()


def forget_everybody():
    """Empty the tables an example filled: the next one begins anew."""
    with transaction():
        for name in (
            "coverage_lines",
            "coverage_slices",
            "coverage_groups",
            "coverage_kinds",
            "coverage_snapshots",
            "snapshot_days",
            "nightly_passes",
            "standings",
            "alerts",
        ):
            table = db.metadata.tables[name]
            db.session.execute(table.delete())
        db.session.execute(update(Assignment).values(ends_on=Assignment.starts_on))
        db.session.execute(update(Requirement).where(Requirement.position_code == "VT12").values(level=3))


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, chosen=st.randoms(use_true_random=False))
def test_a_past_day_shows_what_was_known_and_valid_on_it(at, steps, chosen):
    forget_everybody()
    life = Years(at)
    for name, *details in steps:
        getattr(life, name)(*details)
    life.nights(2)

    for day in chosen.sample(sorted(life.known), min(6, len(life.known))):
        remembered, posts = life.remembered(day)
        check_standings(life, day, remembered)
        check_coverage(day, remembered, posts)
