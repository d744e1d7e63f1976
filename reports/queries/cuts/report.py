"""The figures of a quarterly or yearly report: those of the pages, asked of the same queries."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from competency import queries as competency
from competency.queries import CoverageRow, Cut
from competency.queries.periods import find_period
from competency.queries.shown_qualifications import count_visible_qualifications
from competency.rules.periods import Span
from competency.rules.targets import TargetResult
from courses import queries as courses
from lms import clock
from lms.models import Account
from people.models import AdministrativeUnit
from planning import queries as planning
from reports.queries.cuts.places import unit_facts
from reports.rules.papers.words import STATUSES


def collect_report(unit: AdministrativeUnit | None, span: Span, *, visible_to: Account) -> dict[str, Any]:
    """Return the cut of a report about a unit; None is the country.

    The day of the figures is the last of the period, or today while the period lasts. Groups too small for
    whoever has no right to names are left out, as on the pages. The gate is in the service.
    """
    today = clock.today()
    day = min(span.ends_on, today)
    framework = competency.current_framework()
    return {
        "form": 1,
        "unit": unit_facts(unit),
        "period": {"code": span.code, "from": span.starts_on.isoformat(), "to": span.ends_on.isoformat()},
        "as_of": day.isoformat(),
        "made_on": today.isoformat(),
        "framework": {"code": framework.code, "version": framework.version},
        "coverage": _coverage(unit, day, visible_to),
        "standards": [_standard(line) for line in _standards(unit, day, visible_to)],
        "training": _training(unit, span.starts_on, day),
        "targets": _targets(unit, span, day),
        "needs": _needs(unit, span),
    }


def _coverage(unit: AdministrativeUnit | None, day: date, visible_to: Account) -> dict[str, Any]:
    """Return the counts by competency, by position, and by the units below; a commune has none."""
    places = () if unit and not unit.is_province else (Cut.COMMUNE if unit else Cut.PROVINCE,)
    counted = {
        cut: competency.count_visible(unit, visible_to=visible_to, by=cut, on=day)
        for cut in (Cut.COMPETENCY, Cut.POSITION, *places)
    }
    whole = counted[Cut.COMPETENCY]
    counts = {status: getattr(whole.total, status) for status in STATUSES}
    return {
        "source": whole.source.value,
        "day": whole.day.isoformat(),
        "gap": whole.gap.value if whole.gap else None,
        "total": {"officers": whole.officers, "required": whole.total.required, **counts},
        "by": {cut.value: [_line(row) for row in found.rows] for cut, found in counted.items()},
        "withheld": sum(len(found.withheld) for found in counted.values()),
    }


def _line(row: CoverageRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "officers": row.officers,
        "required": row.required,
        **{status: getattr(row, status) for status in STATUSES},
    }


def _standards(unit: AdministrativeUnit | None, day: date, visible_to: Account) -> Sequence[Any]:
    return count_visible_qualifications(unit, on=day, visible_to=visible_to).rows


def _standard(line: Any) -> dict[str, Any]:
    counts = {status: int(getattr(line, status)) for status in STATUSES}
    return {"kind": str(line.kind), "required": line.required, **counts}


def _training(unit: AdministrativeUnit | None, starts_on: date, day: date) -> dict[str, Any]:
    found = courses.count_training(unit, starts_on, max(starts_on, day))
    return {
        "from": starts_on.isoformat(),
        "to": day.isoformat(),
        "officers": found.officers,
        "completions": found.completions,
        "periods": int(found.periods),
        "by_group": [
            {"group": str(line.group), "periods": int(line.periods), "officers": line.officers}
            for line in found.groups
        ],
        "courses": [line._asdict() for line in found.courses],
    }


def _targets(unit: AdministrativeUnit | None, span: Span, day: date) -> list[dict[str, Any]] | None:
    """Return how the targets stand, of a closed period what was frozen then. The country has none."""
    if unit is None:
        return None
    period = find_period(unit.province_code, span.code)
    is_closed = period is not None and period.closed_at is not None
    results = (
        competency.list_target_results(unit, period)
        if period is not None and is_closed
        else competency.judge_targets(unit, on=day)
    )
    return [_target(one) for one in results]


def _needs(unit: AdministrativeUnit | None, span: Span) -> dict[str, Any] | None:
    """Return what units proposed for the period, without names. The country has no proposals of its own."""
    if unit is None:
        return None
    found = planning.get_needs(unit, span.code)
    return {
        "proposals": found.proposals,
        "units": found.units,
        "officers": found.officers,
        "contents": [
            {"title": one.content, "units": one.units, "officers": one.officers} for one in found.contents
        ],
    }


def _target(one: TargetResult) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "population": one.population,
        "operator": one.operator.value,
        "threshold": one.threshold,
        "due": one.due.isoformat(),
        "verdict": one.verdict.value,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "with_field": one.with_field,
        "correction_no": one.correction_no,
    }
