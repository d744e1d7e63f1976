"""How the questions of a bank, and the tests that draw from it, work: figures for those who write them.

Five statements, however many answers there are. Nobody can be told from what leaves this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from assessments import analysis, rules
from assessments.analysis import Flag, OptionFigures, QuestionFigures, Reliability
from assessments.models import Question, QuestionBank, Quiz, QuizAnswer, QuizAttempt
from assessments.queries.banks import draft_of, get_bank, list_quizzes_of
from assessments.rules import QuestionKind
from assessments.rules.quizzes.choosing import (
    OfferedOption,
    chosen_options,
    is_given,
    offered_options,
    reading_seconds,
)
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account

MOST_ATTEMPTS = 3_000
"""So many of the latest first attempts are looked at: more would make pages slower, figures hardly better."""

_ANSWERS = ("attempt", "learner", "question", "number", "credit", "answered", "begun", "saved")


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One version of a question with its figures and what to look at, the gravest first."""

    question: Question
    figures: QuestionFigures
    flags: tuple[Flag, ...]
    reading_seconds: float
    options: tuple[tuple[OfferedOption, OptionFigures | None], ...]


@dataclass(frozen=True, slots=True)
class QuizLine:
    """A test that draws from the bank, and how reliable it is."""

    quiz: Quiz
    reliability: Reliability
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class BankFigures:
    """A bank with the figures of its questions and tests.

    Args:
        attempts: how many first attempts were looked at.
        is_cut: whether there are more than were looked at.
        lines: questions that are asked now or were answered, by key, the newest version first.
    """

    bank: QuestionBank
    attempts: int
    is_cut: bool
    lines: tuple[QuestionLine, ...]
    quizzes: tuple[QuizLine, ...]

    @property
    def flagged(self) -> tuple[QuestionLine, ...]:
        """Return the questions with something to look at."""
        return tuple(line for line in self.lines if line.flags)


def get_bank_figures(code: str, *, visible_to: Account) -> BankFigures:
    """Return how the questions of a bank work.

    Only the first finished attempt of each officer at each test counts.

    Raises:
        NotFound: there is no such bank, or none this person writes or reviews.
    """
    bank = get_bank(code, visible_to=visible_to)
    quizzes = list_quizzes_of(bank)
    attempts = db.session.execute(_select_first_attempts(quizzes)).all()
    rows = _answers(quizzes)
    questions = db.session.scalars(select(Question).where(Question.bank_id == bank.id)).all()
    answers = _table([row[1:] for row in rows], _ANSWERS)
    figures = _figures(questions, answers, rows)
    quiz_ids = {attempt_id: quiz_id for attempt_id, quiz_id in attempts}  # noqa: C416 - typed
    return BankFigures(
        bank=bank,
        attempts=len(attempts),
        is_cut=len(attempts) == MOST_ATTEMPTS,
        lines=tuple(_lines(questions, figures)),
        quizzes=tuple(
            _quiz_line(quiz, answers[answers["attempt"].map(quiz_ids) == quiz.id]) for quiz in quizzes
        ),
    )


def find_line(figures: BankFigures, question_id: int) -> QuestionLine:
    """Return the line of one question.

    Raises:
        NotFound: the bank has no such question, or it was never asked.
    """
    for line in figures.lines:
        if line.question.id == question_id:
            return line
    raise NotFound(_("There is no such question in this bank."))


def _select_first_attempts(quizzes: Sequence[Quiz]) -> Select[int, int]:
    return (
        select(QuizAttempt.id, QuizAttempt.quiz_id)
        .where(QuizAttempt.quiz_id.in_([quiz.id for quiz in quizzes]))
        .where(QuizAttempt.number == 1, QuizAttempt.finished_at.is_not(None))
        .order_by(QuizAttempt.id.desc())
        .limit(MOST_ATTEMPTS)
    )


def _answers(quizzes: Sequence[Quiz]) -> list[tuple[Any, ...]]:
    """Return for each answer what was chosen, and then the columns of `_ANSWERS`."""
    looked_at = _select_first_attempts(quizzes).with_only_columns(QuizAttempt.id).subquery()
    rows = db.session.execute(
        select(QuizAnswer.answer, QuizAnswer.attempt_id, QuizAttempt.officer_id, QuizAnswer.question_id)
        .add_columns(QuizAnswer.number, QuizAnswer.points_thousandths)
        .add_columns(QuizAttempt.started_at, QuizAnswer.answered_at)
        .join(QuizAnswer.attempt)
        .join(looked_at, looked_at.c.id == QuizAnswer.attempt_id)
        .where(QuizAnswer.points_thousandths.is_not(None))
        .order_by(QuizAnswer.attempt_id, QuizAnswer.number)
    )
    return [
        (answer, *key, number, credit, is_given(answer), _seconds(begun), _seconds(saved))
        for answer, *key, number, credit, begun, saved in rows
    ]


def _seconds(instant: datetime | None) -> float | None:
    return instant.timestamp() if instant else None


def _figures(
    questions: Sequence[Question], answers: Any, rows: list[tuple[Any, ...]]
) -> dict[int, QuestionFigures]:
    kinds = {question.id: QuestionKind(question.kind) for question in questions}
    chosen = [
        (attempt, question, option)
        for answer, attempt, _learner, question, *_more in rows
        if question in kinds
        for option in chosen_options(kinds[question], answer)
    ]
    offered = [
        (question.id, option.id, option.is_right)
        for question in questions
        for option in offered_options(kinds[question.id], question.payload)
    ]
    found: dict[int, QuestionFigures] = analysis.computing().question_figures(
        answers,
        _table(chosen, ("attempt", "question", "option")),
        _table(offered, ("question", "option", "is_right")),
    )
    return found


def _table(rows: list[tuple[Any, ...]], columns: tuple[str, ...]) -> Any:
    return analysis.computing().table(rows, columns)


def _lines(questions: Sequence[Question], figures: dict[int, QuestionFigures]) -> list[QuestionLine]:
    shown = [question for question in questions if question.is_current or question.id in figures]
    ordered = sorted(shown, key=lambda question: (question.key, -question.version))
    return [
        _line(question, figures.get(question.id, QuestionFigures(question.id, 0, 0))) for question in ordered
    ]


def _line(question: Question, figures: QuestionFigures) -> QuestionLine:
    kind = QuestionKind(question.kind)
    by_id = {option.option: option for option in figures.options}
    reading = reading_seconds(rules.words_of(draft_of(question)))
    return QuestionLine(
        question=question,
        figures=figures,
        flags=analysis.question_flags(figures, reading),
        reading_seconds=reading,
        options=tuple((option, by_id.get(option.id)) for option in offered_options(kind, question.payload)),
    )


def _quiz_line(quiz: Quiz, answers: Any) -> QuizLine:
    reliability: Reliability = analysis.computing().reliability(answers)
    return QuizLine(quiz, reliability, analysis.quiz_flags(reliability))
