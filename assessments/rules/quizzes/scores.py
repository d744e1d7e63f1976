"""What an attempt at a quiz came to."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from assessments.rules.cases.graph import framework_order
from assessments.rules.percent import percent, reaches

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class GradedQuestion:
    """One question of an attempt with what its answer earned.

    Attributes:
        points: 0 to 1; an unanswered question is here with 0.
        competency: code, or ``None`` where the question belongs to none.
    """

    section: str
    points: Fraction
    competency: str | None = None


@dataclass(frozen=True)
class Share:
    """Points out of a maximum.

    Attributes:
        percent: one decimal, halves up, for show; what passes is decided on exact points.
    """

    points: Fraction
    maximum: int

    @property
    def percent(self) -> Decimal:
        """The share in percent; 0.0 where nothing could be gained."""
        return percent(self.points, self.maximum)

    def reaches(self, mark: Decimal | int) -> bool:
        """Return whether the exact share is at least the mark in percent."""
        return reaches(self.points, self.maximum, mark)


@dataclass(frozen=True)
class QuizScore:
    """The score of a whole attempt; every question weighs the same.

    Attributes:
        by_competency: in framework order, questions without a competency left out.
        failed_sections: sections below their own pass mark.
    """

    total: Share
    by_section: dict[str, Share]
    by_competency: dict[str, Share]
    failed_sections: tuple[str, ...]
    passed: bool

    @property
    def percent(self) -> Decimal:
        """The overall share in percent, one decimal, halves up."""
        return self.total.percent


def quiz_score(
    graded: Iterable[GradedQuestion],
    section_pass_marks: Mapping[str, Decimal | int],
    pass_percent: Decimal | int,
) -> QuizScore:
    """Return the score of an attempt; it passes by the overall mark and by the mark of every section.

    Args:
        graded: every question that was asked.
        section_pass_marks: section → percent; sections without a mark only count towards the whole.
        pass_percent: percent of the whole.
    """
    questions = list(graded)
    total = _share(questions)
    by_section = {section: _share(part) for section, part in _grouped(questions, "section").items()}
    by_competency = _grouped(questions, "competency")
    nothing = Share(Fraction(0), 0)
    failed = tuple(
        section
        for section, mark in section_pass_marks.items()
        if not by_section.get(section, nothing).reaches(mark)
    )
    return QuizScore(
        total=total,
        by_section=by_section,
        by_competency={code: _share(by_competency[code]) for code in framework_order(by_competency)},
        failed_sections=failed,
        passed=not failed and total.reaches(pass_percent),
    )


def _grouped(questions: Iterable[GradedQuestion], name: str) -> dict[str, list[GradedQuestion]]:
    groups: dict[str, list[GradedQuestion]] = {}
    for question in questions:
        key = getattr(question, name)
        if key is not None:
            groups.setdefault(key, []).append(question)
    return groups


def _share(questions: list[GradedQuestion]) -> Share:
    return Share(sum((question.points for question in questions), Fraction(0)), len(questions))
