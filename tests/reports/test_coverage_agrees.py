"""Whatever is asked, page, call, CSV, XLSX, PDF and command give the same numbers in the same order."""

import csv
import json
import re
from io import BytesIO, StringIO
from random import Random
from urllib.parse import urlencode

import openpyxl
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

import app as application
from competency import tasks
from lms import clock
from lms.database import db
from lms.queries import get_system_account
from people.queries import get_unit
from reports.queries.coverage import cuts_for
from tests import factories
from tests.coverage_world import make_world, random_question
from tests.reports.conftest import get

COUNTS = ("officers", "required", "met", "expiring", "expired", "below", "unproven")
WITHHELD = ["<5"] * 7


@pytest.fixture
def figures(app):
    make_world()


@pytest.fixture
def run(app, monkeypatch):
    """Run ``lms coverage`` on the database of the test, in the name of somebody."""
    monkeypatch.setattr(application.cli, "_make_app", lambda _settings: app)

    def call(account, *words):
        result = CliRunner().invoke(application.cli, ["--by", account.email, "coverage", *words])
        db.session.rollback()
        return result

    return call


def page_rows(text):
    """Names and numbers of the table of a page."""
    body = text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in text else ""
    found = []
    for row in body.split("<tr>")[1:]:
        name = re.sub(r"<[^>]+>", "", row.split("</th>")[0]).strip()
        cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        if len(cells) == 1:
            found.append((name, WITHHELD))
        elif len(cells) == 2:  # a unit without any requirement
            found.append((name, [0] * 7))
        else:
            found.append((name, [int(cell.replace(".", "")) for cell in cells[:7]]))
    return found


def all_page_rows(browser, address):
    first = get(browser, address)
    assert first.status_code == 200, first.text
    page, rows, number = first, page_rows(first.text), 2
    while f"page={number}" in page.text:
        page = get(browser, f"{address}&page={number}")
        rows += page_rows(page.text)[1:]
        number += 1
    return rows


def csv_rows(answer):
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    return rows[1 : rows.index([])]


def numbers(values):
    return [value if value == "<5" else int(value) for value in values[:7]]


@pytest.mark.parametrize(
    "asker",
    [
        pytest.param(("department", "19", ("19", "19001", "19003")), id="with names"),
        pytest.param(("ministry", "", ("VN", "19", "24")), id="without names"),
    ],
)
def test_all_doors_give_the_same_numbers(figures, client, visitor, run, asker):
    role, scope, units = asker
    tasks.run_nights(clock.today(), by=get_system_account(), tell=lambda *_: None)
    account = factories.make_account(role, scope)
    headers = {"Authorization": f"Bearer {factories.make_token(account)}"}
    chance = Random(7)  # noqa: S311 - a choice, no secret
    browser, compared = visitor(account), 0
    for _time in range(14):
        (_cut, only), unit = random_question(chance), chance.choice(units)
        place = get_unit(unit) if unit != "VN" else None
        cut = chance.choice(cuts_for(place, has_names=role == "department"))
        asked = {"by": cut.value, **only.parameters}
        address = f"/coverage/{unit}?{urlencode(asked)}"
        rows = all_page_rows(browser, address)
        if not rows:  # nothing, or nothing that may be shown
            continue
        file = address.replace("?", ".csv?")
        by_file = [[row[1], numbers(row[2:])] for row in csv_rows(get(browser, file))]
        book = openpyxl.load_workbook(BytesIO(get(browser, file.replace(".csv", ".xlsx")).data))
        by_book = [
            [row[1], list(row[2:9])] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)
        ]
        answer = client.get(f"/api/v1/coverage?unit={unit}&per_page=200&{urlencode(asked)}", headers=headers)
        words = [f"--{name.replace('_', '-')}={value}" for name, value in asked.items()]
        printed = run(account, "--unit", unit, *words, "--json")

        assert (
            [words for name, words in rows]
            == [words for name, words in by_file]
            == [words for name, words in by_book]
        )
        shown = {tuple(one[1]) for one in by_file[1:] if one[1][1] not in (0, "<5")}
        assert answer.status_code == 200, (address, answer.json)
        assert printed.exit_code == 0, printed.output
        by_call = [[one[name] for name in COUNTS] for one in answer.json]
        assert {tuple(one) for one in by_call if one[0] is not None} == shown
        assert (
            json.loads(printed.output)
            == [{name: one[name] for name in json.loads(printed.output)[0]} for one in answer.json]
            if answer.json
            else json.loads(printed.output) == []
        )
        paper = PdfReader(BytesIO(get(browser, file.replace(".csv", ".pdf")).data))
        text = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in paper.pages))
        for _name, line in by_file:
            assert " ".join(f"{one:,}".replace(",", ".") if one != "<5" else one for one in line) in text, (
                address,
                line,
            )
        compared += 1
    assert compared >= 5


def test_files_say_what_they_are_about(figures, visitor):
    browser = visitor(factories.make_account("department", "19"))
    address = "/coverage/19.csv?by=position&employment_kind=civil_servant&order=share"
    text = get(browser, address).data.decode("utf-8-sig")
    book = openpyxl.load_workbook(BytesIO(get(browser, address.replace(".csv", ".xlsx")).data))
    sheet, notes = book.worksheets

    for words in (clock.today().strftime("%d/%m/%Y"), "Tỉnh Thái Nguyên"):
        assert words in text
        assert words in " ".join(str(cell.value) for row in notes.iter_rows() for cell in row)
    assert sheet.freeze_panes == "C2"
    assert {cell.data_type for cell in sheet["C"][1:]} == {"n"}
    shares = [cell.value for cell in sheet["J"][2:]]
    assert shares == sorted(shares)


def test_a_name_that_begins_like_a_formula_stays_text(figures, visitor, app):
    unit = factories.make_unit("19005", "=HYPERLINK(1)")
    factories.make_post(
        factories.make_officer("Lò Thị Hoà", unit=unit), organisation=factories.make_organisation(unit)
    )
    db.session.rollback()
    browser = visitor(factories.make_account("department", "19"))

    rows = csv_rows(get(browser, "/coverage/19.csv"))
    book = openpyxl.load_workbook(BytesIO(get(browser, "/coverage/19.xlsx").data))

    assert "'=HYPERLINK(1)" in [row[1] for row in rows]
    [cell] = [cell for cell in book.worksheets[0]["B"] if cell.value == "=HYPERLINK(1)"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
