"""The register of legal documents: what names them, what waits for an update, what still holds."""

import pytest
from factories import make_account
from publication_desk import find, in_days, make_editor, make_written
from races import results_and_refusals
from sqlalchemy import func, select

from courses import queries, services
from courses.models import DocumentMention, LegalDocument
from courses.services import DocumentText, EditedMeanwhile
from lms import clock
from lms.database import db, transaction
from lms.errors import Conflict, Forbidden, NotFound, Refused
from lms.models import Account

OLD, NEW = "124/2020/NĐ-CP", "18/2026/NĐ-CP"


@pytest.fixture
def editor(app):
    return make_editor()


def add(number, editor, title="Nghị định về khiếu nại"):
    with transaction():
        return services.add_document(DocumentText(number, title), by=editor)


def replace(old, new, editor, on=None):
    with transaction():
        services.replace_document(old, new, on=on or clock.today(), seen=old.revision, by=editor)


def mention(subject, text):
    with transaction():
        services.note_mentions(subject, text)


def waiting(*subjects):
    db.session.rollback()
    found = {subject: queries.list_replaced_in(subject) for subject in subjects}
    return {subject: [one.number for one in documents] for subject, documents in found.items() if documents}


def test_a_number_is_kept_in_one_way_of_writing(editor):
    document = add("nghị định số 124/2020/nđ-cp", editor)

    assert document.number == OLD
    assert add(OLD, editor).id == document.id


@pytest.mark.parametrize("number", ["", "Luật Khiếu nại", "1/2", f"{OLD} và {NEW}"])
def test_what_no_text_can_name_is_refused(editor, number):
    with pytest.raises(Refused), transaction():
        services.add_document(DocumentText(number, "Tên"), by=editor)


def test_texts_wait_from_the_day_on_which_their_document_is_replaced(editor):
    mention("lesson:1", f"Theo Nghị định {OLD} và Luật 42/2013/QH13.")
    mention("lesson:2", "Không nêu văn bản nào.")
    old, new = add(OLD, editor), add(NEW, editor)
    assert waiting("lesson:1", "lesson:2") == {}

    replace(old, new, editor, on=in_days(1))
    assert waiting("lesson:1") == {}

    replace(old, new, editor)
    assert waiting("lesson:1", "lesson:2") == {"lesson:1": [OLD]}


def test_a_text_that_names_it_no_more_waits_no_more(editor):
    mention("lesson:1", f"Theo {OLD}.")
    replace(add(OLD, editor), add(NEW, editor), editor)

    mention("lesson:1", f"Theo {NEW}.")

    assert waiting("lesson:1") == {}


def test_a_text_that_was_found_to_hold_waits_no_more_until_the_next_replacement(editor):
    mention("lesson:1", f"Theo {OLD}.")
    old, new = add(OLD, editor), add(NEW, editor)
    replace(old, new, editor)
    with transaction():
        services.note_holding(queries.list_mentions_of("lesson:1")[0], by=editor)
    assert waiting("lesson:1") == {}
    mention("lesson:1", f"Viết lại, vẫn theo {OLD}.")
    assert waiting("lesson:1") == {}

    replace(old, add("20/2026/NĐ-CP", editor), editor)

    assert waiting("lesson:1") == {"lesson:1": [OLD]}


def test_no_document_comes_in_its_own_place(editor):
    first, second, third = add(OLD, editor), add(NEW, editor), add("20/2026/NĐ-CP", editor)
    replace(first, second, editor)
    replace(second, third, editor)

    for late in (third,):
        with pytest.raises(Conflict), transaction():
            services.replace_document(late, first, on=clock.today(), seen=late.revision, by=editor)
    with pytest.raises(Conflict), transaction():
        services.replace_document(third, third, on=clock.today(), seen=third.revision, by=editor)


def test_who_did_not_see_the_last_change_changes_nothing(editor):
    document = add(OLD, editor)
    with transaction():
        services.edit_document(document, DocumentText(OLD, "Tên đúng"), seen=1, by=editor)

    with pytest.raises(EditedMeanwhile), transaction():
        services.edit_document(document, DocumentText(OLD, "Tên cũ"), seen=1, by=editor)


@pytest.mark.parametrize("role", ["department", "ministry", "assessor"])
def test_who_neither_writes_nor_reviews_has_no_register(editor, role):
    stranger = make_account(role, "19" if role == "department" else "")
    document = add(OLD, editor)

    with pytest.raises(Forbidden), transaction():
        services.add_document(DocumentText(NEW, "Tên"), by=stranger)
    with pytest.raises(NotFound):
        queries.get_document(document.public_id, visible_to=stranger)
    assert queries.page_of_documents(number=1, visible_to=stranger).items == []


def test_the_register_is_searched_by_number_and_title(editor):
    add(OLD, editor, "Nghị định về khiếu nại")
    add(NEW, editor, "Nghị định về tố cáo")

    found = [
        queries.page_of_documents(text=text, number=1, visible_to=editor) for text in ("18/2026", "khiếu")
    ]

    assert [[document.number for document in page.items] for page in found] == [[NEW], [OLD]]


def test_two_who_add_the_same_document_at_once_add_it_once(app, editor):
    account = editor.id

    def adds():
        return services.add_document(DocumentText(OLD, "Tên"), by=db.session.get(Account, account)).number

    done, refusals = results_and_refusals(app, adds, adds)

    assert (done, refusals) == ([OLD, OLD], [])
    assert db.session.scalar(select(func.count()).select_from(LegalDocument)) == 1


def test_the_lessons_of_a_course_and_what_it_cites_wait_together(editor):
    version = make_written(editor)
    for lesson in version.lessons:
        mention(lesson.subject, lesson.markdown)
    mention(version.subject, "Luật số 42/2013/QH13")
    law = add("42/2013/QH13", editor)
    replace(law, add("90/2026/QH16", editor), editor)
    replace(add(OLD, editor), add(NEW, editor), editor)

    found = queries.list_replaced_in_course(find())

    assert [document.number for document in found] == [OLD, "42/2013/QH13"]
    assert db.session.scalar(select(func.count()).select_from(DocumentMention)) == 3
