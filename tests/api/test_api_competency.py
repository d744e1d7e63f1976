"""Standings, alerts, coverage, the framework, requirements, courses, cases."""

from datetime import timedelta

import pytest
from factories import make_account, make_case, make_course, make_evidence, make_token
from sqlalchemy import select

from competency import tasks
from competency.models import Alert
from competency.queries import count_standings, list_standings
from lms import clock
from lms.database import db
from lms.queries import get_system_account
from people.queries import get_unit

PROBLEM = "application/problem+json"


def test_the_standings_of_an_officer(api_world, caller):
    answer = caller("leader", api_world.commune_a).get(f"/officers/{api_world.officer_a}/standings")

    stored = list_standings(db.session.merge(api_world.post_a).officer)
    assert answer.headers["X-Total-Count"] == str(len(stored))
    assert [(one["competency"], one["required"]) for one in answer.json] == [
        (row.competency_code, row.required) for row in stored
    ]
    assert {one["position"] for one in answer.json} == {"VT14"}


def test_standings_on_another_day(api_world, caller):
    make_evidence(db.session.merge(api_world.post_a).officer, "B10", 2)
    leader = caller("leader", api_world.commune_a)

    def attained(day):
        rows = leader.get(f"/officers/{api_world.officer_a}/standings?on={day}").json
        return [row["attained"] for row in rows if row["competency"] == "B10"]

    assert attained(clock.today()) == [2]
    assert attained(clock.today() + timedelta(days=1_000)) == [0]
    assert attained("2020-01-01") == []
    assert leader.get(f"/officers/{api_world.officer_a}/standings?on=x").status_code == 422


def test_standings_take_as_many_statements_with_evidence_as_without(api_world, client, count_statements):
    headers = {"Authorization": f"Bearer {make_token(make_account('leader', api_world.commune_a))}"}
    path = f"/api/v1/officers/{api_world.officer_a}/standings"
    few = count_statements(lambda: client.get(path, headers=headers))
    for code in ("A1", "A3", "B1", "B3", "B10"):
        make_evidence(db.session.merge(api_world.post_a).officer, code, 2)

    assert count_statements(lambda: client.get(path, headers=headers)) <= few + 1 <= 7


def test_alerts_of_the_scope(api_world, caller):
    leader = caller("leader", api_world.commune_a)
    answer = leader.get("/alerts?per_page=200")

    ids = db.session.scalars(
        select(Alert.id).where(Alert.officer_id == api_world.post_a.officer_id).order_by(Alert.id.desc())
    ).all()
    assert [alert["id"] for alert in answer.json] == ids
    assert {alert["officer_id"] for alert in answer.json} == {str(api_world.officer_a)}
    assert "Hòa" not in answer.get_data(as_text=True)
    assert len(leader.get(f"/alerts?officer={api_world.officer_a}&status=open").json) == min(50, len(ids))
    assert leader.get("/alerts?status=closed").json == []
    assert leader.get("/alerts?status=x").status_code == 422


def test_every_alert_names_the_document_that_asks(api_world, caller):
    alerts = caller("department", "19").get("/alerts?per_page=200").json

    assert {alert["kind"] for alert in alerts} >= {"CB4"}
    assert all(alert["document"] for alert in alerts)


def test_alerts_take_a_fixed_number_of_statements(api_world, client, count_statements):
    headers = {"Authorization": f"Bearer {make_token(make_account('department', '19'))}"}

    one = count_statements(lambda: client.get("/api/v1/alerts?per_page=1", headers=headers))

    assert count_statements(lambda: client.get("/api/v1/alerts?per_page=200", headers=headers)) == one <= 6


@pytest.mark.parametrize("by", ["commune", "position", "competency"])
def test_coverage_counts_as_the_page_does(api_world, caller, by):
    answer = caller("department", "19").get(f"/coverage?unit=19&by={by}")

    rows = count_standings(get_unit("19"), by=by)
    assert answer.status_code == 200
    assert [row["key"] for row in answer.json] == [row.key for row in rows]
    for line, row in zip(answer.json, rows, strict=True):
        assert line == {**row._asdict(), "is_partial": False}
        assert line["required"] == sum(
            line[one] for one in ("met", "expiring", "below", "unproven", "expired")
        )


def test_who_may_see_which_figures(api_world, caller):
    tasks.run_nights(clock.today(), by=get_system_account(), tell=lambda *_: None)
    ask = f"/coverage?unit={api_world.commune_a}&by=competency"

    for role, scope, status in (
        ("department", "19", 200),
        ("ministry", "", 200),
        ("leader", api_world.commune_a, 200),
        ("leader", api_world.commune_b, 404),
        ("department", "24", 404),
        ("admin", "", 403),
        ("editor", "TCT19", 403),
    ):
        assert caller(role, scope).get(ask).status_code == status, role
    finer = caller("ministry").get(ask)
    assert (finer.json, finer.headers["X-Figures-Gap"]) == ([], "too_few")
    assert caller("ministry").get("/coverage?unit=VN&by=province").status_code == 200
    assert caller("department", "19").get("/coverage?unit=VN").status_code == 404
    assert caller("ministry").get("/coverage?unit=99").status_code == 404


@pytest.mark.parametrize(
    ("query", "field"), [("by=commune", "unit"), ("unit=19&by=x", "by"), ("unit=19&on=2999-01-01", "on")]
)
def test_what_is_wrong_with_a_question_is_told(caller, query, field):
    answer = caller("ministry").get(f"/coverage?{query}")

    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_the_framework(caller, count_statements):
    answer = caller(make_account()).get("/frameworks/KNL-XA")

    assert answer.status_code == 200
    framework = answer.json
    assert (framework["state"], len(framework["levels"]), len(framework["pillars"])) == ("published", 5, 3)
    assert len(framework["competencies"]) == 25
    assert {one["pillar"] for one in framework["competencies"]} == {
        one["code"] for one in framework["pillars"]
    }
    assert any(one["indicators"] for one in framework["competencies"])
    assert caller(make_account()).get("/frameworks/KHAC").status_code == 404


def test_what_a_position_asks_in_a_place(caller):
    reader = caller(make_account())
    everywhere = {one["competency"]: one for one in reader.get("/positions/VT11/requirements").json}
    ward = {one["competency"]: one for one in reader.get("/positions/VT11/requirements?unit=05443").json}

    assert everywhere.keys() == ward.keys()
    assert all(one["required"] == one["level"] for one in everywhere.values())
    assert all(one["document"] and one["owner_unit"] is None for one in everywhere.values())
    assert all(ward[code]["required"] >= one["required"] for code, one in everywhere.items())
    assert any(one["weight_percent"] > 100 for one in ward.values())
    assert reader.get("/positions/VT99/requirements").status_code == 404
    assert reader.get("/positions/VT11/requirements?unit=99999").status_code == 404


def test_the_published_courses(caller, count_statements, client):
    make_course("KH90", "Kỹ năng số ở cấp xã", has_post_test=True)
    make_course("KH91", "Chưa xong", state="draft")
    headers = {"Authorization": f"Bearer {make_token(make_account('editor', 'TCT19'))}"}
    one = count_statements(lambda: client.get("/api/v1/courses", headers=headers))

    (course,) = caller(make_account()).get("/courses?q=ky nang so&competency=B10").json

    assert (course["code"], course["lessons"], course["minutes"], course["owner"]) == ("KH90", 2, 20, "TCT19")
    assert course["outcomes"] == [{"competency": "B10", "level": 2}]
    assert caller(make_account()).get("/courses?q=khong").json == []
    assert [one["code"] for one in client.get("/api/v1/courses", headers=headers).json] == ["KH90"]
    for number in range(92, 97):
        make_course(f"KH{number}", f"Khóa {number}")
    assert count_statements(lambda: client.get("/api/v1/courses", headers=headers)) == one <= 10


def test_the_published_cases(caller):
    make_case()

    (case,) = caller(make_account()).get("/cases?q=phieu hen").json

    assert (case["code"], case["minutes"]) == ("TH90", 20)
    assert case["competencies"][0] == {"competency": "A3", "level": 3}
    assert "n1" not in str(case)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1", 404),
        ("get", "/api/v1/khong-co", 404),
        ("get", "/api/khac", 404),
        ("post", "/api/v1/units", 405),
        ("delete", "/api/v1/evidence", 405),
        ("get", "/api/v1/officers/khong-phai-uuid", 404),
        ("get", "/api/v1/units?parent=%00", 400),
    ],
)
def test_errors_of_the_web_are_problems_too(client, method, path, status):
    answer = getattr(client, method)(path)

    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert answer.json.keys() >= {"type", "title", "status", "detail", "instance"}
    assert answer.json["instance"] == path.partition("?")[0]
    if status == 405:
        assert answer.headers["Allow"]


def test_what_nobody_expected_is_a_problem_too(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    word = make_token(make_account())
    db.session.rollback()
    monkeypatch.setitem(app.view_functions, "people_api.list_units", lambda: 1 / 0)

    answer = client.get("/api/v1/units", headers={"Authorization": f"Bearer {word}"})

    assert (answer.status_code, answer.mimetype) == (500, PROBLEM)
    assert "ZeroDivision" not in answer.get_data(as_text=True)


def test_errors_come_in_the_language_of_the_caller(client):
    english = client.get("/api/v1/khong-co", headers={"Accept-Language": "en"})

    assert english.json["title"] == "Not found"
    assert client.get("/api/v1/khong-co").json["title"] == "Không tìm thấy"
    assert "Accept-Language" in english.headers["Vary"]
