"""Counts behind the coverage, the lists behind a number, the matrix of a team, the framework."""

from datetime import date

import pytest
from factories import (
    make_account,
    make_evidence,
    make_officer,
    make_organisation,
    make_post,
    make_unit,
)

from competency import queries
from competency.rules import StandingStatus
from lms.database import db
from lms.errors import NotFound

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


@pytest.fixture
def commune(app):
    return make_unit()


@pytest.fixture
def ward(app):
    return make_unit("19003", "Phường Đồng Tâm")


def test_counts_by_commune_position_and_competency_add_up(commune, ward):
    first = make_post(organisation=make_organisation(commune))
    make_post(organisation=make_organisation(ward), position="VT12")
    make_evidence(first.officer, "B10", 2)
    province = commune.parent

    by = {cut: queries.count_standings(province, by=cut) for cut in queries.Cut}

    assert [(row.key, row.name, row.officers) for row in by["commune"]] == [
        ("19003", "Phường Đồng Tâm", 1),
        ("19001", "Xã Tân Hòa", 1),
    ]
    assert [row.key for row in by["position"]] == ["VT12", "VT14"]
    assert {sum(row.required for row in rows) for rows in by.values()} == {21 + 24}
    b10 = next(row for row in by["competency"] if row.key == "B10")
    assert (b10.required, b10.below, b10.unproven, b10.met, b10.officers) == (2, 1, 1, 0, 2)
    assert queries.count_standings(ward, by="commune")[0].required == 24
    assert [row.key for row in queries.count_standings(None, by="province")] == ["19"]


def test_nothing_to_count_is_an_empty_list(ward):
    assert queries.count_standings(ward, by="competency") == []
    assert queries.count_standings(ward, by="competency", on=date(2027, 1, 1)) == []


def test_an_officer_with_two_posts_in_a_commune_is_counted_once():
    officer = make_officer()
    make_post(officer)
    make_post(officer, "VT09", is_main=False, organisation=make_organisation(name="Văn phòng"))

    (row,) = queries.count_standings(make_unit(), by="commune")

    assert (row.officers, row.required) == (1, 21 + 21)


def test_a_past_day_counts_what_was_held_and_a_day_to_come_is_projected(at, commune):
    post = make_post(position="VT12")
    at(date(2026, 11, 22))
    make_evidence(post.officer, "B3", 2)

    def status_of_b3(day):
        rows = queries.count_standings(commune, by="competency", on=day)
        found = [row for row in rows if row.key == "B3"]
        return [name for name in StandingStatus if found and getattr(found[0], name)]

    assert status_of_b3(date(2026, 11, 19)) == []
    assert status_of_b3(date(2026, 11, 21)) == ["unproven"]
    assert status_of_b3(date(2026, 11, 22)) == ["met"]
    assert status_of_b3(date(2027, 11, 1)) == ["expiring"]
    assert status_of_b3(date(2027, 12, 1)) == ["expired"]


def test_behind_a_number_are_the_people_in_the_order_of_the_alphabet(commune):
    for name in ("Nguyễn Thị Thủy", "Đỗ Văn An", "Hà Thị Ánh"):
        make_post(make_officer(name))
    shown = make_post(make_officer("Bùi Văn Ân"))
    make_evidence(shown.officer, "B10", 2)
    department = make_account("department", "19")

    statement = queries.select_standings_behind(
        commune.parent,
        visible_to=department,
        position_code="VT14",
        competency_code="B10",
        status=StandingStatus.UNPROVEN,
    )

    rows = db.session.scalars(statement).all()
    assert [row.officer.full_name for row in rows] == ["Đỗ Văn An", "Hà Thị Ánh", "Nguyễn Thị Thủy"]
    assert rows[0].assignment.unit.full_name == "Xã Tân Hòa"


@pytest.mark.parametrize(("role", "scope"), [("ministry", ""), ("admin", ""), ("leader", "19002")])
def test_names_stay_hidden_from_those_who_may_not_know_them(commune, role, scope):
    make_post()

    statement = queries.select_standings_behind(commune, visible_to=make_account(role, scope))

    assert db.session.scalars(statement).all() == []


def test_a_team_shows_for_each_competency_the_highest_requirement_in_the_scope(commune, ward):
    officer = make_officer()
    make_post(officer, organisation=make_organisation(commune))
    make_post(officer, "VT09", is_main=False, organisation=make_organisation(commune, "Văn phòng"))
    make_post(officer, "VT05", is_main=False, organisation=make_organisation(ward, "Văn phòng"))

    cells = queries.standings_of_team(visible_to=make_account("leader", "19001"))

    by_code = {cell.competency_code: cell.required for cell in cells}
    assert len(by_code) == len(cells)
    assert (by_code["B10"], by_code["B2"]) == (4, 4)
    assert queries.standings_of_team(visible_to=make_account("leader", "19002")) == []
    department = make_account("department", "19")
    assert {cell.required for cell in queries.standings_of_team(visible_to=department, unit_code="19003")} > {
        5
    }


def test_evidence_is_found_by_those_who_may_know_the_officer():
    evidence = make_evidence(make_post().officer)

    assert queries.get_evidence(evidence.id, visible_to=make_account("department", "19")).id == evidence.id
    with pytest.raises(NotFound):
        queries.get_evidence(evidence.id, visible_to=make_account("department", "20"))


def test_the_framework_in_its_order(app):
    assert [one.code for one in queries.list_pillars()] == ["A", "B", "C"]
    assert [one.code for one in queries.list_competencies()][:7] == ["A1", "A2", "A3", "A4", "A5", "B1", "B2"]
    assert [level.name for level in queries.list_levels()][:2] == ["Nhận biết", "Làm được"]
    assert len(queries.get_competency("B10").indicators) == 5
    for code in ("B", "Z9"):
        with pytest.raises(NotFound):
            queries.get_competency(code)


def test_an_empty_database_says_what_to_do(bare_app):
    with pytest.raises(NotFound, match="lms init"):
        queries.current_framework()
    with pytest.raises(NotFound, match="lms init"):
        queries.list_competency_codes()
