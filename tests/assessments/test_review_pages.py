"""The studio's first page, the review of a version, and the register of documents, as people meet them."""

import re

import pytest
from factories import make_case, make_enrolment, make_learner, post, sign_in
from publication_desk import (
    begin_next,
    bring_to_learners,
    find,
    hand_in,
    make_editor,
    make_reviewer,
    make_written,
)
from sqlalchemy import select

from courses import queries, services
from courses.models import LegalDocument, PublicationStep
from courses.services import DocumentText
from lms import clock
from lms.database import db, transaction

OLD, NEW = "124/2020/NĐ-CP", "18/2026/NĐ-CP"


@pytest.fixture
def people(app):
    return make_editor(), make_reviewer()


@pytest.fixture
def version(people):
    return hand_in(make_written(people[0]), people[0])


@pytest.fixture
def desk(client, people):
    return sign_in(client, people[1])


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    assert len(response.data) < 30_000
    return response.text


def test_the_studio_shows_what_is_under_way_and_what_waits(desk, version):
    text = page(desk, "/studio")

    assert f"/studio/reviews/{version.subject}" in text
    assert "/studio/reviews" in text


def test_a_reviewer_returns_a_version_with_a_comment_at_its_place(desk, version, people):
    here = f"/studio/reviews/{version.subject}"
    answer = post(
        desk,
        f"{here}/comments",
        place="lesson:mo-dau",
        text="Nêu rõ thời hạn.",
        back=f"{here}/parts/lesson:mo-dau",
    )
    assert answer.location == f"{here}/parts/lesson:mo-dau"
    assert "Nêu rõ thời hạn." in page(desk, f"{here}/parts/lesson:mo-dau")

    answer = post(desk, f"{here}/changes", note="Xem nhận xét ở bài mở đầu.")

    assert answer.location == here
    assert find().state == "changes_requested"
    assert "Xem nhận xét ở bài mở đầu." in page(desk, here)


def test_a_comment_leads_back_to_the_studio_only(desk, version):
    for back in ("https://vidu.vn/", "//vidu.vn", "/\\vidu.vn", "/courses", "/studio//vidu.vn"):
        answer = post(desk, f"/studio/reviews/{version.subject}/comments", text="Xem", back=back)
        assert answer.location == f"/studio/reviews/{version.subject}"


def test_an_approval_needs_what_was_shown(desk, version):
    here = f"/studio/reviews/{version.subject}"
    seen = re.search(r'name="seen" value="(\d+)"', page(desk, here))[1]

    assert post(desk, f"{here}/approval", seen=int(seen) - 1).status_code == 409
    assert find().state == "in_review"
    assert post(desk, f"{here}/approval", seen=seen).status_code == 302
    assert find().state == "approved"


def test_an_author_is_told_that_somebody_else_must_review(client, version, people):
    with transaction():
        services.note_author(find(), by=people[1])

    text = page(sign_in(client, people[1]), f"/studio/reviews/{version.subject}")

    assert "/approval" not in text
    assert (
        post(client, f"/studio/reviews/{version.subject}/approval", seen=find().revision).status_code == 403
    )


def test_an_approved_version_is_published_from_its_page(desk, version):
    here = f"/studio/reviews/{version.subject}"
    post(desk, f"{here}/approval", seen=find().revision)

    assert post(desk, f"{here}/publication", stays_until="").status_code == 302

    states = db.session.scalars(select(PublicationStep.to_state).order_by(PublicationStep.id)).all()
    assert states == ["in_review", "approved", "published"]


def test_words_that_are_missing_are_asked_for(desk, version):
    answer = post(desk, f"/studio/reviews/{version.subject}/changes", note="")

    assert answer.status_code == 422
    assert 'id="note-errors"' in answer.text


def test_changes_are_shown_in_words(client, people):
    bring_to_learners(make_written(people[0]), *people)
    draft = begin_next(people[0])
    with transaction():
        lesson = queries.list_written_lessons(draft)[0]
        services.touch_part(draft, lesson, seen=lesson.revision, by=people[0])
        lesson.markdown = "Theo Nghị định 18/2026/NĐ-CP."
    sign_in(client, people[0])

    text = page(client, f"/studio/reviews/{draft.subject}/differences")

    assert re.search(r"<del>.*124.*</del>", text)
    assert re.search(r"<ins>.*18.*</ins>", text)
    assert "thuc-hanh" not in text


def test_cases_are_reviewed_by_their_decisions(client, people):
    case = make_case()
    with transaction():
        subject = case.versions[0].subject
    sign_in(client, people[1])

    assert "node:n1" in page(client, f"/studio/reviews/{subject}")
    assert "Anh/chị làm gì trước?" in page(client, f"/studio/reviews/{subject}/parts/node:n1")


def replace(editor):
    for lesson in find().lessons:
        with transaction():
            services.note_mentions(lesson.subject, lesson.markdown)
    with transaction():
        old = services.add_document(DocumentText(OLD, "Cũ"), by=editor)
        new = services.add_document(DocumentText(NEW, "Mới"), by=editor)
        services.replace_document(old, new, on=clock.today(), seen=1, by=editor)
    return old


def test_a_replaced_document_lists_texts_and_tells_learners(client, people):
    bring_to_learners(make_written(people[0]), *people)
    document, learner = replace(people[0]), make_learner()
    make_enrolment(learner, find().course)

    register = page(sign_in(client, people[0]), f"/studio/documents/{document.public_id}")
    for path in ("/courses/KH80", "/courses/KH80/lessons/mo-dau"):
        assert NEW in page(sign_in(client, learner.account), path)

    assert register.count(f"/studio/reviews/{find().subject}/parts/lesson:") == 2


def test_what_was_found_to_hold_tells_learners_nothing(client, people):
    bring_to_learners(make_written(people[0]), *people)
    document, learner = replace(people[0]), make_learner()
    make_enrolment(learner, find().course)
    sign_in(client, people[0])
    for lesson in find().lessons:
        path = f"/studio/documents/{document.public_id}/holding"
        assert post(client, path, subject=lesson.subject).status_code == 302

    assert NEW not in page(sign_in(client, learner.account), "/courses/KH80/lessons/mo-dau")


def test_a_document_is_added_and_replaced_without_a_programmer(client, people):
    sign_in(client, people[0])
    answer = post(client, "/studio/documents", number="nghị định 124/2020/nđ-cp", title="Cũ", effective_on="")
    here = answer.location
    assert OLD in page(client, here)

    day = clock.today().isoformat()
    answer = post(client, f"{here}/replacement", seen="1", number=NEW, title="Mới", on=day)

    assert answer.status_code == 302
    assert NEW in page(client, here)
    assert db.session.scalars(select(LegalDocument.number).order_by(LegalDocument.number)).all() == [OLD, NEW]


def test_documents_that_texts_name_are_offered_for_the_register(client, people):
    version = make_written(people[0])
    with transaction():
        services.note_mentions(version.lessons[0].subject, f"Theo {OLD}.")
    sign_in(client, people[0])

    assert f'href="/studio/documents?number={OLD.replace("Đ", "%C4%90")}#number"' in page(
        client, "/studio/documents"
    )
    assert f'value="{OLD}"' in page(client, f"/studio/documents?number={OLD}")


def test_a_number_that_no_text_can_name_is_refused_beside_its_field(client, people):
    answer = post(sign_in(client, people[0]), "/studio/documents", number="Luật mới", title="T")

    assert answer.status_code == 422
    assert 'id="number-errors"' in answer.text


def test_learners_of_a_withdrawn_course_are_told_and_read_no_lesson(client, people):
    bring_to_learners(make_written(people[0]), *people)
    learner = make_learner()
    make_enrolment(learner, find().course, finished=1)
    with transaction():
        services.withdraw_course_version(find(), note="Sai căn cứ", by=people[1])
    sign_in(client, learner.account)

    assert "/lessons/" not in page(client, "/courses/KH80")
    assert client.get("/courses/KH80/lessons/mo-dau").status_code == 302


def test_the_first_page_asks_the_database_a_bounded_number_of_times(client, people):
    for number in range(3):
        make_written(people[0], code=f"KH7{number}", title=f"Khóa {number}")
    sign_in(client, people[0])

    assert page(client, "/studio").count("<tr") == 4
