"""The working day of the Department in a real browser: a messy Excel of 4,000 becomes a roster and a report.

With HVS_PICTURES=folder the pages on the way are kept as pictures (`make pictures` writes those of docs/).
"""

from io import BytesIO

import openpyxl
import pytest
from docx import Document
from messy_roster import OLD_NAMES, make_messy_roster, read_reference, write_xlsx
from pypdf import PdfReader
from sqlalchemy import func, select

from lms.database import db
from people.models import Assignment, Officer, RosterUpload

pytestmark = pytest.mark.browser

ROWS = 4_000
PROVINCE = "19"
TODAY_NAMES = ("05443", "05482", "05692", "05488")
"""What the Department says the old names of the file mean: communes of today, by code."""


def number_of(text):
    """Read a number as the pages write it: "1.234"."""
    return int(text.replace(".", "").strip())


def upload_state(app):
    with app.app_context():
        upload = db.session.scalar(select(RosterUpload).order_by(RosterUpload.id.desc()))
        return upload.state, dict(upload.counts or {})


def count_officers(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Officer))


@pytest.fixture
def messy_file(tmp_path):
    """The Excel file as it came, and what is in it."""
    made = make_messy_roster(*read_reference(), rows=ROWS)
    return write_xlsx(tmp_path / "Danh sách CBCC cấp xã (bản cuối).xlsx", made), made


def hand_in(visitor, path):
    """Hand a roster in; return its address."""
    visitor.go("/rosters")
    visitor.page.set_input_files("input[type=file]", path)
    visitor.picture("roster-desk")
    visitor.press("main form[enctype] button")
    assert visitor.page.locator(".work").count() == 1
    visitor.picture("roster-progress")
    return visitor.page.url.removeprefix(visitor.site.url)


def after_work(visitor, address):
    """Let the worker work, wait until the page has noticed by itself, and look again."""
    visitor.site.work()
    visitor.page.locator(".work[hx-get]").wait_for(state="detached")
    visitor.page.wait_for_load_state()
    visitor.go(address)


def say_what_old_names_mean(visitor, roster):
    """Tell for each unknown name which commune of today is meant; the file is looked at again each time."""
    meaning = dict(zip(OLD_NAMES, TODAY_NAMES, strict=True))
    while (names := visitor.page.locator("select[name=name]")).count():
        name = names.locator("option:not([value=''])").first.get_attribute("value")
        names.select_option(name)
        visitor.page.select_option("select[name=unit]", meaning[name])
        visitor.press("form[action$='/names'] button")
        after_work(visitor, roster)


def rows_of(visitor, address):
    """The rows of a spreadsheet as this person gets it."""
    sheet = openpyxl.load_workbook(BytesIO(visitor.fetch(address))).active
    return [row for row in sheet.iter_rows(values_only=True) if any(row)]


def ask_for_report(visitor, unit):
    """Ask for the report of the present quarter; return its address."""
    visitor.go("/documents/new")
    visitor.page.locator("input[name=kind]").first.check()
    visitor.page.select_option("select[name=unit]", unit)
    visitor.page.select_option("select[name=period]", index=2)
    visitor.press("main form button")
    return visitor.page.url.removeprefix(visitor.site.url)


def count_serving(app):
    """How many people hold a post."""
    with app.app_context():
        return db.session.scalar(
            select(func.count(Assignment.officer_id.distinct())).where(Assignment.ends_on.is_(None))
        )


def test_a_messy_excel_of_four_thousand_becomes_a_roster_and_a_report(demo_app, visit, messy_file):
    path, made = messy_file
    before = count_officers(demo_app)
    department = visit(1280)
    department.sign_in("sonoivu@demo.vn")

    # The review says what is new, what is wrong, and what was read otherwise than it is written.
    roster = hand_in(department, path)
    after_work(department, roster)
    state, counts = upload_state(demo_app)
    assert (state, counts["rows"]) == ("review", len(made.rows) - made.blank)
    assert counts["error"] >= made.with_wrong_days + made.contradicting + made.with_old_names
    assert "TCVN3" in department.text()
    assert "VNI" in department.text()
    department.picture("roster-review")

    # Old names are told once; the faulty rows go back to those who sent them, a reason in each.
    say_what_old_names_mean(department, roster)
    _state, named = upload_state(demo_app)
    assert counts["error"] - named["error"] >= made.with_old_names
    assert len(rows_of(department, f"{roster}/errors.xlsx")) > named["error"]
    department.go(f"{roster}?list=error")
    department.picture("roster-errors")

    # Accepted, all at once; the same file again changes nothing.
    department.go(roster)
    department.press("form[action$='/acceptance'] button")
    after_work(department, roster)
    department.picture("roster-done")
    assert upload_state(demo_app)[0] == "done"
    assert count_officers(demo_app) - before == named["officers_added"] > ROWS * 0.8
    after_work(department, hand_in(department, path))
    _state, again = upload_state(demo_app)
    assert (again["new"], again["changed"], again["ended"]) == (0, 0, 0)

    # Everybody who came stands in the coverage of the province, and in the report of the quarter.
    department.go(f"/coverage/{PROVINCE}")
    department.picture("coverage-province")
    serving = count_serving(demo_app)
    report = ask_for_report(department, PROVINCE)
    after_work(department, report)
    department.picture("report")
    facts = department.page.locator("dl.facts").first
    shown = facts.locator("dd").first.inner_text()
    assert number_of(shown) == serving
    first, *others = (
        page.extract_text() for page in PdfReader(BytesIO(department.fetch(f"{report}.pdf"))).pages
    )
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first
    assert shown in " ".join([first, *others])
    word = Document(BytesIO(department.fetch(f"{report}.docx")))
    assert "CỘNG HÒA" in word.element.xml

    # Anybody can check its code.
    stranger = visit(360)
    stranger.go(department.page.locator("a[href*='/verify/']").first.get_attribute("href"))
    assert "Thái Nguyên" in stranger.text()
    stranger.picture("verify")


def test_a_roster_is_undone_within_the_day(demo_app, visit, tmp_path):
    people, serving = count_officers(demo_app), count_serving(demo_app)
    path = write_xlsx(tmp_path / "Bổ sung.xlsx", make_messy_roster(*read_reference(), rows=60, seed=7))
    department = visit(360)
    department.sign_in("sonoivu@demo.vn")
    roster = hand_in(department, path)
    after_work(department, roster)
    department.press("form[action$='/acceptance'] button")
    after_work(department, roster)
    assert count_officers(demo_app) > people

    department.press("form[action$='/undo'] button")
    after_work(department, roster)

    assert upload_state(demo_app)[0] == "undone"
    assert department.page.locator("form[action$='/undo']").count() == 0
    assert count_serving(demo_app) == serving
