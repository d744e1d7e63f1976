"""Policy targets of a unit: which there are, how they stand on a day, and what was entered for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from competency.models import PolicyTarget, TargetEntry, TargetPopulation
from competency.queries.measures import Asked, Place, count_tallies, select_people_behind
from competency.queries.target_words import NOTE_WORDS
from competency.rules.targets import (
    COMPUTED,
    ORIGIN_NOTES,
    WITHOUT_HISTORY,
    YEARLY,
    DataOrigin,
    Measure,
    Operator,
    Tally,
    TargetKind,
    TargetNote,
    TargetResult,
    has_enough,
    judge,
    target_due_on,
)
from lms import clock
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from people.models import AdministrativeUnit


class Lined(NamedTuple):
    """A target with the population that counts for it in a province."""

    target: PolicyTarget
    population: TargetPopulation


def list_targets(province_code: str, *, with_others: bool = False) -> list[Lined]:
    """Return the targets that a province has, those of the nation first replaced by its own, in order.

    Args:
        province_code: the province; empty for the nation alone.
        with_others: also those of other provinces' documents, for comparison.
    """
    rows = db.session.scalars(
        select(PolicyTarget).where(PolicyTarget.is_active).order_by(PolicyTarget.rank, PolicyTarget.code)
    ).all()
    own = [row for row in rows if row.owner_unit_code in (None, province_code)]
    if with_others:
        own = [row for row in rows if row.replaces_code is None or row.owner_unit_code == province_code]
    replaced = {row.replaces_code for row in rows if row.owner_unit_code == province_code}
    populations = populations_of(province_code)
    return [Lined(row, populations[row.population]) for row in own if row.code not in replaced]


def populations_of(province_code: str) -> dict[str, TargetPopulation]:
    """Return all populations by code, with the province's own in place of what they replace."""
    rows = db.session.scalars(select(TargetPopulation).order_by(TargetPopulation.code)).all()
    found = {row.code: row for row in rows}
    own = {
        row.replaces_code: row
        for row in rows
        if row.replaces_code is not None and row.owner_unit_code == province_code
    }
    return {code: own.get(code, row) for code, row in found.items()}


def find_target(code: str) -> PolicyTarget | None:
    """Return a target, or None."""
    return db.session.get(PolicyTarget, code)


def get_target(code: str) -> PolicyTarget:
    """Return a target.

    Raises:
        NotFound: there is none.
    """
    target = find_target(code)
    if target is None:
        raise NotFound(_("There is no policy target %(code)s.", code=code))
    return target


def get_population(code: str) -> TargetPopulation:
    """Return a population.

    Raises:
        NotFound: there is none.
    """
    population = db.session.get(TargetPopulation, code)
    if population is None:
        raise NotFound(_("There is no population %(code)s.", code=code))
    return population


def list_populations(province_code: str) -> list[TargetPopulation]:
    """Return the populations a province has to do with: those of documents, and its own in their place."""
    return list(
        db.session.scalars(
            select(TargetPopulation)
            .where(
                or_(
                    TargetPopulation.replaces_code.is_(None),
                    TargetPopulation.owner_unit_code == province_code,
                )
            )
            .order_by(TargetPopulation.code)
        )
    )


def judge_targets(
    unit: AdministrativeUnit, *, on: date, with_others: bool = False, with_later_facts: bool = False
) -> list[TargetResult]:
    """Return how the targets of a unit stand on a day; a few statements, however many officers there are.

    A past day is what the system held at its end, where facts have a history. No gate: ask
    ``people.policies.may_see_coverage`` first.

    Args:
        unit: a province or commune.
        on: the day, today or before.
        with_others: also targets of other provinces' documents, for comparison.
        with_later_facts: count what was recorded after the day, too: for corrections.
    """
    lines = list_targets(unit.province_code, with_others=with_others)
    place = Place(unit, min(on, clock.today()), with_later_facts)
    by_unit = count_tallies(place, [asked for line in lines if (asked := _asked(line)) is not None])
    entries = list_valid_entries([unit.code], place.day)
    return [
        _result(
            line, place, _total(by_unit.get(line.target.code)), entries.get((line.target.code, unit.code))
        )
        for line in lines
    ]


def judge_by_commune(
    province: AdministrativeUnit,
    communes: Collection[str],
    *,
    on: date,
    only: str = "",
    with_others: bool = False,
    with_later_facts: bool = False,
) -> dict[str, list[TargetResult]]:
    """Return by target how its communes stand on a day, those with nobody too; in the order of ``communes``.

    Args:
        province: the province.
        communes: their codes.
        on: the day.
        only: the code of one target; empty for all.
        with_others: as for ``judge_targets``; ``only`` may always name one of another province.
        with_later_facts: as for ``judge_targets``.
    """
    known = list_targets(province.code, with_others=with_others or bool(only))
    lines = [line for line in known if only in ("", line.target.code)]
    place = Place(province, min(on, clock.today()), with_later_facts)
    by_unit = count_tallies(place, [asked for line in lines if (asked := _asked(line)) is not None])
    entries = list_valid_entries(communes, place.day)
    return {
        line.target.code: [
            _result(
                line,
                place,
                by_unit.get(line.target.code, {}).get(code, Tally()) if _asked(line) else None,
                entries.get((line.target.code, code)),
            )
            for code in communes
        ]
        for line in lines
    }


def judge_one(unit: AdministrativeUnit, code: str, *, on: date) -> TargetResult:
    """Return how one target of a unit stands on a day.

    Raises:
        NotFound: there is no such target.
    """
    line = get_line(unit, code)
    place, asked = Place(unit, min(on, clock.today())), _asked(line)
    counted = count_tallies(place, [asked]) if asked else {}
    entry = list_valid_entries([unit.code], place.day, only=code).get((code, unit.code))
    return _result(line, place, _total(counted.get(code)), entry)


def get_line(unit: AdministrativeUnit, code: str) -> Lined:
    """Return a target that a unit has, or one of another province to compare with.

    Raises:
        NotFound: there is no such target, or it was replaced in this province.
    """
    for line in list_targets(unit.province_code, with_others=True):
        if line.target.code == code:
            return line
    raise NotFound(_("There is no policy target %(code)s.", code=code))


def select_people_of(unit: AdministrativeUnit, line: Lined, which: str) -> Select[*tuple[Any, ...]] | None:
    """Return the statement of who stands behind a number today, None for totals."""
    asked = _asked(line)
    return None if asked is None else select_people_behind(Place(unit, clock.today()), asked, which)


def list_entries(unit_codes: Collection[str], code: str) -> list[TargetEntry]:
    """Return everything entered for a target in some units, corrected rows too, the latest first."""
    return list(
        db.session.scalars(
            select(TargetEntry)
            .where(TargetEntry.target_code == code, TargetEntry.unit_code.in_(unit_codes))
            .options(joinedload(TargetEntry.entered_by))
            .order_by(TargetEntry.measured_on.desc(), TargetEntry.id.desc())
        )
    )


def get_entry(entry_id: int) -> TargetEntry:
    """Return an entry.

    Raises:
        NotFound: there is none.
    """
    entry = db.session.get(TargetEntry, entry_id)
    if entry is None:
        raise NotFound(_("There is no such entry."))
    return entry


def list_valid_entries(
    unit_codes: Collection[str], day: date, *, only: str = ""
) -> dict[tuple[str, str], TargetEntry]:
    """Return by target and unit the latest totals about a day up to ``day`` that nothing has corrected.

    Totals carry their own day, so they count from that day on whenever they were entered: papers about a
    quarter arrive after its end. What was frozen before keeps what was known then.
    """
    later = aliased(TargetEntry)
    replaced = select(later.id).where(later.corrects_id == TargetEntry.id).exists()
    statement = (
        select(TargetEntry)
        .where(TargetEntry.unit_code.in_(unit_codes), TargetEntry.measured_on <= day, ~replaced)
        .order_by(TargetEntry.measured_on, TargetEntry.id)
    )
    if only:
        statement = statement.where(TargetEntry.target_code == only)
    return {(row.target_code, row.unit_code): row for row in db.session.scalars(statement)}


def next_rank() -> int:
    """Return the place in lists of a target that is added."""
    return (db.session.scalar(select(func.max(PolicyTarget.rank))) or 0) + 1


def describe_notes(notes: Iterable[TargetNote]) -> str:
    """Return what a figure lacks, in the reader's language; that a correction recomputed all is said once."""
    return " ".join(str(NOTE_WORDS[note]) for note in notes if note is not TargetNote.RECOMPUTED)


def _asked(line: Lined) -> Asked | None:
    """Return what is to be counted, or None where nothing is: totals, and what is not tracked."""
    target, measure = line.target, Measure(line.target.measure)
    if measure not in COMPUTED or not line.population.is_counted:
        return None
    return Asked(target.code, line.population, measure, target.parameters)


def _total(by_unit: Mapping[str, Tally] | None) -> Tally:
    return sum((by_unit or {}).values(), start=Tally())


def _result(line: Lined, place: Place, counted: Tally | None, entry: TargetEntry | None) -> TargetResult:
    target, measure = line.target, Measure(line.target.measure)
    is_counted = _asked(line) is not None
    if target.due == YEARLY and entry is not None and entry.measured_on.year != place.day.year:
        entry = None
    tally = counted if is_counted else _entered(entry) if measure is Measure.ENTERED else None
    operator = Operator(target.operator)
    result = TargetResult(
        code=target.code,
        name=target.name,
        kind=TargetKind(target.kind),
        origin=DataOrigin(target.data_origin),
        source=target.source,
        population=line.population.name,
        definition=line.population.definition,
        numerator_words=target.numerator,
        denominator_words=target.denominator,
        threshold=target.threshold_percent,
        operator=operator,
        due=target_due_on(target.due, place.day),
        verdict=judge(tally, measure, target.threshold_percent, operator),
    )
    if tally is None:
        return _noted(result, _notes(line, place, None))
    return _noted(
        replace(
            result,
            numerator=tally.numerator,
            denominator=tally.denominator,
            with_field=tally.with_field,
            measured_on=entry.measured_on if entry is not None and not is_counted else place.day,
            document=entry.document if entry is not None and not is_counted else "",
        ),
        _notes(line, place, tally),
    )


def _entered(entry: TargetEntry | None) -> Tally | None:
    return None if entry is None else Tally(entry.denominator, entry.denominator, entry.numerator)


def _noted(result: TargetResult, notes: Sequence[TargetNote]) -> TargetResult:
    return replace(result, notes=tuple(notes), note=describe_notes(notes))


def _notes(line: Lined, place: Place, tally: Tally | None) -> list[TargetNote]:
    target, measure = line.target, Measure(line.target.measure)
    owner = target.owner_unit_code
    said = {
        TargetNote.OTHER_PROVINCE: owner is not None and owner != place.unit.province_code,
        TargetNote.NOBODY: tally is not None and not tally.denominator,
        TargetNote.PARTLY_FILLED: tally is not None and _is_partly_filled(tally),
        TargetNote.PART_ON_RECORD: line.population.is_partial and measure in COMPUTED,
        TargetNote.PRESENT_RECORD: measure in WITHOUT_HISTORY and place.day < clock.today(),
        TargetNote.RECOMPUTED: place.with_later_facts and measure in COMPUTED,
    }
    origin = ORIGIN_NOTES.get(DataOrigin(target.data_origin))
    return [*([origin] if origin else []), *(note for note, is_so in said.items() if is_so)]


def _is_partly_filled(tally: Tally) -> bool:
    return tally.denominator > 0 and not has_enough(tally.with_field, tally.denominator)
