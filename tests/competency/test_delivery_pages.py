"""The page of messages: counts by day, a filter, sending again; nobody's address, nobody's name."""

from datetime import date, timedelta

import pytest
from factories import make_account, make_officer, make_post, post, sign_in
from post_office import open_post_office
from sqlalchemy import select

from competency.models import Digest
from competency.tasks import send_digests
from lms import clock
from lms.database import db
from lms.queries import get_system_account

MONDAY = date(2026, 11, 16)


@pytest.fixture
def office(app, at, monkeypatch):
    """A mail server that refuses everybody."""
    at(MONDAY)
    with open_post_office() as office:
        monkeypatch.setitem(app.config, "MAIL_URL", office.url)
        office.refusals["RCPT"] = "550 5.1.1 no such mailbox <hoangthi@vidu.vn>"
        yield office


@pytest.fixture
def failed(office):
    """Two messages that failed, of a week ago and of today."""
    make_post(
        make_officer("Hoàng Thị Mỷ", account=make_account(email="hoangthi@vidu.vn", name="Hoàng Thị Mỷ"))
    )
    for day in (MONDAY - timedelta(weeks=1), MONDAY):
        send(day)
    return db.session.scalars(select(Digest).order_by(Digest.id)).all()


def send(day):
    return dict(send_digests(day, by=get_system_account(), tried_before=clock.now()))


def visit(client, role, scope=""):
    return sign_in(client, make_account(role, scope))


@pytest.mark.parametrize(("role", "scope"), [("department", "19"), ("admin", "")])
def test_the_page_counts_by_day_and_tells_why_without_saying_who(client, failed, role, scope):
    page = visit(client, role, scope).get("/deliveries").text

    assert "16/11/2026" in page
    assert "09/11/2026" in page
    assert page.count("SMTP 550") == 2
    assert "ho•••@vidu.vn" in page
    assert "hoangthi@" not in page
    assert "Hoàng Thị Mỷ" not in page
    assert all(digest.public_id.hex[:8] in page for digest in failed)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 2),
        ("?state=failed", 2),
        ("?state=sent", 0),
        ("?day=2026-11-16", 1),
        ("?day=2026-11-16&state=sent", 0),
    ],
)
def test_the_list_can_be_narrowed(client, failed, asked, count):
    page = visit(client, "department", "19").get(f"/deliveries{asked}").text

    assert page.count("SMTP 550") == count


@pytest.mark.parametrize("asked", ["?state=unknown", "?day=hôm nay"])
def test_a_filter_that_cannot_be_read_is_said_so(client, failed, asked):
    assert visit(client, "department", "19").get(f"/deliveries{asked}").status_code == 422


def test_another_department_sees_nothing_of_it(client, failed):
    browser = visit(client, "department", "24")

    assert "SMTP 550" not in browser.get("/deliveries").text
    assert post(browser, f"/deliveries/{failed[0].public_id}/retry").status_code == 404


def test_a_failed_message_is_sent_again_by_a_press_and_only_once(client, failed, office):
    browser = visit(client, "department", "19")
    path = f"/deliveries/{failed[1].public_id}/retry"

    assert post(browser, path).status_code == 302
    assert post(browser, path).status_code == 409
    office.refusals.clear()

    assert send(MONDAY) == {"sent": 1}
    assert office.receivers() == ["hoangthi@vidu.vn"]


def test_a_page_of_many_messages_stays_light(client, failed):
    for number in range(12):
        make_post(make_officer(account=make_account(email=f"them{number}@vidu.vn")))
    browser = visit(client, "admin")
    send(MONDAY + timedelta(weeks=1))

    page = browser.get("/deliveries")

    assert page.text.count("SMTP 550") == 2 + 13
    assert len(page.data) < 60_000
