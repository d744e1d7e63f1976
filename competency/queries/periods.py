"""Reporting periods of a province, and what closing them froze."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from competency.models import FrozenTarget, FrozenTargetCell, PeriodClosing, ReportingPeriod
from competency.queries.targets import describe_notes
from competency.rules import percent
from competency.rules.targets import (
    DataOrigin,
    Operator,
    TargetKind,
    TargetNote,
    TargetResult,
    Verdict,
)
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from people.models import AdministrativeUnit


class TrendPoint(NamedTuple):
    """A target at the end of a closed period, as its latest correction has it."""

    period: str
    ends_on: date
    correction_no: int
    verdict: Verdict
    numerator: int | None
    denominator: int | None

    @property
    def share(self) -> Decimal | None:
        """Return the share in percent, to one decimal."""
        return percent(self.numerator or 0, self.denominator or 0)


def list_periods(province_code: str) -> list[ReportingPeriod]:
    """Return the calendar of a province, the latest period first, quarters before their year."""
    return list(
        db.session.scalars(
            select(ReportingPeriod)
            .where(ReportingPeriod.province_code == province_code)
            .options(joinedload(ReportingPeriod.closed_by))
            .order_by(ReportingPeriod.ends_on.desc(), ReportingPeriod.kind, ReportingPeriod.code)
        )
    )


def list_period_keys(codes: Collection[str]) -> set[tuple[str, str]]:
    """Return province and code of the periods of these codes that are in a calendar already."""
    rows = db.session.execute(
        select(ReportingPeriod.province_code, ReportingPeriod.code).where(ReportingPeriod.code.in_(codes))
    )
    return {(province_code, code) for province_code, code in rows}


def find_period(province_code: str, code: str) -> ReportingPeriod | None:
    """Return a period of a province, or None."""
    return db.session.scalar(
        select(ReportingPeriod)
        .where(ReportingPeriod.province_code == province_code, ReportingPeriod.code == code)
        .options(joinedload(ReportingPeriod.closed_by))
    )


def get_period(province_code: str, code: str) -> ReportingPeriod:
    """Return a period of a province.

    Raises:
        NotFound: there is none in its calendar.
    """
    period = find_period(province_code, code)
    if period is None:
        raise NotFound(_("There is no reporting period %(code)s.", code=code))
    return period


def lock_period(period_id: int) -> ReportingPeriod:
    """Return a period, so that nobody else closes or corrects it meanwhile."""
    return db.session.scalars(
        select(ReportingPeriod)
        .where(ReportingPeriod.id == period_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def list_closings(period: ReportingPeriod) -> list[PeriodClosing]:
    """Return the closing of a period and its corrections, in order."""
    return list(
        db.session.scalars(
            select(PeriodClosing)
            .where(PeriodClosing.period_id == period.id)
            .options(joinedload(PeriodClosing.made_by))
            .order_by(PeriodClosing.correction_no)
        )
    )


def list_target_results(
    unit: AdministrativeUnit, period: ReportingPeriod, *, correction_no: int | None = None
) -> list[TargetResult]:
    """Return what a closed period froze of a province or one of its communes; nothing for an open one.

    No gate: ask ``people.policies.may_see_coverage`` first.

    Args:
        unit: the province of the period, or a commune of it.
        period: the period.
        correction_no: an earlier state; None for the latest correction.
    """
    number = period.correction_no if correction_no is None else correction_no
    row, cell = FrozenTarget, FrozenTargetCell
    statement = select(row).where(row.period_id == period.id, row.correction_no == number)
    if unit.province_code != period.province_code:
        return []
    if unit.is_province:
        rows = db.session.scalars(statement.order_by(row.rank, row.target_code))
        return [_result(one, one) for one in rows]
    found = db.session.execute(
        statement.add_columns(cell)
        .join(
            cell,
            (cell.period_id == row.period_id)
            & (cell.correction_no == row.correction_no)
            & (cell.target_code == row.target_code),
        )
        .where(cell.unit_code == unit.code)
        .order_by(row.rank, row.target_code)
    )
    return [_result(words, figures) for words, figures in found]


def list_frozen_communes(
    period: ReportingPeriod, code: str, *, correction_no: int | None = None
) -> dict[str, TargetResult]:
    """Return by commune what a closed period froze of one target."""
    number = period.correction_no if correction_no is None else correction_no
    words = db.session.get(FrozenTarget, (period.id, number, code))
    if words is None:
        return {}
    cell = FrozenTargetCell
    cells = db.session.scalars(
        select(cell).where(
            cell.period_id == period.id, cell.correction_no == number, cell.target_code == code
        )
    )
    return {one.unit_code: _result(words, one) for one in cells}


def list_trend(unit: AdministrativeUnit, code: str) -> list[TrendPoint]:
    """Return how a target stood at the end of the closed quarters of a province or commune, oldest first."""
    row = FrozenTarget if unit.is_province else FrozenTargetCell
    period = ReportingPeriod
    statement = (
        select(period.code, period.ends_on, period.correction_no, row.verdict, row.numerator, row.denominator)
        .join(row, (row.period_id == period.id) & (row.correction_no == period.correction_no))
        .where(period.province_code == unit.province_code, period.kind == "quarter", row.target_code == code)
        .order_by(period.ends_on)
    )
    if not unit.is_province:
        statement = statement.where(FrozenTargetCell.unit_code == unit.code)
    return [
        TrendPoint(name, day, number, Verdict(verdict), part, whole)
        for name, day, number, verdict, part, whole in db.session.execute(statement)
    ]


def list_frozen_people(province_code: str, code: str) -> dict[str, dict[str, int]]:
    """Return by closed quarter and commune how many people stood behind a target. Figures only: no gate."""
    cell, period = FrozenTargetCell, ReportingPeriod
    rows = db.session.execute(
        select(period.code, cell.unit_code, cell.denominator)
        .join(cell, (cell.period_id == period.id) & (cell.correction_no == period.correction_no))
        .where(period.province_code == province_code, period.kind == "quarter", cell.target_code == code)
    )
    found: dict[str, dict[str, int]] = {}
    for name, unit_code, people in rows:
        found.setdefault(name, {})[unit_code] = people or 0
    return found


def _result(words: FrozenTarget, figures: Any) -> TargetResult:
    notes = tuple(TargetNote(note) for note in words.notes)
    return TargetResult(
        code=words.target_code,
        name=words.name,
        kind=TargetKind(words.kind),
        origin=DataOrigin(words.origin),
        source=words.source,
        population=words.population,
        definition=words.definition,
        numerator_words=words.numerator_words,
        denominator_words=words.denominator_words,
        threshold=words.threshold,
        operator=Operator(words.operator),
        due=words.due,
        verdict=Verdict(figures.verdict),
        numerator=figures.numerator,
        denominator=figures.denominator,
        with_field=figures.with_field,
        measured_on=figures.measured_on,
        notes=notes,
        note=describe_notes(notes),
        document=words.document if figures is words else "",
        correction_no=words.correction_no,
    )
