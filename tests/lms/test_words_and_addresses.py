"""Texts and addresses kept from one request to the next carry nothing of the last one; nor do files."""

import pytest
from flask import render_template_string, url_for
from markupsafe import Markup

from lms.i18n import gettext, speaking
from lms.pages import address, send_bytes


@pytest.fixture
def in_page(bare_app):
    """Renders a template that escapes, as a page does."""

    def render(source, **values):
        with bare_app.test_request_context("/"):
            return render_template_string(source, **values)

    return render


def test_another_language_is_spoken_only_for_a_while(bare_app):
    with bare_app.test_request_context("/"):
        before = gettext("Sign out")
        with speaking("en"):
            inside = gettext("Sign out")

        assert inside == "Sign out"
        assert gettext("Sign out") == before != inside


def test_a_text_kept_for_one_form_of_address_is_not_given_to_the_other(bare_app, monkeypatch):
    texts = []
    for form in ("anh_chi", "dong_chi"):
        monkeypatch.setitem(bare_app.config, "FORM_OF_ADDRESS", form)
        with bare_app.app_context():
            texts.append(gettext("Please sign in."))

    assert texts == ["Mời anh/chị đăng nhập.", "Mời đồng chí đăng nhập."]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        pytest.param(
            "{{ _('%(n)s of <b>', n='<i>') }}", "&lt;i&gt; of <b>", id="values are escaped, texts are ours"
        ),
        pytest.param("{{ _('%(n)d of 100 %%', n=7) }}", "7 of 100 %", id="numbers stay numbers"),
        pytest.param("{{ _('100 %%') }}", "100 %", id="a percent sign without values"),
        pytest.param("{{ _('%(n)s', n=word) }}", "<i>", id="what is safe already is not escaped again"),
    ],
)
def test_values_are_put_into_texts_as_jinja_does(in_page, source, shown):
    assert in_page(source, word=Markup("<i>")) == shown


def test_an_address_is_the_same_as_flask_builds_it(bare_app):
    with bare_app.test_request_context("/"):
        for _again in range(2):
            assert address("reports.show_alert", alert_id=7) == url_for("reports.show_alert", alert_id=7)
            assert address("reports.show_alert", alert_id=8) == "/alerts/8"
            assert address("reports.show_profile", _anchor="everything") == "/me#everything"


def test_no_address_remembers_where_the_last_request_came_from(bare_app):
    found = []
    for host, root in (("https://a.vn", ""), ("https://b.vn", "/hoc")):
        with bare_app.test_request_context("/", base_url=host + root):
            found.append((address("reports.show_home"), address("reports.show_home", _external=True)))

    assert found == [("/", "https://a.vn/"), ("/hoc/", "https://b.vn/hoc/")]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        pytest.param(0, "1 KB", id="nothing"),
        pytest.param(700, "1 KB", id="some bytes"),
        pytest.param(48 * 1024, "48 KB", id="a picture"),
        pytest.param(1536 * 1024, "1,5 MB", id="a paper"),
        pytest.param(200 * 1024 * 1024, "200,0 MB", id="a video"),
    ],
)
def test_the_size_of_a_file_is_said_as_numbers_are_written_here(in_page, size, words):
    assert in_page("{{ size|size }}", size=size) == words


def test_a_file_made_on_the_spot_has_the_type_it_was_given_and_stays_on_no_shared_computer(bare_app):
    with bare_app.test_request_context("/"):
        headers = send_bytes(b"a,b", "Độ phủ.csv", "text/csv; charset=utf-8").headers

    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["Cache-Control"] == "no-store"
