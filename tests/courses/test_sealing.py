"""What was published stays the same to the byte, whatever anybody or any slip does later."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publication_desk import (
    begin_next,
    bring_to_learners,
    find,
    make_editor,
    make_lesson,
    make_reviewer,
    make_written,
)
from sqlalchemy import delete, update

from courses import queries, services
from courses.models import CourseVersion, LegalCitation, Lesson, LessonFile
from courses.services import SealedContent, export_version, is_intact
from lms import clock
from lms.database import db, transaction
from lms.queries import get_system_account


@pytest.fixture
def people(app):
    return make_editor(), make_reviewer()


@pytest.fixture
def version(people):
    version = make_written(people[0])
    with transaction():
        db.session.add(
            LessonFile(
                lesson_id=version.lessons[0].id,
                name="so-do.png",
                role="image",
                media_type="image/png",
                storage_key="ab/cd/abcd.png",
                size_bytes=10,
            )
        )
    return bring_to_learners(find(), *people)


def test_the_seal_is_the_hash_of_what_is_exported(version):
    assert version.sealed_hash == hashlib.sha256(export_version(version)).hexdigest()
    assert is_intact(version)


def change_lesson(version):
    version.lessons[0].markdown += " Thêm."


def change_revision(version):
    version.lessons[0].revision += 1


def change_sheet(version):
    version.sheet = {**version.sheet, "title": "Tên khác"}


def change_review_day(version):
    version.review_on = clock.today()


def change_file(version):
    version.lessons[0].attachments[0].storage_key = "ab/cd/khac.png"


def remove_file(version):
    version.lessons[0].attachments.pop()


def change_citation(version):
    version.citations[0].document = "Luật khác"


def remove_citation(version):
    db.session.delete(version.citations[0])


def add_citation(version):
    db.session.add(LegalCitation(version_id=version.id, rank=9, document="Luật thêm"))


def add_lesson(version):
    db.session.add(make_lesson(version, 9, "them"))


def append_lesson(version):
    version.lessons.append(make_lesson(version, 9, "them"))


def remove_lesson(version):
    for file in version.lessons[0].attachments:
        db.session.delete(file)
    db.session.delete(version.lessons[1])


def break_seal(version):
    version.sealed_hash = "0" * 64


def change_number(version):
    version.number = 77


def update_lessons(version):
    db.session.execute(update(Lesson).where(Lesson.version_id == version.id).values(title="Khác"))


def update_all_lessons(_version):
    db.session.execute(update(Lesson).values(minutes=Lesson.minutes + 1))


def delete_citations(version):
    db.session.execute(delete(LegalCitation).where(LegalCitation.version_id == version.id))


def delete_files(version):
    lessons = [lesson.id for lesson in version.lessons]
    db.session.execute(delete(LessonFile).where(LessonFile.lesson_id.in_(lessons)))


def update_versions(version):
    db.session.execute(update(CourseVersion).where(CourseVersion.id == version.id).values(sheet={}))


SLIPS = (
    change_lesson,
    change_revision,
    change_sheet,
    change_review_day,
    change_file,
    remove_file,
    change_citation,
    remove_citation,
    add_citation,
    add_lesson,
    append_lesson,
    remove_lesson,
    break_seal,
    change_number,
    update_lessons,
    update_all_lessons,
    delete_citations,
    delete_files,
    update_versions,
)


@pytest.mark.parametrize("state", ["published", "outdated", "withdrawn"])
@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.__name__)
def test_no_slip_of_a_service_changes_what_was_published(version, people, slip, state):
    before = export_version(version)
    with transaction():
        version.state = state

    with pytest.raises(SealedContent), transaction():
        slip(find())

    assert export_version(find()) == before


def test_the_state_and_the_days_of_learners_go_on(version):
    with transaction():
        version.state = "outdated"
        version.stays_until = clock.today()

    assert is_intact(find())


def test_a_lesson_of_a_draft_is_edited_freely_while_the_one_before_stays(version, people):
    draft = begin_next(people[0])
    before = export_version(find(number=1))

    with transaction():
        lesson = queries.get_written_lesson(draft, "mo-dau")
        lesson.markdown = "Hoàn toàn mới."
        db.session.execute(delete(LegalCitation).where(LegalCitation.version_id == draft.id))

    assert export_version(find(number=1)) == before
    assert find().lessons[0].markdown == "Hoàn toàn mới."


def edit_draft(people, words):
    editor, _reviewer = people
    draft = find()
    if draft.state != "draft":
        draft = begin_next(editor)
    with transaction():
        lesson = queries.list_written_lessons(draft)[0]
        services.touch_part(draft, lesson, seen=lesson.revision, by=editor)
        lesson.markdown = words
        lesson.title = words[:50] or "Bài"


def shrink_draft(people, _words):
    draft = begin_next(people[0])
    with transaction():
        lessons = queries.list_written_lessons(draft)
        if len(lessons) > 1:
            services.touch_draft(draft, seen=draft.revision, by=people[0])
            db.session.delete(lessons[-1])


def publish_draft(people, _words):
    draft = begin_next(people[0])
    bring_to_learners(draft, *people)


def slip(people, words):
    with pytest.raises(SealedContent), transaction():
        SLIPS[len(words) % len(SLIPS)](find(number=1))


def seal_all(_people, _words):
    with transaction():
        services.seal_earlier(by=get_system_account())


DEEDS = (edit_draft, shrink_draft, publish_draft, slip, seal_all)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.text("aâđ \n", max_size=30)), max_size=6))
def test_a_published_version_is_byte_identical_after_any_later_edit(version, people, deeds):
    before = export_version(find(number=1))

    for deed, words in deeds:
        deed(people, words)
        assert export_version(find(number=1)) == before

    assert all(is_intact(one) for one in queries.list_versions(find().course) if one.state != "draft")


def test_what_was_published_before_there_were_seals_is_sealed_at_night(app, version):
    with app.app_context(), transaction():
        # As a database from before: without going by the guard.
        db.session.connection().execute(update(CourseVersion.__table__).values(sealed_hash=None))
    assert find().sealed_hash is None

    with transaction():
        sealed = services.seal_earlier(by=get_system_account())

    assert sealed == 1
    assert is_intact(find())
