"""Ways through a case, choices at its nodes, points by competency."""

import pandas as pd

from assessments.analysis.figures import (
    LEAST_ANSWERS,
    CaseFigures,
    ChoiceFigures,
    CompetencyFigures,
    PathFigures,
)

MOST_PATHS = 20
_WHOLE = 1000


def case_figures(
    attempts: pd.DataFrame, steps: pd.DataFrame, options: pd.DataFrame, points: pd.DataFrame
) -> CaseFigures:
    """Return the figures of one version of a case.

    Args:
        attempts: finished ones: attempt (id), percent (tenths of a percent), is_critical, is_passed.
        steps: attempt, number, node, option.
        options: every option there is, in the order of the case: node, option, is_critical.
        points: attempt, competency, gained, maximum; only where the way offered points for it.
    """
    count = len(attempts)
    if count < LEAST_ANSWERS:
        return CaseFigures(count)
    critical = int(attempts["is_critical"].sum())
    paths = _paths(attempts, steps)
    return CaseFigures(
        attempts=count,
        percent=int(attempts["percent"].sum()) / count / _WHOLE,
        critical=critical,
        critical_share=critical / count,
        passed_share=int(attempts["is_passed"].sum()) / count,
        ways=len(paths),
        paths=tuple(paths[:MOST_PATHS]),
        choices=_choices(steps, options),
        competencies=_competencies(points),
    )


def _paths(attempts: pd.DataFrame, steps: pd.DataFrame) -> list[PathFigures]:
    """Return the ways that were taken, the most usual first."""
    ordered = steps.sort_values(["attempt", "number"])
    words = ordered["node"] + "=" + ordered["option"]
    ways = words.groupby(ordered["attempt"]).agg("\n".join).rename("path")
    table = attempts.set_index("attempt").join(ways)
    found = []
    for path, rows in table.groupby("path"):
        count, percent = len(rows), int(rows["percent"].sum())
        way = tuple(str(path).split("\n"))
        found.append(PathFigures(way, count, count / len(attempts), percent / count / _WHOLE))
    return sorted(found, key=lambda way: (-way.count, way.path))


def _choices(steps: pd.DataFrame, options: pd.DataFrame) -> tuple[ChoiceFigures, ...]:
    chosen = steps.groupby(["node", "option"]).size().to_dict()
    reached = steps.groupby("node").size().to_dict()
    found = []
    for node, option, is_critical in zip(
        options["node"], options["option"], options["is_critical"], strict=True
    ):
        here, taken = int(reached.get(node, 0)), int(chosen.get((node, option), 0))
        share = taken / here if here else None
        found.append(ChoiceFigures(str(node), str(option), bool(is_critical), here, taken, share))
    return tuple(found)


def _competencies(points: pd.DataFrame) -> tuple[CompetencyFigures, ...]:
    """Return what was earned by competency, in the order in which the points come."""
    found = []
    for code, rows in points.groupby("competency", sort=False):
        gained, maximum = int(rows["gained"].sum()), int(rows["maximum"].sum())
        share = gained / maximum if maximum else None
        found.append(CompetencyFigures(str(code), len(rows), gained / len(rows), maximum / len(rows), share))
    return tuple(found)
