"""Somebody who knows the answers: fills a running quiz on the page as its payloads ask."""

from sqlalchemy import select

from assessments.models import QuizAnswer, QuizAttempt
from lms.database import db


def answer_rightly(page, app):
    """Fill every question of the running attempt with the right answer, as a person would."""
    with app.app_context():
        attempt = db.session.scalar(select(QuizAttempt).where(QuizAttempt.state == "in_progress"))
        rows = db.session.scalars(select(QuizAnswer).where(QuizAnswer.attempt_id == attempt.id)).all()
        asked = [(row.number, row.question.kind, row.question.payload) for row in rows]
    fieldsets = page.locator("main form fieldset.card")
    for index, (_number, kind, payload) in enumerate(sorted(asked, key=lambda one: one[0])):
        FILL[kind](fieldsets.nth(index), payload)


def _tick(box, payload):
    for option in payload["options"]:
        if float(option.get("weight", 0)) > 0:
            box.locator(f"input[value='{option['id']}']").check()


def _true_or_false(box, payload):
    box.locator(f"input[value='{'true' if payload['answer'] else 'false'}']").check()


def _match(box, payload):
    for pair in payload["pairs"]:
        select_box = box.locator(f"select[name$='.{pair['id']}']")
        shown = select_box.locator("option").all_inner_texts()
        select_box.select_option(index=shown.index(pair["right"]))


def _order(box, payload):
    for place, item in enumerate(payload["items"], start=1):
        box.locator(f"select[name$='.{item['id']}']").select_option(str(place))


def _type_word(box, payload):
    box.locator("input.form-control").fill(payload["answers"][0]["text"])


def _type_number(box, payload):
    answer = payload["answers"][0]
    box.locator("input.form-control").fill(str(answer.get("value", answer.get("minimum"))))


FILL = {
    "single": _tick,
    "multiple": _tick,
    "true_false": _true_or_false,
    "matching": _match,
    "ordering": _order,
    "short_answer": _type_word,
    "numeric": _type_number,
}
