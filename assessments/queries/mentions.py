"""Which courses, lessons, questions, cases and tasks name a legal document, and who answers for them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, func, literal, select, union

from assessments.models import (
    BankMember,
    BankVersion,
    CaseExercise,
    CaseVersion,
    OpenTask,
    Question,
    QuestionBank,
    Quiz,
    QuizSection,
    TaskVersion,
)
from courses import queries as courses
from courses.models import Course, CourseVersion, DocumentMention, LegalDocument, Lesson
from courses.queries import is_outdated_mention, is_within
from courses.rules import OPEN, CourseState
from lms.database import db
from lms.models import Account
from people.models import Organisation

_LIVE = sorted(state.value for state in {*OPEN, CourseState.PUBLISHED})
"""What learners meet or will meet; earlier versions are read by few and never change."""


@dataclass(frozen=True, slots=True)
class MentionLine:
    """A text that names a document.

    Args:
        subject: of the text, e.g. "lesson:5".
        kind: "course-version", "lesson", "question", "case-version" or "task-version".
        version: the word of the version it stands in.
        place: in that version, as comments name it.
        code: of the course, bank, case or task.
        title: of the lesson, question, course, case or task.
        holds: whether an editor found that it still holds.
        waits: whether the document was replaced and nobody has found that the text holds.
    """

    number: str
    subject: str
    kind: str
    version: str
    place: str
    code: str
    title: str
    state: str
    owner: str
    holds: bool
    waits: bool


def list_mentioning(number: str, *, visible_to: Account) -> list[MentionLine]:
    """Return what names a document, of published versions and those under way; five statements."""
    return _list_lines(visible_to, DocumentMention.number == number)


def list_waiting(*, visible_to: Account, limit: int) -> list[MentionLine]:
    """Return some of what waits for an update because a document it names was replaced; five statements."""
    return _list_lines(visible_to, is_outdated_mention(), limit)[:limit]


def count_waiting(*, visible_to: Account) -> int:
    """Return how many texts wait for an update, each once however many documents it names; one statement."""
    subjects = [
        _within(statement, visible_to, is_outdated_mention()).with_only_columns(DocumentMention.subject)
        for statement in _statements()
    ]
    return db.session.scalar(select(func.count()).select_from(union(*subjects).subquery())) or 0


def find_mention(subject: str, number: str) -> DocumentMention | None:
    """Return the mention of a document in a text, or None."""
    return db.session.get(DocumentMention, (subject, number))


def find_mention_owner(subject: str) -> Organisation | None:
    """Return who answers for the text a mention is about, or None if it is gone."""
    kind, _colon, key = subject.partition(":")
    number = int(key) if key.isdecimal() else 0
    if kind == "lesson":
        lesson = db.session.get(Lesson, number)
        return lesson.version.owner if lesson else None
    if kind == "question":
        question = db.session.get(Question, number)
        return question.bank.owner if question else None
    version = courses.find_version(subject)
    return version.owner if version is not None else None


def list_replaced_in_quiz(quiz: Quiz) -> list[LegalDocument]:
    """Return the replaced documents that questions of a quiz name, each once; one statement."""
    banks = select(QuizSection.bank_id).where(QuizSection.quiz_id == quiz.id)
    subjects = select(literal("question:").concat(_text(Question.id))).where(
        Question.bank_id.in_(banks), Question.is_current
    )
    return courses.list_replaced_by(DocumentMention.subject.in_(subjects))


def _list_lines(account: Account, condition: Any, limit: int | None = None) -> list[MentionLine]:
    found: list[MentionLine] = []
    for statement in _statements():
        found_here = _within(statement, account, condition).order_by("code", "title").limit(limit)
        found += [_line(row) for row in db.session.execute(found_here)]
    return list(dict.fromkeys(found))


def _statements() -> tuple[Any, ...]:
    """Return a statement for each kind of text."""
    return _courses(), _lessons(), _questions(), _cases(), _tasks()


def _within(statement: Any, account: Account, condition: Any) -> Any:
    return statement.where(condition).where(is_within(account, Organisation.id))


def _line(row: Any) -> MentionLine:
    mention: DocumentMention = row.DocumentMention
    return MentionLine(
        number=mention.number,
        subject=mention.subject,
        kind=mention.subject.partition(":")[0],
        version=f"{row.version_kind}:{row.version_id}",
        place=row.place,
        code=row.code,
        title=row.title,
        state=row.state,
        owner=row.owner,
        holds=mention.found_holding_at is not None,
        waits=bool(row.is_waiting),
    )


def _select(kind: str, version: Any, item: Any, place: Any, title: Any) -> Any:
    is_waiting = select(LegalDocument.id).where(is_outdated_mention()).correlate(DocumentMention).exists()
    return select(
        DocumentMention,
        literal(kind).label("version_kind"),
        version.id.label("version_id"),
        place.label("place"),
        item.code.label("code"),
        title.label("title"),
        version.state.label("state"),
        Organisation.name.label("owner"),
        is_waiting.label("is_waiting"),
    ).outerjoin(LegalDocument, LegalDocument.number == DocumentMention.number)


def _courses() -> Any:
    statement = _select("course-version", CourseVersion, Course, literal("sheet"), Course.title)
    is_named = DocumentMention.subject == _subject("course-version:", CourseVersion.id)
    return _owned(statement.join(CourseVersion, is_named), CourseVersion, Course, CourseVersion.course_id)


def _lessons() -> Any:
    place = literal("lesson:").concat(Lesson.slug)
    statement = (
        _select("course-version", CourseVersion, Course, place, Lesson.title)
        .join(Lesson, DocumentMention.subject == _subject("lesson:", Lesson.id))
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
    )
    return _owned(statement, CourseVersion, Course, CourseVersion.course_id)


def _questions() -> Any:
    place = literal("question:").concat(Question.key)
    statement = (
        _select("bank-version", BankVersion, QuestionBank, place, Question.key)
        .join(Question, DocumentMention.subject == _subject("question:", Question.id))
        .join(BankMember, BankMember.question_id == Question.id)
        .join(BankVersion, BankVersion.id == BankMember.version_id)
    )
    return _owned(statement, BankVersion, QuestionBank, BankVersion.bank_id)


def _cases() -> Any:
    statement = _select("case-version", CaseVersion, CaseExercise, literal("sheet"), CaseExercise.title)
    is_named = DocumentMention.subject == _subject("case-version:", CaseVersion.id)
    return _owned(statement.join(CaseVersion, is_named), CaseVersion, CaseExercise, CaseVersion.case_id)


def _tasks() -> Any:
    statement = _select("task-version", TaskVersion, OpenTask, literal("sheet"), OpenTask.title)
    is_named = DocumentMention.subject == _subject("task-version:", TaskVersion.id)
    return _owned(statement.join(TaskVersion, is_named), TaskVersion, OpenTask, TaskVersion.task_id)


def _owned(statement: Any, version: Any, item: Any, item_id: Any) -> Any:
    """Join the item of a version and its owner; only of versions that learners meet or will meet."""
    return (
        statement.join(item, item.id == item_id)
        .join(Organisation, Organisation.id == item.owner_id)
        .where(version.state.in_(_LIVE))
    )


def _subject(start: str, key: Any) -> Any:
    return literal(start).concat(_text(key))


def _text(key: Any) -> Any:
    return cast(key, String)
