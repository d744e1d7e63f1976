"""Counts of standings, cut and narrowed in every way: figures without names of people."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from competency.models import AreaProfile, Competency, Framework, SnapshotDay
from competency.queries import kept
from competency.queries.held import count_held, count_projected
from competency.queries.pillars import list_pillar_codes, published_first
from competency.queries.snapshots import find_snapshot_day
from competency.queries.tallies import Counts, Question, count_open
from competency.queries.words import EMPLOYMENT_WORDS, ORGANISATION_WORDS
from competency.rules import (
    PLACE_CUTS,
    SMALLEST_GROUP,
    CoverageFilter,
    Cut,
    FrameworkState,
    SnapshotState,
    StandingStatus,
)
from lms import clock
from lms.database import db
from lms.i18n import gettext as _
from lms.models import Account
from people.models import AdministrativeUnit, Position
from people.policies import may_see_names
from people.rules import AreaType


class CountSource(StrEnum):
    """Where figures come from; the last three are states of a kept day."""

    LIVE = "live"
    HISTORY = "history"
    PROJECTION = "projection"
    PROVISIONAL = "provisional"
    FINAL = "final"
    FROZEN = "frozen"


class CountGap(StrEnum):
    """Why there are no figures."""

    NOT_KEPT = "not_kept"
    """What was kept of the day does not know this cut or filter."""
    TOO_FINE = "too_fine"
    """Without the right to names, communes are shown as a whole only."""
    TOO_FEW = "too_few"
    """Fewer than five people, or others would follow from it."""


class CoverageRow(NamedTuple):
    """How the standings of one line are spread; ``required`` is their number, ``officers`` that of people."""

    key: str
    name: str
    required: int
    met: int
    expiring: int
    below: int
    unproven: int
    expired: int
    officers: int


class Counted(NamedTuple):
    """Lines, how many people stand behind all of them, where they come from, and when kept ones were kept.

    Args:
        rows: the lines that may be shown.
        officers: how many people stand behind all of them.
        source: where the figures come from.
        taken_at: when kept ones were kept.
        day: of which day they are: for those without names that of the last night, not always the one asked.
        total: all together; not always the sum of the lines that may be shown.
        withheld: key and name of lines that are not shown, because too few people stand behind them.
        partial: keys of lines without some groups that are too small.
        gap: why there are no figures; None where there are.
    """

    rows: list[CoverageRow]
    officers: int
    source: CountSource
    taken_at: datetime | None
    day: date
    total: CoverageRow
    withheld: tuple[tuple[str, str], ...] = ()
    partial: frozenset[str] = frozenset()
    gap: CountGap | None = None


_NOTHING = CoverageFilter()


def count_standings(
    unit: AdministrativeUnit | None, *, by: str = Cut.COMMUNE, on: date | None = None
) -> list[CoverageRow]:
    """Return the lines of ``count_coverage``."""
    return list(count_coverage(unit, by=by, on=on).rows)


def count_coverage(
    unit: AdministrativeUnit | None,
    *,
    by: str = Cut.COMMUNE,
    on: date | None = None,
    only: CoverageFilter = _NOTHING,
) -> Counted:
    """Return the counts of a unit on a day (default: today), one line for each key that has standings.

    Communes come in the order of the alphabet, positions and competencies in the order of their lists. A past
    day counts what the system held at its end, a frozen quarter end what was kept of it; a later day is a
    projection, computed officer by officer. The country is today as the last night has counted it. Kinds of
    organisation and employment and area types have no history: kept figures know those of the night they
    were counted in, others those of today.
    No gate, and nothing withheld: pages, calls and commands ask ``count_visible``.

    Args:
        unit: a province or commune; None is the whole country.
        by: a `Cut`.
        on: the day.
        only: what is counted.
    """
    today = clock.today()
    day = on or today
    question = _question(unit, by, only)
    found = _find_kept(question, day, today)
    if found is not None:
        return _count_kept(question, found)
    if day > today:
        source, (counts, officers) = CountSource.PROJECTION, count_projected(question, day)
    elif day == today:
        source, (counts, officers) = CountSource.LIVE, count_open(question)
    else:
        source, (counts, officers) = CountSource.HISTORY, count_held(question, day)
    return _counted(question, counts, officers, source, day)


def count_visible(
    unit: AdministrativeUnit | None,
    *,
    visible_to: Account,
    by: str = Cut.COMMUNE,
    on: date | None = None,
    only: CoverageFilter = _NOTHING,
) -> Counted:
    """Return what ``count_coverage`` returns, without small groups for those without the right to names.

    They see what the nights have counted: communes and provinces as a whole, and everything else by kinds of
    posts of at least five people. A line is withheld where nothing else is left of it.
    The gate is ``people.policies.may_see_coverage``.
    """
    if visible_to.is_system or may_see_names(visible_to, unit):
        return count_coverage(unit, by=by, on=on, only=only)
    question, day = _question(unit, by, only), on or clock.today()
    is_of_places = question.cut in PLACE_CUTS and not only
    found = kept.find_sliced_day(day) if on is None or on == clock.today() else find_snapshot_day(day)
    if found is None or found.state == SnapshotState.TAKING or not (found.has_slices or is_of_places):
        return _nothing(question, day, CountGap.NOT_KEPT)
    if _is_hidden(unit, found.day):
        return _nothing(question, found.day, CountGap.TOO_FEW)
    if not is_of_places and not kept.has_slices(question):
        return _nothing(question, found.day, CountGap.TOO_FINE)
    return _places_for_all(question, found) if is_of_places else _slices_for_all(question, found)


def list_keys(cut: Cut, unit: AdministrativeUnit | None = None) -> dict[str, str]:
    """Return all keys of a cut with their names, in the order of lists; places only those of a unit."""
    if cut is Cut.ORGANISATION_KIND:
        return {kind.value: str(word) for kind, word in ORGANISATION_WORDS.items()}
    if cut is Cut.EMPLOYMENT_KIND:
        return {kind.value: str(word) for kind, word in EMPLOYMENT_WORDS.items()}
    names: dict[str, str] = {}
    for key, name in db.session.execute(_names(cut, unit)):
        names.setdefault(key, name)
    if cut is Cut.AREA_TYPE:
        names = {area.value: names.get(area.value, area.value) for area in AreaType}
    return names


def _question(unit: AdministrativeUnit | None, by: str, only: CoverageFilter) -> Question:
    cut = Cut(by)
    needs_pillars = cut is Cut.PILLAR or only.pillar
    return Question(unit, cut, only, list_pillar_codes() if needs_pillars else {})


def _find_kept(question: Question, day: date, today: date) -> SnapshotDay | None:
    """Return the kept figures of a day if they answer for a unit, and for the whole day."""
    unit = question.unit
    if day > today or (day == today and unit is not None):
        return None
    found = find_snapshot_day(day)
    states = [SnapshotState.FROZEN]
    if unit is None:
        states.append(SnapshotState.PROVISIONAL if day == today else SnapshotState.FINAL)
    elif unit.is_province and kept.has_lines(question):
        states.append(SnapshotState.FINAL)
    return found if found is not None and found.state in states else None


def _count_kept(question: Question, found: SnapshotDay) -> Counted:
    if kept.has_lines(question):
        counts, officers = kept.count_kept(question, found.day)
    elif found.has_slices and kept.has_slices(question):
        counts, officers = kept.count_slices(question, found.day)
    else:
        return _nothing(question, found.day, CountGap.NOT_KEPT)._replace(
            source=CountSource(found.state), taken_at=found.taken_at
        )
    return _counted(question, counts, officers, CountSource(found.state), found.day, found.taken_at)


def _places_for_all(question: Question, found: SnapshotDay) -> Counted:
    """Return places as a whole, those that are too small left out."""
    unit = question.unit
    counts, _officers = kept.count_kept(question, found.day)
    is_below = unit is None or (unit.is_province and question.cut is Cut.COMMUNE)
    hidden = kept.list_hidden_units(unit.code if unit else None, found.day) if is_below else frozenset[str]()
    shown = {key: value for key, value in counts.items() if key not in hidden}
    statuses, officers = kept.count_whole(unit, found.day)
    counted = _counted(question, shown, officers, CountSource(found.state), found.day, found.taken_at)
    names = list_keys(question.cut, question.unit)
    return counted._replace(
        total=_row("", "", statuses, officers),
        withheld=tuple((key, name) for key, name in names.items() if key in hidden and key in counts),
    )


def _slices_for_all(question: Question, found: SnapshotDay) -> Counted:
    """Return figures by kinds of posts, those that are too small left out."""
    counts, officers = kept.count_slices(question, found.day, is_for_all=True)
    partial = kept.list_partial_keys(question, found.day)
    shown = {key: value for key, value in counts.items() if value[1] >= SMALLEST_GROUP}
    counted = _counted(question, shown, officers, CountSource(found.state), found.day, found.taken_at)
    names = list_keys(question.cut, question.unit)
    if not question.only:
        statuses, officers = kept.count_whole(question.unit, found.day)
        counted = counted._replace(officers=officers, total=_row("", "", statuses, officers))
    return counted._replace(
        withheld=tuple((key, name) for key, name in names.items() if key in partial and key not in shown),
        partial=frozenset(partial & shown.keys()),
        gap=CountGap.TOO_FEW if partial and not shown else None,
    )


def _is_hidden(unit: AdministrativeUnit | None, day: date) -> bool:
    """Tell whether a unit, or the province it lies in, is too small to be shown without names."""
    if unit is None:
        return kept.count_whole(None, day)[1] < SMALLEST_GROUP
    if unit.province_code in kept.list_hidden_units(None, day):
        return True
    return not unit.is_province and unit.code in kept.list_hidden_units(unit.province_code, day)


def _nothing(question: Question, day: date, gap: CountGap) -> Counted:
    return _counted(question, {}, 0, CountSource.LIVE, day)._replace(gap=gap)


def _counted(
    question: Question,
    counts: Counts,
    officers: int,
    source: CountSource,
    day: date,
    taken_at: datetime | None = None,
) -> Counted:
    names = list_keys(question.cut, question.unit) if counts else {}
    names |= {key: key or _("Not recorded") for key in counts if key not in names}
    rows = [_row(key, name, *counts[key]) for key, name in names.items() if key in counts]
    total: Counter[str] = Counter()
    for counter, _officers in counts.values():
        total.update(counter)
    return Counted(rows, officers, source, taken_at, day, _row("", "", total, officers))


def _names(cut: Cut, unit: AdministrativeUnit | None) -> Any:
    """Return the statement of the keys of a cut with their names, in the order of lists."""
    if cut is Cut.POSITION:
        return select(Position.code, Position.name).order_by(Position.rank)
    if cut in (Cut.COMPETENCY, Cut.PILLAR):
        is_pillar = Competency.pillar_code.is_(None)
        names = published_first(select(Competency.code, Competency.name))
        return names.where(is_pillar if cut is Cut.PILLAR else ~is_pillar)
    if cut is Cut.AREA_TYPE:
        return (
            select(AreaProfile.area_type, AreaProfile.area_name)
            .join(Framework, Framework.id == AreaProfile.framework_id)
            .where(Framework.state != FrameworkState.DRAFT)
            .order_by(Framework.state != FrameworkState.PUBLISHED, Framework.id.desc(), AreaProfile.id)
        )
    place = AdministrativeUnit
    places = select(place.code, place.full_name).order_by(place.sort_key, place.code)
    if cut is Cut.PROVINCE:
        return places.where(place.parent_code.is_(None))
    return (
        places if unit is None else places.where(or_(place.code == unit.code, place.parent_code == unit.code))
    )


def _row(key: str, name: str, statuses: Iterable[str] | Counter[str], officers: int) -> CoverageRow:
    counter = Counter(statuses)
    return CoverageRow(
        key=key,
        name=name,
        required=counter.total(),
        met=counter[StandingStatus.MET],
        expiring=counter[StandingStatus.EXPIRING],
        below=counter[StandingStatus.BELOW],
        unproven=counter[StandingStatus.UNPROVEN],
        expired=counter[StandingStatus.EXPIRED],
        officers=officers,
    )


class CoverageLine(NamedTuple):
    """A line as files and other systems get it; what may not be shown is None."""

    key: str
    name: str
    required: int | None
    met: int | None
    expiring: int | None
    below: int | None
    unproven: int | None
    expired: int | None
    officers: int | None
    is_partial: bool


def lines_of(counted: Counted) -> list[CoverageLine]:
    """Return all lines of figures, those that are withheld at the end without their numbers."""
    shown = [CoverageLine(*row, row.key in counted.partial) for row in counted.rows]
    unknown = (None,) * 7
    return [*shown, *(CoverageLine._make((key, name, *unknown, True)) for key, name in counted.withheld)]
