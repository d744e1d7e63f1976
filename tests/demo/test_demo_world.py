"""The demo world: everybody of CONTRACTS 5 is there, and making it again adds nobody."""

import pytest
from sqlalchemy import func, select

from assessments.models import BankVersion, CasePanel, CaseVersion, Marking, Question, Script, TaskVersion
from competency.models import Alert, Evidence, Standing
from courses.models import CourseVersion, PublicationStep, ReviewComment
from demo.people import ACCOUNTS, COMMUNE
from demo.world import make_world
from lms.database import db, transaction
from lms.models import Account
from people.models import Assignment, Officer

COUNTED = (Officer, Assignment, Evidence, Standing, Alert, Account)
STUDIO = (
    CourseVersion,
    BankVersion,
    Question,
    CaseVersion,
    CasePanel,
    TaskVersion,
    Script,
    Marking,
    PublicationStep,
    ReviewComment,
)


def counts():
    return {
        table.__tablename__: db.session.scalar(select(func.count()).select_from(table))
        for table in (*COUNTED, *STUDIO)
    }


@pytest.fixture
def world_of_one_commune(app):
    with transaction():
        make_world(communes=1)
    return app


def test_everybody_is_there_with_gaps_some_expired_and_some_disputed(world_of_one_commune):
    emails = set(db.session.scalars(select(Account.email)))
    assert {account.email for account in ACCOUNTS} <= emails

    statuses = set(db.session.scalars(select(Standing.status).where(Standing.unit_code == COMMUNE)))
    assert statuses == {"met", "expiring", "expired", "below", "unproven"}
    assert db.session.scalar(select(func.count()).where(Alert.state == "disputed")) == 3
    assert counts()["officers"] == 40
    assert list(db.session.scalars(select(TaskVersion.state))) == ["published"], "a reflection to write"


def test_making_it_again_adds_nothing(world_of_one_commune):
    before = counts()

    with transaction():
        make_world(communes=1)

    assert counts() == before
