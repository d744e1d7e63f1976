"""The rows of one question, one for each text it ever had."""

from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import func, select

from assessments.models import BankMember, BankVersion, Question, QuestionBank
from lms.database import db
from lms.pages import Page

HISTORY_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One row of a question in its history, and the row before it; None for the first."""

    question: Question
    before: Question | None


def page_of_history(question: Question, *, number: int) -> Page:
    """Return one page of `QuestionRow`: every row of a question, the newest first."""
    rows = db.session.scalars(
        select(Question)
        .where(Question.bank_id == question.bank_id, Question.key == question.key)
        .order_by(Question.version.desc())
    ).all()
    lines = [QuestionRow(row, before) for row, before in zip_longest(rows, rows[1:])]
    return Page.cut(lines, number, HISTORY_A_PAGE)


def numbers_of_members(question: Question) -> dict[int, list[int]]:
    """Return in which versions of its bank each row of a question stood, by the id of the row."""
    rows = db.session.execute(
        select(BankMember.question_id, BankVersion.number)
        .join(BankMember.version)
        .join(BankMember.question)
        .where(Question.bank_id == question.bank_id, Question.key == question.key)
        .order_by(BankVersion.number)
    )
    numbers: dict[int, list[int]] = {}
    for question_id, version_number in rows:
        numbers.setdefault(question_id, []).append(version_number)
    return numbers


def last_question_numbers(bank: QuestionBank) -> dict[str, int]:
    """Return the number of the last row of every question a bank ever had, by key."""
    rows = db.session.execute(
        select(Question.key, func.max(Question.version))
        .where(Question.bank_id == bank.id)
        .group_by(Question.key)
    )
    return {key: number for key, number in rows}  # noqa: C416 - typed


def next_question_number(version: BankVersion, key: str) -> int:
    """Return the number of the next row of a question, from 1."""
    last = db.session.scalar(
        select(func.max(Question.version)).where(Question.bank_id == version.bank_id, Question.key == key)
    )
    return (last or 0) + 1
