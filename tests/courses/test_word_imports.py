"""Word documents on their way into a version: long and forgotten ones, two people at once, the trail."""

from datetime import timedelta
from io import BytesIO

import pytest
from factories import make_account, make_institution
from hostile_documents import TAKEN
from races import results_and_refusals
from studio_world import counted, draft, draft_here, lesson, make_draft, make_editor, write
from word_files import course, handbook, lines

from courses import queries, services, tasks
from courses.models import Lesson, LessonFile, WordImport
from courses.services import Acceptance, EditedMeanwhile, WordImportMode, word_imports
from lms import clock
from lms.database import db, transaction
from lms.errors import Forbidden, NotFound
from lms.files import storage
from lms.i18n import speaking
from lms.models import Account, AuditEntry
from lms.queries import get_system_account
from lms.word import WordRefused
from lms.work import run_work


@pytest.fixture
def editor(app):
    return make_editor()


def hand_in(content, *, by, name="So tay.docx"):
    with transaction():
        handed_in, job = services.hand_in_word(draft(), name, BytesIO(content), by=by)
        return handed_in.public_id, job.id if job else None


def accept(public_id, *, by, mode=WordImportMode.APPEND, **more):
    with transaction():
        version = draft()
        handed_in = queries.get_word_import(version, public_id)
        accepted = Acceptance(mode=mode, shown=queries.lessons_mark(version), **more)
        return services.accept_word(handed_in, accepted, by=by)


def test_a_long_document_is_read_by_the_worker(editor, monkeypatch):
    monkeypatch.setattr(word_imports, "is_light", lambda content: False)
    make_draft(editor)
    public_id, job_id = hand_in(handbook(), by=editor)
    handed_in = queries.get_word_import(draft(), public_id)
    key = handed_in.storage_key
    assert handed_in.plan == {}
    with pytest.raises(services.NotReadYet):
        accept(public_id, by=editor)
    run_work(job_id)
    run_work(job_id)
    assert accept(public_id, by=editor) == 3
    with pytest.raises(NotFound):
        storage().open(key)


def test_why_a_long_document_cannot_be_read_is_kept(editor, monkeypatch):
    monkeypatch.setattr(word_imports, "is_light", lambda content: False)
    make_draft(editor)
    public_id, job_id = hand_in(b"PK\3\4 nothing of the kind", by=editor)
    run_work(job_id)
    assert queries.get_word_import(draft(), public_id).refusal.endswith(".")


def test_a_document_whose_reading_broke_off_is_read_when_it_is_handed_in_again(editor, monkeypatch):
    monkeypatch.setattr(word_imports, "is_light", lambda content: False)
    make_draft(editor)
    content = handbook()
    public_id, job_id = hand_in(content, by=editor)
    with monkeypatch.context() as broken:
        broken.setattr(word_imports, "read_document", None)  # whatever happens in there
        run_work(job_id)

    again, next_job_id = hand_in(content, by=editor)
    waiting = hand_in(content, by=editor)
    run_work(next_job_id)

    assert again == public_id
    assert waiting == (public_id, next_job_id)
    assert accept(public_id, by=editor) == 3


def test_the_same_document_handed_in_twice_at_once_is_one_import(app, editor):
    make_draft(editor)
    content, editor_id = handbook(), editor.id

    def send():
        by = db.session.get(Account, editor_id)
        return services.hand_in_word(draft_here(), "So tay.docx", BytesIO(content), by=by)[0].public_id

    made, refusals = results_and_refusals(app, send, send)

    assert not refusals
    assert len(set(made)) == 1
    db.session.rollback()
    assert db.session.query(WordImport).count() == 1


def test_who_saw_a_lesson_that_was_replaced_does_not_overwrite_the_new_one(editor):
    make_draft(editor, "Một")
    seen = lesson("mot").revision
    accept(hand_in(course("Một"), by=editor)[0], by=editor, mode=WordImportMode.REPLACE)

    with pytest.raises(EditedMeanwhile):
        write("mot", "Bản cũ", seen=seen, by=editor)


def test_a_long_document_takes_the_place_of_many_lessons_with_effort_in_proportion(editor):
    def effort(count, replaced):
        titles = [f"Bài số {number}" for number in range(count)]
        public_id, _ = hand_in(course(*titles, text=f"Lời của {count} bài, thay {replaced}."), by=editor)
        with counted() as sent:
            accept(public_id, by=editor, mode=WordImportMode.REPLACE)
        return len(sent)

    make_draft(editor)
    few, more, most = effort(2, 0), effort(12, 2), effort(22, 12)

    # 10 more lessons added and 2 more removed; then 10 more of each.
    assert (most - more) / 20 <= (more - few) / 12


def test_titles_made_by_the_import_are_in_the_language_of_learners(editor):
    make_draft(editor)
    with speaking("en"):
        handed_in = hand_in(lines("Lời nói đầu.", "Bài 1. Một", "a", "Bài 2. Hai", "b"), by=editor)[0]
        accept(handed_in, by=editor)

    assert queries.list_written_lessons(draft())[0].title == "Mở đầu"


def test_two_who_accept_at_once_add_the_lessons_once(app, editor):
    make_draft(editor)
    public_id, _ = hand_in(course("Một", "Hai"), by=editor)
    editor_id = editor.id

    def take():
        by = db.session.get(Account, editor_id)
        version = queries.find_open_version(db.session.query(WordImport).one().version.course)
        handed_in = queries.get_word_import(version, public_id)
        accepted = Acceptance(mode=WordImportMode.APPEND, shown="")
        return services.accept_word(handed_in, accepted, by=by)

    made, refusals = results_and_refusals(app, take, take)
    assert sorted(made) == [0, 2]
    assert refusals == []
    db.session.rollback()
    assert db.session.query(Lesson).count() == 2


def test_what_nobody_accepted_is_forgotten(editor, still):
    make_draft(editor)
    left, _ = hand_in(handbook(), by=editor)
    taken, _ = hand_in(course("Một"), by=editor)
    accept(taken, by=editor)
    keys = [one["storage_key"] for one in queries.get_word_import(draft(), left).plan["pictures"].values()]
    still(clock.now() + timedelta(days=word_imports.KEPT_DAYS + 1))
    tasks.forget_words(clock.today(), get_system_account())
    assert [one.public_id for one in db.session.query(WordImport)] == [taken]
    for key in keys:
        with pytest.raises(NotFound):
            storage().open(key)


def test_strangers_neither_look_nor_accept(editor):
    make_draft(editor)
    public_id, _ = hand_in(course("Một"), by=editor)
    make_institution("TCT24")
    stranger = make_account("editor", "TCT24", name="Người lạ")
    with pytest.raises(Forbidden):
        hand_in(course("Hai"), by=stranger)
    with pytest.raises(Forbidden):
        accept(public_id, by=stranger)


def test_what_was_done_is_recorded_and_its_author_remembered(editor):
    make_draft(editor)
    public_id, _ = hand_in(course("Một"), by=editor)
    colleague = make_account("editor", "TCT19", name="Đồng nghiệp")
    accept(public_id, by=colleague)
    events = [entry.event for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert [one for one in events if one.startswith("course_draft:word")] == [
        "course_draft:word_read",
        "course_draft:word_imported",
    ]
    assert colleague.id in [author.account_id for author in queries.list_authors(draft().subject)]


@pytest.mark.parametrize("name", sorted(set(TAKEN) - {"a word of fifteen million letters"}))
def test_lessons_from_hostile_documents_run_nothing(editor, name):
    make_draft(editor)
    try:
        public_id, job_id = hand_in(TAKEN[name](), by=editor)
    except WordRefused:
        return
    if job_id:
        run_work(job_id)
        if queries.get_word_import(draft(), public_id).refusal:
            return
    accept(public_id, by=editor)
    for one in db.session.query(Lesson):
        html = one.html.lower()
        for sting in ("<script", "<svg", "javascript:", 'src="data', 'src="http', 'onerror=alert(1)>"'):
            assert sting not in html
    for file in db.session.query(LessonFile):
        with storage().open(file.storage_key) as stream:
            assert b"<script" not in stream.read()


def test_accepted_lessons_are_as_if_they_were_typed(editor):
    make_draft(editor)
    accept(hand_in(handbook(), by=editor)[0], by=editor)
    found = lesson("tra-loi")
    assert found.html == "<p>Trả lời bằng văn bản trong 10 ngày.</p>\n"
    assert (found.minutes, found.revision) == (1, 1)
