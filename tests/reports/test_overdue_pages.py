"""What waits too long: disputes with their age, and what has come up to leaders and the Department."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from competency.models import Alert
from competency.services import dispute_alert
from lms import clock
from lms.database import db, transaction
from tests import factories
from tests.reports.conftest import get, make_member, statements


def first_alert(officer, **values):
    """Change the first alert of an officer; return its id."""
    alert_id = db.session.scalar(select(func.min(Alert.id)).where(Alert.officer_id == officer.id))
    if values:
        with transaction():
            db.session.execute(update(Alert).where(Alert.id == alert_id).values(**values))
    return alert_id


def overdue(officer, days, **values):
    due_on = clock.today() - timedelta(days=days)
    return first_alert(officer, **{"severity": "urgent", "due_on": due_on, "reason": "too_low"} | values)


def disputed(officer, *, due_in):
    return first_alert(
        officer,
        state="disputed",
        dispute_text="Tôi đã nộp chứng chỉ.",
        disputed_at=clock.now() - timedelta(days=9),
        dispute_due_on=clock.today() + timedelta(days=due_in),
    )


def test_disputes_stand_with_their_age_and_the_overdue_first(visitor, town):
    later = disputed(make_member(town.code, "Lò Thị Yến"), due_in=2)
    late = disputed(make_member(town.code, "Vũ Văn Ánh"), due_in=-1)

    page = get(visitor(town.leader), "/disputes").text

    assert page.index(f"/alerts/{late}/answer") < page.index(f"/alerts/{later}/answer")
    assert page.count("sev-warning") == 1
    assert "Vũ Văn Ánh" in page
    assert ">9<" in page


def test_the_department_is_led_to_the_answer_without_a_list_of_names(visitor, town):
    alert_id = disputed(make_member(town.other_code, "Lò Thị Yến"), due_in=-1)

    page = get(visitor(town.department), "/disputes").text

    assert f"/alerts/{alert_id}/answer" in page
    assert "Lò Thị Yến" not in page
    assert "/disputes" in get(visitor(town.department), "/").text


def test_nobody_is_shown_the_own_dispute_to_answer(visitor, town):
    officer = make_member(town.code, "Hoàng Văn Lãnh")
    factories.grant(officer.account, "leader", town.code)
    alert_id = first_alert(officer)
    with transaction():
        dispute_alert(db.session.get(Alert, alert_id), "Tôi đã nộp chứng chỉ.", by=officer.account)

    assert f"/alerts/{alert_id}/answer" not in get(visitor(officer.account), "/disputes").text
    assert f"/alerts/{alert_id}/answer" in get(visitor(town.leader), "/disputes").text


@pytest.mark.parametrize(
    ("days", "values", "is_listed"),
    [
        pytest.param(13, {}, False, id="thirteen days"),
        pytest.param(14, {}, True, id="fourteen days"),
        pytest.param(20, {"reason": "never_shown"}, True, id="evidence is missing"),
        pytest.param(20, {"state": "closed"}, False, id="solved"),
        pytest.param(20, {"state": "disputed"}, False, id="disputed"),
    ],
)
def test_a_leader_sees_what_has_come_up(visitor, town, days, values, is_listed):
    overdue(make_member(town.code, "Lò Thị Yến"), days, **values)
    overdue(make_member(town.other_code, "Trần Văn Páo"), days, **values)

    page = get(visitor(town.leader), "/team").text

    assert ('id="overdue"' in page) is is_listed
    assert "Trần Văn Páo" not in page


@pytest.mark.parametrize(
    ("days", "values", "is_listed"),
    [
        pytest.param(29, {}, False, id="twenty-nine days"),
        pytest.param(30, {}, True, id="thirty days"),
        pytest.param(40, {"reason": "never_shown"}, False, id="evidence is missing"),
    ],
)
def test_the_department_sees_figures_by_commune_and_no_names(visitor, town, days, values, is_listed):
    overdue(make_member(town.code, "Lò Thị Yến"), days, **values)

    page = get(visitor(town.department), "/overdue").text

    assert (f"/coverage/{town.code}" in page) is is_listed
    assert "Lò Thị Yến" not in page


def test_the_lists_take_as_many_statements_for_many_as_for_few(visitor, town):
    browser = visitor(town.leader)
    disputed(make_member(town.code, "Lò Thị Yến"), due_in=-1)
    get(browser, "/disputes")
    with statements() as for_one:
        get(browser, "/disputes")
    for number in range(8):
        disputed(make_member(town.code, f"Vũ Văn Ánh {number}"), due_in=number)

    with statements() as for_many:
        get(browser, "/disputes")

    assert len(for_many) == len(for_one)
