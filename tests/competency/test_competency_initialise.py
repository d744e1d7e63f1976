"""What `lms init` puts into a database, once."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import func, select

from competency import queries
from competency.models import AreaProfile, EvidencePolicyLine, Framework, PolicyTarget
from competency.rules import DEFAULT_POLICY
from competency.services import initialise
from competency.services.frameworks import FILES, load_framework
from competency.services.initialise import DEFAULT_FRAMEWORK, REFERENCE
from lms.database import db, transaction
from lms.errors import Refused
from people.models import AdministrativeUnit


def test_the_default_framework_says_which_document_asks_and_what_is_a_proposal(app):
    framework = queries.current_framework()

    assert (framework.code, framework.version, framework.state) == ("KNL-XA", 1, "published")
    assert framework.legal_source == "Thông báo 21-TB/VPTW ngày 07/3/2026, mục 2(1)"
    assert "đề xuất" in framework.source_note
    (document,) = {one.requirement_set.document for one in queries.list_requirements()}
    assert "(đề xuất)" in document
    assert "chờ Sở Nội vụ phê duyệt" in document


def test_the_tables_are_those_of_the_files(app):
    with (REFERENCE / "position_requirements.csv").open(encoding="utf-8") as file:
        wanted = {
            (row["position_code"], row["competency_code"], int(row["required_level"]))
            for row in csv.DictReader(file)
        }

    assert {
        (one.position_code, one.competency_code, one.level) for one in queries.list_requirements()
    } == wanted
    assert db.session.scalar(select(func.count()).select_from(AdministrativeUnit)) == 3_355
    assert db.session.scalar(select(func.count()).select_from(PolicyTarget)) == 35
    assert queries.get_policy() == DEFAULT_POLICY
    profile = db.session.scalars(select(AreaProfile).where(AreaProfile.area_type == "do_thi")).first()
    assert (profile.competency_code, profile.weight_percent) == ("B3", 150)
    assert {one.position_code for one in profile.raised} == {"VT08", "VT14"}


def test_a_second_time_changes_nothing(app):
    def everything():
        tables = db.metadata.sorted_tables
        return {table.name: sorted(map(repr, db.session.execute(select(table)))) for table in tables}

    before = everything()
    with transaction():
        initialise()

    assert everything() == before


def test_a_policy_that_was_changed_here_stays_changed(app):
    with transaction():
        db.session.get(EvidencePolicyLine, "case").validity_months = 36
    with transaction():
        initialise()

    assert db.session.get(EvidencePolicyLine, "case").validity_months == 36


@pytest.fixture
def folder(app, tmp_path):
    for name in FILES:
        (tmp_path / name).write_bytes((REFERENCE / name).read_bytes())
    return tmp_path


def test_changed_files_become_a_draft_and_the_published_version_stays(folder, system):
    path = folder / "position_requirements.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("VT14,A1,3", "VT14,A1,4"), encoding="utf-8")

    with transaction():
        draft = load_framework(folder, DEFAULT_FRAMEWORK, by=system)

    assert (draft.version, draft.state, draft.published_at) == (2, "draft", None)
    assert queries.current_framework().version == 1
    assert {one.level for one in queries.list_requirements("VT14") if one.competency_code == "A1"} == {3}


def test_a_file_with_an_error_is_refused_with_its_name(folder, system):
    Path(folder / "levels.csv").write_text("level,name\n1,Nhận biết\n", encoding="utf-8")

    with pytest.raises(Refused, match=r"levels\.csv"), transaction():
        load_framework(folder, DEFAULT_FRAMEWORK, by=system)

    assert len(db.session.scalars(select(Framework)).all()) == 1
