"""How a case works: which ways officers take through it, what they choose, what they earn. No names."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import defer

from assessments import analysis, rules
from assessments.analysis import CaseFigures, ChoiceFigures, CompetencyFigures, Flag, PathFigures
from assessments.models import CaseAttempt, CaseExercise, CaseStep, CaseVersion
from assessments.queries.case_studio import get_own_case
from assessments.queries.question_figures import MOST_ATTEMPTS
from assessments.rules import CaseGraph, CaseResult, Choice, Option, PathScore
from courses.rules import CourseState
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account


@dataclass(frozen=True, slots=True)
class CaseReport:
    """One version of a case with its figures.

    Args:
        begun: how many officers began it for the first time; fewer finish.
        versions: numbers and states of all versions that were published, the newest first.
        choices: by node, in the order of the case: each option with its figures and what to look at.
    """

    case: CaseExercise
    version: CaseVersion
    begun: int
    versions: tuple[tuple[int, str], ...]
    graph: CaseGraph
    figures: CaseFigures
    flags: tuple[Flag, ...]
    choices: dict[str, list[tuple[Option, ChoiceFigures, tuple[Flag, ...]]]]
    competencies: tuple[tuple[CompetencyFigures, tuple[Flag, ...]], ...]

    @property
    def paths(self) -> tuple[PathFigures, ...]:
        """Return the most usual ways."""
        return self.figures.paths

    @property
    def is_cut(self) -> bool:
        """Tell whether there may be more attempts than were looked at."""
        return self.figures.attempts == MOST_ATTEMPTS


def get_case_report(code: str, number: int | None = None, *, visible_to: Account) -> CaseReport:
    """Return how a version of a case works; without a number the newest that was ever published.

    Only the first finished attempt of each officer counts.

    Raises:
        NotFound: no such case or version, none this person writes or reviews, or never published.
    """
    case = get_own_case(code, visible_to=visible_to)
    versions = _published_versions(case)
    version = next((one for one in versions if number is None or one.number == number), None)
    if version is None:
        raise NotFound(_("There is no such version of this case."))
    figures = _figures(version)
    by_choice = {(one.node, one.option): one for one in figures.choices}
    return CaseReport(
        case=case,
        version=version,
        begun=_count_begun(version),
        versions=tuple((one.number, one.state) for one in versions),
        graph=version.graph,
        figures=figures,
        flags=analysis.case_flags(figures),
        choices={
            node.id: [
                (option, chosen, analysis.choice_flags(chosen))
                for option in node.options.values()
                if (chosen := by_choice.get((node.id, option.id))) is not None
            ]
            for node in version.graph.nodes.values()
        },
        competencies=tuple((one, analysis.competency_flags(one)) for one in figures.competencies),
    )


def _published_versions(case: CaseExercise) -> list[CaseVersion]:
    was_tried = exists().where(CaseAttempt.version_id == CaseVersion.id)
    return list(
        db.session.scalars(
            select(CaseVersion)
            .where(CaseVersion.case_id == case.id)
            .where((CaseVersion.state == CourseState.PUBLISHED.value) | was_tried)
            .options(defer(CaseVersion.document))
            .order_by(CaseVersion.number.desc())
        )
    )


def _count_begun(version: CaseVersion) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(CaseAttempt.version_id == version.id, CaseAttempt.number == 1)
        )
        or 0
    )


def _select_first_attempts(version: CaseVersion) -> Select[int, int | None, bool, str | None]:
    return (
        select(CaseAttempt.id, CaseAttempt.percent_tenths, CaseAttempt.is_critical, CaseAttempt.result)
        .where(CaseAttempt.version_id == version.id)
        .where(CaseAttempt.number == 1, CaseAttempt.finished_at.is_not(None))
        .order_by(CaseAttempt.id.desc())
        .limit(MOST_ATTEMPTS)
    )


def _figures(version: CaseVersion) -> CaseFigures:
    graph = version.graph
    attempts = [
        (attempt_id, percent, is_critical, result == CaseResult.PASSED)
        for attempt_id, percent, is_critical, result in db.session.execute(_select_first_attempts(version))
    ]
    steps = _steps(version)
    options = [
        (node.id, option.id, option.critical)
        for node in graph.nodes.values()
        for option in node.options.values()
    ]
    room = analysis.computing()
    found: CaseFigures = room.case_figures(
        room.table(attempts, ("attempt", "percent", "is_critical", "is_passed")),
        room.table(steps, ("attempt", "number", "node", "option")),
        room.table(options, ("node", "option", "is_critical")),
        room.table(_points(graph, steps), ("attempt", "competency", "gained", "maximum")),
    )
    return found


def _steps(version: CaseVersion) -> list[tuple[int, int, str, str]]:
    looked_at = _select_first_attempts(version).with_only_columns(CaseAttempt.id).subquery()
    rows = db.session.execute(
        select(CaseStep.attempt_id, CaseStep.number, CaseStep.node, CaseStep.option)
        .join(looked_at, looked_at.c.id == CaseStep.attempt_id)
        .order_by(CaseStep.attempt_id, CaseStep.number)
    )
    return [(attempt_id, number, node, option) for attempt_id, number, node, option in rows]


def _points(graph: CaseGraph, steps: list[tuple[int, int, str, str]]) -> list[tuple[int, str, int, int]]:
    """Return what each attempt earned by competency, in framework order; each way is scored once."""
    ways: dict[int, list[Choice]] = {}
    for attempt_id, _number, node, option in steps:
        ways.setdefault(attempt_id, []).append((node, option))
    scores: Mapping[tuple[Choice, ...], PathScore] = {
        way: rules.score_path(graph, way) for way in {tuple(way) for way in ways.values()}
    }
    return [
        (attempt_id, code, points.gained, points.maximum)
        for code in graph.competencies
        for attempt_id, way in ways.items()
        if (points := scores[tuple(way)].by_competency.get(code)) is not None and points.maximum
    ]
