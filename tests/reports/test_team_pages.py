"""The team of a leader: the matrix, one officer, and what stays hidden."""

import csv
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from competency.models import Alert
from competency.services import dispute_alert
from lms.database import db, transaction
from lms.models import AuditEntry
from tests import factories
from tests.reports.conftest import get, make_member, make_members, statements, unit

MOST_BYTES = 120 * 1024


def test_the_matrix_has_a_row_for_everybody_in_the_order_of_given_names(visitor, town):
    for name in ("Lò Thị Yến", "Vũ Văn Ánh", "Hoàng Đức Bình"):
        make_member(town.code, name)
    make_member(town.other_code, "Trần Văn Páo")

    page = get(visitor(town.leader), "/team").text

    assert page.index("Vũ Văn Ánh") < page.index("Hoàng Đức Bình") < page.index("Lò Thị Yến")
    assert "Trần Văn Páo" not in page
    assert '<td class="unproven">0/3' in page


def test_sixty_officers_stay_light_and_take_as_many_statements_as_three(visitor, town):
    make_members(town.code, 3, "VT02")
    browser = visitor(town.leader)
    get(browser, "/team")
    with statements() as for_three:
        get(browser, "/team")
    make_members(town.code, 57, "VT02")

    with statements() as for_sixty:
        page = get(browser, "/team")

    assert page.text.count('<tr><th scope="row"') == 60
    assert len(for_sixty) == len(for_three)
    assert len(page.data) <= MOST_BYTES


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param("", {"Lò Thị Yến", "Vũ Văn Ánh"}, id="everybody"),
        pytest.param("?position=VT02", {"Vũ Văn Ánh"}, id="by position"),
        pytest.param("?status=met", {"Lò Thị Yến"}, id="by status"),
        pytest.param("?status=met&position=VT02", set(), id="both, nobody"),
    ],
)
def test_the_team_can_be_narrowed(visitor, town, asked, expected):
    specialist = make_member(town.code, "Lò Thị Yến")
    make_member(town.code, "Vũ Văn Ánh", "VT02")
    factories.make_evidence(specialist, "C2", 2)

    page = get(visitor(town.leader), f"/team{asked}").text

    assert {name for name in ("Lò Thị Yến", "Vũ Văn Ánh") if name in page} == expected


def test_a_leader_reads_a_profile_and_may_confirm_work(visitor, town):
    officer = make_member(town.code)

    page = get(visitor(town.leader), f"/team/{officer.public_id}").text

    assert "Lò Thị Hoa" in page
    assert f"/team/{officer.public_id}/work-products/C2" in page
    assert "/alerts/" not in page
    assert officer.personal_id_masked not in page


def test_an_observer_reads_the_same_and_confirms_nothing(visitor, town):
    officer = make_member(town.code)
    browser = visitor(factories.make_account("observer", town.code, name="Quan sát viên"))

    page = get(browser, f"/team/{officer.public_id}")

    assert page.status_code == 200
    assert "work-products" not in page.text
    assert get(browser, "/team").status_code == 200


def test_what_an_officer_does_elsewhere_is_not_shown(visitor, town):
    officer = make_member(town.code)
    other = factories.make_organisation(unit(town.other_code), "Phòng Kinh tế")
    factories.make_assignment(officer, other, "VT02", is_main=False)
    factories.refresh(officer)

    page = get(visitor(town.leader), f"/team/{officer.public_id}").text

    assert "Chuyên viên một cửa" in page
    assert "Chủ tịch UBND" not in page
    assert ">0/5<" not in page


def test_an_officer_outside_the_scope_is_like_one_that_never_was(visitor, town):
    stranger, nobody = make_member(town.other_code).public_id, uuid4()
    browser = visitor(town.leader)

    foreign, unknown = get(browser, f"/team/{stranger}"), get(browser, f"/team/{nobody}")

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.text.replace(str(stranger), "") == unknown.text.replace(str(nobody), "")


@pytest.mark.parametrize("role", ["officer", "department", "ministry", "editor", "admin"])
def test_without_a_team_the_pages_are_refused(visitor, town, role):
    member = make_member(town.code)
    accounts = {"officer": member.account, "department": town.department, "ministry": town.ministry}
    browser = visitor(accounts.get(role) or factories.make_account(role))

    assert get(browser, "/team").status_code == 403
    assert get(browser, f"/team/{member.public_id}").status_code == 403


def test_disputes_wait_on_the_page_of_who_may_answer(visitor, town):
    officer = make_member(town.code)
    alert = db.session.scalar(db.select(Alert).where(Alert.competency_code == "C2"))
    with transaction():
        dispute_alert(alert, text="Tôi đã có chứng nhận về tư duy dữ liệu.", by=officer.account)

    for path in ("/team", "/"):
        assert f'href="/alerts/{alert.id}/answer"' in get(visitor(town.leader), path).text
    observer = factories.make_account("observer", town.code)
    assert "/answer" not in get(visitor(observer), "/team").text


def test_an_empty_team_says_so(visitor, town):
    page = get(visitor(town.leader), "/team")

    assert page.status_code == 200
    assert 'class="empty"' in page.text


def test_the_team_can_be_narrowed_to_an_organisation_and_a_post_in_it(visitor, town):
    member = make_member(town.code, "Lò Thị Yến")
    division = factories.make_organisation(unit(town.code), "Phòng Kinh tế")
    factories.make_assignment(factories.make_officer("Vũ Văn Ánh", unit=unit(town.code)), division, "VT02")
    factories.make_assignment(member, division, "VT06", is_main=False)
    browser = visitor(town.leader)

    def shown(query):
        page = get(browser, f"/team?organisation={division.code}{query}").text
        return {name for name in ("Lò Thị Yến", "Vũ Văn Ánh") if name in page}

    assert shown("") == {"Lò Thị Yến", "Vũ Văn Ánh"}
    assert shown("&position=VT02") == {"Vũ Văn Ánh"}
    assert shown("&position=VT14") == set()  # held, but elsewhere


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_matrix_is_given_as_a_file_without_formulas_and_that_is_noted(visitor, town, kind):
    make_member(town.code, '=HYPERLINK("http://x")')
    make_member(town.other_code, "Trần Văn Páo")

    answer = get(visitor(town.leader), f"/team.{kind}")

    assert answer.headers["Content-Disposition"].endswith(f".{kind}")
    if kind == "csv":
        rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    else:
        sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
        rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert [row[0].lstrip("'") for row in rows[1:]] == ['=HYPERLINK("http://x")']
    assert any(cell.startswith("0/3 ") for cell in rows[1])
    noted = db.session.scalars(db.select(AuditEntry).where(AuditEntry.target_kind == "teams")).one()
    assert (noted.event, noted.detail["form"]) == ("people:list_opened", kind)


def test_a_leader_sees_what_waits_and_an_observer_does_not(visitor, town):
    make_member(town.code)

    page = get(visitor(town.leader), "/team").text

    for address in ("/claims", "/confirmations", "/needs", "/disputes"):
        assert f'href="{address}"' in page
    watching = get(visitor(factories.make_account("observer", town.code)), "/team").text
    assert 'href="/claims"' not in watching
