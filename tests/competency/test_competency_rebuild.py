"""The set-wise rebuild gives the very rows that the refresh of single officers gives, whatever the state."""

from datetime import date, timedelta
from random import Random

import pytest
from factories import make_officer, make_organisation, make_post, refresh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from competency import queries, services
from competency.models import Alert, Evidence, Framework, Requirement, Standing
from competency.rules import EvidenceKind, valid_until
from lms import clock
from lms.database import db, transaction
from lms.queries import get_system_account

START = date(2026, 11, 20)
CODES = st.sampled_from(["B3", "B10", "A3", "C1"])
SHOWN = st.tuples(
    st.just("shown"),
    st.integers(0, 2),
    CODES,
    st.sampled_from(list(EvidenceKind)),
    st.integers(0, 5),
    st.integers(0, 900),
)
DEEDS = st.lists(
    st.one_of(
        SHOWN,
        SHOWN,
        SHOWN,
        SHOWN,
        st.tuples(st.just("revoked"), st.integers(0, 9)),
        st.tuples(st.just("asked"), CODES, st.integers(1, 5), st.booleans(), st.integers(0, 400)),
        st.tuples(st.just("left"), st.integers(0, 3), st.integers(-40, 40)),
        st.tuples(st.just("lost"), st.integers(0, 30)),
        st.tuples(st.just("lost_alert"), st.integers(0, 30)),
        st.tuples(st.just("refreshed"), st.integers(0, 2)),
        st.tuples(st.just("time"), st.integers(1, 300)),
    ),
    min_size=1,
    max_size=30,
)


class Lives:
    """Three officers, one with two posts, to whom things happen behind the back of the refresh."""

    def __init__(self, at):
        self.at, self.day, self.count = at, START, 0
        at(START)
        self.officers = [make_officer() for _number in range(3)]
        self.posts = [make_post(officer) for officer in self.officers]
        office = make_organisation(name="Văn phòng")
        self.posts.append(make_post(self.officers[0], "VT09", is_main=False, organisation=office))

    @property
    def ids(self):
        return [officer.id for officer in self.officers]

    def shown(self, who, code, kind, level, days_ago):
        officer = self.officers[who]
        earned_on = self.day - timedelta(days=days_ago)
        self.count += 1
        with transaction():
            db.session.execute(
                insert(Evidence).values(
                    officer_id=officer.id,
                    province_code=officer.province_code,
                    competency_code=code,
                    level=level,
                    kind=kind.value,
                    source=f"test:{self.count}",
                    earned_on=earned_on,
                    valid_until=valid_until(queries.get_policy(), kind, code, earned_on),
                    framework_id=db.session.scalar(select(Framework.id)),
                    recorded_at=clock.now(),
                    entered_by_id=get_system_account().id,
                )
            )

    def revoked(self, number):
        rows = db.session.scalars(
            select(Evidence).where(Evidence.revokes_id.is_(None)).order_by(Evidence.id)
        ).all()
        if rows:
            with transaction():
                services.revoke_evidence(rows[number % len(rows)], "Nhập nhầm", by=get_system_account())

    def asked(self, code, level, is_mandatory, grace_days):
        with transaction():
            db.session.execute(
                update(Requirement)
                .where(Requirement.competency_code == code)
                .values(level=level, is_mandatory=is_mandatory, grace_days=grace_days)
            )

    def left(self, which, days):
        with transaction():
            post = self.posts[which]
            post.ends_on = max(post.starts_on, self.day + timedelta(days=days))

    def lost(self, number):
        self._lose(Standing, number)

    def lost_alert(self, number):
        self._lose(Alert, number)

    def _lose(self, model, number):
        ids = db.session.scalars(select(model.id).order_by(model.id)).all()
        if ids:
            with transaction():
                db.session.execute(delete(model).where(model.id == ids[number % len(ids)]))

    def refreshed(self, who):
        refresh(self.officers[who])

    def time(self, days):
        self.day += timedelta(days=days)
        self.at(self.day)


def rows_of(model):
    names = [column.name for column in model.__table__.columns if column.name != "id"]
    rows = db.session.execute(select(*(getattr(model, name) for name in names)))
    return sorted(repr(dict(zip(names, row, strict=True))) for row in rows)


def outcome(deed, ids):
    """What a deed leaves behind, taken back afterwards."""
    counts = deed(ids, by=get_system_account())
    db.session.flush()
    db.session.expire_all()
    rows = counts, rows_of(Standing), rows_of(Alert)
    db.session.rollback()
    return rows


def check_both_ways(ids):
    one_by_one, as_sets = (
        outcome(deed, ids) for deed in (services.refresh_standings, services.rebuild_standings)
    )
    assert as_sets[1] == one_by_one[1]
    assert as_sets[2] == one_by_one[2]
    assert as_sets[0] == one_by_one[0]


def check_that_both_find_the_same(ids):
    differing = services.find_differing_officers(ids, by=get_system_account())
    found = {row.officer_id for row in services.recompute_check(ids, by=get_system_account())}
    db.session.rollback()
    assert set(differing) == found


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=DEEDS)
def test_sets_and_single_officers_come_to_the_same_rows(at, deeds):
    lives = Lives(at)
    for name, *details in deeds:
        getattr(lives, name)(*details)

    check_that_both_find_the_same(lives.ids)
    check_both_ways(lives.ids)
    with transaction():
        services.rebuild_standings(lives.ids, by=get_system_account())
    assert services.find_differing_officers(lives.ids, by=get_system_account()) == []
    assert services.recompute_check(lives.ids, by=get_system_account()) == []
    db.session.rollback()


EDGES = (0, 1, 58, 59, 60, 61, 62, 180, 400)
"""Days around those on which something runs out or begins to."""


def make_crowd(size, random):
    """Insert officers with posts and many random pieces of evidence, most of them near an edge of time."""
    officers = [make_officer() for _number in range(size)]
    office = make_organisation(name="Văn phòng")
    for number, officer in enumerate(officers):
        make_post(officer, random.choice(["VT02", "VT11", "VT14"]))
        if number % 5 == 0:
            make_post(officer, "VT09", is_main=False, organisation=office)
    codes = sorted(queries.list_competency_codes()[1])
    framework_id = db.session.scalar(select(Framework.id))
    by_id = get_system_account().id
    rows = []
    for officer in officers:
        for code in codes:
            for piece in range(random.choice([0, 0, 1, 1, 2, 3, 4])):
                until = START + timedelta(days=random.choice([-1, 1]) * random.choice(EDGES))
                forever = random.random() < 0.1
                rows.append(
                    {
                        "officer_id": officer.id,
                        "province_code": officer.province_code,
                        "competency_code": code,
                        "level": random.choice([0, 1, 2, 3, 3, 4, 4, 5, 5]),
                        "kind": random.choice(list(EvidenceKind)).value,
                        "source": f"test:{piece}",
                        "earned_on": until - timedelta(days=random.choice([20, 365, 730])),
                        "valid_until": None if forever else until,
                        "framework_id": framework_id,
                        "recorded_at": clock.now(),
                        "entered_by_id": by_id,
                    }
                )
    with transaction():
        db.session.execute(insert(Evidence), rows)
    return [officer.id for officer in officers]


def spread_requirements(random):
    with transaction():
        for requirement in db.session.scalars(select(Requirement)):
            requirement.level = random.randint(1, 5)
            requirement.is_mandatory = random.random() < 0.7
            requirement.grace_days = random.choice([0, 30, 180, 365])


@pytest.mark.parametrize("seed", range(3))
def test_a_crowd_comes_to_the_same_rows_both_ways(at, seed):
    at(START)
    random = Random(seed)  # noqa: S311 - a world to test with, no secret
    spread_requirements(random)
    ids = make_crowd(30, random)

    check_both_ways(ids)
    with transaction():
        db.session.execute(delete(Standing))
        db.session.execute(delete(Alert))
    check_both_ways(ids)
    with transaction():
        services.rebuild_standings(ids, by=get_system_account())
    for days in (1, 59, 100):
        at(START + timedelta(days=days))
        spread_requirements(random)
        check_that_both_find_the_same(ids)
        check_both_ways(ids)
