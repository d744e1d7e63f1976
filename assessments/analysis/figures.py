"""What figures look like; nothing here needs pandas."""

from dataclasses import dataclass
from enum import StrEnum

LEAST_ANSWERS = 30
"""With fewer answers, or fewer in common, there is no figure: it would tell more of chance than of them."""


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """How one option of a choice question is chosen, among those who answered.

    Args:
        discrimination: of choosing it with the score in the other questions: below 0 the weak choose it more.
    """

    option: str
    is_right: bool
    chosen: int
    share: float | None
    discrimination: float | None


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """How one version of a question works; figures are None where the answers are too few or do not vary.

    Args:
        question: its id.
        asked: in how many attempts.
        answered: in how many of them it was not left empty; the figures wait for `LEAST_ANSWERS` of these.
        difficulty: mean credit, 0 to 1, of all who were asked; 1 means everybody earned everything.
        discrimination: correlation of the credit with the mean credit in the other questions of the attempt;
            the point-biserial coefficient, corrected, where the credit is 0 or 1.
        discrimination_total: the same with the mean credit in all questions, this one included.
        seconds: median time, see `questions.seconds_of_answers`.
        timed: how many times are known.
        options: of choice questions; empty for others.
    """

    question: int
    asked: int
    answered: int
    difficulty: float | None = None
    discrimination: float | None = None
    discrimination_total: float | None = None
    seconds: float | None = None
    timed: int = 0
    options: tuple[OptionFigures, ...] = ()

    @property
    def is_known(self) -> bool:
        """Tell whether there are answers enough."""
        return self.answered >= LEAST_ANSWERS


class NoReliability(StrEnum):
    """Why there is no alpha."""

    TOO_FEW = "too_few"
    """No two questions were asked together often enough."""
    NO_VARIATION = "no_variation"
    """Scores do not vary."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha of a quiz, or why there is none.

    Args:
        attempts: how many it is computed from.
        asked: how many questions these attempts were asked altogether.
        covered: how many of them it rests on: each was asked together with each other one often enough.
        length: how many questions the test has for which alpha stands.
    """

    alpha: float | None
    attempts: int
    asked: int
    covered: int = 0
    length: int = 0
    reason: NoReliability | None = None


@dataclass(frozen=True, slots=True)
class PathFigures:
    """How often one way through a case was taken, as "node=option" in order; percent is its score, 0 to 1."""

    path: tuple[str, ...]
    count: int
    share: float
    percent: float


@dataclass(frozen=True, slots=True)
class ChoiceFigures:
    """How often one option was taken by those who came to its node.

    Args:
        reached: how many came to the node.
        share: None where nobody came.
    """

    node: str
    option: str
    is_critical: bool
    reached: int
    chosen: int
    share: float | None


@dataclass(frozen=True, slots=True)
class CompetencyFigures:
    """What was earned for one competency: means over those whose way offered points for it."""

    code: str
    attempts: int
    gained: float
    maximum: float
    share: float | None


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """How one version of a case works; only the number of attempts where they are too few."""

    attempts: int
    percent: float | None = None
    critical: int = 0
    critical_share: float | None = None
    passed_share: float | None = None
    ways: int = 0
    paths: tuple[PathFigures, ...] = ()
    choices: tuple[ChoiceFigures, ...] = ()
    competencies: tuple[CompetencyFigures, ...] = ()

    @property
    def is_known(self) -> bool:
        """Tell whether there are attempts enough."""
        return self.attempts >= LEAST_ANSWERS
