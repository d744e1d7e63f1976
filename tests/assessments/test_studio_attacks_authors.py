"""Whoever wrote something approves it on no way round: by a copy, by another's hand, by what hangs on it."""

from io import BytesIO

import pytest
from bank_desk import make_bank, sound
from factories import grant, make_account, make_institution
from marking_world import CONTENT, said
from publication_desk import begin_next, find, make_editor, make_written
from word_files import course

from assessments import queries
from assessments.models import CaseExercise, OpenTask
from assessments.rules.marking import TaskKind
from assessments.services import (
    EntryRefused,
    begin_task_version,
    create_case,
    create_rubric,
    create_task,
    draft_case,
    question_uploads,
    save_rubric,
    save_task,
    submit_bank,
    submit_task,
)
from courses import services
from courses.services import OwnWork, approve_version, submit_version, withdraw_version
from lms.database import db, transaction


@pytest.fixture
def writer(app):
    """Somebody who writes and reviews for one institution."""
    account = make_account("editor", make_institution().code, name="Trần Văn Hai Vai")
    grant(account, "reviewer", make_institution().code)
    return account


@pytest.fixture
def colleague(app):
    return make_account("editor", make_institution().code, name="Lê Thị Biên")


def refuses_approval(version, writer):
    with pytest.raises(OwnWork), transaction():
        approve_version(version, seen=version.revision, by=writer)
    return True


def give_up(version, writer):
    with transaction():
        withdraw_version(version, note="Viết lại từ đầu.", by=writer)


def test_a_course_copied_from_a_given_up_draft_is_still_the_work_of_who_wrote_it(writer, colleague):
    give_up(make_written(writer), writer)
    copy = begin_next(colleague)
    with transaction():
        submit_version(copy, by=colleague)
    assert refuses_approval(find(), writer)


def test_a_bank_copied_from_a_given_up_draft_is_still_the_work_of_who_wrote_it(writer):
    desk = make_bank()
    desk.save(sound("C01"), by=writer)
    give_up(desk.version, desk.editor)
    desk.begin()
    with transaction():
        submit_bank(desk.version, by=desk.second_editor)
    assert refuses_approval(desk.version, writer)


def test_a_bank_copied_from_what_was_published_is_reviewed_by_who_wrote_what_was_published(writer):
    desk = make_bank()
    desk.save(sound("C01"), by=writer)
    desk.publish()
    desk.begin()
    desk.save(sound("C02"))
    with transaction():
        submit_bank(desk.version, by=desk.editor)
    with transaction():
        approve_version(desk.version, seen=desk.version.revision, by=writer)
    assert desk.version.state == "approved"


def test_a_case_copied_from_a_given_up_draft_is_still_the_work_of_who_wrote_it(writer, colleague):
    with transaction():
        version = create_case(make_institution(), code="TH90", title="Tình huống", by=writer)
    give_up(version, writer)
    case = db.session.query(CaseExercise).one()
    with transaction():
        copy = draft_case(case, by=colleague)
        submit_version(copy, by=colleague)
    assert refuses_approval(copy, writer)


def test_a_task_copied_from_a_given_up_draft_is_still_the_work_of_who_wrote_it(writer, colleague):
    task = make_task(writer, rubric_by=colleague)
    give_up(queries.find_open_task_version(task), writer)
    with transaction():
        copy = begin_task_version(task, by=colleague)
        submit_task(copy, by=colleague)
    assert refuses_approval(copy, writer)


def make_task(editor, *, rubric_by):
    course, owner = make_written(make_editor(), code="KH81").course, make_institution()
    with transaction():
        rubric = create_rubric(owner, code="TC01", title="Bài viết", by=rubric_by)
        version = save_rubric(rubric, CONTENT, seen="", by=rubric_by)
        task = create_task(course, kind=TaskKind.OPEN_ANSWER, code="SN01", title="Bài viết", by=editor)
        draft = queries.find_open_task_version(task)
        save_task(draft, said(version, competency_code="B10"), seen=draft.revision, by=editor)
    return db.session.query(OpenTask).one()


def test_who_wrote_the_rubric_does_not_approve_the_task_that_brings_it_to_officers(writer, colleague):
    task = make_task(colleague, rubric_by=writer)
    version = queries.find_open_task_version(task)
    with transaction():
        submit_task(version, by=colleague)
    assert refuses_approval(version, writer)


def test_questions_of_a_file_are_the_work_of_who_handed_it_in_whoever_accepts_it(writer):
    desk = make_bank()
    with transaction():
        upload = question_uploads.hand_in_questions(
            desk.bank, "a.gift", BytesIO("::C01::Một? {=a ~b}".encode()), by=writer
        )
        plan = question_uploads.read_upload(upload, by=desk.editor)
        question_uploads.accept_questions(upload, digest=plan.digest, refused=0, by=desk.editor)
    with transaction():
        submit_version(desk.version, by=desk.editor)
    assert refuses_approval(desk.version, writer)


def test_lessons_of_a_word_file_are_the_work_of_who_handed_it_in_whoever_accepts_it(writer, colleague):
    make_written(colleague)
    document = course("Mở đầu")
    with transaction():
        handed_in, _job = services.hand_in_word(find(), "bai.docx", BytesIO(document), by=writer)
        accepted = services.Acceptance(services.WordImportMode.APPEND, shown="")
        services.accept_word(handed_in, accepted, by=colleague)
        submit_version(handed_in.version, by=colleague)
    assert refuses_approval(find(), writer)


def test_a_competency_that_is_none_is_refused_and_does_no_harm(writer, colleague):
    version = queries.find_open_task_version(make_task(writer, rubric_by=colleague))
    wrong = said(version.rubric_version, competency_code="Z99")
    with pytest.raises(EntryRefused), transaction():
        save_task(version, wrong, seen=version.revision, by=writer)
