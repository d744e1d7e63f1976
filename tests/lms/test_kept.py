"""Content that processes keep: read again when its stamp changes, and never for another database."""

import pytest
from flask import render_template_string

from lms.database import db
from lms.i18n import speaking
from lms.kept import Kept
from lms.pages import address


@pytest.fixture
def loads():
    return []


@pytest.fixture
def kept(app, loads):
    def load():
        loads.append("read")
        return f"content {len(loads)}"

    return Kept(load)


def test_content_is_read_once_for_a_stamp_and_again_for_another(kept, loads):
    assert [kept.get(1), kept.get(1), kept.get(2), kept.get(2)] == ["content 1"] * 2 + ["content 2"] * 2
    assert len(loads) == 2


def test_another_database_behind_the_application_has_content_of_its_own(kept):
    assert kept.get(1) == "content 1"

    db.session.remove()
    db.engine.dispose()

    assert kept.get(1) == "content 2"


def test_a_kept_piece_of_a_page_follows_language_and_arguments(app):
    source = (
        "{% macro piece(word) %}{{ _('Home') }} {{ word }}{% endmacro %}{% set piece = kept(piece) %}"
        "{{ piece('<a>') }}|{{ piece('<b>') }}|{{ piece('<a>') }}"
    )
    with app.test_request_context("/"):
        english, vietnamese = (_rendered(source, locale) for locale in ("en", "vi"))

    assert english == "Home &lt;a&gt;|Home &lt;b&gt;|Home &lt;a&gt;"
    assert vietnamese == english.replace("Home", "Trang đầu")


def _rendered(source, locale):
    with speaking(locale):
        return render_template_string(source)


@pytest.mark.parametrize("mounted_at", ["", "/hoc-vu"])
def test_an_address_with_a_number_is_the_one_that_flask_gives(app, mounted_at):
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": mounted_at}):
        assert address("reports.show_alert", alert_id=7) == f"{mounted_at}/alerts/7"
        assert address("reports.show_alert", alert_id=8) == f"{mounted_at}/alerts/8"
        assert address("reports.show_profile", post=12) == f"{mounted_at}/me?post=12"
