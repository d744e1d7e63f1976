"""Files of questions as a browser without JavaScript hands them in."""

import io

import pytest
from bank_desk import fetch, make_bank, sound
from click.testing import CliRunner
from factories import post
from pages import SMALL_PAGE, Page
from test_question_imports import GIFT

import app as application
from lms.database import db


@pytest.fixture
def desk(app):
    return make_bank()


@pytest.fixture
def editor(desk, browser_of):
    return browser_of(desk.editor)


def text_of(response, status=200):
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    text = response.get_data(as_text=True)
    assert len(text.encode()) <= SMALL_PAGE
    return text


def hand_in(editor, content=GIFT, name="ngan-hang.gift"):
    file = (io.BytesIO(content.encode() if isinstance(content, str) else content), name)
    return post(editor, "/studio/banks/KH90/import", file=file)


def test_from_a_file_to_the_bank(desk, editor):
    assert "/studio/banks/KH90/import" in text_of(editor.get("/studio/banks/KH90/import"))

    review = hand_in(editor).location
    page = Page(editor.get(review))
    text_of(editor.get(review))
    acceptance = next(form for form in page.forms if form.action.endswith("/acceptance"))
    digest = acceptance.data["digest"][0]

    refused = post(editor, acceptance.action, digest=digest)
    accepted = post(editor, acceptance.action, digest=digest, refused="1")

    assert text_of(refused, 422)
    assert accepted.location.endswith("/studio/banks/KH90")
    assert desk.list_keys() == ["C01", "C02"]
    assert text_of(editor.get(review))


def test_a_review_that_nobody_looked_at_is_not_written(desk, editor):
    review = hand_in(editor).location

    assert post(editor, review + "/acceptance", digest="x" * 64, refused="1").status_code == 409
    assert post(editor, review + "/acceptance", digest="kurz").status_code == 422
    assert desk.list_keys() == []


def test_rows_of_one_outcome(desk, editor):
    review = hand_in(editor).location

    page = text_of(editor.get(review + "?list=refused"))

    assert "C03" in page
    assert "C01" not in page
    assert editor.get(review + "?list=lost").status_code == 200


def test_the_report_and_the_template_are_workbooks(desk, editor):
    review = hand_in(editor).location

    for address in (review + "/report.xlsx", "/studio/banks/KH90/import/template.xlsx"):
        status, media_type, caching, content = fetch(editor, address)
        assert (status, content[:2], caching) == (200, b"PK", "no-store")
        assert "spreadsheetml" in media_type


@pytest.mark.parametrize(("ending", "media_type", "begin"), [
    ("gift", "text/plain", b"$CATEGORY"), ("xml", "application/xml", b"<?xml"), ("xlsx", None, b"PK"),
])  # fmt: skip
def test_the_bank_as_a_file(desk, editor, browser_of, ending, media_type, begin):
    desk.save(sound("C01"))

    for browser in (editor, browser_of(desk.reviewer)):
        status, found, _caching, content = fetch(browser, f"/studio/banks/KH90/export.{ending}")
        assert (status, found == media_type or media_type is None, content.startswith(begin)) == (
            200,
            True,
            True,
        )
    assert editor.get("/studio/banks/KH90/export.pdf").status_code == 404


@pytest.mark.parametrize("number", ["99999999999", "9", "0", "một"])
def test_a_version_that_is_none_gives_no_file(desk, editor, number):
    assert editor.get(f"/studio/banks/KH90/export.gift?version={number}").status_code == 404
    assert editor.get("/studio/banks/KH90/export.gift?version=1").status_code == 200


def test_a_file_that_cannot_be_read_is_shown_with_its_reason(editor):
    page = text_of(editor.get(hand_in(editor, "%PDF-1.7", "a.pdf").location))

    assert "PDF" in page
    assert "/acceptance" not in page


def test_names_and_texts_of_strangers_stay_text(editor):
    evil = "<script>alert(1)</script>"

    page = text_of(
        editor.get(hand_in(editor, f"::{evil}::{evil}{{=a ~{evil}}}\n\n{evil}", f"{evil}.gift").location)
    )

    assert evil not in page


def test_no_file_is_a_sentence(editor):
    assert text_of(post(editor, "/studio/banks/KH90/import"), 422)
    assert text_of(hand_in(editor, b""), 422)


def test_a_file_is_put_away(desk, editor):
    review = hand_in(editor).location

    assert post(editor, review + "/drop").status_code == 302
    assert text_of(editor.get(review))
    assert editor.get(review + "/report.xlsx").status_code == 409
    db.session.expire_all()
    assert desk.list_keys() == []


def test_a_bank_of_others_has_no_files(desk, browser_of):
    reviewer = browser_of(desk.reviewer)

    assert reviewer.get("/studio/banks/KH90/import").status_code == 403
    assert reviewer.get("/studio/banks/KH99/export.gift").status_code == 404


def test_the_command_prints_what_became_of_each_question(desk, tmp_path, monkeypatch, app):
    monkeypatch.setattr(application.cli, "_make_app", lambda _settings: app)
    file = tmp_path / "a.gift"
    file.write_text(GIFT, encoding="utf-8")

    def run(*more):
        done = CliRunner().invoke(application.cli, ["import-questions", str(file), "--bank", "KH90", *more])
        db.session.rollback()
        return done.exit_code, done.output, desk.list_keys()

    dry = run("--dry-run")
    real = run()

    assert (dry[0], dry[2]) == (0, [])
    assert (real[0], real[2]) == (0, ["C01", "C02"])
    assert "5 · C03" in real[1]
