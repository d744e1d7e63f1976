"""What lasts in the studio: links, what was seen of drafts given up, what was found to hold; its price."""

from io import BytesIO
from pathlib import Path

import pytest
from races import results_and_refusals
from studio_world import (
    FULL_SHEET,
    PDF,
    counted,
    draft,
    draft_here,
    fill_in,
    lesson,
    lesson_here,
    make_draft,
    make_editor,
    picture,
    publish,
    upload,
    write,
)

from courses import queries, services
from courses.models import Course, LessonFile
from courses.rules import LONGEST_LESSON
from courses.services import DocumentText, EditedMeanwhile, NotEditable, word_imports
from lms import clock
from lms.database import db, transaction
from lms.i18n import speaking
from lms.models import Account
from lms.word import WordRefused

OLD, NEW = "124/2020/NĐ-CP", "93/2026/NĐ-CP"


@pytest.fixture
def editor(app):
    return make_editor()


def begin_next(editor):
    with transaction():
        services.begin_version(db.session.query(Course).filter_by(code="KH90").one(), by=editor)
    return draft()


def give_up(editor):
    with transaction():
        services.withdraw_course_version(draft_here(), note="Làm lại từ đầu", by=editor)


def problems(editor):
    return [one.problem for one in queries.list_blockers(draft()) if one.is_blocking]


def test_a_link_to_a_lesson_added_later_leads_there_for_learners(editor):
    make_draft(editor, "Mở đầu")
    write("mo-dau", "Xem [bài sau](02-thuc-hanh.md).", by=editor)
    with transaction():
        services.add_lesson(draft_here(), "Thực hành", by=editor)
    write("thuc-hanh", "Làm thử.", by=editor)
    fill_in(editor)
    assert 'href="02-thuc-hanh.md"' in lesson("mo-dau").html

    with transaction():
        services.submit_course(draft_here(), by=editor)

    assert 'href="thuc-hanh"' in lesson("mo-dau").html


@pytest.mark.parametrize("name", ["02-khong-co.md", "khong-co.md", "KHONG-CO.MD"])
def test_a_link_to_no_lesson_is_named_before_the_review(editor, name):
    make_draft(editor, "Mở đầu", "Thực hành")
    write("mo-dau", f"[bài sau](thuc-hanh.md) [lạc]({name}) [nơi khác](https://example.vn/x.md)", by=editor)
    write("thuc-hanh", "Làm thử.", by=editor)
    fill_in(editor)

    (problem,) = problems(editor)

    assert name in problem
    assert [one.problem for one in queries.list_lesson_blockers(lesson("mo-dau"))] == [problem]


def test_who_saw_a_lesson_of_a_draft_given_up_does_not_overwrite_the_next_one(editor):
    make_draft(editor, "Mở đầu")
    seen = lesson("mo-dau").revision
    write("mo-dau", "Bản đã viết", by=editor)
    give_up(editor)
    begin_next(editor)

    with pytest.raises(EditedMeanwhile):
        write("mo-dau", "Bản cũ", seen=seen, by=editor)
    assert lesson("mo-dau").markdown == "Bản đã viết"


def test_no_number_of_a_change_comes_again_in_a_later_version(editor):
    publish(make_draft(editor, "Mở đầu"), editor)
    begin_next(editor)
    for text in ("Một", "Hai", "Ba"):
        write("mo-dau", text, by=editor)
    before = queries.highest_revision(draft().course)
    give_up(editor)

    version = begin_next(editor)

    assert version.revision > before
    assert lesson("mo-dau").revision > before


def test_what_was_found_to_hold_holds_in_the_next_version(editor):
    version = make_draft(editor, "Mở đầu", "Thực hành")
    write("mo-dau", f"Theo Nghị định {OLD}.", by=editor)
    write("thuc-hanh", f"Cũng theo Nghị định {OLD}.", by=editor)
    with transaction():
        old, new = (services.add_document(DocumentText(one, "Nghị định"), by=editor) for one in (OLD, NEW))
        services.replace_document(old, new, on=clock.today(), seen=old.revision, by=editor)
        (mention,) = queries.list_mentions_of(lesson_here("mo-dau").subject)
        services.note_holding(mention, by=editor)
    publish(version, editor)

    begin_next(editor)

    (mention,) = queries.list_mentions_of(lesson("mo-dau").subject)
    assert mention.found_holding_by_id == editor.id
    assert queries.list_replaced_in(lesson("mo-dau").subject) == []
    assert queries.list_replaced_in(lesson("thuc-hanh").subject) != []


def test_to_remove_a_lesson_takes_no_more_work_in_a_long_course(editor):
    def effort(count):
        with transaction():
            for number in range(count):
                services.add_lesson(draft_here(), f"Bài {number}", by=editor)
        first = queries.list_written_lessons(draft())[0]
        slug, seen = first.slug, first.revision
        with counted() as sent, transaction():
            services.remove_lesson(lesson_here(slug), seen=seen, by=editor)
        return len(sent)

    make_draft(editor)

    assert effort(3) == effort(20)


def test_a_course_is_found_by_words_of_its_topics_in_whatever_language_it_was_published(editor):
    version = make_draft(editor, "Mở đầu")
    fill_in(editor)
    with speaking("en"):
        publish(version, editor)
        with transaction():
            course = db.session.query(Course).filter_by(code="KH90").one()
            services.sheets.apply_sheet(course, FULL_SHEET)

    key = db.session.query(Course).filter_by(code="KH90").one().search_key

    assert "kien thuc phap luat" in key
    assert "legal knowledge" in key


def test_the_log_says_in_vietnamese_where_an_import_was_reviewed(editor):
    version = make_draft(editor, "Mở đầu")
    with speaking("en"):
        publish(version, editor)

    assert queries.list_steps(version.subject)[-1].note != "Imported: reviewed elsewhere."


def kept(app):
    return sorted(path for path in Path(app.config["FILES_URL"].removeprefix("file://")).rglob("*.*"))


def test_what_is_sent_twice_or_refused_leaves_nothing_in_the_storage(app, editor):
    make_draft(editor, "Mở đầu")
    before = kept(app)
    for _time in range(2):
        upload("mo-dau", "a.png", picture(), by=editor, words="Sơ đồ")
        upload("mo-dau", "a.pdf", PDF, by=editor)
    write("mo-dau", "Đã viết", by=editor)
    fill_in(editor)
    there = kept(app)
    assert len(there) == len(before) + 2
    with transaction():
        services.submit_course(draft_here(), by=editor)

    with pytest.raises(NotEditable):
        upload("mo-dau", "b.pdf", PDF + b"khac", by=editor)

    assert kept(app) == there


def test_the_same_paper_sent_twice_at_once_is_there_once(app, editor):
    make_draft(editor, "Mở đầu")
    editor_id, before = editor.id, len(kept(app))

    def send():
        sent = services.Upload("a.pdf", BytesIO(PDF))
        return services.add_file(lesson_here("mo-dau"), sent, by=db.session.get(Account, editor_id)).id

    made, refusals = results_and_refusals(app, send, send)

    assert not refusals
    assert len(set(made)) == 1
    db.session.rollback()
    assert db.session.query(LessonFile).count() == 1
    assert len(kept(app)) == before + 1


def test_word_brings_no_lesson_that_the_editor_could_not_save(app):
    too_long = word_imports.WordLesson("Dài", "a" * (LONGEST_LESSON + 1), 1, 0, (), ())

    with pytest.raises(WordRefused):
        word_imports._refuse_too_much((too_long,))
