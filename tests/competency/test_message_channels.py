"""Other ways out than e-mail, where messages go by choice, and settings that cannot be meant."""

import json
import threading
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from factories import make_account, make_officer, make_post, post, sign_in
from sqlalchemy import select

from competency.models import Digest, MessageAddress
from competency.services import choose_address
from competency.services.deliveries import address_of
from competency.tasks import send_digests
from lms.channels import refuse_unknown_services
from lms.config import load_settings
from lms.database import db, transaction
from lms.errors import Forbidden, Refused, SettingsRefused
from lms.mail import mask_address
from lms.models import Account, AuditEntry
from lms.queries import get_system_account

MONDAY = date(2026, 11, 16)
NUMBER = "0912345678"


class _Gateway(BaseHTTPRequestHandler):
    """Takes what Apprise posts."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, json.loads(body)))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_arguments):
        """Be quiet."""


@pytest.fixture
def gateway():
    """A service of messages on this machine."""
    server = HTTPServer(("127.0.0.1", 0), _Gateway)
    server.taken, server.answer = [], 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def installation(app, at, gateway, tmp_path, monkeypatch):
    """An installation whose people may choose a second channel."""
    at(MONDAY)
    url = f"json://127.0.0.1:{gateway.server_address[1]}/send/{{address}}"
    monkeypatch.setitem(app.config, "CHANNELS", {"zalo": url})
    monkeypatch.setitem(app.config, "MAIL_URL", str(tmp_path))
    return tmp_path


@pytest.fixture
def account(installation):
    account = make_account(email="hoa@vidu.vn")
    make_post(make_officer("Trần Thị Hòa", account=account))
    return account


def choose(account, channel, address=""):
    with transaction():
        choose_address(account, channel, address, by=db.session.get(Account, account.id))


def send():
    moment = datetime(2026, 11, 16, tzinfo=UTC)
    return dict(send_digests(MONDAY, by=get_system_account(), tried_before=moment))


def test_a_message_goes_where_its_reader_wants_it(account, gateway, installation):
    choose(account, "zalo", NUMBER)

    assert send() == {"sent": 1}

    ((path, said),) = gateway.taken
    assert path == f"/send/{NUMBER}"
    assert "http://127.0.0.1:8000/alerts" in said["message"]
    assert "Hòa" not in json.dumps(said, ensure_ascii=False)
    assert list(installation.glob("*.eml")) == []
    digest = db.session.scalars(select(Digest)).one()
    assert (digest.channel, digest.address_masked) == ("zalo", "•••78")


def test_what_a_service_does_not_confirm_is_uncertain_and_not_sent_again(account, gateway, capfd):
    choose(account, "zalo", NUMBER)
    gateway.answer = 500

    assert send() == {"uncertain": 1}
    assert send() == {"uncertain": 1}

    assert len(gateway.taken) == 1
    assert NUMBER not in "".join(capfd.readouterr())


def test_a_channel_that_is_gone_falls_back_to_e_mail(app, account, installation, monkeypatch):
    choose(account, "zalo", NUMBER)
    monkeypatch.setitem(app.config, "CHANNELS", {})

    assert send() == {"sent": 1}
    assert len(list(installation.glob("*.eml"))) == 1


def test_the_address_is_kept_encrypted_and_may_be_given_up(account):
    choose(account, "zalo", f" {NUMBER} ")
    kept = db.session.get(MessageAddress, account.id)
    assert address_of(account) == ("zalo", NUMBER)
    assert NUMBER.encode() not in kept.address_sealed

    choose(account, "email")

    assert address_of(account) == ("email", "hoa@vidu.vn")
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "digest:address-chosen")).all()
    assert [entry.detail for entry in trail] == [{"channel": "zalo"}, {"channel": "email"}]


@pytest.mark.parametrize(
    ("channel", "address"), [("fax", NUMBER), ("zalo", ""), ("zalo", "09 12 34"), ("zalo", "a")]
)
def test_what_cannot_be_an_address_is_refused(account, channel, address):
    with pytest.raises(Refused):
        choose(account, channel, address)


def test_nobody_chooses_for_somebody_else(account):
    with pytest.raises(Forbidden), transaction():
        choose_address(account, "zalo", NUMBER, by=make_account("admin"))


def test_the_page_shows_the_address_and_takes_another(account, client):
    sign_in(client, account)
    assert "hoa@vidu.vn" in client.get("/account/messages").text

    refused = post(client, "/account/messages", channel="zalo", address="x y")
    assert (refused.status_code, "x y" in refused.text) == (422, True)
    assert post(client, "/account/messages", channel="zalo", address=NUMBER).status_code == 302

    page = client.get("/account/messages").text
    assert "•••78" in page
    assert NUMBER not in page


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("lanhdao@demo.vn", "la•••@demo.vn"),
        ("an@demo.vn", "•••@demo.vn"),
        (NUMBER, "•••78"),
        ("abc", "•••"),
    ],
)
def test_an_address_is_shown_only_so_far(address, masked):
    assert mask_address(address) == masked


SETTINGS = [
    ("MAIL_URL", "smtp://"),
    ("MAIL_URL", "smtp://may.vn:cong"),
    ("MAIL_URL", "imap://may.vn"),
    ("MAIL_FROM", "khong phai dia chi"),
    ("CHANNELS_URL", "zalo"),
    ("CHANNELS_URL", "zalo=zalo://token/"),
    ("CHANNELS_URL", "email=json://may/{address}"),
    ("CHANNELS_URL", "a1=json://may/{address} a1=json://may/{address}"),
    ("DIGEST_WEEKDAY", "thứ hai"),
    ("ESCALATION_DAYS", "30,14"),
    ("ESCALATION_DAYS", "nhiều"),
]


@pytest.mark.parametrize(("name", "value"), SETTINGS)
def test_a_setting_that_cannot_be_meant_stops_the_start_by_name(name, value):
    with pytest.raises(SettingsRefused, match=name):
        load_settings({name: value})


def test_a_service_nobody_knows_stops_the_start_without_telling_its_password():
    with pytest.raises(SettingsRefused, match="zalo") as refusal:
        refuse_unknown_services({"zalo": "nosuch://matkhau/{address}"})

    assert "matkhau" not in str(refusal.value)


def test_settings_are_read_as_they_are_meant():
    settings = load_settings(
        {
            "MAIL_URL": "smtps://ten:mat%20khau@may.vn:465",
            "CHANNELS_URL": "zalo=zalo://1:a/{address}  sms=json://may/{address}",
            "DIGEST_WEEKDAY": "wednesday",
            "ESCALATION_DAYS": "7,21",
        }
    )

    assert settings.channels == (("zalo", "zalo://1:a/{address}"), ("sms", "json://may/{address}"))
    assert (settings.digest_weekday, settings.escalation_days) == (2, (7, 21))
