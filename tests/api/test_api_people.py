"""GET /units, /officers, /officers/{id}: in the scope of the account, with a trail."""

import pytest
from factories import make_account, make_officer, make_organisation, make_post, make_token
from sqlalchemy import select

from lms.database import db
from lms.models import Account, AuditEntry
from people.models import AdministrativeUnit

PROBLEM = "application/problem+json"


def names(answer):
    assert answer.status_code == 200, answer.json
    return [officer["full_name"] for officer in answer.json]


def opened_lists():
    return db.session.scalars(select(AuditEntry).where(AuditEntry.event == "people:list_opened")).all()


def test_units_of_a_province(caller):
    answer = caller(make_account()).get("/units?parent=19")

    assert answer.headers["X-Total-Count"] == "92"
    assert len(answer.json) == 92
    assert answer.json[0].keys() == {"code", "name", "full_name", "kind", "parent", "main_area_type"}
    assert {unit["parent"] for unit in answer.json} == {"19"}


def test_all_units_come_page_by_page(caller):
    reader = caller(make_account())
    first, last = reader.get("/units"), reader.get("/units?page=17")

    assert first.headers["X-Total-Count"] == "3355"
    assert (len(first.json), len(last.json)) == (200, 155)
    assert '</api/v1/units?page=2>; rel="next"' in first.headers["Link"]
    assert '</api/v1/units?page=17>; rel="last"' in first.headers["Link"]
    assert 'rel="prev"' in last.headers["Link"]
    assert 'rel="next"' not in last.headers["Link"]
    assert reader.get("/units?page=18").json == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("per_page=201", "per_page"),
        ("per_page=0", "per_page"),
        ("page=0", "page"),
        ("page=x", "page"),
        ("page=99999999999999999999", "page"),
        ("parrent=19", "parrent"),
        ("parent=019019", "parent"),
    ],
)
def test_what_is_wrong_is_told_by_field(caller, query, field):
    answer = caller(make_account()).get(f"/units?{query}")

    assert (answer.status_code, answer.mimetype) == (422, PROBLEM)
    assert list(answer.json["errors"]) == [field]


def test_units_of_an_unknown_province_are_not_found(caller):
    assert caller(make_account()).get("/units?parent=99").status_code == 404


@pytest.mark.parametrize("q", ["tran thi hoa", "HOÀ", "hòa trần"])
def test_officers_are_found_without_tone_marks(api_world, caller, q):
    assert names(caller("department", "19").get(f"/officers?q={q}")) == ["Trần Thị Hòa"]


def test_officers_of_a_unit(api_world, caller):
    department = caller("department", "19")

    assert names(department.get("/officers?unit=19")) == ["Lò Văn Đức", "Trần Thị Hòa"]
    (officer,) = department.get(f"/officers?unit={api_world.commune_b}").json
    assert officer.keys() == {"id", "full_name", "employment_kind", "assignments"}
    assert officer["id"] == str(api_world.officer_b)
    assert officer["assignments"][0]["unit"] == api_world.commune_b
    assert department.get("/officers?unit=99999").status_code == 404


@pytest.mark.parametrize(
    ("role", "scope", "expected"),
    [
        ("department", "19", ["Lò Văn Đức", "Trần Thị Hòa"]),
        ("department", "24", []),
        ("leader", "a", ["Trần Thị Hòa"]),
        ("observer", "b", ["Lò Văn Đức"]),
    ],
)
def test_the_scope_of_the_account_applies(api_world, caller, role, scope, expected):
    code = {"a": api_world.commune_a, "b": api_world.commune_b}.get(scope, scope)

    assert names(caller(role, code).get("/officers")) == expected


def test_an_officer_sees_oneself(api_world, caller):
    account = db.session.get(Account, api_world.account_id)

    assert names(caller(account).get("/officers")) == ["Trần Thị Hòa"]
    assert opened_lists() == []


@pytest.mark.parametrize(
    ("role", "scope"), [("ministry", ""), ("admin", ""), ("editor", "TCT19"), ("assessor", "19")]
)
@pytest.mark.parametrize(
    "path", ["/officers", "/officers/{}", "/officers/{}/standings", "/officers/{}/evidence", "/alerts"]
)
def test_who_knows_nobody_is_told_so(api_world, caller, role, scope, path):
    answer = caller(role, scope).get(path.format(api_world.officer_a))

    assert (answer.status_code, answer.mimetype) == (403, PROBLEM)


@pytest.mark.parametrize(
    "path", ["/officers/{}", "/officers/{}/standings", "/officers/{}/evidence", "/alerts?officer={}"]
)
def test_an_officer_outside_of_the_scope_does_not_exist(api_world, caller, path):
    for role, code in (("leader", api_world.commune_b), ("department", "24")):
        answer = caller(role, code).get(path.format(api_world.officer_a))
        assert (answer.status_code, answer.mimetype) == (404, PROBLEM)


def test_one_officer_with_qualifications(api_world, caller):
    officer = caller("leader", api_world.commune_a).get(f"/officers/{api_world.officer_a}").json

    assert officer["full_name"] == "Trần Thị Hòa"
    assert officer["degree_level"] == "none"
    assert officer["assignments"][0]["position"] == "VT14"
    assert "personal" not in str(officer.keys())


def test_a_leader_sees_only_the_posts_in_the_scope(api_world, caller):
    elsewhere = make_organisation(db.session.get(AdministrativeUnit, api_world.commune_b))
    make_post(db.session.merge(api_world.post_a).officer, organisation=elsewhere, is_main=False)

    posts = caller("leader", api_world.commune_a).get(f"/officers/{api_world.officer_a}").json["assignments"]

    assert [post["unit"] for post in posts] == [api_world.commune_a]


def test_reading_names_goes_on_the_trail_with_the_purpose_of_the_token(api_world, caller):
    department = caller("department", "19")

    department.get("/officers?unit=19&q=hoa")
    department.get(f"/officers/{api_world.officer_a}")
    department.get("/officers?purpose=Nhắc lịch học quý I")

    first, second, third = opened_lists()
    assert first.detail["purpose"].endswith(": Lập kế hoạch bồi dưỡng")
    assert first.detail["filters"] == {"unit": "19", "q": "hoa"}
    assert second.detail["filters"] == {"officer": str(api_world.officer_a)}
    assert third.detail["purpose"] == "Nhắc lịch học quý I"


def test_a_personal_number_that_was_looked_for_is_not_kept(api_world, caller):
    caller("department", "19").get("/officers?q=019000000012")

    assert opened_lists()[0].detail["filters"] == {"q": "•" * 12}


def test_a_purpose_says_something(caller):
    assert list(caller("department", "19").get("/officers?purpose=x").json["errors"]) == ["purpose"]


def test_a_list_takes_as_many_statements_for_many_officers_as_for_one(
    api_world, caller, client, count_statements
):
    headers = {"Authorization": f"Bearer {make_token(make_account('department', '19'))}"}
    unit = db.session.get(AdministrativeUnit, api_world.commune_a)
    few = count_statements(lambda: client.get("/api/v1/officers?unit=19", headers=headers))
    for number in range(8):
        make_post(make_officer(f"Lê Thị Số {number}", unit=unit), organisation=make_organisation(unit))

    many = count_statements(lambda: client.get("/api/v1/officers?unit=19", headers=headers))

    assert few == many <= 16


def test_a_list_that_has_not_changed_is_not_sent_again(api_world, caller):
    department = caller("department", "19")
    first = department.get("/officers")

    again = department.get("/officers", **{"If-None-Match": first.headers["ETag"]})
    other = department.get("/officers?q=hoa", **{"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first.headers["Vary"]
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert other.status_code == 200


def test_a_tag_tells_when_only_the_total_has_changed(api_world, caller):
    department = caller("department", "19")
    tag = department.get("/officers?per_page=1").headers["ETag"]
    unit = db.session.get(AdministrativeUnit, api_world.commune_a)
    make_post(make_officer("Vi Văn Út", unit=unit), organisation=make_organisation(unit))

    assert department.get("/officers?per_page=1", **{"If-None-Match": tag}).status_code == 200
