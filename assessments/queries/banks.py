"""Reads of question banks for those who write and review them, and of the pictures that questions show."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from assessments import rules
from assessments.models import (
    BankMember,
    BankVersion,
    Question,
    QuestionBank,
    Quiz,
    QuizSection,
)
from assessments.queries.versions import OPEN_STATES, PUBLISHED_STATES, find_newest
from courses.models import Course, CourseVersion
from courses.queries import is_within
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page
from lms.text import fold

BANKS_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class BankLine:
    """A bank as a list shows it.

    Args:
        newest: its latest version; None for a bank that never had one.
        questions: how many stand in that version.
    """

    bank: QuestionBank
    newest: BankVersion | None
    questions: int


def is_own_bank(account: Account) -> ColumnElement[bool]:
    """Tell of a bank whether a person writes or reviews for its owner."""
    return is_within(account, QuestionBank.owner_id)


def select_banks(*, visible_to: Account) -> Select[QuestionBank]:
    """Return the statement of the banks a person writes or reviews."""
    return select(QuestionBank).where(is_own_bank(visible_to))


def page_of_banks(text: str, *, number: int, visible_to: Account) -> Page:
    """Return one page of `BankLine`, by code; ``text`` is looked for in codes and titles."""
    found = [
        bank
        for bank in db.session.scalars(
            select_banks(visible_to=visible_to)
            .options(joinedload(QuestionBank.owner))
            .order_by(QuestionBank.code)
        )
        if fold(text) in fold(f"{bank.code} {bank.title}")
    ]
    first = (number - 1) * BANKS_A_PAGE
    banks = found[first : first + BANKS_A_PAGE]
    newest = _newest_versions([bank.id for bank in banks])
    counts = _member_counts([version.id for version in newest.values()])
    lines = [
        BankLine(bank, newest.get(bank.id), counts.get(newest[bank.id].id, 0) if bank.id in newest else 0)
        for bank in banks
    ]
    return Page(lines, number, BANKS_A_PAGE, len(found))


def get_bank(code: str, *, visible_to: Account) -> QuestionBank:
    """Return one bank with its owner.

    Raises:
        NotFound: there is no such bank, or none this person writes or reviews.
    """
    bank = db.session.scalar(
        select_banks(visible_to=visible_to)
        .where(QuestionBank.code == code)
        .options(joinedload(QuestionBank.owner))
    )
    if bank is None:
        raise NotFound(_("There is no such question bank."))
    return bank


def find_open_version(bank: QuestionBank) -> BankVersion | None:
    """Return the version of a bank that is on its way to learners, or None."""
    return find_newest(BankVersion, BankVersion.bank_id == bank.id, OPEN_STATES)


def find_published_version(bank: QuestionBank) -> BankVersion | None:
    """Return the version of a bank that is asked now, or None."""
    return find_newest(BankVersion, BankVersion.bank_id == bank.id, PUBLISHED_STATES)


def find_newest_version(bank: QuestionBank) -> BankVersion | None:
    """Return the version of a bank with the highest number, or None."""
    return find_newest(BankVersion, BankVersion.bank_id == bank.id)


def find_source_version(bank: QuestionBank) -> BankVersion | None:
    """Return the version that the next one begins with: the published, else the newest, or None."""
    return find_published_version(bank) or find_newest_version(bank)


def get_working_version(bank: QuestionBank) -> BankVersion:
    """Return the version of a bank that is on its way to learners, or its newest.

    Raises:
        NotFound: it never had one.
    """
    version = find_open_version(bank) or find_newest_version(bank)
    if version is None:
        raise NotFound(_("There is no such version of this bank."))
    return version


def get_bank_version(bank: QuestionBank, number: int) -> BankVersion:
    """Return one version of a bank.

    Raises:
        NotFound: it has no version of this number.
    """
    version = db.session.scalar(
        select(BankVersion).where(BankVersion.bank_id == bank.id, BankVersion.number == number)
    )
    if version is None:
        raise NotFound(_("There is no such version of this bank."))
    return version


def list_bank_versions(bank: QuestionBank) -> Sequence[BankVersion]:
    """Return all versions of a bank, the newest first."""
    return db.session.scalars(
        select(BankVersion).where(BankVersion.bank_id == bank.id).order_by(BankVersion.number.desc())
    ).all()


def find_member(version: BankVersion, key: str) -> BankMember | None:
    """Return the question of this key in a version, or None."""
    return db.session.scalar(_select_members(version).where(Question.key == key))


def get_members(version: BankVersion) -> dict[str, BankMember]:
    """Return the questions of a version by key, in their order."""
    return {member.question.key: member for member in list_members(version)}


def list_members(version: BankVersion) -> Sequence[BankMember]:
    """Return the questions of a version with their rows as they are now, in their order."""
    statement = _select_members(version).order_by(BankMember.rank, Question.key)
    return db.session.scalars(statement, execution_options={"populate_existing": True}).all()


def list_next_questions(bank: QuestionBank) -> Sequence[Question]:
    """Return the questions of the open version of a bank in their order, or those its next would begin with.

    Those stand in the published version, else in the newest, whatever became of it; in a bank that never had
    a version they are those asked now.
    """
    version = find_open_version(bank) or find_source_version(bank)
    if version is not None:
        return [member.question for member in list_members(version)]
    return db.session.scalars(
        select(Question).where(Question.bank_id == bank.id, Question.is_current).order_by(Question.key)
    ).all()


def next_rank(version: BankVersion) -> int:
    """Return the place behind the last question of a version."""
    last = db.session.scalar(select(func.max(BankMember.rank)).where(BankMember.version_id == version.id))
    return (last or 0) + 1


def suggest_key(version: BankVersion) -> str:
    """Return a code that no question of the bank ever had: C01, C02 and so on."""
    used = set(db.session.scalars(select(Question.key).where(Question.bank_id == version.bank_id)))
    return next(key for number in count(1) if (key := f"C{number:02}") not in used)


def get_question(bank: QuestionBank, question_id: int) -> Question:
    """Return one row of a question of a bank.

    Raises:
        NotFound: the bank has no such row.
    """
    question = db.session.scalar(
        select(Question).where(Question.bank_id == bank.id, Question.id == question_id)
    )
    if question is None:
        raise NotFound(_("There is no such question in this bank."))
    return question


def draft_of(question: Question) -> rules.QuestionDraft:
    """Return a question as its author writes it."""
    return rules.QuestionDraft(
        key=question.key,
        kind=rules.QuestionKind(question.kind),
        payload=question.payload,
        competency_code=question.competency_code,
        level=question.level,
        tags=tuple(question.tags or ()),
    )


def count_current(bank: QuestionBank) -> Counter[str]:
    """Return how many questions of a bank are asked now, by competency; the empty code for none."""
    code = func.coalesce(Question.competency_code, "")
    rows = db.session.execute(
        select(code, func.count()).where(Question.bank_id == bank.id, Question.is_current).group_by(code)
    )
    return Counter({competency: count for competency, count in rows})  # noqa: C416 - typed


def count_asked(bank_id: int) -> dict[str, int]:
    """Return how many questions of a bank each quiz asks, by the title of the quiz."""
    rows = db.session.execute(
        select(Quiz.title, func.sum(QuizSection.draw_count))
        .join(Quiz.sections)
        .where(QuizSection.bank_id == bank_id)
        .group_by(Quiz.id, Quiz.title)
    )
    return {title: int(count) for title, count in rows}


def find_next_asked(code: str) -> int | None:
    """Return how many questions the next version of a course will ask; None where none is being written."""
    sheet = db.session.scalar(
        select(CourseVersion.sheet)
        .join(CourseVersion.course)
        .where(Course.code == code, CourseVersion.state.in_(OPEN_STATES))
    )
    if sheet is None:
        return None
    post_test = sheet.get("post_test")
    return int(post_test.get("questions") or 1) if post_test else 0


def list_quizzes_of(bank: QuestionBank) -> Sequence[Quiz]:
    """Return the quizzes that draw from a bank."""
    return db.session.scalars(
        select(Quiz).where(Quiz.sections.any(QuizSection.bank_id == bank.id)).order_by(Quiz.code)
    ).all()


def find_course_owner_id(code: str) -> int | None:
    """Return who owns the course of this code, whoever asks: only that institution names a bank so."""
    return db.session.scalar(select(Course.owner_id).where(Course.code == code))


def _select_members(version: BankVersion) -> Select[BankMember]:
    return (
        select(BankMember)
        .join(BankMember.question)
        .where(BankMember.version_id == version.id)
        .options(contains_eager(BankMember.question))
    )


def _newest_versions(bank_ids: Collection[int]) -> dict[int, BankVersion]:
    rows = db.session.scalars(
        select(BankVersion).where(BankVersion.bank_id.in_(bank_ids)).order_by(BankVersion.number)
    )
    return {version.bank_id: version for version in rows}


def _member_counts(version_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(BankMember.version_id, func.count())
        .where(BankMember.version_id.in_(version_ids))
        .group_by(BankMember.version_id)
    )
    return {version_id: count for version_id, count in rows}  # noqa: C416 - typed
