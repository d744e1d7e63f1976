"""Drafts of cases under several hands at once, and the way of a case to its learners."""

from dataclasses import replace

import pytest
from case_documents import make_document
from factories import grant, make_account, make_institution, make_learner
from races import results_and_refusals
from sqlalchemy import func, select

from assessments import queries
from assessments.models import CaseExercise, CaseVersion
from assessments.rules import facts_of, read_draft
from assessments.services import (
    CaseNotReady,
    EntryRefused,
    add_case_node,
    create_case,
    draft_case,
    load_case,
    publish_case_version,
    remove_case_node,
    rename_case_node,
    save_case_facts,
    submit_case,
    withdraw_content,
)
from assessments.services.case_imports import import_case_draft, plan_case_import, write_case_yaml
from courses.models import ContentAuthor, DocumentMention, PublicationStep
from courses.queries import list_steps
from courses.services import (
    EditedMeanwhile,
    NotEditable,
    OwnWork,
    StepRefused,
    approve_version,
    content_hash,
    is_intact,
    request_changes,
    take_back_version,
)
from lms.database import db, transaction
from lms.errors import Forbidden, NotFound
from lms.models import Account, AuditEntry
from people.queries import find_officer_of, find_organisation


@pytest.fixture
def editor(app):
    make_institution("TCT19")
    return make_account("editor", "TCT19", name="Biên tập viên")


@pytest.fixture
def reviewer(editor):
    return make_account("reviewer", "TCT19", name="Thẩm định viên")


@pytest.fixture
def published(editor):
    with transaction():
        load_case({**make_document(), "can_cu": ["118/2025/NĐ-CP"]}, by=editor)
    return newest()


def newest():
    db.session.rollback()
    return db.session.scalars(select(CaseVersion).order_by(CaseVersion.id.desc())).first()


def begin(editor):
    with transaction():
        draft_case(queries.find_case("TH90"), by=editor)
    return newest()


def do(deed, *args, **named):
    with transaction():
        deed(*args, **named)
    return newest()


def test_a_version_goes_all_the_way_and_is_what_was_approved(published, editor, reviewer):
    begun = begin(editor)
    draft = do(add_case_node, begun, "n9", seen=begun.revision, by=editor)
    draft = do(remove_case_node, draft, "n9", seen=draft.revision, by=editor)
    draft = do(submit_case, draft, by=editor)
    draft = do(request_changes, draft, note="Sửa lời", by=reviewer)
    draft = do(submit_case, draft, by=editor)
    draft = do(approve_version, draft, seen=draft.revision, by=reviewer)
    approved = content_hash(draft)
    draft = do(publish_case_version, draft, by=reviewer)

    assert (draft.state, draft.sealed_hash, is_intact(draft)) == ("published", approved, True)
    assert [step.to_state for step in list_steps(draft.subject)] == [
        "in_review",
        "changes_requested",
        "in_review",
        "approved",
        "published",
    ]
    before = db.session.scalars(select(CaseVersion).where(CaseVersion.number == 1)).one()
    assert (before.state, is_intact(before)) == ("outdated", True)


def test_an_import_writes_log_author_and_mentions(published, editor):
    assert [step.to_state for step in list_steps(published.subject)] == ["published"]
    assert db.session.get(ContentAuthor, (published.subject, editor.id)) is not None
    mentions = db.session.scalars(
        select(DocumentMention.number).where(DocumentMention.subject == published.subject)
    )
    assert mentions.all() == ["118/2025/NĐ-CP"]


def test_what_is_under_review_is_not_changed_and_may_be_taken_back(published, editor, reviewer):
    draft = do(submit_case, begin(editor), by=editor)
    with pytest.raises(NotEditable):
        add_case_node(draft, "n9", seen=draft.revision, by=editor)
    draft = do(take_back_version, newest(), by=editor)
    assert draft.state == "draft"


def test_nobody_approves_own_work_and_nobody_publishes_unapproved(published, editor):
    both = make_account("editor", "TCT19")
    grant(both, "reviewer", "TCT19")
    draft = do(submit_case, begin(both), by=both)
    with pytest.raises(OwnWork):
        approve_version(draft, seen=draft.revision, by=both)
    with pytest.raises(StepRefused):
        publish_case_version(newest(), by=both)


def test_an_unfinished_case_is_not_handed_in(editor):
    with transaction():
        create_case(find_organisation("TCT19"), code="TH91", title="Còn trống", by=editor)
    with pytest.raises(CaseNotReady):
        submit_case(newest(), by=editor)
    assert newest().state == "draft"


def test_who_does_not_write_here_changes_nothing(published, editor, reviewer):
    draft = begin(editor)
    make_institution("TCT24", "Trường Chính trị Nguyễn Văn Cừ")
    for by in (reviewer, make_account("editor", "TCT24"), make_account()):
        for deed in (
            lambda by: create_case(find_organisation("TCT19"), code="TH92", title="X", by=by),
            lambda by: draft_case(queries.find_case("TH90"), by=by),
            lambda by: add_case_node(draft, "n9", seen=draft.revision, by=by),
            lambda by: submit_case(draft, by=by),
        ):
            with pytest.raises(Forbidden):
                deed(by)


@pytest.mark.parametrize("code", ["", "a", "TH 1", "1TH", "T" * 21, "TH-đ", "th90"])
def test_a_code_is_capital_letters_digits_and_hyphens(editor, code):
    with pytest.raises(EntryRefused):
        create_case(find_organisation("TCT19"), code=code, title="Tên", by=editor)


def test_a_decision_that_is_gone_is_not_renamed(published, editor):
    draft = begin(editor)
    with pytest.raises(NotFound):
        rename_case_node(draft, "n9", "n8", seen=draft.revision, by=editor)


def test_who_has_not_seen_the_last_change_is_told(published, editor):
    draft = begin(editor)
    with pytest.raises(EditedMeanwhile):
        add_case_node(draft, "n9", seen=draft.revision + 1, by=editor)


def test_a_page_of_a_draft_that_was_given_up_overwrites_nothing_of_the_next(published, editor):
    given_up = begin(editor)
    seen = given_up.revision
    do(withdraw_content, given_up, note="Bỏ bản này", by=editor)
    draft = begin(editor)

    with pytest.raises(EditedMeanwhile):
        do(add_case_node, draft, "n9", seen=seen, by=editor)
    do(add_case_node, newest(), "n9", seen=newest().revision, by=editor)


def test_a_file_does_not_overwrite_a_draft_that_its_report_did_not_know(published, editor):
    content = write_case_yaml(published).replace("Phiếu hẹn", "Giấy hẹn").encode()
    assert plan_case_import(content, by=editor).draft is None
    do(import_case_draft, content, None, seen=None, by=editor)
    taken_in = newest()
    assert (taken_in.number, taken_in.document["ten"]) == (2, "Giấy hẹn bị thất lạc")

    with pytest.raises(EditedMeanwhile):
        do(import_case_draft, content, None, seen=None, by=editor)


def test_two_who_begin_a_draft_at_once_meet_in_one(app, published, editor):
    who = editor.id

    def deed():
        return draft_case(queries.find_case("TH90"), by=db.session.get(Account, who)).number

    done, refused = results_and_refusals(app, deed, deed)

    assert (done, refused) == ([2, 2], [])
    assert db.session.scalar(select(func.count()).select_from(CaseVersion)) == 2


def test_two_new_cases_of_one_code_at_once_are_one(app, editor):
    who = editor.id

    def deed():
        by = db.session.get(Account, who)
        create_case(find_organisation("TCT19"), code="TH93", title="Tên", by=by)

    done, refused = results_and_refusals(app, deed, deed)

    assert (len(done), len(refused)) == (1, 1)
    assert db.session.scalar(select(func.count()).select_from(CaseExercise)) == 1


def test_two_edits_at_once_overwrite_nothing(app, published, editor):
    draft = begin(editor)
    number, revision, who = draft.id, draft.revision, editor.id

    def deed(name):
        return lambda: add_case_node(
            db.session.get(CaseVersion, number), name, seen=revision, by=db.session.get(Account, who)
        )

    done, refused = results_and_refusals(app, deed("n8"), deed("n9"))

    assert (len(done), len(refused)) == (1, 1)
    assert isinstance(refused[0], EditedMeanwhile)
    assert len(newest().document["nut"]) == 3


def test_an_edit_and_the_submission_at_once_leave_one_truth(app, published, editor):
    draft = begin(editor)
    number, revision, who = draft.id, draft.revision, editor.id

    def edit():
        version = db.session.get(CaseVersion, number)
        rename_case_node(version, "n2", "sau", seen=revision, by=db.session.get(Account, who))

    def submit():
        submit_case(db.session.get(CaseVersion, number), by=db.session.get(Account, who))

    _done, refused = results_and_refusals(app, edit, submit)

    draft = newest()
    assert draft.state == "in_review"
    assert ("sau" in draft.document["nut"]) == (not refused)


def test_published_twice_at_once_is_published_once(app, published, editor, reviewer):
    draft = do(submit_case, begin(editor), by=editor)
    draft = do(approve_version, draft, seen=draft.revision, by=reviewer)
    number, who = draft.id, reviewer.id

    def deed():
        publish_case_version(db.session.get(CaseVersion, number), by=db.session.get(Account, who))

    done, refused = results_and_refusals(app, deed, deed)

    assert (len(done), refused) == (2, [])
    steps = db.session.scalars(
        select(PublicationStep.to_state).where(PublicationStep.subject == newest().subject)
    ).all()
    assert steps.count("published") == 1


def test_every_edit_leaves_a_trail(published, editor):
    begun = begin(editor)
    draft = do(add_case_node, begun, "n9", seen=begun.revision, by=editor)
    do(rename_case_node, draft, "n9", "n8", seen=draft.revision, by=editor)
    events = db.session.scalars(
        select(AuditEntry.event).where(AuditEntry.event.like("case:%")).order_by(AuditEntry.id)
    ).all()
    assert events == ["case:imported", "case:drafted", "case:edited", "case:edited"]


def test_next_steps_of_officers_know_a_publication_at_once(published, editor, reviewer):
    officer = make_learner().account.id
    before = brief_of(officer)
    facts = facts_of(read_draft(published.document)[0])
    begun = begin(editor)
    do(save_case_facts, begun, replace(facts, title="Tên mới"), seen=begun.revision, by=editor)
    during = brief_of(officer)
    draft = do(submit_case, newest(), by=editor)
    draft = do(approve_version, draft, seen=draft.revision, by=reviewer)
    do(publish_case_version, draft, by=editor)

    assert (before, during, brief_of(officer)) == (published.document["ten"], before, "Tên mới")


def brief_of(account_id):
    officer = find_officer_of(db.session.get(Account, account_id))
    return queries.cases_by_competency(["A3"], officer=officer)["A3"].title
