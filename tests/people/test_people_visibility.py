"""Who learns of whom: every role, inside and outside of its scope."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from factories import make_account, make_assignment, make_officer, make_organisation, make_unit
from sqlalchemy import event

from lms import clock
from lms.database import db
from lms.errors import Forbidden, NotFound
from people import policies, queries

HOA, DUNG, BINH, XUAN, CU = "Nguyễn Thị Hòa", "Trần Văn Dũng", "Lê Thị Bình", "Vũ Thị Xuân", "Ngô Văn Cừ"
EVERYBODY = {HOA, DUNG, BINH, XUAN, CU}


@pytest.fixture
def serving(province):
    """Hòa and Dũng serve in 05443, Bình in 05500, which Cừ left; Xuân serves in another province."""
    ward, commune, elsewhere = (make_unit(code) for code in ("05443", "05500", "07210"))
    desk = make_organisation(ward, "Trung tâm Phục vụ hành chính công", code="PDP-TT")
    office = make_organisation(ward, "Văn phòng HĐND và UBND", code="PDP-VP")
    committee = make_organisation(commune, "Ủy ban nhân dân xã", code="TH-UB")
    own = make_account(email="hoa@vidu.vn")
    hoa = make_officer(HOA, unit=ward, account=own, personal_id="019188000123")
    dung, binh, cu = (make_officer(name, unit=ward) for name in (DUNG, BINH, CU))
    xuan = make_officer(XUAN, unit=elsewhere)
    make_assignment(hoa, desk)
    make_assignment(dung, office, "VT02")
    make_assignment(binh, committee, "VT11")
    make_assignment(cu, committee, "VT11", ends_on=clock.today() - timedelta(days=1))
    make_assignment(xuan, make_organisation(elsewhere), "VT11")
    return SimpleNamespace(hoa=hoa, dung=dung, binh=binh, xuan=xuan, cu=cu, own=own)


def names(statement):
    return {officer.full_name for officer in db.session.scalars(statement)}


@pytest.mark.parametrize(
    ("role", "scope", "expected"),
    [
        pytest.param("system", "", EVERYBODY, id="system"),
        pytest.param(None, "", set(), id="no role"),
        pytest.param("officer", "", set(), id="officer role without an officer"),
        pytest.param("leader", "05443", {HOA, DUNG}, id="leader of a commune"),
        pytest.param("leader", "PDP-TT", {HOA}, id="leader of an organisation"),
        pytest.param("leader", "05500", {BINH}, id="leader: who left is gone"),
        pytest.param("leader", "19", set(), id="leader of a province is no leader of its communes"),
        pytest.param("observer", "05443", {HOA, DUNG}, id="observer"),
        pytest.param("department", "19", {HOA, DUNG, BINH, CU}, id="department"),
        pytest.param("department", "24", {XUAN}, id="department of another province"),
        pytest.param("ministry", "", set(), id="ministry"),
        pytest.param("admin", "", set(), id="administrator"),
        pytest.param("editor", "PDP-TT", set(), id="editor"),
        pytest.param("reviewer", "19", set(), id="reviewer"),
        pytest.param("assessor", "19", set(), id="assessor"),
    ],
)
def test_who_may_know_of_whom(serving, make_actor, role, scope, expected):
    actor = make_actor(role, scope)
    officers = [serving.hoa, serving.dung, serving.binh, serving.xuan, serving.cu]

    assert names(queries.select_officers(visible_to=actor)) == expected
    for officer in officers:
        if officer.full_name in expected:
            assert queries.get_officer(officer.public_id, visible_to=actor) is officer
        else:
            with pytest.raises(NotFound):
                queries.get_officer(officer.public_id, visible_to=actor)
    today = db.session.scalars(queries.select_assignments(visible_to=actor))
    assert {post.officer.full_name for post in today} == expected - {CU}


def test_an_officer_sees_only_the_own_record(serving):
    assert names(queries.select_officers(visible_to=serving.own)) == {HOA}
    assert [
        post.officer for post in db.session.scalars(queries.select_assignments(visible_to=serving.own))
    ] == [serving.hoa]


def test_a_leader_who_is_an_officer_sees_the_team_and_oneself(serving, make_actor):
    account = make_actor("leader", "05500")
    make_officer("Đặng Thị Ly", unit=make_unit("05500"), account=account)

    assert names(queries.select_officers(visible_to=account)) == {BINH, "Đặng Thị Ly"}


def test_a_leader_sees_the_posts_in_the_scope_only(serving, make_actor):
    make_assignment(serving.hoa, serving.binh.assignments[0].organisation, "VT02", is_main=False)

    posts = db.session.scalars(queries.select_assignments(visible_to=make_actor("leader", "05500")))

    assert {(post.officer.full_name, post.unit_code) for post in posts} == {(HOA, "05500"), (BINH, "05500")}


def test_posts_of_a_past_day_can_be_asked(serving, system):
    yesterday = clock.today() - timedelta(days=1)

    posts = db.session.scalars(queries.select_assignments(visible_to=system, on=yesterday))

    assert CU in {post.officer.full_name for post in posts}


@pytest.mark.parametrize("ref", ["019188000123", "public id"])
def test_an_officer_is_found_by_personal_number_or_public_id(serving, system, make_actor, ref):
    text = str(serving.hoa.public_id) if ref == "public id" else ref

    assert queries.find_officer_by_ref(f" {text} ", visible_to=system) is serving.hoa
    assert queries.find_officer_by_ref(text, visible_to=make_actor("leader", "05500")) is None
    with pytest.raises(NotFound):
        queries.get_officer_by_ref(text, visible_to=make_actor("ministry"))


@pytest.mark.parametrize("text", ["", "019", "không phải", "019188000999"])
def test_a_wrong_reference_finds_nobody(serving, system, text):
    assert queries.find_officer_by_ref(text, visible_to=system) is None


def test_the_own_officer_comes_with_everything_in_one_statement(serving):
    account_id = serving.own.id
    db.session.expire_all()
    account = db.session.get(type(serving.own), account_id)
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    officer = queries.find_officer_of(account)
    post = officer.assignments[0]
    told = (post.organisation.name, post.unit.full_name, post.position.code)

    assert told == ("Trung tâm Phục vụ hành chính công", "Phường Phan Đình Phùng", "VT14")
    assert len(statements) == 1


def test_an_account_without_an_officer_has_no_own_page(serving, make_actor):
    account = make_actor("leader", "05443")

    assert queries.find_officer_of(account) is None
    with pytest.raises(Forbidden):
        queries.get_officer_of(account)


@pytest.mark.parametrize(
    ("role", "scope", "unit_code", "expected"),
    [
        pytest.param("leader", "05443", None, [DUNG, HOA], id="leader"),
        pytest.param("observer", "05443", None, [DUNG, HOA], id="observer"),
        pytest.param("leader", "05443", "05500", [], id="outside the scope"),
        pytest.param("leader", "PDP-VP", None, [DUNG], id="organisation"),
        pytest.param("department", "19", None, [], id="the department has no team"),
    ],
)
def test_a_team_is_who_serves_in_the_scope_today(serving, make_actor, role, scope, unit_code, expected):
    actor = make_actor(role, scope)

    team = queries.list_team(visible_to=actor, unit_code=unit_code)
    posts = queries.list_team_posts(visible_to=actor, unit_code=unit_code)

    assert [officer.full_name for officer in team] == expected
    assert [post.officer.full_name for post in posts] == expected


def test_current_posts_of_many_officers_main_posts_first(serving):
    make_assignment(serving.hoa, serving.dung.assignments[0].organisation, "VT02", is_main=False)
    day = date(2025, 8, 1)

    posts = queries.list_current_assignments([serving.hoa.id, serving.cu.id], day)

    assert [(post.officer_id, post.is_main) for post in posts] == [
        (serving.hoa.id, True),
        (serving.hoa.id, False),
        (serving.cu.id, True),
    ]


PLACES = ("05443", "05500", "19", "07210", None)


@pytest.mark.parametrize(
    ("role", "scope", "figures", "with_names"),
    [
        pytest.param("system", "", PLACES, PLACES, id="system"),
        pytest.param("ministry", "", PLACES, (), id="ministry: never names"),
        pytest.param("department", "19", ("05443", "05500", "19"), ("05443", "05500", "19"), id="department"),
        pytest.param("observer", "05443", ("05443",), ("05443",), id="observer"),
        pytest.param("leader", "05443", ("05443",), ("05443",), id="leader"),
        pytest.param("leader", "PDP-TT", (), (), id="leader of an organisation"),
        pytest.param("admin", "", (), (), id="administrator"),
        pytest.param("editor", "PDP-TT", (), (), id="editor"),
        pytest.param(None, "", (), (), id="no role"),
    ],
)
def test_who_may_see_figures_and_names_of_a_place(serving, make_actor, role, scope, figures, with_names):
    actor = make_actor(role, scope)
    units = {code: queries.get_unit(code) if code else None for code in PLACES}

    assert tuple(c for c in PLACES if policies.may_see_coverage(actor, units[c])) == figures
    if role != "system":
        assert tuple(c for c in PLACES if policies.may_see_names(actor, units[c])) == with_names


@pytest.mark.parametrize(
    ("role", "scope", "expected"),
    [
        pytest.param("system", "", EVERYBODY, id="system"),
        pytest.param("leader", "05443", {HOA, DUNG}, id="leader of a commune"),
        pytest.param("leader", "PDP-VP", {DUNG}, id="leader of an organisation"),
        pytest.param("leader", "05500", {BINH}, id="not who left"),
        pytest.param("observer", "05443", set(), id="observers do not confirm"),
        pytest.param("department", "19", set(), id="nor does the department"),
    ],
)
def test_who_leads_whom(serving, make_actor, role, scope, expected):
    actor = make_actor(role, scope)
    officers = (serving.hoa, serving.dung, serving.binh, serving.xuan, serving.cu)

    assert {officer.full_name for officer in officers if policies.may_lead(actor, officer)} == expected


def test_nobody_leads_oneself(serving):
    make_assignment(
        officer := make_officer(
            "Đặng Thị Ly", unit=make_unit("05443"), account=make_account("leader", "05443")
        ),
        serving.hoa.assignments[0].organisation,
        "VT02",
    )

    assert policies.may_lead(officer.account, serving.hoa)
    assert not policies.may_lead(officer.account, officer)


@pytest.mark.parametrize(
    ("role", "scope", "expected"),
    [
        ("leader", "05443", True),
        ("observer", "05443", True),
        ("department", "19", False),
        ("admin", "", False),
    ],
)
def test_teams_are_for_leaders_and_observers(make_actor, role, scope, expected):
    assert policies.may_see_team(make_actor(role, scope), None) is expected
