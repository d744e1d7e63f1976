"""Rubrics and tasks in the studio: versions by their words, the way through review, two editors at once."""

from functools import partial

import pytest
from factories import make_account, make_course, make_institution
from marking_world import CONTENT, make_marking_world, publish, said
from races import change_meanwhile, results_and_refusals
from sqlalchemy import select

from assessments import queries
from assessments.models import OpenTask, Rubric, RubricVersion, TaskVersion
from assessments.queries.mentions import count_waiting, list_waiting
from assessments.rules.marking import Criterion, RubricContent, TaskKind
from assessments.services import (
    EntryRefused,
    RubricRefused,
    TaskNotReady,
    begin_task_version,
    create_rubric,
    create_task,
    save_rubric,
    save_task,
    submit_task,
    withdraw_content,
)
from courses.queries import list_mentions_of
from courses.services import (
    DocumentText,
    EditedMeanwhile,
    NotEditable,
    OwnWork,
    StepRefused,
    add_document,
    approve_version,
    is_intact,
    note_holding,
    replace_document,
)
from courses.services.guarding import SealedContent
from lms import clock
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import Account

OTHER = RubricContent(CONTENT.steps, (CONTENT.criteria[0], Criterion("Diễn đạt", ("1", "2", "3", "4"))))


@pytest.fixture
def desk(app, noon):
    return make_marking_world()


@pytest.fixture
def rubric(desk):
    return queries.get_rubric("TC01", visible_to=desk.editor)


def save(rubric, content, by, seen=None):
    with transaction():
        seen = rubric.newest.content_hash if seen is None else seen
        return save_rubric(rubric, content, seen=seen, by=by)


def test_another_text_is_another_version_and_the_first_stays(desk, rubric):
    first = rubric.versions[0]
    second = save(rubric, OTHER, desk.editor)

    assert (first.number, second.number, first.rules, second.rules) == (1, 2, CONTENT, OTHER)
    assert queries.count_uses(rubric) == {first.id: 1}
    assert save(rubric, OTHER, desk.editor).id == second.id, "the same words are the same version"
    with pytest.raises(EntryRefused):
        save(rubric, CONTENT, desk.editor)


def test_a_version_of_a_rubric_never_changes(desk, rubric):
    version = rubric.versions[0]
    with pytest.raises(RuntimeError), transaction():
        version.content = OTHER.document
    with pytest.raises(RuntimeError), transaction():
        db.session.delete(db.session.get(RubricVersion, version.id))


def test_a_rubric_that_nobody_could_mark_by_is_refused(desk, rubric):
    with pytest.raises(RubricRefused) as refused:
        save(rubric, RubricContent(("Chưa", "Đạt"), (Criterion("Rõ", ("Khó hiểu", "")),)), desk.editor)

    assert [one.place for one in refused.value.findings] == ["criterion-0"]


def test_two_editors_of_a_rubric(app, desk, rubric):
    key, seen, by = rubric.id, rubric.newest.content_hash, desk.editor.id
    contents = [RubricContent(CONTENT.steps, (Criterion(name, ("1", "2", "3", "4")),)) for name in "AB"]

    def deed(content):
        account = db.session.get(Account, by)
        return save_rubric(db.session.get(Rubric, key), content, seen=seen, by=account).number

    results, refusals = results_and_refusals(app, *[partial(deed, content) for content in contents])

    assert (results, [type(one) for one in refusals]) == ([2], [EditedMeanwhile])


def test_the_author_does_not_approve(desk):
    draft = begin_next(desk)
    writer = make_account("editor", "TCT19")
    from_both = said(draft.rubric_version)
    with transaction():
        writer.grants.append(type(desk.reviewer.grants[0])(**_grant(desk.reviewer)))
    with transaction():
        save_task(draft, from_both, seen=draft.revision, by=writer)
        submit_task(draft, by=writer)
    with pytest.raises(OwnWork), transaction():
        approve_version(draft, seen=draft.revision, by=writer)


def _grant(account):
    grant = account.grants[0]
    names = ("role", "scope_kind", "scope_code", "granted_at")
    return {name: getattr(grant, name) for name in names}


def begin_next(desk):
    with transaction():
        return begin_task_version(desk.task, by=desk.editor)


def test_the_next_version_goes_the_same_way(desk):
    first = queries.find_published_task_version(desk.task)
    draft = begin_next(desk)
    assert (draft.number, draft.prompt, draft.state) == (2, first.prompt, "draft")
    assert begin_next(desk).id == draft.id
    with transaction():
        save_task(
            draft, said(draft.rubric_version, prompt="Câu hỏi mới"), seen=draft.revision, by=desk.editor
        )
        publish(draft, desk.editor, desk.reviewer)

    db.session.rollback()
    assert (first.state, draft.state, is_intact(first), is_intact(draft)) == (
        "outdated",
        "published",
        True,
        True,
    )


def test_a_task_that_names_a_replaced_document_waits_and_writers_are_told(desk, browser):
    draft = begin_next(desk)
    with transaction():
        prompt = "Anh/chị đã áp dụng Nghị định 124/2020/NĐ-CP thế nào?"
        save_task(draft, said(draft.rubric_version, prompt=prompt), seen=draft.revision, by=desk.editor)
        publish(draft, desk.editor, desk.reviewer)
    assert list_waiting(visible_to=desk.editor, limit=9) == []
    assert count_waiting(visible_to=desk.editor) == 0

    with transaction():
        old, new = (
            add_document(DocumentText(number, "Tên"), by=desk.editor)
            for number in ("124/2020/NĐ-CP", "10/2026/NĐ-CP")
        )
        replace_document(old, new, on=clock.today(), seen=old.revision, by=desk.editor)

    line = list_waiting(visible_to=desk.editor, limit=9)[0]
    assert count_waiting(visible_to=desk.editor) == 1
    assert (line.subject, line.place, line.code) == (draft.subject, "sheet", desk.task.code)
    assert "10/2026/NĐ-CP" in browser.get(f"/tasks/{desk.task.code}").text


def test_a_task_found_to_hold_holds_in_the_next_version(desk):
    draft = begin_next(desk)
    with transaction():
        prompt = "Anh/chị đã áp dụng Nghị định 124/2020/NĐ-CP thế nào?"
        save_task(draft, said(draft.rubric_version, prompt=prompt), seen=draft.revision, by=desk.editor)
        publish(draft, desk.editor, desk.reviewer)
        old, new = (
            add_document(DocumentText(number, "Tên"), by=desk.editor)
            for number in ("124/2020/NĐ-CP", "10/2026/NĐ-CP")
        )
        replace_document(old, new, on=clock.today(), seen=old.revision, by=desk.editor)
        (mention,) = list_mentions_of(draft.subject)
        note_holding(mention, by=desk.editor)

    copy = begin_next(desk)

    (mention,) = list_mentions_of(copy.subject)
    assert mention.found_holding_by_id == desk.editor.id


def test_what_was_published_is_sealed(desk):
    version = queries.find_published_task_version(desk.task)

    with pytest.raises(NotEditable), transaction():
        save_task(version, said(version.rubric_version), seen=version.revision, by=desk.editor)
    with pytest.raises(SealedContent), transaction():
        db.session.get(TaskVersion, version.id).prompt = "Khác"


def test_an_unfinished_task_is_not_handed_in(desk):
    with transaction():
        task = create_task(desk.case, kind=TaskKind.OPEN_ANSWER, code="SN02", title="Câu hỏi", by=desk.editor)
    draft = queries.find_open_task_version(task)

    with pytest.raises(TaskNotReady) as refused, transaction():
        submit_task(draft, by=desk.editor)

    assert [one.place for one in refused.value.findings] == ["prompt", "competency", "rubric"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"least_words": 0}, "most_words"),
        ({"least_words": 200}, "most_words"),
        ({"most_words": 3001}, "most_words"),
        ({"prompt": "x" * 10_001}, "prompt"),
    ],
)
def test_entries_that_cannot_be_are_refused(desk, changes, field):
    draft = begin_next(desk)

    with pytest.raises(EntryRefused) as refused, transaction():
        save_task(draft, said(draft.rubric_version, **changes), seen=draft.revision, by=desk.editor)

    assert refused.value.field == field


def test_a_rubric_of_another_institution_is_refused(desk):
    other = make_institution("TCT24", "Trường khác")
    stranger = make_account("editor", "TCT24")
    with transaction():
        theirs = save_rubric(
            create_rubric(other, code="TC24", title="Của họ", by=stranger), OTHER, seen="", by=stranger
        )
    draft = begin_next(desk)

    with pytest.raises(EntryRefused), transaction():
        save_task(draft, said(theirs), seen=draft.revision, by=desk.editor)


def test_two_editors_of_a_task(desk):
    draft = begin_next(desk)
    seen = draft.revision
    with transaction():
        save_task(draft, said(draft.rubric_version, prompt="Của tôi"), seen=seen, by=desk.editor)

    with pytest.raises(EditedMeanwhile), transaction():
        save_task(draft, said(draft.rubric_version, prompt="Của bạn"), seen=seen, by=desk.editor)

    db.session.rollback()
    assert draft.prompt == "Của tôi"


def test_a_page_of_a_draft_that_was_given_up_overwrites_nothing_of_the_next(desk):
    given_up = begin_next(desk)
    seen = given_up.revision
    with transaction():
        withdraw_content(given_up, note="Bỏ bản này", by=desk.editor)
    draft = begin_next(desk)

    with pytest.raises(EditedMeanwhile), transaction():
        save_task(draft, said(draft.rubric_version, prompt="Cũ"), seen=seen, by=desk.editor)


def test_a_rubric_taken_away_in_the_same_moment_stops_the_submission(desk):
    draft = begin_next(desk)
    with transaction():
        assert draft.rubric_version is not None
        change_meanwhile(draft, rubric_version_id=None)
        with pytest.raises(TaskNotReady):
            submit_task(draft, by=desk.editor)

    db.session.rollback()
    assert draft.state == "draft"


def test_a_task_that_is_approved_is_not_handed_in_again(desk):
    draft = begin_next(desk)
    with transaction():
        save_task(draft, said(draft.rubric_version), seen=draft.revision, by=desk.editor)
        submit_task(draft, by=desk.editor)
        approve_version(draft, seen=draft.revision, by=desk.reviewer)
    with transaction():
        change_meanwhile(draft, prompt="")
        with pytest.raises(StepRefused):
            submit_task(draft, by=desk.editor)


@pytest.mark.parametrize("role", ["reviewer", "assessor", "admin", "editor of another"])
def test_only_editors_of_the_institution_write(desk, rubric, role):
    account = make_account("editor", "TCT24") if role == "editor of another" else make_account(role, "")

    with pytest.raises(Forbidden):
        save(rubric, OTHER, account)
    with pytest.raises(Forbidden), transaction():
        create_task(desk.case, kind=TaskKind.REFLECTION, code="SN09", title="Không", by=account)
    with pytest.raises(Forbidden), transaction():
        begin_task_version(desk.task, by=account)


def test_a_reflection_belongs_to_a_case(desk):
    with pytest.raises(EntryRefused), transaction():
        create_task(make_course(), kind=TaskKind.REFLECTION, code="SN03", title="Không", by=desk.editor)


@pytest.mark.parametrize("code", ["", "x", "SN01", "SN 01"], ids=["none", "small", "taken", "blank"])
def test_a_code_that_cannot_be(desk, code):
    with pytest.raises(EntryRefused) as refused, transaction():
        create_task(desk.case, kind=TaskKind.REFLECTION, code=code, title="Bài", by=desk.editor)

    assert refused.value.field == "code"


def test_two_beginnings_of_the_next_version_are_one(app, desk):
    task_id, by = desk.task.id, desk.editor.id

    def deed():
        return begin_task_version(db.session.get(OpenTask, task_id), by=db.session.get(Account, by)).id

    results, refusals = results_and_refusals(app, deed, deed)

    assert (len(set(results)), refusals) == (1, [])
    assert len(db.session.scalars(select(TaskVersion)).all()) == 2
