"""Writing a course: what is kept, what is refused, and what two people do at once."""

from datetime import date
from io import BytesIO

import pytest
from factories import make_account, make_course
from races import results_and_refusals
from sqlalchemy import select
from studio_world import (
    FULL_SHEET,
    HOSTILE,
    PDF,
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
from courses.models import Course, CourseVersion, DocumentMention, Lesson
from courses.rules import CitationText, LessonText, VersionSheet
from courses.services import EditedMeanwhile, NotEditable, OutlineChanged
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import Account, AuditEntry
from lms.queries import get_system_account


@pytest.fixture
def editor(app):
    return make_editor()


def order():
    return [one.slug for one in queries.list_written_lessons(draft())]


def test_a_new_course_is_a_draft_of_its_institution(editor):
    version = make_draft(editor)
    assert (version.number, version.state, version.sheet["title"]) == (
        1,
        "draft",
        "Tiếp công dân có khiếu nại",
    )
    assert [author.account_id for author in queries.list_authors(version.subject)] == [editor.id]


@pytest.mark.parametrize("code", ["", "kh90", "9KH", "KH 90", "K" * 21, "KH90<script>"])
def test_a_code_that_is_none_is_refused(editor, code):
    with pytest.raises(services.CodeRefused), transaction():
        services.create_course(make_course("KH01").owner, code=code, title="Tên", by=editor)


def test_a_form_sent_twice_is_as_good_as_once(editor):
    make_draft(editor)
    with transaction():
        owner = draft_here().course.owner
        again = services.create_course(owner, code="KH90", title="Tiếp công dân có khiếu nại", by=editor)
        assert again.id == draft_here().id
        first = services.add_lesson(draft_here(), "Mở đầu", behind=0, by=editor)
        assert services.add_lesson(draft_here(), "Mở đầu", behind=0, by=editor).id == first.id
        assert services.add_lesson(draft_here(), "Mở đầu", behind=1, by=editor).id != first.id
    assert upload("mo-dau", "a.pdf", PDF, by=editor) == upload("mo-dau", "a.pdf", PDF, by=editor)
    upload("mo-dau", "b.pdf", PDF + b"khac", by=editor)
    for _time in range(2):
        upload("mo-dau", "a.png", picture(), by=editor, words="Sơ đồ")
    found = lesson("mo-dau")
    assert len(found.attachments) == 3
    assert found.markdown.count("![") == 1


def test_a_code_is_given_once_also_when_two_ask_at_once(app, editor):
    make_course("KH01")

    def create():
        by = db.session.get(Account, editor_id)
        owner = db.session.query(Course).filter_by(code="KH01").one().owner
        return services.create_course(owner, code="KH77", title=next(titles), by=by).number

    editor_id = editor.id
    titles = iter(["Tên", "Tên khác"])
    made, refusals = results_and_refusals(app, create, create)
    assert len(made) == 1
    assert [type(one) for one in refusals] == [services.CodeRefused]


def test_strangers_write_nothing(editor):
    make_draft(editor, "Mở đầu")
    for stranger in (make_account("editor", "KHAC"), make_account("reviewer", ""), make_account()):
        with pytest.raises(Forbidden), transaction():
            services.add_lesson(draft_here(), "Bài", by=stranger)
        with pytest.raises(Forbidden), transaction():
            services.save_lesson(lesson_here("mo-dau"), LessonText("Khác"), seen=1, by=stranger)
        with pytest.raises(Forbidden), transaction():
            services.save_sheet(draft_here(), FULL_SHEET, shown="", by=stranger)
        with pytest.raises(Forbidden), transaction():
            services.arrange_lessons(draft_here(), ["mo-dau"], shown=["mo-dau"], by=stranger)
        with pytest.raises(Forbidden), transaction():
            services.remove_lesson(lesson_here("mo-dau"), seen=1, by=stranger)
        with pytest.raises(Forbidden), transaction():
            services.add_file(lesson_here("mo-dau"), services.Upload("a.pdf", BytesIO(PDF)), by=stranger)
        with pytest.raises(Forbidden), transaction():
            services.submit_course(draft_here(), by=stranger)


def test_lessons_get_names_of_their_own(editor):
    make_draft(editor, "Mở đầu", "Mở đầu!", "…", "Đặt lịch hẹn")
    assert order() == ["mo-dau", "mo-dau-2", "bai", "dat-lich-hen"]


def test_lessons_are_put_in_order_and_taken_out(editor):
    make_draft(editor, "Một", "Hai", "Ba")
    with transaction():
        wanted = ["ba", "mot", "hai"]
        assert services.arrange_lessons(draft_here(), wanted, shown=["mot", "hai", "ba"], by=editor)
    assert order() == wanted
    with transaction():
        services.remove_lesson(lesson_here("mot"), seen=1, by=editor)
    assert [(one.number, one.slug) for one in queries.list_written_lessons(draft())] == [
        (1, "ba"),
        (2, "hai"),
    ]


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        pytest.param(
            ["hai", "mot"], ["mot", "hai"], id="somebody moved them meanwhile: same order, no change"
        ),
    ],
)
def test_the_order_that_is_there_already_changes_nothing(editor, shown, wanted):
    version = make_draft(editor, "Một", "Hai")
    with transaction():
        assert not services.arrange_lessons(draft_here(), wanted, shown=shown, by=editor)
    assert draft().revision == version.revision


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        pytest.param(["hai", "mot"], ["hai", "mot"], id="not what is there"),
        pytest.param(["mot", "hai"], ["hai"], id="one is missing"),
        pytest.param(["mot", "hai"], ["hai", "hai"], id="one is twice"),
        pytest.param(["mot", "hai"], ["hai", "mot", "ba"], id="one is unknown"),
    ],
)
def test_an_order_of_other_lessons_is_refused(editor, shown, wanted):
    make_draft(editor, "Một", "Hai")
    with pytest.raises(OutlineChanged), transaction():
        services.arrange_lessons(draft_here(), wanted, shown=shown, by=editor)
    assert order() == ["mot", "hai"]


def test_two_lessons_added_at_once_both_find_a_place(app, editor):
    make_draft(editor, "Một")
    editor_id = editor.id

    def add():
        return services.add_lesson(draft_here(), "Bài mới", by=db.session.get(Account, editor_id)).slug

    made, refusals = results_and_refusals(app, add, add)
    assert not refusals
    assert sorted(made) == ["bai-moi", "bai-moi-2"]
    assert [one.number for one in queries.list_written_lessons(draft())] == [1, 2, 3]


def test_a_saved_text_is_safe_counted_and_searched_for_documents(editor):
    make_draft(editor, "Mở đầu", "Tiếp theo")
    write("mo-dau", "Theo Nghị định 118/2025/NĐ-CP.\n\n[tiếp](02-tiep-theo.md) [khác](xem.html)", by=editor)
    found = lesson("mo-dau")
    assert '<a href="tiep-theo"' in found.html
    assert found.revision == 2
    subject = found.subject
    assert db.session.scalars(select(DocumentMention.number).filter_by(subject=subject)).all() == [
        "118/2025/NĐ-CP"
    ]


@pytest.mark.parametrize("markdown", HOSTILE)
def test_what_authors_write_never_runs(editor, markdown):
    make_draft(editor, "Mở đầu")
    write("mo-dau", markdown, by=editor)
    html = lesson("mo-dau").html.lower()
    assert "<script" not in html
    assert "<svg" not in html
    assert "<iframe" not in html
    assert 'href="javascript' not in html
    assert 'src="javascript' not in html
    assert 'href="data' not in html
    for tag in html.split("<")[1:]:
        assert " on" not in tag.split(">")[0].replace('title="&quot; on', "")


def test_the_same_text_again_changes_nothing_whatever_was_seen(editor):
    make_draft(editor, "Mở đầu")
    assert write("mo-dau", "Nội dung", by=editor)
    assert not write("mo-dau", "Nội dung", by=editor, seen=1)
    assert lesson("mo-dau").revision == 2


def test_who_saves_over_unseen_text_is_told_who_wrote_it(editor):
    make_draft(editor, "Mở đầu")
    other = make_editor("Trần Văn Hai")
    write("mo-dau", "Của Hai", by=other)
    with pytest.raises(EditedMeanwhile) as told:
        write("mo-dau", "Của Biên", by=editor, seen=1)
    assert told.value.revision == 2
    assert told.value.account.display_name == "Trần Văn Hai"
    assert lesson("mo-dau").markdown == "Của Hai"


def test_of_two_who_save_at_once_one_is_asked_and_nothing_is_lost(app, editor):
    make_draft(editor, "Mở đầu")
    ids = [editor.id, make_editor("Trần Văn Hai").id]

    def save(account_id):
        def deed():
            text = LessonText("Mở đầu", markdown=f"Của {account_id}")
            by = db.session.get(Account, account_id)
            return services.save_lesson(lesson_here("mo-dau"), text, seen=1, by=by)

        return deed

    saved, refusals = results_and_refusals(app, *map(save, ids))
    assert saved == [True]
    assert [type(one) for one in refusals] == [EditedMeanwhile]
    assert lesson("mo-dau").revision == 2
    assert {one.account_id for one in queries.list_authors(draft().subject)} <= set(ids)


def test_two_editors_write_two_lessons_at_once(app, editor):
    make_draft(editor, "Một", "Hai")
    editor_id = editor.id

    def save(slug):
        def deed():
            by = db.session.get(Account, editor_id)
            return services.save_lesson(lesson_here(slug), LessonText(slug, markdown="x"), seen=1, by=by)

        return deed

    saved, refusals = results_and_refusals(app, save("mot"), save("hai"))
    assert saved == [True, True]
    assert not refusals


def test_a_sheet_is_kept_and_a_second_editor_is_asked(editor):
    make_draft(editor)
    mark = queries.sheet_mark(draft())
    with transaction():
        assert services.save_sheet(draft_here(), FULL_SHEET, shown=mark, by=editor)
    assert VersionSheet.read(draft().sheet) == FULL_SHEET
    with pytest.raises(EditedMeanwhile), transaction():
        services.save_sheet(draft_here(), VersionSheet("Tên khác"), shown=mark, by=editor)
    with transaction():
        assert not services.save_sheet(draft_here(), FULL_SHEET, shown="", by=editor)


def test_who_adds_a_lesson_is_not_in_the_way_of_who_writes_the_sheet(editor):
    make_draft(editor)
    mark = queries.sheet_mark(draft())
    with transaction():
        services.add_lesson(draft_here(), "Mở đầu", by=editor)
    with transaction():
        assert services.save_sheet(draft_here(), FULL_SHEET, shown=mark, by=editor)


def test_citations_are_kept_in_order_with_their_document(editor):
    make_draft(editor)
    said = [
        CitationText("Nghị định 118/2025/NĐ-CP", date(2025, 7, 1), None, "Điều 4"),
        CitationText("Luật Tiếp công dân"),
    ]
    with transaction():
        services.add_document(services.DocumentText("118/2025/NĐ-CP", "Một cửa"), by=get_system_account())
        mark = queries.citations_mark(draft_here())
        services.save_citations(draft_here(), said, review_on=date(2027, 1, 1), shown=mark, by=editor)
    rows = queries.list_citations(draft())
    assert [queries.citation_text(row) for row in rows] == said
    assert [row.legal_document_id is None for row in rows] == [False, True]
    with pytest.raises(EditedMeanwhile), transaction():
        services.save_citations(draft_here(), [], review_on=None, shown=mark, by=editor)


def test_the_next_version_is_a_copy_that_shares_files_and_leaves_the_published_one_alone(editor):
    version = make_draft(editor, "Mở đầu")
    write("mo-dau", "Cũ", by=editor)
    upload("mo-dau", "mau.pdf", PDF, by=editor)
    upload("mo-dau", "s.png", picture(), by=editor, words="Sơ đồ")
    publish(version, editor)
    before = services.export_version(db.session.get(CourseVersion, version.id))
    with transaction():
        course = db.session.query(Course).filter_by(code="KH90").one()
        second = services.begin_version(course, by=editor)
        assert services.begin_version(course, by=editor).id == second.id
    files = {file.name: file for file in lesson("mo-dau").attachments}
    old = db.session.scalars(select(Lesson).filter_by(version_id=version.id)).one()
    assert {(one.name, one.storage_key) for one in old.attachments} == {
        (one.name, one.storage_key) for one in files.values()
    }
    assert all(
        f"../files/{one.id}/{one.name}" in lesson("mo-dau").html
        for one in files.values()
        if one.role == "image"
    )
    write("mo-dau", "Mới", by=editor)
    with transaction():
        here = lesson_here("mo-dau")
        services.remove_file(here.attachments[0], here, by=editor)
        services.save_sheet(draft_here(), FULL_SHEET, shown=queries.sheet_mark(draft_here()), by=editor)
    assert services.export_version(db.session.get(CourseVersion, version.id)) == before
    assert services.is_intact(db.session.get(CourseVersion, version.id))


def test_two_who_begin_the_next_version_at_once_meet_in_one(app, editor):
    version = make_draft(editor, "Mở đầu")
    publish(version, editor)
    editor_id = editor.id

    def begin():
        course = db.session.query(Course).filter_by(code="KH90").one()
        return services.begin_version(course, by=db.session.get(Account, editor_id)).id

    made, refusals = results_and_refusals(app, begin, begin)
    assert not refusals
    assert len(set(made)) == 1


def test_what_is_with_the_reviewers_is_not_changed(editor):
    make_draft(editor, "Mở đầu")
    write("mo-dau", "Nội dung", by=editor)
    fill_in(editor)
    with transaction():
        services.submit_course(draft_here(), by=editor)
    with pytest.raises(NotEditable):
        write("mo-dau", "Khác", by=editor)
    with pytest.raises(NotEditable):
        upload("mo-dau", "a.pdf", PDF, by=editor)
    with pytest.raises(NotEditable), transaction():
        services.add_lesson(draft_here(), "Bài", by=editor)
    with transaction():
        services.take_back_version(draft_here(), by=editor)
    assert write("mo-dau", "Khác", by=editor)


def test_nothing_is_handed_in_before_it_is_complete(editor):
    make_draft(editor, "Mở đầu")
    places = [(one.place, one.key) for one in queries.list_blockers(draft()) if one.is_blocking]
    assert places == [
        ("sheet", "summary"),
        ("sheet", "competency-1"),
        ("citations", "review_on"),
        ("lesson:mo-dau", "markdown"),
    ]
    with pytest.raises(services.NotReady), transaction():
        services.submit_course(draft_here(), by=editor)
    fill_in(editor)
    write("mo-dau", "Nội dung", by=editor)
    assert not queries.list_blockers(draft())
    with transaction():
        services.submit_course(draft_here(), by=editor)
        services.submit_course(draft_here(), by=editor)
    assert draft().state == "in_review"


def test_every_deed_leaves_its_mark(editor):
    make_draft(editor, "Mở đầu")
    write("mo-dau", "Nội dung", by=editor)
    upload("mo-dau", "a.pdf", PDF, by=editor)
    events = set(db.session.scalars(select(AuditEntry.event)))
    assert {"course_draft:begun", "course_draft:lesson_added", "course_draft:lesson_saved"} <= events
    assert "course_draft:file_added" in events
