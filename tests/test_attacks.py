"""What an attacker tries, beyond asking for what is somebody else's (test_permissions)."""

import csv
import re
from io import StringIO

import pytest
from factories import (
    csrf_token,
    make_account,
    make_officer,
    make_organisation,
    make_post,
    make_unit,
    post,
    sign_in,
)

import app as application
from assessments.rules import parse_gift
from assessments.services.documents import ContentRefused, read_yaml
from lms.config import load_settings
from lms.database import db, transaction
from lms.errors import SettingsRefused
from lms.limits import limiter
from lms.queries import get_system_account
from lms.rich_text import render_markdown
from lms.services import issue_link, set_password
from lms.tables import csv_cells
from people.models import AdministrativeUnit

PASSWORD = "mật khẩu đủ dài"

ELSEWHERE = [
    pytest.param("https://elsewhere.vn/", id="another site"),
    pytest.param("//elsewhere.vn", id="another site by the same scheme"),
    pytest.param("/\\elsewhere.vn", id="a backslash"),
    pytest.param("/\t/elsewhere.vn", id="a tab, which browsers pass over"),
    pytest.param("/\n/elsewhere.vn", id="a line break"),
    pytest.param("\t//elsewhere.vn", id="a tab before"),
    pytest.param("/\t\\elsewhere.vn", id="a tab and a backslash"),
    pytest.param("javascript:alert(1)", id="a script"),
]


@pytest.fixture
def officer(app):
    """An officer with a password."""
    account = make_account(email="lan@xa.vn")
    with transaction():
        set_password(account, PASSWORD, by=get_system_account())
    return make_post(make_officer(account=account)).officer


@pytest.fixture
def department(app):
    return sign_in(app.test_client(), make_account("department", "19"))


@pytest.mark.one_engine
@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_link_of_ours_leads_to_another_site(officer, client, path):
    by_language = client.get("/locale", query_string={"code": "vi", "next": path})
    by_sign_in = post(client, "/sign-in", email="lan@xa.vn", password=PASSWORD, next=path)

    assert by_language.location == by_sign_in.location == "/"


@pytest.mark.one_engine
@pytest.mark.parametrize("path", ELSEWHERE)
def test_an_interrupted_form_is_never_sent_to_another_site(officer, client, path):
    sign_in(client, officer.account)

    resumed = post(
        client,
        "/sign-in",
        email="lan@xa.vn",
        password=PASSWORD,
        resume_path=path,
        resume_form='[["text", "Lời riêng"]]',
    )

    assert '<form method="post" action="/">' in resumed.get_data(as_text=True)


@pytest.mark.one_engine
def test_what_one_person_typed_is_not_handed_to_the_next_at_the_same_computer(officer, client):
    other = sign_in(client, make_account())
    account = make_account(email="binh@xa.vn")
    with transaction():
        set_password(account, PASSWORD, by=get_system_account())

    answer = post(
        other, "/sign-in", email="binh@xa.vn", password=PASSWORD, resume_form='[["text", "Lời riêng"]]'
    )

    assert answer.status_code == 302


def test_an_older_link_is_worthless_once_the_password_is_set(officer, client):
    with transaction():
        older, newer = (issue_link(officer.account, by=get_system_account()) for _time in range(2))
    fields = {"password": "câu mật khẩu mới", "repeated": "câu mật khẩu mới"}

    assert post(client, f"/set-password/{newer}", **fields).status_code == 302
    assert post(client, f"/set-password/{older}", **fields).status_code == 404


def test_errors_of_the_database_tell_the_log_no_words_of_people():
    settings = load_settings({"DATABASE_URL": "sqlite:///unused.db"})

    assert application._configuration(settings)["SQLALCHEMY_ENGINE_OPTIONS"] == {"hide_parameters": True}


@pytest.mark.one_engine
def test_a_session_that_was_planted_before_signing_in_is_worth_nothing(officer, client):
    planted = csrf_token(client)
    with client.session_transaction() as session:
        session["word"] = session["purposes"] = "planted"

    post(client, "/sign-in", email="lan@xa.vn", password=PASSWORD)

    with client.session_transaction() as session:
        assert session["word"] != "planted"
        assert "purposes" not in session
    answer = client.post("/account/locale", data={"csrf_token": planted, "locale": "en"})
    assert answer.status_code == 400


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "query",
    ["_external=1", "_scheme=http", "_anchor=x", "endpoint=x", "unit_code=24", "_method=POST"],
)
def test_words_of_an_address_give_no_orders_to_us(department, query):
    page = department.get(f"/coverage/19?by=competency&{query}")
    more = department.get(f"/coverage/19?{query}").get_data(as_text=True)
    opened = post(
        department, f"/coverage/19/officers?status=met&{query}", purpose="plan", words="Lập kế hoạch năm"
    )

    assert page.status_code == 200
    assert "http://localhost" not in more
    assert opened.location == "/coverage/19/officers?status=met"


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
@pytest.mark.parametrize("path", ["/alerts/{}", "/alerts/{}/dispute", "/courses/KH90/files/{}/a.pdf"])
def test_a_number_no_row_can_have_is_not_found(officer, client, path, number):
    assert sign_in(client, officer.account).get(path.format(number)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/courses?q=%00",
        "/courses/%00",
        "/cases/%00",
        "/cases?competency=%00",
        "/quizzes/%00",
        "/coverage/%00",
        "/team?%00=1",
        "/set-password/%00",
        "/static/%00",
    ],
)
def test_a_null_character_in_an_address_is_refused(department, path):
    assert department.get(path).status_code == 400


def test_a_null_character_in_a_form_is_refused(officer, client):
    sign_in(client, officer.account)

    assert post(client, "/sign-in", email="a\0b@xa.vn", password="x").status_code == 400
    assert post(client, "/alerts/1/dispute", text="Tôi đã học\0 rồi").status_code == 400


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2024-02-30", "x"])
def test_days_at_the_end_of_time_are_answered(officer, client, department, day):
    assert sign_in(client, officer.account).get(f"/me?on={day}").status_code in (200, 422)
    assert department.get(f"/coverage/19?on={day}").status_code in (200, 422)


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_is_no_formula_in_a_csv_file(text):
    assert csv_cells([text, 5, None, "Xã"]) == [f"'{text}", 5, None, "Xã"]


def test_a_name_is_no_formula_in_the_coverage_file(app, department):
    unit = make_unit("19990", "Xã Tân Lập")
    make_post(make_officer(unit=unit), organisation=make_organisation(unit))
    with transaction():
        db.session.get(AdministrativeUnit, "19990").full_name = '=HYPERLINK("http://elsewhere.vn")'

    table = department.get("/coverage/19.csv").get_data(as_text=True)

    names = [row[1] for row in csv.reader(StringIO(table)) if row]
    assert '\'=HYPERLINK("http://elsewhere.vn")' in names


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "[xem](javascript:alert(1))",
        "[xem](JaVaScRiPt:alert(1))",
        "[xem](&#106;avascript:alert(1))",
        "[xem](data:text/html;base64,PHNjcmlwdD4=)",
        "![](javascript:alert(1))",
        '[xem](https://vi.vn "><script>alert(1)</script>")',
        "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
def test_markdown_of_authors_runs_nothing(text):
    tags = re.findall(r"<[^>]*>", render_markdown(text).lower())

    assert not [tag for tag in tags if re.search(r"<script|\son\w+=|javascript:|data:", tag)]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "text",
    ["1:" * 100_000 + "1", "9" * 5_000, "0x" + "f" * 100_000, "&a [1]", "[" * 100],
    ids=["base 60", "decimal", "hexadecimal", "an anchor", "deep"],
)
def test_a_yaml_file_that_would_take_minutes_is_refused(app, text):
    with pytest.raises(ContentRefused):
        read_yaml(f"a: {text}")


@pytest.mark.one_engine
def test_a_gift_file_with_a_fault_at_every_character_is_told_a_few(app):
    questions, errors = parse_gift("::C1:: hỏi {" + "=a~b" * 5_000 + "}")

    assert not questions
    assert 0 < len(errors) <= 20


@pytest.fixture
def limited(client, monkeypatch):
    """The limiter is on, and has counted nothing yet."""
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    yield client
    limiter.reset()


def refused(client, number, address=""):
    """The status of a sign-in without a password, each of another account, as a proxy passes it on."""
    fields = {"csrf_token": csrf_token(client), "email": f"nguoi{number}@xa.vn"}
    return client.post("/sign-in", data=fields, headers={"X-Forwarded-For": address}).status_code


@pytest.mark.one_engine
def test_the_limiter_keeps_no_word_that_was_typed(limited):
    assert post(limited, "/sign-in", email="lan@xa.vn" * 5_000, password="x").status_code == 422

    kept = "".join(limiter.storage.storage)
    assert "lan@xa.vn" not in kept
    assert len(kept) < 1_000


@pytest.mark.one_engine
def test_who_tries_many_accounts_is_stopped_whatever_address_is_pretended(limited):
    statuses = [refused(limited, number, f"10.0.0.{number}") for number in range(101)]

    assert statuses == [422] * 100 + [429]


@pytest.mark.one_engine
def test_behind_a_proxy_of_ours_each_visitor_is_counted_apart(limited, monkeypatch):
    monkeypatch.setattr(limited.application.wsgi_app, "x_for", 1)
    assert {refused(limited, number, "10.0.0.1") for number in range(100)} == {422}

    assert refused(limited, 100, "10.0.0.2") == 422
    assert refused(limited, 101, "10.0.0.1") == 429
    assert refused(limited, 102, "10.0.0.3, 10.0.0.1") == 429


def test_the_number_of_proxies_is_a_setting():
    assert load_settings({}).trusted_proxies == 0
    assert load_settings({"TRUSTED_PROXIES": "2"}).trusted_proxies == 2
    with pytest.raises(SettingsRefused, match="TRUSTED_PROXIES"):
        load_settings({"TRUSTED_PROXIES": "*"})
