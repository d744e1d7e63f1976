"""What tests of this domain start from."""

from contextvars import Context

import pytest
from factories import make_learner, sign_in
from flask.testing import FlaskClient
from moments import NOON
from sqlalchemy import event, select

from competency.models import Evidence
from lms.database import db
from lms.queries import get_system_account


@pytest.fixture
def noon(still):
    """The clock stands at noon of 20/11/2026 in Hà Nội."""
    still(NOON)
    return NOON


@pytest.fixture
def officer(app, noon):
    """A one-stop specialist with an account."""
    return make_learner()


class Browser(FlaskClient):
    """A browser of its own: no request shares context or database session with another, or with the test."""

    def open(self, *args, **kwargs):
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture
def browser_of(app):
    """Open a browser in which an account is signed in."""
    return lambda account: sign_in(Browser(app, app.response_class), account)


@pytest.fixture
def browser(browser_of, officer):
    """The officer's browser."""
    return browser_of(officer.account)


@pytest.fixture
def system(app):
    return get_system_account()


@pytest.fixture
def shown():
    """What the record holds: ``shown()`` gives {competency: (level, kind, source)}."""

    def read():
        db.session.rollback()
        rows = db.session.scalars(select(Evidence).order_by(Evidence.id))
        return {row.competency_code: (row.level, row.kind, row.source) for row in rows}

    return read


@pytest.fixture
def statements(app):
    """The statements the application sends: ``with statements() as sent`` collects them."""

    class Sent(list):
        def __enter__(self):
            event.listen(db.engine, "before_cursor_execute", self._note)
            return self

        def __exit__(self, *_error):
            event.remove(db.engine, "before_cursor_execute", self._note)

        def _note(self, _connection, _cursor, statement, *_rest):
            if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")):
                self.append(statement)

    return Sent
