"""A small province on an otherwise empty database, and files to import into it."""

import pytest
from factories import make_account, make_position, make_unit
from roster_files import RosterFiles
from sqlalchemy import func, select

from lms import queries
from lms.database import db, transaction
from people.models import Assignment, Officer, Organisation
from people.services import RosterOptions, load_roster

TABLES = (Officer, Organisation, Assignment)


@pytest.fixture
def system(bare_app):
    """The account of commands and jobs."""
    return queries.get_system_account()


@pytest.fixture
def province(bare_app):
    """Thái Nguyên with three communes, two of which share a name; Bắc Ninh with one; three positions."""
    unit = make_unit("19", "Tỉnh Thái Nguyên")
    make_unit("05443", "Phường Phan Đình Phùng")
    make_unit("05500", "Xã Tân Hòa")
    make_unit("05710", "Phường Hòa Bình")
    make_unit("05720", "Xã Hòa Bình")
    make_unit("07210", "Phường Vũ Ninh", parent="24")
    for code in ("VT02", "VT11", "VT14"):
        make_position(code)
    return unit


@pytest.fixture
def files(tmp_path):
    """Writes roster files."""
    return RosterFiles(tmp_path)


@pytest.fixture
def load(province, system):
    """Import a file in a transaction of its own, as the command does."""

    def run(path, *, by=None, province_code="19", **options):
        with transaction():
            return load_roster(
                path, province_code=province_code, options=RosterOptions(**options), by=by or system
            )

    return run


@pytest.fixture
def state(province):
    """What the tables of a roster hold now, to compare with later."""

    def read():
        db.session.rollback()
        return {
            table.__tablename__: sorted(
                map(tuple, db.session.execute(select(*table.__table__.columns))), key=str
            )
            for table in TABLES
        }

    return read


@pytest.fixture
def count(province):
    """How many rows a table has now."""

    def read(table):
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(table))

    return read


@pytest.fixture
def make_actor(province):
    """An account with a role over a scope; "system" is the system account."""

    def make(role, scope=""):
        return queries.get_system_account() if role == "system" else make_account(role, scope)

    return make
