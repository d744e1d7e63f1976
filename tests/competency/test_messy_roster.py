"""A roster as a Department really gets it: what is read, what is told, what comes back."""

from io import BytesIO

import openpyxl
import pytest
from factories import make_account
from messy_roster import OLD_NAMES, make_messy_roster, read_reference, write_xlsx
from roster_desk import accept, do, fetch, hand_in, held

from competency.services import recompute_check
from lms.database import db, transaction
from lms.queries import get_system_account
from people.models import Officer
from people.queries import get_unit, uploads
from people.services import rosters

ROWS = 400


@pytest.fixture
def department(app):
    return make_account("department", "19")


@pytest.fixture
def made(tmp_path):
    """The rows and the bytes of the file."""
    roster = make_messy_roster(*read_reference(), rows=ROWS)
    return roster, write_xlsx(tmp_path / "danh-sach.xlsx", roster).read_bytes()


def readings(upload, kind):
    return [(found, read_as) for what, found, read_as, _times in upload.readings if what == kind]


def test_old_fonts_other_headers_and_old_names_are_recognised_and_shown(department, made):
    upload = hand_in(made[1], department)

    assert ("Số CCCD", "Số định danh cá nhân") in readings(upload, "header")
    fonts = readings(upload, "encoding")
    assert fonts
    assert all(found != read_as and "Ô" not in read_as for found, read_as in fonts)
    assert any(
        found.startswith("X. ") and read_as.startswith("Xã ") for found, read_as in readings(upload, "unit")
    )
    assert {found for found, _nothing in readings(upload, "unknown_unit")} <= set(OLD_NAMES)
    assert len(upload.notices) == 3


def test_every_row_is_accounted_for(department, made):
    roster, content = made
    upload = hand_in(content, department)

    counts = upload.counts
    assert counts["rows"] == ROWS
    assert counts["new"] + counts["error"] + counts["repeated"] == ROWS
    assert counts["error"] >= roster.without_zero + roster.with_wrong_days + 2 * roster.contradicting


def test_names_are_written_as_people_write_them(department, made):
    accept(hand_in(made[1], department), department)

    names = db.session.scalars(db.select(Officer.full_name)).all()
    assert names
    assert all(word[0] == word[0].upper() for name in names for word in name.split())
    ids = db.session.scalars(db.select(Officer.id)).all()
    assert recompute_check(ids, by=get_system_account()) == []


def test_said_once_an_old_name_is_known_for_ever(department, made):
    upload = hand_in(made[1], department)
    errors = upload.counts["error"]
    name = readings(upload, "unknown_unit")[0][0]

    with transaction():
        found = uploads.get_upload(upload.public_id, visible_to=department)
        job_id = rosters.name_unit(found, name, get_unit("05443"), by=department).id
    do(job_id)

    upload = fetch(upload.public_id, department)
    assert upload.state == "review"
    assert upload.counts["error"] < errors
    assert name in [found for found, _read_as in readings(upload, "unit")]


def test_what_was_wrong_comes_back_and_can_be_handed_in_corrected(department, made):
    upload = accept(hand_in(made[1], department), department)
    before = len(held()[1])

    with transaction():
        file = rosters.write_upload_errors(
            uploads.get_upload(upload.public_id, visible_to=department), by=department
        )
    workbook = openpyxl.load_workbook(BytesIO(file.getvalue()))
    sheet, corrected = workbook.active, BytesIO()
    number = [cell.value for cell in sheet[1]].index("Số CCCD")
    for row in sheet.iter_rows(min_row=2):
        row[number].value = str(row[number].value).zfill(12)
    workbook.save(corrected)

    again = accept(hand_in(corrected.getvalue(), department), department)

    assert again.counts["new"] >= 1
    assert len(held()[1]) == before + again.counts["new"]
