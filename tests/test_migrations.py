"""The history of the schema leads to the tables the models describe, on both engines."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, select, text
from sqlalchemy.exc import IntegrityError

from assessments.models import BankVersion
from courses.models import CourseVersion, WordImport
from lms import schema_history
from lms.database import db


@pytest.fixture
def blank_app(world):
    """The application on a database without any table."""
    yield from world.fresh(None)


def test_migrations_make_the_tables_of_the_models(blank_app):
    schema_history.upgrade()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_migrations_make_the_checks_of_the_models(blank_app):
    schema_history.upgrade()

    inspector = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        wanted = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
        made = {check["name"] for check in inspector.get_check_constraints(table.name)}
        assert made == wanted, table.name


def test_upgrading_twice_changes_nothing(blank_app):
    schema_history.upgrade()
    before = set(inspect(db.engine).get_table_names())

    schema_history.upgrade()

    assert set(inspect(db.engine).get_table_names()) == before


ROWS_OF_THE_FIRST_SCHEMA = (
    "INSERT INTO positions (code, name, rank) VALUES ('VT14', 'Chuyên viên một cửa', 1)",
    "INSERT INTO frameworks (id, code, version, name, state, effective_on, legal_source, source_note,"
    " content_hash) VALUES (1, 'KNL', 1, 'Khung', 'published', '2026-07-01', 'TB 21', '', 'x')",
    "INSERT INTO requirement_sets (id, framework_id, document, effective_on, state)"
    " VALUES (1, 1, 'Quyết định 1', '2026-07-01', 'published')",
    "INSERT INTO requirements (id, set_id, position_code, competency_code, level, is_mandatory, grace_days)"
    " VALUES (1, 1, 'VT14', 'B10', 3, true, 180)",
)


def test_rows_that_refer_to_one_another_survive_an_upgrade(blank_app):
    schema_history.upgrade(revision="0001")
    with db.engine.begin() as connection:
        for row in ROWS_OF_THE_FIRST_SCHEMA:
            connection.execute(text(row))

    schema_history.upgrade()

    with db.engine.begin() as connection:
        kept = connection.execute(
            text(
                "SELECT r.level, r.is_floor, f.transition_days FROM requirements r"
                " JOIN requirement_sets s ON s.id = r.set_id JOIN frameworks f ON f.id = s.framework_id"
            )
        ).one()
        assert tuple(kept) == (3, True, 0)
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM frameworks"))


CONTENT_BEFORE_THE_STUDIO = (
    "INSERT INTO organisations (id, code, name, name_key, kind)"
    " VALUES (1, 'TCT', 'Trường chính trị', '', 'institution')",
    "INSERT INTO courses (id, code, owner_id, title, summary, content_group, periods, is_announced,"
    " for_all_positions, search_key, sort_key, outline)"
    " VALUES (1, 'KH04', 1, 'Chuyển đổi số', 'Tóm tắt', 5, 8, false, true, '', '', '[]')",
    "INSERT INTO course_outcomes (course_id, competency_code, level, rank) VALUES (1, 'B10', 2, 1)",
    "INSERT INTO course_versions (id, course_id, number, state, content_hash, created_at, has_post_test)"
    " VALUES (1, 1, 1, 'published', '', '2026-11-01 00:00:00', true)",
    "INSERT INTO question_banks (id, code, title, owner_id) VALUES (1, 'KH04', 'Chuyển đổi số', 1)",
    "INSERT INTO questions (id, bank_id, key, version, is_current, kind, payload, content_hash)"
    " VALUES (1, 1, 'Câu 1', 1, false, 'single', '{}', ''), (2, 1, 'Câu 1', 2, true, 'single', '{}', '')",
)


def test_content_from_before_the_studio_has_versions_and_sheets(blank_app):
    schema_history.upgrade(revision="0003")
    with db.engine.begin() as connection:
        for row in CONTENT_BEFORE_THE_STUDIO:
            connection.execute(text(row))

    schema_history.upgrade()

    sheet = db.session.get_one(CourseVersion, 1).sheet
    assert (sheet["title"], sheet["positions"]) == ("Chuyển đổi số", None)
    assert sheet["outcomes"] == [{"competency": "B10", "level": 2}]
    version = db.session.scalars(select(BankVersion)).one()
    assert (version.state, [member.question_id for member in version.members]) == ("published", [2])


A_DRAFT_AND_ITS_EDITOR = (
    *CONTENT_BEFORE_THE_STUDIO[:2],
    "INSERT INTO accounts (id, email, display_name, locale, is_active, is_system, created_at)"
    " VALUES (1, 'bien@thanhhoa.gov.vn', 'Lê Thị Biên', 'vi', true, false, '2026-11-01 00:00:00')",
    "INSERT INTO course_versions (id, course_id, number, state, sheet, revision, content_hash, created_at,"
    " has_post_test) VALUES (1, 1, 1, 'draft', '{}', 1, '', '2026-11-01 00:00:00', false)",
)
WORD_FILE = (
    "INSERT INTO word_imports (id, public_id, version_id, account_id, created_at, file_name, sha256,"
    " storage_key, plan, refusal, accepted_at) VALUES (:id, :public_id, 1, 1, '2026-11-01 00:00:00',"
    " 'So tay.docx', :sha256, '', '{}', '', :accepted_at)"
)


def hand_in_word(connection, number, sha256, accepted_at=None):
    values = {"id": number, "public_id": f"{number:032x}", "sha256": sha256, "accepted_at": accepted_at}
    connection.execute(text(WORD_FILE), values)


def test_a_word_file_that_waits_twice_waits_once_after_the_upgrade(blank_app):
    schema_history.upgrade(revision="0004")
    with db.engine.begin() as connection:
        for row in A_DRAFT_AND_ITS_EDITOR:
            connection.execute(text(row))
        hand_in_word(connection, 1, "a")
        hand_in_word(connection, 2, "a", accepted_at="2026-11-02 00:00:00")
        hand_in_word(connection, 3, "a")
        hand_in_word(connection, 4, "b")

    schema_history.upgrade()

    waiting = select(WordImport.id).where(WordImport.refusal == "", WordImport.accepted_at.is_(None))
    assert set(db.session.scalars(waiting)) == {3, 4}
    assert db.session.query(WordImport).count() == 4


def test_the_first_schema_can_be_taken_back(blank_app):
    schema_history.upgrade()

    schema_history.downgrade(revision="base")

    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
