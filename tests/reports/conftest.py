"""A small believable world for the pages of reports."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from lms import clock
from lms.database import db
from people.models import AdministrativeUnit
from tests import factories

NOT_WORK = ("BEGIN", "BEGIN IMMEDIATE")


def get(client, path):
    """Ask for a page in a context of its own: what was not committed, and who asked before, is forgotten."""
    with client.application.app_context():
        return client.get(path)


@contextmanager
def statements():
    """Collect the statements that reach the database meanwhile."""
    found = []

    def note(_connection, _cursor, statement, _parameters, _context, _many):
        if statement not in NOT_WORK:
            found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@dataclass
class Town:
    """Two communes of Thái Nguyên by code, and the accounts that look at the first one."""

    code: str
    other_code: str
    leader: object
    department: object
    ministry: object


def post(client, path, **form):
    """Send a form the way a browser would, token included."""
    return factories.post(client, path, **form)


def unit(code):
    """The unit of a code, loaded now."""
    return db.session.get(AdministrativeUnit, code)


@pytest.fixture
def town(app):
    """Two communes of Thái Nguyên; accounts of a leader of the first, the Department, the ministry."""
    codes = db.session.scalars(
        select(AdministrativeUnit.code)
        .where(AdministrativeUnit.parent_code == "19")
        .order_by(AdministrativeUnit.sort_key)
        .limit(2)
    ).all()
    return Town(
        code=codes[0],
        other_code=codes[1],
        leader=factories.make_account("leader", codes[0], name="Hoàng Văn Lãnh"),
        department=factories.make_account("department", "19", name="Sở Nội vụ"),
        ministry=factories.make_account("ministry", name="Bộ Nội vụ"),
    )


@pytest.fixture
def visitor(app):
    """Signs an account in and returns its browser."""

    def open_browser(account):
        return factories.sign_in(app.test_client(), account)

    return open_browser


def make_member(code, name="Lò Thị Hoa", position="VT14", *, has_account=True, **columns):
    """An officer who serves in a commune, with standings; with an account unless told otherwise."""
    account = factories.make_account(name=name) if has_account else None
    officer = factories.make_officer(name, unit=unit(code), account=account)
    organisation = factories.make_organisation(unit(code), "Trung tâm Phục vụ hành chính công")
    factories.make_assignment(officer, organisation, position, **columns)
    factories.refresh(officer)
    return officer


def make_members(code, count, position="VT14"):
    """So many officers without accounts, refreshed together."""
    officers = []
    for number in range(count):
        officer = factories.make_officer(f"Hoàng Thị Ngọc Ánh {number}", unit=unit(code))
        organisation = factories.make_organisation(unit(code), "Trung tâm Phục vụ hành chính công")
        factories.make_assignment(officer, organisation, position)
        officers.append(officer)
    factories.refresh(*officers)
    return officers


def make_full_officer(code):
    """An officer with two posts of 25 competencies each, a course for every one, some evidence."""
    officer = make_member(
        code, "Nguyễn Phúc Công Tằng Tôn Nữ Thị Hồng Ngọc", "VT05", decision_no="1234/QĐ-UBND"
    )
    organisation = factories.make_organisation(unit(code), "Phòng Văn hóa – Xã hội")
    factories.make_assignment(officer, organisation, "VT06", is_main=False)
    factories.refresh(officer)
    pillars = {"A": 5, "B": 10, "C": 10}
    names = [f"{pillar}{number}" for pillar, count in pillars.items() for number in range(1, count + 1)]
    for number, name in enumerate(names):
        factories.make_course(
            f"KH{number + 40}",
            "Giải quyết thủ tục hành chính, dịch vụ công trực tuyến và số hóa hồ sơ ở cấp xã",
            outcomes=((name, 2),),
            has_post_test=True,
        )
    today = clock.today()
    for name in names[:8]:
        factories.make_evidence(officer, name, 2, earned_on=today - timedelta(days=40))
    for name in names[:4]:
        factories.make_evidence(officer, name, 3, kind="case", earned_on=today - timedelta(days=700))
    return officer
