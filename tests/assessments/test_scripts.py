"""Writing on a task: what may be begun, two windows, handing in once, the draw for second marks."""

from datetime import timedelta
from functools import partial

import pytest
from factories import make_account, make_course, make_enrolment, make_learner
from marking_world import TEXT, begin, hand_in, make_marking_world, publish, said, scripts
from moments import NOON
from races import results_and_refusals
from sqlalchemy import select

from assessments import queries
from assessments.models import OpenTask, Script
from assessments.rules.marking import TaskKind, content_hash, is_drawn
from assessments.services import (
    HandedInAlready,
    SavedElsewhere,
    TextRefused,
    Typed,
    WritingRefused,
    create_task,
    save_script,
    save_task,
    start_script,
    submit_script,
    tell_refusal,
)
from courses import queries as courses
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import Account, AuditEntry
from lms.secrets import decrypt


@pytest.fixture
def desk(app, noon):
    return make_marking_world()


@pytest.fixture
def script(desk, officer):
    return begin(desk.task, desk.finish_case(officer))


def save(script, text, seen=None, window=""):
    with transaction():
        typed = Typed(text, script.revision if seen is None else seen, window)
        return save_script(script, typed, by=script.officer.account)


def test_a_reflection_comes_after_the_case(desk, officer):
    with pytest.raises(WritingRefused), transaction():
        start_script(desk.task, by=officer.account)
    assert tell_refusal(desk.task, by=officer.account)

    desk.finish_case(officer)

    assert tell_refusal(desk.task, by=officer.account) == ""
    assert begin(desk.task, officer).state == "writing"


def test_an_answer_of_a_course_needs_an_enrolment(desk, officer):
    course = make_course()
    with transaction():
        task = create_task(course, kind=TaskKind.OPEN_ANSWER, code="CH01", title="Câu hỏi", by=desk.editor)
        version = queries.find_open_task_version(task)
        rubric_version = queries.list_rubric_versions(task.owner)[0]
        save_task(version, said(rubric_version), seen=version.revision, by=desk.editor)
        publish(version, desk.editor, desk.reviewer)
    with pytest.raises(WritingRefused), transaction():
        start_script(task, by=officer.account)

    make_enrolment(officer, course)

    assert begin(task, officer).version_id == version.id
    assert [one.code for one in queries.list_tasks_for(officer)] == ["CH01"]
    assert courses.get_course_page("KH90", visible_to=officer.account).tasks == [("CH01", "Câu hỏi")]


def test_an_account_without_officer_writes_nothing(desk):
    with pytest.raises(Forbidden), transaction():
        start_script(desk.task, by=make_account("leader", "19001"))


def test_beginning_twice_gives_the_same_text(desk, script):
    assert begin(desk.task, script.officer).id == script.id


def test_two_windows_never_overwrite_each_other_unseen(script):
    save(script, "Bản của cửa sổ một", window="mot")

    with pytest.raises(SavedElsewhere):
        save(script, "Bản của cửa sổ hai", seen=1, window="hai")

    assert script.text == "Bản của cửa sổ một"
    save(script, "Gộp cả hai", seen=2, window="hai")
    assert (script.text, script.revision) == ("Gộp cả hai", 3)


def test_a_page_that_saves_in_haste_is_no_conflict_with_itself(script):
    save(script, "Một", seen=1, window="mot")
    save(script, "Một hai", seen=1, window="mot")

    assert script.text == "Một hai"


def test_the_same_text_again_is_no_change(script):
    save(script, TEXT)
    revision = script.revision

    save(script, TEXT, seen=1)

    assert script.revision == revision


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ngắn quá.", id="too short"),
        pytest.param("dài " * 151, id="too long"),
        pytest.param(TEXT + " Trần Thị Hòa", id="the name"),
        pytest.param(TEXT + " ở xã TÂN HOÀ, tran thi hoa", id="the name without marks"),
        pytest.param(TEXT + " Xã Tân Hòa", id="the unit"),
    ],
)
def test_what_cannot_be_handed_in_stays_a_draft(script, text):
    with pytest.raises(TextRefused):
        hand_in(script, text)

    db.session.rollback()
    assert (script.state, script.text, script.draw_seed) == ("writing", "", None)


def test_the_number_of_the_writer_is_not_handed_in(desk):
    officer = make_learner(name="Sầm Văn Ba")
    officer_id = officer.id
    number = decrypt(officer.personal_id_sealed)
    script = begin(desk.task, desk.finish_case(officer))

    with pytest.raises(TextRefused):
        hand_in(script, f"{TEXT} {number}")
    assert scripts()[0].officer_id == officer_id


def test_handing_in_twice_is_once(script):
    hand_in(script)
    seed, at = script.draw_seed, script.handed_in_at

    hand_in(script, "Một văn bản khác hẳn")

    assert (script.state, script.draw_seed, script.handed_in_at, script.text) == (
        "handed_in",
        seed,
        at,
        TEXT.strip(),
    )
    with pytest.raises(HandedInAlready):
        save(script, "Sửa lại")


def test_the_draw_follows_from_what_is_kept(desk):
    for number in range(12):
        desk.hand_in(f"Người viết {number}")

    for script in scripts():
        assert script.is_drawn is is_drawn(script.draw_seed, content_hash(script.text))
    assert len({script.draw_seed for script in scripts()}) == 12


def test_the_trail_holds_the_draw_and_no_answer(script):
    hand_in(script)

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "script:handed_in")).one()
    assert entry.detail == {
        "text_sha256": content_hash(script.text),
        "draw": script.draw_seed,
        "is_drawn": script.is_drawn,
    }


@pytest.mark.parametrize(
    ("column", "value"),
    [("text", "Khác"), ("draw_seed", "0" * 32), ("is_drawn", None), ("officer_id", 1), ("word", "ABC")],
)
def test_nobody_changes_what_was_handed_in(script, column, value):
    hand_in(script)
    changed = (not script.is_drawn) if column == "is_drawn" else value

    with pytest.raises(RuntimeError), transaction():
        setattr(script, column, changed if column != "officer_id" else script.officer_id + 999)

    db.session.rollback()
    assert script.draw_seed != "0" * 32


def test_nobody_writes_for_another(script):
    stranger = make_learner(name="Lò Thị Mây").account

    for deed in (save_script, submit_script):
        with pytest.raises(Forbidden), transaction():
            deed(script, Typed(TEXT, script.revision), by=stranger)


def test_after_released_marks_one_waits_ninety_days(desk, still):
    script = desk.released()
    officer = script.officer

    assert "18/02/2027" in tell_refusal(desk.task, by=officer.account)
    still(NOON + timedelta(days=90))
    assert begin(desk.task, officer).number == 2


def test_two_beginnings_at_once_are_one_text(app, desk, officer):
    desk.finish_case(officer)
    task_id, account_id = desk.task.id, officer.account.id

    def deed():
        return start_script(db.session.get(OpenTask, task_id), by=db.session.get(Account, account_id)).id

    results, refusals = results_and_refusals(app, deed, deed)

    assert (len(set(results)), refusals, len(scripts())) == (1, [], 1)


@pytest.mark.parametrize("second", [TEXT, TEXT + " Thêm một câu."], ids=["the same", "another"])
def test_two_handings_in_at_once_are_one(app, script, second):
    script_id, account_id, revision = script.id, script.officer.account.id, script.revision

    def deed(text):
        by = db.session.get(Account, account_id)
        return submit_script(db.session.get(Script, script_id), Typed(text, revision), by=by).draw_seed

    results, refusals = results_and_refusals(app, partial(deed, TEXT), partial(deed, second))

    assert (len(set(results)), refusals) == (1, [])
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "script:handed_in")).all()
    assert len(entries) == 1
