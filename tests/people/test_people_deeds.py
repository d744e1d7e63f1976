"""Linking accounts, adding organisations, and the trail of opened lists."""

import pytest
from factories import make_account, make_officer, make_unit
from sqlalchemy import select

from lms.database import db, transaction
from lms.errors import Conflict, Forbidden, NotFound, Refused
from lms.models import AuditEntry
from people import queries
from people.rules import OrganisationKind
from people.services import NewOrganisation, add_organisation, link_account, note_list_opened


def last_entry():
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()


def test_an_account_is_linked_once_and_may_then_see_the_own_record(province, system):
    officer, account = make_officer(unit=province), make_account()

    for _ in range(2):
        with transaction():
            link_account(officer, account, by=system)

    assert queries.find_officer_of(account) is officer
    assert [(grant.role, grant.scope_kind) for grant in account.grants] == [("officer", "self")]
    assert (last_entry().event, last_entry().target_id) == ("officer:account_linked", str(officer.id))


@pytest.mark.parametrize("is_officer_taken", [True, False])
def test_neither_side_is_linked_twice(province, system, is_officer_taken):
    account = make_account()
    linked = make_officer(unit=province, account=account)
    pair = (linked, make_account()) if is_officer_taken else (make_officer(unit=province), account)

    with pytest.raises(Conflict), transaction():
        link_account(*pair, by=system)


@pytest.mark.parametrize(("role", "scope"), [(None, ""), ("department", "19"), ("leader", "05443")])
def test_a_stranger_cannot_link_an_account(province, make_actor, role, scope):
    with pytest.raises(Forbidden), transaction():
        link_account(make_officer(unit=province), make_account(), by=make_actor(role, scope))


def test_an_organisation_is_added_with_a_code_of_its_own(province, make_actor):
    new = NewOrganisation("Trường Chính trị tỉnh", OrganisationKind.INSTITUTION, unit_code="19")

    with transaction():
        organisation = add_organisation(new, by=make_actor("department", "19"))

    assert queries.get_organisation("19-truong-chinh-tri-tinh") is organisation
    assert last_entry().event == "organisation:added"


def test_a_unit_has_one_organisation_of_a_name(province, system):
    with transaction():
        add_organisation(NewOrganisation("Phòng Văn hóa", OrganisationKind.DIVISION, "05443"), by=system)

    with pytest.raises(Conflict), transaction():
        add_organisation(
            NewOrganisation("PHÒNG VĂN HOÁ", OrganisationKind.DIVISION, "05443", "PVH"), by=system
        )


@pytest.mark.parametrize(
    ("role", "scope", "unit_code"),
    [
        pytest.param("department", "24", "05443", id="another province"),
        pytest.param("department", "19", None, id="a national body"),
        pytest.param("leader", "05443", "05443", id="leader"),
    ],
)
def test_a_stranger_cannot_add_an_organisation(make_actor, role, scope, unit_code):
    new = NewOrganisation("Phòng Kinh tế", OrganisationKind.DIVISION, unit_code)

    with pytest.raises(Forbidden), transaction():
        add_organisation(new, by=make_actor(role, scope))


def test_opening_a_list_of_names_leaves_the_purpose_on_the_trail(make_actor):
    actor = make_actor("department", "19")

    with transaction():
        note_list_opened(" Lập kế hoạch bồi dưỡng ", "05443", {"position": "VT14"}, by=actor)

    entry = last_entry()
    assert (entry.event, entry.actor_id, entry.target_id) == ("people:list_opened", actor.id, "05443")
    assert entry.detail == {"purpose": "Lập kế hoạch bồi dưỡng", "filters": {"position": "VT14"}}


@pytest.mark.parametrize(
    ("role", "scope", "purpose", "unit_code", "error"),
    [
        pytest.param("department", "19", "  ", "05443", Refused, id="no purpose"),
        pytest.param("department", "19", "Báo cáo", "07210", Forbidden, id="another province"),
        pytest.param("department", "19", "Báo cáo", "99999", NotFound, id="no such unit"),
        pytest.param("ministry", "", "Báo cáo", "05443", Forbidden, id="ministry"),
        pytest.param("admin", "", "Báo cáo", "05443", Forbidden, id="administrator"),
    ],
)
def test_a_list_of_names_is_refused(make_actor, role, scope, purpose, unit_code, error):
    make_unit("05443")

    with pytest.raises(error), transaction():
        note_list_opened(purpose, unit_code, {}, by=make_actor(role, scope))

    assert last_entry().event != "people:list_opened"
