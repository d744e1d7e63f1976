"""What figures give cause to look at, without pandas. Bounds are conventions: a flag asks for a look.

Sources: R. L. Ebel and D. A. Frisbie, Essentials of Educational Measurement (1991): discrimination below
0.20 is poor. J. C. Nunnally, Psychometric Theory (1978): reliability of 0.70. Tests after a course are
meant to be passed, so a question is too easy only from 0.95 on.
"""

from enum import StrEnum
from math import sqrt

from assessments.analysis.figures import (
    LEAST_ANSWERS,
    CaseFigures,
    ChoiceFigures,
    CompetencyFigures,
    QuestionFigures,
    Reliability,
)

TOO_EASY, TOO_HARD = 0.95, 0.3
LOW_DISCRIMINATION = 0.2
LOW_ALPHA = 0.7
COMMON_CRITICAL = 0.2
ALL_THE_SAME = 0.95
WEAK_COMPETENCY = 0.5


class Flag(StrEnum):
    """What an author should look at."""

    EVERYONE_WRONG = "everyone_wrong"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    KEY_DOUBTFUL = "key_doubtful"
    NEGATIVE = "negative"
    LOW = "low"
    UNUSED_OPTION = "unused_option"
    TOO_FAST = "too_fast"
    LOW_ALPHA = "low_alpha"
    CASE_TOO_EASY = "case_too_easy"
    CASE_TOO_HARD = "case_too_hard"
    CRITICAL_COMMON = "critical_common"
    SAME_CHOICE = "same_choice"
    UNUSED_CHOICE = "unused_choice"
    WEAK_COMPETENCY = "weak_competency"


def question_flags(figures: QuestionFigures, least_seconds: float) -> tuple[Flag, ...]:
    """Return what to look at in a question, the gravest first.

    Args:
        figures: of the question.
        least_seconds: the least time in which its text can be read.
    """
    if not figures.is_known:
        return ()
    wrong = [option for option in figures.options if not option.is_right]
    found = {
        Flag.KEY_DOUBTFUL: _is_key_doubtful(figures),
        **_by_difficulty(figures.difficulty or 0.0),
        **_by_discrimination(figures),
        Flag.UNUSED_OPTION: any(option.chosen == 0 for option in wrong),
        Flag.TOO_FAST: figures.seconds is not None and figures.seconds < least_seconds,
    }
    return tuple(flag for flag, is_found in found.items() if is_found)


def quiz_flags(reliability: Reliability) -> tuple[Flag, ...]:
    """Return what to look at in a quiz."""
    is_low = reliability.alpha is not None and reliability.alpha < LOW_ALPHA
    return (Flag.LOW_ALPHA,) if is_low else ()


def case_flags(figures: CaseFigures) -> tuple[Flag, ...]:
    """Return what to look at in a case as a whole."""
    if figures.percent is None:
        return ()
    if figures.percent > TOO_EASY:
        return (Flag.CASE_TOO_EASY,)
    return (Flag.CASE_TOO_HARD,) if figures.percent < TOO_HARD else ()


def choice_flags(figures: ChoiceFigures) -> tuple[Flag, ...]:
    """Return what to look at in an option of a case; its node must have been reached often enough."""
    if figures.share is None or figures.reached < LEAST_ANSWERS:
        return ()
    found = {
        Flag.CRITICAL_COMMON: figures.is_critical and figures.share >= COMMON_CRITICAL,
        Flag.SAME_CHOICE: figures.share >= ALL_THE_SAME,
        # That nobody takes a critical option is what one hopes for.
        Flag.UNUSED_CHOICE: figures.chosen == 0 and not figures.is_critical,
    }
    return tuple(flag for flag, is_found in found.items() if is_found)


def competency_flags(figures: CompetencyFigures) -> tuple[Flag, ...]:
    """Return what to look at in a competency of a case."""
    is_weak = (
        figures.share is not None and figures.attempts >= LEAST_ANSWERS and figures.share < WEAK_COMPETENCY
    )
    return (Flag.WEAK_COMPETENCY,) if is_weak else ()


def _by_difficulty(difficulty: float) -> dict[Flag, bool]:
    return {
        Flag.EVERYONE_WRONG: difficulty == 0,
        Flag.TOO_HARD: 0 < difficulty < TOO_HARD,
        Flag.TOO_EASY: difficulty > TOO_EASY,
    }


def _by_discrimination(figures: QuestionFigures) -> dict[Flag, bool]:
    """Return no word of low discrimination where nearly all were right: then it cannot be otherwise."""
    value, difficulty = figures.discrimination, figures.difficulty
    if value is None or difficulty is None:
        return {}
    is_low = 0 <= value < LOW_DISCRIMINATION and difficulty <= TOO_EASY
    return {Flag.NEGATIVE: value < 0, Flag.LOW: is_low}


def _is_key_doubtful(figures: QuestionFigures) -> bool:
    """Tell whether the weak choose a right option more often, and the strong a wrong one beyond chance.

    Chance alone moves a correlation by two standard errors, 2 / √n, in one case of twenty only.
    """
    known = [(one.is_right, one.discrimination) for one in figures.options if one.discrimination is not None]
    beyond_chance = 2 / sqrt(figures.answered)
    return any(is_right and value < 0 for is_right, value in known) and any(
        not is_right and value > beyond_chance for is_right, value in known
    )
