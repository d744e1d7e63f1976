"""The way from draft to learners: who may take which step, two people at once, what is remembered."""

import pytest
from factories import make_account
from publication_desk import (
    approve,
    begin_next,
    bring_to_learners,
    find,
    hand_in,
    in_days,
    make_editor,
    make_reviewer,
    make_written,
    publish,
)
from races import results_and_refusals
from sqlalchemy import select

from courses import queries, services
from courses.models import CourseVersion, PublicationStep
from courses.services import EditedMeanwhile, NotEditable, OwnWork, StepRefused
from lms.database import db, transaction
from lms.errors import Forbidden, Refused
from lms.models import Account, AuditEntry


@pytest.fixture
def editor(app):
    return make_editor()


@pytest.fixture
def reviewer(app):
    return make_reviewer()


@pytest.fixture
def version(editor):
    return make_written(editor)


def test_the_whole_way_leaves_a_log_and_a_trail(version, editor, reviewer):
    bring_to_learners(version, editor, reviewer)

    steps = queries.list_steps(version.subject)
    assert [(step.from_state, step.to_state, step.account_id) for step in steps] == [
        ("draft", "in_review", editor.id),
        ("in_review", "approved", reviewer.id),
        ("approved", "published", editor.id),
    ]
    assert len({step.content_hash for step in steps}) == 1
    assert version.sealed_hash == steps[-1].content_hash
    events = db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()
    assert [event for event in events if event.startswith("content:")] == [
        "content:submitted",
        "content:approved",
        "content:published",
    ]


def test_what_is_published_is_what_the_catalogue_shows(version, editor, reviewer):
    bring_to_learners(version, editor, reviewer)

    course = version.course
    assert (course.title, course.periods, course.content_group) == ("Tiếp công dân", 4, 4)
    assert [(row.competency_code, row.level) for row in course.outcomes] == [("B10", 2)]
    assert (course.for_all_positions, course.is_announced) == (True, False)


def test_nobody_approves_their_own_work(version, editor):
    both = make_account("reviewer", "19", name="Hoàng Vừa Viết Vừa Duyệt")
    hand_in(version, editor)
    with transaction():
        services.note_author(version, by=both)

    with pytest.raises(OwnWork), transaction():
        services.approve_version(version, seen=version.revision, by=both)

    assert find().state == "in_review"


def test_an_author_of_one_lesson_is_an_author_of_the_whole(version, editor):
    both = make_account("reviewer", "19")
    with transaction():
        account = db.session.get(Account, both.id)
        account.grants.append(
            type(account.grants[0])(
                role="editor",
                scope_kind="organisation",
                scope_code=version.owner.code,
                granted_at=version.created_at,
            )
        )
    with transaction():
        services.touch_part(version, version.lessons[0], seen=1, by=db.session.get(Account, both.id))
    hand_in(version, editor)

    with pytest.raises(OwnWork), transaction():
        services.approve_version(version, seen=version.revision, by=both)


def test_only_what_was_seen_is_approved(version, editor, reviewer):
    hand_in(version, editor)
    seen = version.revision
    with transaction():
        services.take_back_version(version, by=editor)
    with transaction():
        lesson = version.lessons[0]
        services.touch_part(version, lesson, seen=lesson.revision, by=editor)
        lesson.markdown = "Khác hẳn."
    hand_in(version, editor)

    with pytest.raises(EditedMeanwhile) as refused, transaction():
        services.approve_version(version, seen=seen, by=reviewer)

    assert refused.value.revision == find().revision > seen


@pytest.mark.parametrize(
    "deed",
    [
        pytest.param(lambda v, by: services.submit_version(v, by=by), id="hand in"),
        pytest.param(lambda v, by: services.request_changes(v, note="Sửa", by=by), id="return"),
        pytest.param(lambda v, by: services.approve_version(v, seen=1, by=by), id="approve"),
        pytest.param(lambda v, by: services.publish_course_version(v, stays_until=None, by=by), id="publish"),
        pytest.param(lambda v, by: services.withdraw_version(v, note="Sai", by=by), id="withdraw"),
        pytest.param(lambda v, by: services.touch_draft(v, seen=1, by=by), id="edit"),
        pytest.param(lambda v, by: services.add_comment(v, "", "Xem", by=by), id="comment"),
    ],
)
@pytest.mark.parametrize(
    ("role", "scope"),
    [
        pytest.param("editor", "TCT24", id="an editor of another institution"),
        pytest.param("reviewer", "24", id="a reviewer of another province"),
        pytest.param("department", "19", id="the Department"),
        pytest.param("admin", "", id="an administrator"),
    ],
)
def test_strangers_take_no_step(version, deed, role, scope):
    stranger = make_account(role, scope)

    with pytest.raises(Forbidden), transaction():
        deed(version, stranger)

    assert find().state == "draft"


def test_an_editor_neither_approves_nor_returns(version, editor):
    other = make_editor("Vũ Văn Khác")
    hand_in(version, editor)

    with pytest.raises(Forbidden), transaction():
        services.approve_version(version, seen=version.revision, by=other)
    with pytest.raises(Forbidden), transaction():
        services.request_changes(version, note="Sửa", by=other)


def test_nothing_is_edited_while_it_is_reviewed_nor_after(version, editor, reviewer):
    hand_in(version, editor)
    with pytest.raises(NotEditable), transaction():
        services.touch_draft(version, seen=version.revision, by=editor)
    bring_to_learners(version, editor, reviewer)

    with pytest.raises(NotEditable), transaction():
        services.touch_part(version, version.lessons[0], seen=1, by=editor)


def test_a_returned_version_is_edited_and_handed_in_again(version, editor, reviewer):
    hand_in(version, editor)
    with transaction():
        services.request_changes(version, note="Thiếu căn cứ ở bài 2.", by=reviewer)
    with transaction():
        services.touch_draft(version, seen=version.revision, by=editor)
    hand_in(version, editor)
    approve(version, reviewer)

    assert queries.list_steps(version.subject)[1].note == "Thiếu căn cứ ở bài 2."


def test_who_did_not_see_the_last_change_overwrites_nothing(version, editor):
    other = make_editor("Vũ Văn Khác")
    with transaction():
        services.touch_draft(version, seen=1, by=other)

    with pytest.raises(EditedMeanwhile) as refused, transaction():
        services.touch_draft(version, seen=1, by=editor)

    assert (refused.value.revision, refused.value.account.display_name) == (2, "Vũ Văn Khác")
    assert refused.value.at is not None


def test_two_editors_work_on_two_lessons_at_once(version, editor):
    other = make_editor("Vũ Văn Khác")
    with transaction():
        services.touch_part(version, version.lessons[0], seen=1, by=editor)
    with transaction():
        services.touch_part(version, version.lessons[1], seen=1, by=other)

    assert [lesson.revision for lesson in find().lessons] == [2, 2]
    assert {author.account_id for author in queries.list_authors(version.subject)} == {editor.id, other.id}


def test_a_step_taken_twice_is_taken_once(version, editor, reviewer):
    for _time in range(2):
        hand_in(version, editor)
    for _time in range(2):
        approve(version, reviewer)
    for _time in range(2):
        publish(version, editor)

    assert len(queries.list_steps(version.subject)) == 3


def test_the_next_version_takes_the_place_of_the_one_before(version, editor, reviewer):
    bring_to_learners(version, editor, reviewer)
    second = bring_to_learners(begin_next(editor), editor, reviewer, stays_until=in_days(30))

    first = find(number=1)
    assert (first.state, first.stays_until) == ("outdated", in_days(30))
    assert (second.number, second.state) == (2, "published")


def test_the_day_of_staying_is_not_in_the_past(version, editor, reviewer):
    approve(hand_in(version, editor), reviewer)

    with pytest.raises(Refused), transaction():
        services.publish_course_version(version, stays_until=in_days(-1), by=editor)


def test_a_return_and_a_withdrawal_need_words(version, editor, reviewer):
    hand_in(version, editor)
    with pytest.raises(Refused), transaction():
        services.request_changes(version, note="  ", by=reviewer)
    approve(version, reviewer)
    publish(version, editor)

    with pytest.raises(Refused), transaction():
        services.withdraw_version(version, note="", by=reviewer)


def test_a_comment_stays_at_its_place_and_is_settled_once(version, editor, reviewer):
    with transaction():
        comment = services.add_comment(version, "lesson:mo-dau", " Nêu rõ thời hạn. ", by=reviewer)
    for _time in range(2):
        with transaction():
            services.settle_comment(comment, by=editor)

    found = queries.list_comments(version.subject)
    assert [(one.place, one.text, one.settled_by_id) for one in found] == [
        ("lesson:mo-dau", "Nêu rõ thời hạn.", editor.id)
    ]
    events = db.session.scalars(
        select(AuditEntry.event).where(AuditEntry.event.like("content:comment%")).order_by(AuditEntry.id)
    )
    assert events.all() == ["content:commented", "content:comment_settled"]


def here(account):
    """The same person in the session of another thread."""
    return db.session.get(Account, account)


def test_two_reviewers_who_approve_at_once_make_one_step(app, version, editor, reviewer):
    other = make_reviewer("Đỗ Thị Hai")
    hand_in(version, editor)
    key, revision, ids = version.id, version.revision, (reviewer.id, other.id)

    def approves(account):
        found = db.session.get(CourseVersion, key)
        services.approve_version(found, seen=revision, by=here(account))

    results_and_refusals(app, *(lambda account=account: approves(account) for account in ids))

    states = db.session.scalars(select(PublicationStep.to_state).order_by(PublicationStep.id)).all()
    assert states == ["in_review", "approved"]


def test_who_publishes_at_once_publishes_once(app, version, editor, reviewer):
    approve(hand_in(version, editor), reviewer)
    key, account = version.id, editor.id

    def publishes():
        found = db.session.get(CourseVersion, key)
        services.publish_course_version(found, stays_until=None, by=here(account))

    results_and_refusals(app, publishes, publishes)

    states = db.session.scalars(select(PublicationStep.to_state).order_by(PublicationStep.id)).all()
    assert states == ["in_review", "approved", "published"]


def test_taking_back_and_approving_at_once_end_in_one_of_the_two(app, version, editor, reviewer):
    hand_in(version, editor)
    key, revision, writer, checker = version.id, version.revision, editor.id, reviewer.id

    def takes_back():
        services.take_back_version(db.session.get(CourseVersion, key), by=here(writer))

    def approves():
        found = db.session.get(CourseVersion, key)
        services.approve_version(found, seen=revision, by=here(checker))

    _done, refusals = results_and_refusals(app, takes_back, approves)

    # Approved and then taken back is fine, too: it was not published yet.
    assert find().state == "draft"
    assert all(isinstance(refused, StepRefused) for refused in refusals)


def test_an_edit_and_a_submission_at_once_leave_no_edit_unseen(app, version, editor):
    other = make_editor("Vũ Văn Khác")
    key, first, second = version.id, editor.id, other.id

    def submits():
        services.submit_version(db.session.get(CourseVersion, key), by=here(first))

    def edits():
        found = db.session.get(CourseVersion, key)
        services.touch_draft(found, seen=1, by=here(second))
        return "edited"

    done, refusals = results_and_refusals(app, submits, edits)

    version = find()
    assert version.state == "in_review"
    assert ("edited" in done) == (not refusals)
    assert version.revision == 2 + len(done) - 1


def test_nothing_goes_past_the_reviewers_not_even_by_a_slip(version, editor, reviewer):
    hand_in(version, editor)
    with transaction():
        version.lessons[0].markdown = "Thêm sau khi trình."
    with pytest.raises(EditedMeanwhile), transaction():
        services.approve_version(version, seen=version.revision, by=reviewer)
    with transaction():
        services.request_changes(version, note="Đã bị sửa", by=reviewer)
    approve(hand_in(version, editor), reviewer)
    with transaction():
        version.lessons[0].markdown = "Thêm sau khi duyệt."

    with pytest.raises(EditedMeanwhile):
        publish(version, editor)

    assert find().state == "approved"
