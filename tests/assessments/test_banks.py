"""Writing questions in a bank: drafts, versions, history, races, and what quizzes ask."""

from dataclasses import replace
from io import BytesIO

import pytest
from bank_desk import make_bank, people_of, picture, sound
from factories import make_account, make_course, make_institution, make_quiz
from races import results_and_refusals
from sqlalchemy import func, select

from assessments import queries
from assessments.models import BankFile, BankVersion, Question, QuizSection
from assessments.queries import BankFilters, page_of_questions
from assessments.queries.sections import list_sections
from assessments.rules import QuestionKind, QuestionState
from assessments.services import (
    BankNotReady,
    ContentRefused,
    EntryRefused,
    KeyTaken,
    QuestionRefused,
    begin_bank_version,
    create_bank,
    load_post_test,
    remove_question,
    restore_question,
    save_picture,
    save_question,
    save_questions,
    submit_bank,
    withdraw_content,
)
from courses.models import Course, CourseVersion
from courses.rules import PostTestSettings, compare_sections
from courses.services import EditedMeanwhile, NotEditable, StepRefused, is_intact
from courses.services.sealing import export_version
from lms import clock
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.images import PictureRefused
from lms.models import AuditEntry


@pytest.fixture
def desk(app):
    return make_bank()


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def current(bank):
    rows = db.session.execute(
        select(Question.key, Question.version)
        .where(Question.bank_id == bank.id, Question.is_current)
        .order_by(Question.key)
    )
    return [tuple(row) for row in rows]


def test_a_question_that_is_being_written_is_changed_in_place_and_asked_by_nobody(desk):
    first = desk.save(sound())
    first_id = first.id

    changed = desk.change(sound(text="Cấp xã gồm những gì?"))

    assert (changed.id, changed.version, changed.payload["text"]) == (first_id, 1, "Cấp xã gồm những gì?")
    assert current(desk.bank) == []


def test_a_published_question_stays_and_its_change_is_a_new_row_from_the_next_version(desk):
    desk.save(sound())
    desk.save(sound("C02", QuestionKind.TRUE_FALSE))
    desk.publish()
    old_id, old_payload = desk.member("C01", desk.version_number(1)).id, sound().payload
    desk.begin()

    desk.change(sound(text="Cấp xã gồm những gì?"))

    assert current(desk.bank) == [("C01", 1), ("C02", 1)]
    assert desk.member("C01").version == 2
    assert db.session.get(Question, old_id).payload == old_payload
    assert desk.list_keys() == ["C01", "C02"]

    desk.publish()

    assert current(desk.bank) == [("C01", 2), ("C02", 1)]
    states = [version.state for version in queries.list_bank_versions(desk.bank)]
    assert states == ["published", "outdated"]
    assert all(is_intact(version) for version in queries.list_bank_versions(desk.bank))


def test_a_draft_begun_anew_is_no_revision_that_an_earlier_draft_was(desk):
    desk.save(sound())
    given_up = desk.version.revision
    with transaction():
        withdraw_content(desk.version, note="Làm lại từ đầu", by=desk.editor)

    desk.begin()

    assert desk.version.revision > given_up


def numeric(**answer):
    return sound("C01", QuestionKind.NUMERIC).payload | {"answers": [answer]}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(sound(), sound(kind=QuestionKind.MULTIPLE, text=sound().payload["text"]), id="kind"),
        pytest.param(
            replace(sound("C01", QuestionKind.NUMERIC), payload=numeric(value="40", tolerance="1")),
            replace(sound("C01", QuestionKind.NUMERIC), payload=numeric(value="40", tolerance="2")),
            id="tolerance",
        ),
        *(
            pytest.param(
                sound("C01", QuestionKind.TRUE_FALSE),
                replace(
                    sound("C01", QuestionKind.TRUE_FALSE),
                    payload=sound("C01", QuestionKind.TRUE_FALSE).payload | {name: words},
                ),
                id=name,
            )
            for name, words in (
                ("feedback_right", "Điều 5."),
                ("feedback_wrong", "Xem Điều 5."),
                ("format", "plain"),
                ("answer", False),
            )
        ),
    ],
)
def test_reviewers_see_whatever_of_a_question_was_changed(desk, before, after):
    desk.save(before)
    desk.publish()
    desk.begin()
    desk.change(after)

    changes = compare_sections(list_sections(desk.version_number(1)), list_sections(desk.version))

    assert [(change.place, change.kind) for change in changes] == [("question:C01", "changed")]


def test_a_bank_is_read_and_sealed_in_as_many_statements_whatever_it_holds(desk, statements):
    def cost():
        db.session.rollback()
        version = desk.version
        version.bank.code  # noqa: B018 - is read once
        with statements() as sent:
            list_sections(version)
            export_version(version)
        return len(sent)

    desk.save(sound())
    few = cost()
    for number in range(2, 7):
        desk.save(sound(f"C{number:02}"))

    assert cost() == few


def test_saving_the_same_again_changes_nothing(desk):
    question = desk.save(sound())
    seen, entries = question.revision, count(AuditEntry)

    desk.save(sound(), seen=None)
    desk.save(sound(), seen=seen)

    assert (desk.member("C01").revision, count(AuditEntry), count(Question)) == (seen, entries, 1)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(desk):
    seen = desk.save(sound()).revision
    desk.change(sound(text="Của người khác?"), by=desk.second_editor)

    with pytest.raises(EditedMeanwhile) as refused:
        desk.save(sound(text="Của tôi?"), seen=seen)

    assert refused.value.account.display_name == "Phạm Văn Soạn"
    assert desk.member("C01").payload["text"] == "Của người khác?"


def test_also_a_published_question_is_not_overwritten_unseen(desk):
    seen = desk.save(sound()).revision
    desk.publish()
    desk.begin()
    desk.save(sound(text="Của người khác?"), seen=seen, by=desk.second_editor)

    with pytest.raises(EditedMeanwhile):
        desk.save(sound(text="Của tôi?"), seen=seen)


def test_a_question_taken_out_meanwhile_is_told(desk):
    seen = desk.save(sound()).revision
    with transaction():
        remove_question(desk.version, desk.member("C01"), by=desk.second_editor)

    with pytest.raises(EditedMeanwhile):
        desk.save(sound(text="Khác?"), seen=seen)


@pytest.mark.parametrize("is_published", [False, True], ids=["being written", "published before"])
def test_of_two_who_save_the_same_question_at_once_one_is_asked(app, desk, is_published):
    seen = desk.save(sound()).revision
    if is_published:
        desk.publish()
        desk.begin()
    editors = [desk.editor.id, desk.second_editor.id]

    def change(account_id):
        by = db.session.get(type(desk.editor), account_id)
        return lambda: save_question(
            desk.version, sound(text=f"Của {account_id}?"), seen=seen, by=db.session.merge(by)
        ).payload["text"]

    results, refusals = results_and_refusals(app, *map(change, editors))

    assert (len(results), [type(one) for one in refusals]) == (1, [EditedMeanwhile])
    assert desk.member("C01").payload["text"] == results[0]


def test_two_who_add_questions_at_once_both_succeed(app, desk):
    editors = [(desk.editor.id, "C01"), (desk.second_editor.id, "C02")]

    def add(account_id, key):
        def deed():
            by = db.session.get(type(desk.editor), account_id)
            save_question(desk.version, sound(key), seen=None, by=by)

        return deed

    results, refusals = results_and_refusals(app, *(add(*one) for one in editors))

    assert (len(results), refusals) == (2, [])
    assert sorted(desk.list_keys()) == ["C01", "C02"]


def test_two_who_begin_the_next_version_meet_in_one(app, desk):
    desk.save(sound())
    desk.publish()
    editors = [desk.editor.id, desk.second_editor.id]

    def begin(account_id):
        return lambda: begin_bank_version(desk.bank, by=db.session.get(type(desk.editor), account_id)).id

    results, refusals = results_and_refusals(app, *map(begin, editors))

    assert (len(set(results)), refusals) == (1, [])
    assert [version.number for version in queries.list_bank_versions(desk.bank)] == [2, 1]
    assert desk.list_keys() == ["C01"]


def test_the_first_version_of_a_bank_from_before_versions_holds_what_is_asked(app):
    quiz = make_quiz()
    desk = people_of(make_institution(), quiz.sections[0].bank_id)

    desk.begin()

    assert desk.list_keys() == ["C1", "C2", "C3", "C4"]
    assert current(desk.bank) == [("C1", 1), ("C2", 1), ("C3", 1), ("C4", 1)]


def test_a_new_question_needs_a_code_of_its_own(desk):
    desk.save(sound())

    with pytest.raises(KeyTaken):
        desk.save(sound(text="Khác?"))


def test_a_faulty_question_is_refused_with_its_findings(desk):
    with pytest.raises(QuestionRefused) as refused:
        desk.save(sound(competency_code="Z9"))

    assert [finding.where for finding in refused.value.findings] == ["competency"]
    assert count(Question) == 0


@pytest.mark.parametrize("state", ["in_review", "approved", "published"])
def test_nothing_is_changed_while_it_is_with_reviewers_or_learners(desk, state):
    desk.save(sound())
    with transaction():
        desk.version.state = state
    version, question = desk.version_number(1), desk.member("C01", desk.version_number(1))

    for deed in (
        lambda: save_question(version, sound(text="Khác?"), seen=question.revision, by=desk.editor),
        lambda: save_question(version, sound("C02"), seen=None, by=desk.editor),
        lambda: save_questions(version, [sound("C02")], by=desk.editor),
        lambda: remove_question(version, question, by=desk.editor),
    ):
        with pytest.raises(NotEditable), transaction():
            deed()


def test_many_questions_are_kept_at_once_known_ones_replaced(desk):
    desk.save(sound())
    desk.save(sound("C02"))
    before = desk.version.revision

    with transaction():
        drafts = [sound(), sound("C02", text="Khác?"), sound("C03", QuestionKind.NUMERIC)]
        saved = save_questions(desk.version, drafts, by=desk.editor)
        kept = [(question.key, question.version) for question in saved]

    assert kept == [("C01", 1), ("C02", 1), ("C03", 1)]
    assert desk.list_keys() == ["C01", "C02", "C03"]
    assert desk.version.revision == before + 1


def test_a_question_is_taken_out_and_put_back(desk):
    desk.save(sound())
    desk.save(sound("C02"))
    desk.publish()
    desk.begin()
    with transaction():
        remove_question(desk.version, desk.member("C01"), by=desk.editor)
    published = desk.version_number(1)
    removed = page_of_questions(desk.version, published, BankFilters(state="removed"), number=1)
    assert [(line.question.key, line.state) for line in removed.items] == [("C01", QuestionState.REMOVED)]

    with transaction():
        restore_question(desk.version, removed.items[0].question, by=desk.editor)

    assert desk.list_keys() == ["C02", "C01"]
    assert queries.count_states(desk.version, published)[QuestionState.SAME] == 2


def test_an_earlier_text_is_put_back_as_a_new_row(desk):
    desk.save(sound())
    desk.publish()
    desk.begin()
    desk.change(sound(text="Khác?"))
    desk.publish()
    desk.begin()
    with transaction():
        first = desk.member("C01", desk.version_number(1))
        restore_question(desk.version, first, by=desk.editor)

    assert (desk.member("C01").version, desk.member("C01").payload) == (3, sound().payload)


def test_a_question_that_was_gone_may_come_back_under_its_code(desk):
    desk.save(sound())
    with transaction():
        remove_question(desk.version, desk.member("C01"), by=desk.editor)

    assert desk.save(sound(text="Khác?")).version == 2


def test_a_bank_without_questions_is_not_handed_in(desk):
    with pytest.raises(BankNotReady), transaction():
        submit_bank(desk.version, by=desk.editor)


TWO_OUTCOMES = "$CATEGORY: B10\n\n::B1:: Đúng? {T}\n\n::B2:: Đúng? {T}\n\n$CATEGORY: A2\n\n::A1:: Sai? {F}\n"


@pytest.fixture
def imported(system):
    """The desk of a bank that came with a course and is asked in full."""
    course = make_course("KH91", outcomes=(("B10", 2), ("A2", 3)))
    take(course, TWO_OUTCOMES, system, questions=3)
    bank = queries.find_bank("KH91")
    return people_of(course.owner, bank.id)


def take(course, text, by, **settings):
    with transaction():
        version = db.session.get(CourseVersion, course.versions[0].id)
        load_post_test(version, text, PostTestSettings(**settings), by=by)


def sections():
    rows = db.session.execute(
        select(QuizSection.competency_code, QuizSection.draw_count).order_by(QuizSection.number)
    )
    return [tuple(row) for row in rows]


def test_an_approved_bank_is_not_handed_in_again_whatever_stops_it_now(desk):
    with transaction():
        desk.version.state = "approved"

    with pytest.raises(StepRefused), transaction():
        submit_bank(desk.version, by=desk.editor)


def test_the_last_question_is_not_taken_out_while_the_bank_is_handed_in(app, desk):
    desk.save(sound())
    editor_id = desk.editor.id

    def editor():
        return db.session.get(type(desk.editor), editor_id)

    results, refusals = results_and_refusals(
        app,
        lambda: submit_bank(desk.version, by=editor()),
        lambda: remove_question(desk.version, desk.member("C01"), by=editor()),
    )

    assert (len(results), len(refusals)) == (1, 1)
    assert (desk.version.state, desk.list_keys()) in [("in_review", ["C01"]), ("draft", [])]


def test_a_test_that_asks_more_than_there_is_stops_the_bank(imported):
    imported.begin()
    with transaction():
        remove_question(imported.version, imported.member("B1"), by=imported.editor)

    told = [blocker.sentence for blocker in queries.list_bank_blockers(imported.version)]
    assert ["Kỹ năng số" in sentence for sentence in told] == [True]


def test_unless_the_next_version_of_the_course_asks_fewer(imported):
    imported.begin()
    course = db.session.scalars(select(Course)).one()
    with transaction():
        remove_question(imported.version, imported.member("B1"), by=imported.editor)
        draft = CourseVersion(
            course_id=course.id, number=2, state="draft", sheet={"post_test": {"questions": 2}},
            content_hash="", created_at=clock.now(),
        )  # fmt: skip
        db.session.add(draft)

    assert queries.list_bank_blockers(imported.version) == []


def test_a_published_bank_is_asked_in_the_shares_of_what_it_holds_now(imported):
    assert sections() == [("B10", 2), ("A2", 1)]
    imported.begin()
    with transaction():
        remove_question(imported.version, imported.member("B1"), by=imported.editor)
    for key in ("A2", "A3"):
        imported.save(sound(key, competency_code="A2"))

    imported.publish()

    assert sections() == [("B10", 1), ("A2", 2)]


def test_a_question_of_no_outcome_makes_one_section_of_all(imported):
    imported.begin()
    imported.save(sound("X1"))

    imported.publish()

    assert sections() == [(None, 3)]


def test_an_import_does_not_run_over_what_is_being_written(desk, system):
    course = make_course("KH90")
    desk.save(sound())

    with pytest.raises(ContentRefused), transaction():
        load_post_test(course.versions[0], "::B1:: Đúng? {T}\n", PostTestSettings(), by=system)


def test_an_import_publishes_a_sealed_version_of_the_bank(system):
    course = make_course("KH91")
    for text in ("::B1:: Đúng? {T}\n", "::B1:: Đúng? {T}\n\n::B2:: Sai? {F}\n", "::B2:: Sai? {F}\n"):
        take(course, text, system)

    versions = list(reversed(queries.list_bank_versions(queries.find_bank("KH91"))))
    assert [version.state for version in versions] == ["outdated", "outdated", "published"]
    assert [list(queries.get_members(version)) for version in versions] == [["B1"], ["B1", "B2"], ["B2"]]
    assert all(is_intact(version) for version in versions)
    assert current(queries.find_bank("KH91")) == [("B2", 1)]


def test_an_import_keeps_the_level_and_tags_that_gift_cannot_say(imported, system):
    imported.begin()
    draft = queries.draft_of(imported.member("B1"))
    imported.change(replace(draft, level=3, tags=("luật",)))
    imported.publish()
    course = db.session.scalars(select(Course)).one()

    take(course, TWO_OUTCOMES, system, questions=3)
    assert current(imported.bank) == [("A1", 1), ("B1", 2), ("B2", 1)]

    take(course, TWO_OUTCOMES.replace("::B1:: Đúng?", "::B1:: Vẫn đúng?"), system, questions=3)
    question = imported.member("B1", queries.find_published_version(imported.bank))
    assert (question.version, question.level, question.tags) == (3, 3, ["luật"])


def test_a_picture_is_kept_once_and_has_no_other_name(desk):
    names = set()
    for _time in range(2):
        with transaction():
            names.add(save_picture(desk.bank, picture(), by=desk.editor).name)

    assert (len(names), count(BankFile)) == (1, 1)


def test_two_who_bring_the_same_picture_at_once_share_it(app, desk):
    editors = [desk.editor.id, desk.second_editor.id]

    def bring(account_id):
        return lambda: (
            save_picture(desk.bank, picture(), by=db.session.get(type(desk.editor), account_id)).name
        )

    results, refusals = results_and_refusals(app, *map(bring, editors))

    assert (len(set(results)), refusals, count(BankFile)) == (1, [], 1)


def test_what_is_no_picture_is_refused(desk):
    with pytest.raises(PictureRefused), transaction():
        save_picture(desk.bank, BytesIO(b"<svg onload='alert(1)'/>"), by=desk.editor)


@pytest.mark.parametrize(
    "code", ["", "k", "kh05", "KH 05", "KH/05", "KHÁ5", "-KH05", "K" * 21], ids=lambda code: code or "empty"
)
def test_codes_of_banks_are_plain(app, code):
    owner = make_institution()
    with pytest.raises(EntryRefused), transaction():
        create_bank(owner, code=code, title="Ngân hàng", by=make_account("editor", owner.code))


def test_a_code_is_used_once_and_that_of_a_course_by_its_own_institution(app):
    make_course("KH92")
    other = make_institution("TCT24", "Trường Chính trị Bắc Ninh")
    stranger = make_account("editor", "TCT24")
    with pytest.raises(EntryRefused), transaction():
        create_bank(other, code="KH92", title="Ngân hàng", by=stranger)
    desk = make_bank("KH92")
    with pytest.raises(EntryRefused), transaction():
        create_bank(desk.bank.owner, code="KH92", title="Ngân hàng", by=desk.editor)


def test_strangers_write_nothing(desk):
    make_institution("TCT24", "Trường Chính trị Bắc Ninh")
    question = desk.save(sound())
    for stranger in (make_account("editor", "TCT24"), desk.reviewer, make_account("officer")):
        for deed in (
            lambda by: create_bank(desk.bank.owner, code="KH99", title="Ngân hàng", by=by),
            lambda by: begin_bank_version(desk.bank, by=by),
            lambda by: save_question(desk.version, sound("C02"), seen=None, by=by),
            lambda by: save_questions(desk.version, [sound("C02")], by=by),
            lambda by: remove_question(desk.version, question, by=by),
            lambda by: restore_question(desk.version, question, by=by),
            lambda by: submit_bank(desk.version, by=by),
            lambda by: save_picture(desk.bank, picture(), by=by),
        ):
            with pytest.raises(Forbidden), transaction():
                deed(stranger)
    assert (count(BankVersion), desk.list_keys()) == (1, ["C01"])


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        pytest.param({}, ["C01", "C02", "C03"], id="everything"),
        pytest.param({"text": "cap xa"}, ["C01"], id="words without marks"),
        pytest.param({"text": "DAC KHU xã"}, ["C01"], id="words of an option"),
        pytest.param({"text": "tiếp nhận"}, ["C02"], id="words of a line"),
        pytest.param({"text": "100%_"}, [], id="signs of patterns mean themselves"),
        pytest.param({"kind": "ordering"}, ["C02"], id="kind"),
        pytest.param({"tag": "văn thư"}, ["C02"], id="tag"),
        pytest.param({"tag": "văn"}, [], id="a tag as a whole"),
        pytest.param({"competency_code": "B10"}, ["C02", "C03"], id="competency"),
        pytest.param({"competency_code": "B10", "kind": "numeric"}, ["C03"], id="both"),
        pytest.param({"state": "new"}, ["C01", "C02", "C03"], id="new, as nothing is published"),
        pytest.param({"state": "same"}, [], id="none as published"),
    ],
)
def test_questions_are_found_by_words_kind_tag_and_competency(desk, filters, keys):
    desk.save(sound())
    desk.save(sound("C02", QuestionKind.ORDERING, competency_code="B10", tags=("Văn thư", "luật")))
    desk.save(sound("C03", QuestionKind.NUMERIC, competency_code="B10", level=3))

    page = page_of_questions(desk.version, None, BankFilters(**filters), number=1)

    assert [line.question.key for line in page.items] == keys
    assert queries.list_tags(desk.version) == ["luật", "Văn thư"]


def test_states_are_told_beside_what_is_published(desk):
    for key in ("C01", "C02", "C03"):
        desk.save(sound(key))
    desk.publish()
    desk.begin()
    desk.change(sound("C02", text="Khác?"))
    desk.save(sound("C04"))
    with transaction():
        remove_question(desk.version, desk.member("C03"), by=desk.editor)
    published = desk.version_number(1)

    found = {
        state: [
            (line.question.key, line.question.version, line.state.value)
            for line in page_of_questions(desk.version, published, BankFilters(state=state), number=1).items
        ]
        for state in ("new", "changed", "same", "removed")
    }

    assert found == {
        "new": [("C04", 1, "new")],
        "changed": [("C02", 2, "changed")],
        "same": [("C01", 1, "same")],
        "removed": [("C03", 1, "removed")],
    }
    assert list(queries.count_states(desk.version, published).values()) == [1, 1, 1, 1]
