"""Posts and records changed while nights are missing: history tells the day time changed something on."""

from datetime import date, timedelta

import pytest
from factories import make_account, make_evidence
from nights import pass_night
from roster_desk import HOA, accept, do, fetch, hand_in, request_undo, xlsx
from sqlalchemy import select

from competency import queries
from competency.models import QualificationStanding, Standing
from competency.services import posts
from competency.services.posts import NewPost, Qualifications
from lms.database import db, transaction
from people.models import Officer, Position
from people.queries import get_unit
from people.rules import DegreeLevel, PoliticalTheoryLevel

BEGAN, RAN_OUT, TODAY = date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 25)


@pytest.fixture
def department(app):
    return make_account("department", "19")


@pytest.fixture
def officer(department, at):
    """Somebody whose B10 runs out on a day whose night was missed."""
    at(BEGAN)
    accept(hand_in(xlsx(HOA), department), department)
    officer = db.session.scalars(select(Officer)).one()
    make_evidence(officer, "B10", 2, earned_on=RAN_OUT - timedelta(days=1) - timedelta(days=730))
    pass_night()
    at(TODAY)
    return officer


def transfer(officer, department):
    new = NewPost(
        unit=get_unit("05500"),
        organisation="Phòng Kinh tế",
        position=db.session.get(Position, "VT11"),
        starts_on=TODAY,
    )
    posts.transfer(officer, new, by=department)


def learn(officer, department):
    told = Qualifications(
        degree_level=DegreeLevel.MASTER,
        degree_field="Luật",
        political_theory_level=PoliticalTheoryLevel.INTERMEDIATE,
        has_state_management_training=True,
    )
    posts.change_qualifications(officer, told, by=department)


DEEDS = [
    pytest.param(transfer, id="a transfer"),
    pytest.param(learn, id="qualifications"),
    pytest.param(lambda one, by: posts.leave(one, TODAY, by=by), id="leaving"),
]


def held_on(officer, day):
    db.session.rollback()
    rows = queries.list_standings(db.session.get(Officer, officer.id), on=day)
    return next(row.status for row in rows if row.competency_code == "B10")


def assert_dated_rightly(officer):
    assert held_on(officer, RAN_OUT - timedelta(days=1)) == "below"
    assert held_on(officer, RAN_OUT) == "unproven"
    assert held_on(officer, TODAY - timedelta(days=1)) == "unproven"


@pytest.mark.parametrize("deed", DEEDS)
def test_by_hand(officer, department, deed):
    with transaction():
        deed(db.session.get(Officer, officer.id), department)

    assert_dated_rightly(officer)


def test_by_a_roster(officer, department):
    upload = accept(hand_in(xlsx(HOA | {"ends_on": "25/11/2026"}), department), department)

    assert upload.state == "done"
    assert_dated_rightly(officer)


def test_a_post_that_ended_meanwhile_is_closed_by_its_own_day(department, at):
    at(BEGAN)
    accept(hand_in(xlsx(HOA | {"ends_on": "22/11/2026"}), department), department)
    pass_night()
    at(TODAY)

    with transaction():
        learn(db.session.scalars(select(Officer)).one(), department)

    for row in (Standing, QualificationStanding):
        assert set(db.session.scalars(select(row.valid_to))) == {RAN_OUT + timedelta(days=1)}, row


def test_by_an_undo_that_waited_for_the_worker(department, at):
    at(BEGAN - timedelta(days=1))
    accept(hand_in(xlsx(HOA), department), department)
    at(BEGAN)
    officer = db.session.scalars(select(Officer)).one()
    make_evidence(officer, "B10", 2, earned_on=RAN_OUT - timedelta(days=1) - timedelta(days=730))
    pass_night()
    upload = accept(hand_in(xlsx(HOA | {"degree_level": "Thạc sĩ"}), department), department)
    public_id, job_id = upload.public_id, request_undo(upload.public_id, department)
    at(TODAY)

    assert do(job_id).error == ""
    assert fetch(public_id, department).state == "undone"
    assert_dated_rightly(officer)
