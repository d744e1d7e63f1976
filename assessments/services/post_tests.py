"""Bringing post-tests in: a bank in GIFT becomes versions of questions and a quiz that draws from them.

A course has one quiz for all its versions: the row is pointed at the new version, so that the limit of
attempts holds across versions. Attempts under way keep the questions they were asked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from assessments import queries, rules
from assessments.models import QuestionBank, Quiz, QuizSection
from assessments.services.bank_imports import update_questions
from assessments.services.documents import ContentRefused, at_line
from competency import queries as competency
from courses import policies
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
        refused.append(_too_few(len(questions), settings.questions or 1))
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
        ContentRefused: as `check_post_test`, or the bank is being written in the studio.
        Forbidden: ``by`` does not edit for the owner of the course.
    """
    course = course_version.course
    authorize(by, may_edit_for, course.owner)
    parsed = check_post_test(gift_text, settings)
    bank = _bank(course)
    counts = update_questions(bank, parsed, by=by)
    quiz, is_new = _quiz(course_version, settings)
    stock = Counter(source.category for source in parsed)
    sections = _sections(course_version, bank, stock, settings.questions or len(parsed))
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


def point_quiz(course_version: CourseVersion, settings: PostTestSettings, *, by: Account) -> Quiz:
    """Make the questions that are asked now of the course's bank the post-test of a version.

    The bank has the code of the course. Called once the version's bank is published; asked again it changes
    nothing.

    Raises:
        ContentRefused: the bank holds fewer questions than are to be asked.
        Forbidden: ``by`` neither writes nor reviews for the owner of the course.
    """
    course = course_version.course
    authorize(by, policies.may_publish, course.owner)
    bank = queries.find_bank(course.code)
    stock = queries.count_current(bank) if bank is not None else Counter()
    asked = settings.questions or stock.total()
    if bank is None or stock.total() < max(asked, 1):
        raise ContentRefused([_too_few(stock.total(), max(asked, 1))])
    quiz, is_new = _quiz(course_version, settings)
    is_rearranged = _replace_sections(quiz, _sections(course_version, bank, stock, asked))
    course_version.has_post_test = True
    if is_new or is_rearranged:
        audit.record(rules.AssessmentEvent.QUIZ_ARRANGED, quiz, by=by, asked=asked)
    return quiz


def renew_quizzes(bank: QuestionBank, *, by: Account) -> None:
    """Let the post-test that draws from a bank ask each outcome in its share of what is asked now.

    It asks as many questions as before, or all where its course says so, and never more than there are.
    Only for services that publish a bank; no gate.
    """
    quiz = queries.find_quiz(bank.code)
    version = quiz.course_version if quiz is not None else None
    if quiz is None or version is None or {section.bank_id for section in quiz.sections} != {bank.id}:
        return
    stock = queries.count_current(bank)
    wanted = (version.sheet.get("post_test") or {}).get("questions", _asked(quiz))
    asked = min(wanted or stock.total(), stock.total())
    if asked and _replace_sections(quiz, _sections(version, bank, stock, asked)):
        audit.record(rules.AssessmentEvent.QUIZ_ARRANGED, quiz, by=by, asked=asked)


def _asked(quiz: Quiz) -> int:
    return sum(section.draw_count for section in quiz.sections)


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


def _too_few(count: int, asked: int) -> str:
    return _(
        "The bank has %(count)s questions, but the test asks %(asked)s. Add questions or ask fewer.",
        count=count,
        asked=asked,
    )


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
    version: CourseVersion, bank: QuestionBank, stock: Mapping[str, int], asked: int
) -> list[QuizSection]:
    """Return one section for each outcome in its share, or one for all where that cannot be.

    One for all: if a question belongs to no outcome (it would never be asked), or if fewer questions are
    asked than there are outcomes.
    """
    outcomes = [code for code in _outcome_codes(version) if stock.get(code)]
    if not outcomes or set(stock) - set(outcomes) or asked < len(outcomes):
        return [QuizSection(number=1, bank_id=bank.id, competency_code=None, draw_count=asked)]
    shares = _shares([stock[code] for code in outcomes], asked)
    return [
        QuizSection(number=number, bank_id=bank.id, competency_code=code, draw_count=share)
        for number, (code, share) in enumerate(zip(outcomes, shares, strict=True), start=1)
    ]


def _outcome_codes(version: CourseVersion) -> list[str]:
    """Return what a version develops: by its sheet, or by its course where it was imported before sheets."""
    told = version.sheet.get("outcomes") if version.sheet else None
    if told:
        return [str(outcome["competency"]) for outcome in told]
    return [row.competency_code for row in version.course.outcomes]


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
