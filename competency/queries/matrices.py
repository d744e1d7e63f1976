"""Figures in two directions: places, positions or kinds against competencies."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select

from competency.models import CoverageKind, CoverageSlice
from competency.queries import kept
from competency.queries.coverage import Counted, CountGap, CountSource, count_visible, list_keys
from competency.queries.held import key_of_held, with_facts
from competency.queries.pillars import list_pillar_codes
from competency.queries.snapshots import held_in
from competency.queries.tallies import Question, narrowed
from competency.rules import CoverageFilter, Cut, StandingStatus
from lms.database import db
from lms.models import Account
from people.models import AdministrativeUnit
from people.policies import may_see_names

_MET = (StandingStatus.MET, StandingStatus.EXPIRING)


class Cell(NamedTuple):
    """How many of the requirements of one line in one competency are met today."""

    met: int
    required: int


class Matrix(NamedTuple):
    """Cells by line and competency, with the figures of the lines."""

    counted: Counted
    cells: dict[tuple[str, str], Cell]


def count_matrix(
    unit: AdministrativeUnit | None,
    *,
    visible_to: Account,
    by: str = Cut.COMMUNE,
    on: date | None = None,
    only: CoverageFilter,
) -> Matrix:
    """Return what ``count_visible`` returns, and every line by competency.

    Cells come from where the lines come from, so lines are the sums of their cells; but without the right to
    names the lines of whole places have everybody, and their cells leave small groups out.
    """
    counted = count_visible(unit, visible_to=visible_to, by=by, on=on, only=only)
    if counted.gap is not None:
        return Matrix(counted, {})
    question = Question(unit, Cut(by), only, list_pillar_codes())
    has_names = visible_to.is_system or may_see_names(visible_to, unit)
    if has_names and counted.source in (CountSource.LIVE, CountSource.HISTORY):
        return Matrix(counted, _cells(_select_held(question, counted.day)))
    found = kept.find_sliced_day(counted.day)
    if found is None or found.day != counted.day or not kept.has_slices(question):
        return Matrix(counted._replace(gap=CountGap.NOT_KEPT if has_names else CountGap.TOO_FINE), {})
    return Matrix(counted, _cells(_select_slices(question, counted.day, is_for_all=not has_names)))


def list_matrix_columns(matrix: Matrix) -> dict[str, str]:
    """Return the competencies of a matrix with their names, in the order of lists."""
    codes = {code for _key, code in matrix.cells}
    return {code: name for code, name in list_keys(Cut.COMPETENCY).items() if code in codes}


def _select_held(question: Question, day: date) -> Select[Any]:
    """Return the statement of the cells of a day, in the order of the index where that is enough."""
    if question.facts or question.cut not in (Cut.COMMUNE, Cut.POSITION, Cut.PROVINCE):
        held = held_in(narrowed(question), day, "assignment_id").c
        key = key_of_held(question, held)
        columns: Any = (key, held.competency_code, func.sum(_one_if_met(held.status)), func.count())
        return with_facts(question, select(*columns), held).group_by(key, held.competency_code)
    held = held_in(narrowed(question), day).c
    keys = (held.province_code, held.unit_code, held.position_code, held.competency_code)
    sums = (func.sum(_one_if_met(held.status)).label("met"), func.count().label("required"))
    cells = select(*keys, *sums).group_by(*keys).subquery().c
    key = key_of_held(question, cells)
    columns = (key, cells.competency_code, func.sum(cells.met), func.sum(cells.required))
    return select(*columns).group_by(key, cells.competency_code)


def _select_slices(question: Question, day: date, *, is_for_all: bool) -> Select[Any]:
    key, condition = kept.key_and_slices(question, day, is_for_all=is_for_all)
    one = CoverageSlice
    met = func.sum(one.met + one.expiring)
    required = func.sum(one.met + one.expiring + one.expired + one.below + one.unproven)
    return (
        select(key, one.competency_code, met, required)
        .join(CoverageKind, kept.OF_KIND)
        .where(condition, one.competency_code != "")
        .group_by(key, one.competency_code)
    )


def _one_if_met(status: Any) -> Any:
    return case((status.in_([one.value for one in _MET]), 1), else_=0)


def _cells(statement: Select[Any]) -> dict[tuple[str, str], Cell]:
    rows = db.session.execute(statement)
    return {(key, code): Cell(int(met), int(required)) for key, code, met, required in rows}
