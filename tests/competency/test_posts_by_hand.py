"""Posts and qualifications changed by hand for one officer; standings follow at once."""

from datetime import date, timedelta

import pytest
from factories import make_account, make_assignment, make_officer, make_organisation, post, sign_in
from races import results_and_refusals
from sqlalchemy import select

from competency.services import posts, recompute_check
from competency.services.qualifications import find_differing_qualifications
from lms import clock
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import AuditEntry
from lms.queries import get_system_account
from people.models import AdministrativeUnit, Assignment, Officer, Position
from people.rules import DegreeLevel, PoliticalTheoryLevel
from people.services.posts import NewPost, PostRefused, Qualifications

BEGAN, DAY = date(2025, 7, 1), date(2026, 3, 10)


@pytest.fixture
def department(app):
    return make_account("department", "19")


@pytest.fixture
def officer(app):
    """Somebody with one main post since July."""
    unit = db.session.get(AdministrativeUnit, "05443")
    made = make_officer(unit=unit)
    make_assignment(made, make_organisation(unit), starts_on=BEGAN)
    return made


def new_post(**changed):
    given = {
        "unit": db.session.get(AdministrativeUnit, "05500"),
        "organisation": "Văn phòng HĐND và UBND",
        "position": db.session.get(Position, "VT02"),
        "starts_on": DAY,
    }
    return NewPost(**given | changed)


def change(deed, officer, *told, by):
    officer_id = officer.id
    with transaction():
        deed(db.session.get(Officer, officer_id), *told, by=by)


def held(officer):
    db.session.rollback()
    rows = db.session.scalars(
        select(Assignment).where(Assignment.officer_id == officer.id).order_by(Assignment.id)
    )
    return [(row.position_code, row.is_main, row.starts_on, row.ends_on) for row in rows]


def nothing_differs(officer):
    by = get_system_account()
    return recompute_check([officer.id], by=by) == [] == find_differing_qualifications([officer.id], by=by)


def test_a_transfer_ends_the_main_post_the_day_before(department, officer):
    change(posts.transfer, officer, new_post(), by=department)

    assert held(officer) == [
        ("VT14", True, BEGAN, DAY - timedelta(days=1)),
        ("VT02", True, DAY, None),
    ]
    assert nothing_differs(officer)


def test_a_concurrent_post_stands_beside_the_main_one(department, officer):
    change(posts.give_post, officer, new_post(), by=department)

    assert held(officer) == [("VT14", True, BEGAN, None), ("VT02", False, DAY, None)]
    assert nothing_differs(officer)


def test_leaving_ends_everything(department, officer):
    change(posts.give_post, officer, new_post(), by=department)
    change(posts.leave, officer, DAY + timedelta(days=30), by=department)

    assert {ends_on for *_, ends_on in held(officer)} == {DAY + timedelta(days=30)}
    assert nothing_differs(officer)


@pytest.mark.parametrize("deed", [posts.transfer, posts.give_post], ids=["transfer", "concurrent"])
def test_the_same_button_twice_is_once(department, officer, deed):
    change(deed, officer, new_post(), by=department)
    before = held(officer)

    change(deed, officer, new_post(), by=department)

    assert held(officer) == before


def test_qualifications_are_written_down_and_judged(department, officer):
    told = Qualifications(
        degree_level=DegreeLevel.MASTER,
        degree_field=" Quản lý  công ",
        political_theory_level=PoliticalTheoryLevel.ADVANCED,
        has_state_management_training=True,
    )
    change(posts.change_qualifications, officer, told, by=department)

    db.session.refresh(officer)
    assert (officer.degree_level, officer.degree_field) == ("master", "Quản lý công")
    assert (officer.political_theory_level, officer.has_state_management_training) == ("advanced", True)
    assert nothing_differs(officer)
    events = db.session.scalars(select(AuditEntry.event).where(AuditEntry.event == "officer:changed")).all()
    assert len(events) == 1


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        pytest.param(posts.transfer, lambda: (new_post(starts_on=BEGAN),), id="begins with the present one"),
        pytest.param(
            posts.transfer,
            lambda: (new_post(unit=db.session.get(AdministrativeUnit, "00004")),),
            id="a commune of another province",
        ),
        pytest.param(posts.leave, lambda: (BEGAN - timedelta(days=1),), id="leaves before beginning"),
    ],
)
def test_what_cannot_be_is_refused(department, officer, deed, told):
    before = held(officer)

    with pytest.raises(PostRefused):
        change(deed, officer, *told(), by=department)

    assert held(officer) == before


def test_the_main_post_does_not_end_before_several_others(department, officer):
    change(posts.give_post, officer, new_post(), by=department)
    change(posts.give_post, officer, new_post(position=db.session.get(Position, "VT03")), by=department)
    main = db.session.scalars(select(Assignment).where(Assignment.is_main)).one()
    before = held(officer)

    with pytest.raises(PostRefused), transaction():
        posts.end_post(main, clock.today(), by=department)

    assert held(officer) == before


@pytest.mark.parametrize(("role", "scope"), [("department", "24"), ("leader", "05443"), ("admin", "")])
def test_only_the_department_of_the_province_changes_posts(officer, role, scope):
    stranger = make_account(role, scope)

    with pytest.raises(Forbidden):
        change(posts.transfer, officer, new_post(), by=stranger)


def test_two_transfers_at_once_leave_one_main_post(app, department, officer):
    officer_id, by_id = officer.id, department.id

    def transfer(code):
        def deed():
            by = db.session.get(type(department), by_id)
            given = new_post(position=db.session.get(Position, code))
            posts.transfer(db.session.get(Officer, officer_id), given, by=by)
            return code

        return deed

    done, refusals = results_and_refusals(app, transfer("VT02"), transfer("VT03"))

    assert (len(done), len(refusals)) == (1, 1)
    assert [row[0] for row in held(officer) if row[1] and row[3] is None] == done


def test_a_transfer_on_the_page(client, department, officer):
    browser = sign_in(client, department)
    address = f"/officers/{officer.public_id}/posts"
    assert browser.get(address).status_code == 200

    fields = {"kind": "transfer", "unit": "05500", "organisation": "Phòng Kinh tế", "position": "VT11"}
    wrong = post(browser, address, **fields, starts_on="")
    assert wrong.status_code == 422
    assert "Phòng Kinh tế" in wrong.text
    done = post(browser, address, **fields, starts_on=DAY.isoformat())

    assert done.status_code == 302
    assert held(officer)[-1] == ("VT11", True, DAY, None)
