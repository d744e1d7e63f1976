"""Files with mistakes: every one is named with file, row, column and value, and nothing is stored."""

import io
import zipfile

import pytest
from framework_files import about, changed_files, make_draft
from sqlalchemy import func, select

from competency.models import Competency, Framework
from competency.services import FrameworkFilesRefused, draft_framework
from competency.services.framework_files import FILES, hash_of, unpack
from lms.database import db, transaction
from lms.errors import Refused

REQUIREMENTS, AREAS = "position_requirements.csv", "area_profiles.csv"

MISTAKES = [
    pytest.param((REQUIREMENTS, "VT14,B10,3", "VT14,B10,6"), "required_level", "6", id="level too high"),
    pytest.param((REQUIREMENTS, "VT14,B10,3", "VT14,B10,ba"), "required_level", "ba", id="level no number"),
    pytest.param((REQUIREMENTS, "VT14,B10,3", "VT99,B10,3"), "position_code", "VT99", id="position"),
    pytest.param((REQUIREMENTS, "VT14,B10,3", "VT14,B99,3"), "competency_code", "B99", id="competency"),
    pytest.param((REQUIREMENTS, "VT14,B10,3", "VT14,B,3"), "competency_code", "B", id="a pillar"),
    pytest.param(
        (REQUIREMENTS, "VT14,B10,3", "VT14,B10,3\nVT14,B10,4"), "competency_code", "B10", id="twice"
    ),
    pytest.param(("levels.csv", "5,", "6,"), "level", "6", id="levels"),
    pytest.param(("competencies.csv", "B10,B,", "B10,X,"), "pillar_code", "X", id="pillar"),
    pytest.param(("competencies.csv", "B10,B,", "B9,B,"), "code", "B9", id="code twice"),
    pytest.param(("indicators.csv", "B10,1,", "B10,0,"), "level", "0", id="indicator level"),
    pytest.param((AREAS, "B3,1.5,VT08;VT14", "B3,1.5,VT08;VT77"), "raised_positions", "VT77", id="raised"),
    pytest.param((AREAS, "B3,1.5,VT08;VT14", "B3,-1,VT08;VT14"), "weight", "-1", id="weight"),
]


@pytest.mark.parametrize(("exchange", "column", "value"), MISTAKES)
def test_a_mistake_is_named_with_its_place(app, exchange, column, value):
    with pytest.raises(FrameworkFilesRefused) as refusal:
        make_draft(exchange)

    first = refusal.value.errors[0]
    assert (first.file, first.error.column) == (exchange[0], column)
    assert value in first.error.value
    assert first.error.row is not None
    assert first.error.problem
    assert first.error.remedy
    assert db.session.scalar(select(func.count()).select_from(Framework)) == 1


MAPPINGS = [
    pytest.param("Z9,A1,same,\n", "from_code", id="unknown source"),
    pytest.param("A1,Z9,same,\n", "to_code", id="unknown target"),
    pytest.param("A1,,same,\n", "to_code", id="no target"),
    pytest.param("A1,A2,none,\n", "to_code", id="none with a target"),
    pytest.param("A1,A2,split,\n", "kind", id="split of one"),
    pytest.param("A1,A2,merged,\n", "kind", id="merge of one"),
    pytest.param("A1,A2,same,\nA1,A3,same,\n", "kind", id="same to two"),
    pytest.param("A1,A2,split,\nA1,A3,same,\n", "kind", id="mixed"),
    pytest.param("A1,A2,split,\nA1,A2,split,\n", "from_code", id="twice"),
    pytest.param("A1,A2,other,\n", "kind", id="unknown kind"),
    pytest.param("A1,A2,same,7\n", "highest_level", id="level"),
]


@pytest.mark.parametrize(("mapping", "column"), MAPPINGS)
def test_a_mapping_that_cannot_be_right_is_refused(app, mapping, column):
    with pytest.raises(FrameworkFilesRefused) as refusal:
        make_draft(mapping=mapping)

    assert {one.file for one in refusal.value.errors} == {"mapping.csv"}
    assert refusal.value.errors[0].error.column == column
    assert refusal.value.errors[0].error.row == 2


def test_all_mistakes_of_all_files_come_at_once(app):
    with pytest.raises(FrameworkFilesRefused) as refusal:
        make_draft(
            *(param.values[0] for param in (MISTAKES[0], MISTAKES[9], MISTAKES[11])), mapping="Z9,,none,\n"
        )

    assert [one.file for one in refusal.value.errors] == [
        "indicators.csv",
        REQUIREMENTS,
        AREAS,
        "mapping.csv",
    ]


def test_a_file_that_is_no_table_is_refused_and_nothing_is_half_done(app, system):
    contents = changed_files() | {"indicators.csv": b"%PDF-1.7"}

    with pytest.raises(FrameworkFilesRefused, match=r"indicators\.csv"), transaction():
        draft_framework(contents, about(), by=system)

    assert db.session.scalar(select(func.count(Competency.framework_id.distinct()))) == 1


def zipped(contents, folder=""):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in contents.items():
            archive.writestr(folder + name, content)
    return packed.getvalue()


def test_the_files_come_one_by_one_or_packed(app):
    contents = changed_files(mapping="A1,,none,\n")

    assert hash_of(unpack(contents)) == hash_of(contents)
    assert hash_of(unpack({"khung.zip": zipped(contents, "khung-nang-luc/")})) == hash_of(contents)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_file_is_named(app, name):
    contents = {file: content for file, content in changed_files().items() if file != name}

    with pytest.raises(Refused, match=name.replace(".", r"\.")):
        unpack({"khung.zip": zipped(contents)})


def test_a_broken_archive_is_refused(app):
    with pytest.raises(Refused):
        unpack({"khung.zip": b"PK\x03\x04" + b"x" * 50})
