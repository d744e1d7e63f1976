"""A fixed day, a browser with forms, and short ways to ask how officers stand."""

import re
from datetime import UTC, datetime, time

import pytest
from factories import make_account, make_officer, make_post, sign_in
from sqlalchemy import select

from competency.models import Alert, Standing
from lms.database import db
from lms.queries import get_system_account


@pytest.fixture
def at(app, still):
    """Hold the clock at noon (Vietnam) of a day: ``at(date(2026, 11, 20))``."""
    return lambda day: still(datetime.combine(day, time(5), tzinfo=UTC))


@pytest.fixture
def system(app):
    """The account of commands and jobs."""
    return get_system_account()


@pytest.fixture
def officer_account(app):
    """The account of an officer."""
    return make_account(name="Trần Thị Hòa")


@pytest.fixture
def post(officer_account):
    """A post of the officer who signs in."""
    return make_post(make_officer(account=officer_account))


@pytest.fixture
def browse(app):
    """Sign in; return (get, send): send opens a page first and sends its form."""

    def open_for(account):
        client = sign_in(app.test_client(), account)

        def send(path, form, *, page=None):
            text = client.get(page or path).get_data(as_text=True)
            hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
            response = client.post(path, data=hidden | form)
            db.session.rollback()
            return response

        return client.get, send

    return open_for


@pytest.fixture
def standing_of(app):
    """The open standing of a post in one competency, or None."""

    def find(post, code="B10"):
        return db.session.scalar(
            select(Standing).where(
                Standing.assignment_id == post.id,
                Standing.competency_code == code,
                Standing.valid_to.is_(None),
            )
        )

    return find


@pytest.fixture
def history_of(app):
    """All rows of a post in one competency, the oldest first."""

    def find(post, code="B10"):
        return db.session.scalars(
            select(Standing)
            .where(Standing.assignment_id == post.id, Standing.competency_code == code)
            .order_by(Standing.id)
        ).all()

    return find


@pytest.fixture
def alerts_of(app):
    """All alerts of an officer about one competency, the oldest first."""

    def find(officer, code="B10"):
        return db.session.scalars(
            select(Alert)
            .where(Alert.officer_id == officer.id, Alert.competency_code == code)
            .order_by(Alert.id)
        ).all()

    return find
