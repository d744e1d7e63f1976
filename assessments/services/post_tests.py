"""Bringing post-tests in: a bank in GIFT becomes versions of questions and a quiz that draws from them.

A course has one quiz for all its versions: the row is pointed at the new version, so that the limit of
attempts holds across versions. Attempts under way keep the questions they were asked.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from assessments import queries, rules
from assessments.models import Question, QuestionBank, Quiz, QuizSection
from assessments.services.documents import ContentRefused, at_line
from competency import queries as competency
from courses.models import Course, CourseVersion
from courses.rules import PostTestSettings
from lms import audit
from lms.database import db
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people.policies import may_edit_for

LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class PostTestReport:
    """What became of the questions of a bank.

    Args:
        asked: how many an attempt is asked.
    """

    added: int
    changed: int
    retired: int
    unchanged: int
    asked: int


def check_post_test(gift_text: str, settings: PostTestSettings) -> list[rules.ParsedQuestion]:
    """Return the questions of a GIFT file. Reads only; for importers.

    Raises:
        ContentRefused: every question that cannot be used, by line; too few questions; unknown competencies.
    """
    questions, errors = rules.parse_gift(gift_text)
    problems = [(error.line, _told(error)) for error in errors]
    problems += [(question.line, problem) for question, problem in _naming_problems(questions)]
    refused = [at_line(line, problem) for line, problem in sorted(problems)]
    if not refused and len(questions) < (settings.questions or 1):
        refused.append(
            _(
                "The bank has %(count)s questions, but the test asks %(asked)s. Add questions or ask fewer.",
                count=len(questions),
                asked=settings.questions or 1,
            )
        )
    if refused:
        raise ContentRefused(refused)
    return questions


def load_post_test(
    course_version: CourseVersion, gift_text: str, settings: PostTestSettings, *, by: Account
) -> PostTestReport:
    """Make the GIFT text the post-test of a course version; the same text twice changes nothing.

    Questions are known by their titles: a changed one gets a new version, one that is gone is asked no
    more. Where the bank holds questions of the outcomes only, each outcome is asked in its share.

    Raises:
        ContentRefused: as `check_post_test`.
        Forbidden: ``by`` does not edit for the owner of the course.
    """
    course = course_version.course
    authorize(by, may_edit_for, course.owner)
    parsed = check_post_test(gift_text, settings)
    bank = _bank(course)
    counts = _update_questions(bank, parsed)
    quiz, is_new = _quiz(course_version, settings)
    sections = _sections(course, bank, parsed, settings.questions or len(parsed))
    is_rearranged = _replace_sections(quiz, sections)
    course_version.has_post_test = True
    if is_new or is_rearranged or counts.keys() - {"unchanged"}:
        audit.record(rules.AssessmentEvent.QUIZ_IMPORTED, quiz, by=by, **counts)
    return PostTestReport(
        added=counts["added"],
        changed=counts["changed"],
        retired=counts["retired"],
        unchanged=counts["unchanged"],
        asked=sum(section.draw_count for section in sections),
    )


def _told(error: rules.GiftError) -> str:
    return f"{_(error.template, **error.params)} [{error.text[:80]}]"


def _naming_problems(questions: Sequence[rules.ParsedQuestion]) -> Iterable[tuple[rules.ParsedQuestion, str]]:
    known = {found.code for found in competency.list_competencies()}
    first: dict[str, rules.ParsedQuestion] = {}
    for question in questions:
        if not question.title:
            yield question, _("The question has no title. Begin it with ::title:: so that it is known again.")
        elif len(question.title) > LONGEST_KEY:
            yield question, _("The title is longer than %(limit)s characters. Shorten it.", limit=LONGEST_KEY)
        elif question.title in first:
            line = first[question.title].line
            yield (
                question,
                _('The title "%(title)s" stands in line %(line)s already. Give each question its own.',
                  title=question.title, line=line),
            )  # fmt: skip
        first.setdefault(question.title, question)
        if question.category and question.category not in known:
            yield (
                question,
                _('The framework has no competency "%(competency)s". Correct the code.',
                  competency=question.category),
            )  # fmt: skip


def _bank(course: Course) -> QuestionBank:
    bank = queries.find_bank(course.code)
    if bank is None:
        bank = QuestionBank(code=course.code, owner_id=course.owner_id)
        db.session.add(bank)
    bank.title = course.title
    db.session.flush()  # questions refer to the id
    return bank


def _update_questions(bank: QuestionBank, parsed: Sequence[rules.ParsedQuestion]) -> Counter[str]:
    """Bring the questions up to date; return how many were added, changed, retired or unchanged."""
    latest = {question.key: question for question in queries.list_bank_questions(bank)}
    counts: Counter[str] = Counter()
    for source in parsed:
        old = latest.get(source.title)
        content_hash = _hash(source)
        if old is not None and old.is_current and old.content_hash == content_hash:
            counts["unchanged"] += 1
            continue
        counts["changed" if old is not None and old.is_current else "added"] += 1
        if old is not None:
            old.is_current = False
        db.session.add(_question(bank, source, content_hash, old.version + 1 if old else 1))
    for key in latest.keys() - {source.title for source in parsed}:
        counts["retired"] += latest[key].is_current
        latest[key].is_current = False
    return +counts


def _question(bank: QuestionBank, source: rules.ParsedQuestion, content_hash: str, version: int) -> Question:
    return Question(
        bank_id=bank.id,
        key=source.title,
        version=version,
        kind=source.kind.value,
        competency_code=source.category or None,
        payload=source.payload,
        content_hash=content_hash,
    )


def _hash(source: rules.ParsedQuestion) -> str:
    content = [source.kind.value, source.category, source.payload]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _quiz(version: CourseVersion, settings: PostTestSettings) -> tuple[Quiz, bool]:
    """Return the quiz of the course, pointed at this version, and whether that changed anything."""
    wanted: dict[str, object] = {
        "title": version.course.title,
        "course_version_id": version.id,
        "minutes": settings.minutes,
        "attempts_limit": settings.attempts,
        "days_between": settings.days_between,
        "pass_percent": settings.pass_percent,
    }
    quiz = queries.find_quiz(version.course.code)
    if quiz is None:
        quiz = Quiz(code=version.course.code, **wanted)
        db.session.add(quiz)
        db.session.flush()  # sections refer to the id
        return quiz, True
    is_changed = any(getattr(quiz, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(quiz, name, value)
    return quiz, is_changed


def _sections(
    course: Course, bank: QuestionBank, parsed: Sequence[rules.ParsedQuestion], asked: int
) -> list[QuizSection]:
    """Return one section for each outcome in its share, or one for all where that cannot be.

    One for all: if a question belongs to no outcome (it would never be asked), or if fewer questions are
    asked than there are outcomes.
    """
    stock = Counter(source.category for source in parsed)
    outcomes = [row.competency_code for row in course.outcomes if stock[row.competency_code]]
    if not outcomes or set(stock) - set(outcomes) or asked < len(outcomes):
        return [QuizSection(number=1, bank_id=bank.id, competency_code=None, draw_count=asked)]
    shares = _shares([stock[code] for code in outcomes], asked)
    return [
        QuizSection(number=number, bank_id=bank.id, competency_code=code, draw_count=share)
        for number, (code, share) in enumerate(zip(outcomes, shares, strict=True), start=1)
    ]


def _shares(stocks: Sequence[int], asked: int) -> list[int]:
    """Return how many of each stock are asked: in proportion, at least one, never more than it has."""
    total = sum(stocks)
    shares = [1] * len(stocks)
    while sum(shares) < asked:
        fitting = [at for at, stock in enumerate(stocks) if shares[at] < stock]
        shares[max(fitting, key=lambda at: asked * stocks[at] - shares[at] * total)] += 1
    return shares


def _replace_sections(quiz: Quiz, wanted: list[QuizSection]) -> bool:
    """Give the quiz these sections; return whether that changed anything."""
    if list(map(_content, quiz.sections)) == list(map(_content, wanted)):
        return False
    db.session.execute(delete(QuizSection).where(QuizSection.quiz_id == quiz.id))
    for section in wanted:
        section.quiz_id = quiz.id
    db.session.add_all(wanted)
    db.session.expire(quiz, ["sections"])
    return True


def _content(section: QuizSection) -> tuple[object, ...]:
    return section.number, section.bank_id, section.competency_code, section.draw_count
