"""Reporting periods: the calendar makes itself; the Department closes once, and corrects by number."""

from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from competency import policies, queries
from competency.models import (
    FrozenTarget,
    FrozenTargetCell,
    PeriodClosing,
    ReportingPeriod,
)
from competency.queries import periods as kept
from competency.queries import targets
from competency.rules import CompetencyEvent, SnapshotState
from competency.rules.periods import ORIGINAL, calendar_of, is_over
from competency.rules.targets import TargetResult
from lms import audit, clock
from lms.database import db, insert_many
from lms.errors import Conflict, Refused
from lms.i18n import format_day
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import clean
from people.queries import get_unit, list_communes, list_provinces

SHORTEST_REASON = 10


class PeriodMoved(Conflict):
    """Somebody else closed or corrected the period meanwhile, or it is not where this deed begins."""


class NotCountedYet(Refused):
    """The last night of the period has not been counted, so there is nothing to freeze."""


def open_periods(day: date, *, by: Account) -> int:
    """Put the periods of a day into the calendar of every province and return how many were new.

    Only for `lms init` and the nightly pass: no gate. Twice changes nothing.
    """
    spans = calendar_of(day)
    known = kept.list_period_keys([span.code for span in spans])
    rows = [
        {**span._asdict(), "kind": span.kind.value, "province_code": province.code, "correction_no": 0}
        for province in list_provinces()
        for span in spans
        if (province.code, span.code) not in known
    ]
    if rows:
        db.session.execute(insert(ReportingPeriod), rows)
        table = ReportingPeriod.__tablename__
        audit.record_about(CompetencyEvent.PERIODS_OPENED, table, "", by=by, rows=len(rows))
    return len(rows)


def close_period(period: ReportingPeriod, *, by: Account) -> None:
    """Freeze the targets of a period as the system held them at the end of its last day.

    Raises:
        Forbidden: ``by`` does not act for the Department of the province.
        Refused: the period is not over.
        NotCountedYet: the night after its last day has not frozen the coverage figures.
        PeriodMoved: it is closed already.
    """
    authorize(by, policies.may_close_periods, period.province_code)
    found = kept.lock_period(period.id)
    if found.closed_at is not None:
        raise PeriodMoved(_("This period is closed. What is wrong in it can only be corrected, by number."))
    if not is_over(found.ends_on, clock.today()):
        raise Refused(
            _("A period is closed after its last day, %(day)s, has passed.", day=format_day(found.ends_on))
        )
    _refuse_uncounted(found.ends_on)
    found.closed_at, found.closed_by_id = clock.now(), by.id
    _freeze(found, ORIGINAL, "", by=by)
    audit.record(CompetencyEvent.PERIOD_CLOSED, found, by=by, province=found.province_code, period=found.code)


def correct_period(period: ReportingPeriod, reason: str, *, by: Account) -> int:
    """Compute a closed period anew, with what was recorded since, and return the number of the correction.

    What was frozen before stays as it is.

    Raises:
        Forbidden: ``by`` does not act for the Department of the province.
        Refused: no reason is given.
        PeriodMoved: it is not closed, or somebody else corrected it at this moment.
    """
    authorize(by, policies.may_close_periods, period.province_code)
    said = clean(reason)
    if len(said) < SHORTEST_REASON:
        raise Refused(_("Say in at least %(count)s characters why.", count=SHORTEST_REASON))
    found = kept.lock_period(period.id)
    if found.closed_at is None:
        raise PeriodMoved(_("This period is not closed yet: there is nothing to correct."))
    number = found.correction_no + 1
    found.correction_no = number
    _freeze(found, number, said, by=by)
    detail = {"province": found.province_code, "period": found.code, "number": number, "reason": said}
    audit.record(CompetencyEvent.PERIOD_CORRECTED, found, by=by, **detail)
    return number


def _refuse_uncounted(day: date) -> None:
    snapshot = queries.find_snapshot_day(day)
    if snapshot is None or snapshot.state != SnapshotState.FROZEN:
        raise NotCountedYet(
            _(
                "The figures of %(day)s are not frozen yet: the nightly pass that follows has to run first "
                "(on the server: lms expire). Then the period can be closed.",
                day=format_day(day),
            )
        )


def _freeze(period: ReportingPeriod, number: int, reason: str, *, by: Account) -> None:
    """Write what is held of the last day of a period as one closing or correction."""
    closing = PeriodClosing(
        period_id=period.id, correction_no=number, reason=reason, made_at=clock.now(), made_by_id=by.id
    )
    db.session.add(closing)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise PeriodMoved(
            _("Somebody else closed or corrected this period at this moment. Open the page again.")
        ) from error
    province = get_unit(period.province_code)
    is_correction = number > ORIGINAL
    results = targets.judge_targets(province, on=period.ends_on, with_later_facts=is_correction)
    if not results:
        return
    key = {"period_id": period.id, "correction_no": number}
    table: Any = FrozenTarget.__table__
    insert_many(table, [{**key, "rank": rank, **_words(one)} for rank, one in enumerate(results, start=1)])
    codes = [unit.code for unit in list_communes(province.code)]
    by_target = targets.judge_by_commune(province, codes, on=period.ends_on, with_later_facts=is_correction)
    cells: Any = FrozenTargetCell.__table__
    insert_many(
        cells,
        [
            {**key, "target_code": code, "unit_code": unit_code, **_figures(one)}
            for code, found in by_target.items()
            for unit_code, one in zip(codes, found, strict=True)
        ],
    )


def _words(one: TargetResult) -> dict[str, Any]:
    return {
        "target_code": one.code,
        "name": one.name,
        "kind": one.kind.value,
        "origin": one.origin.value,
        "source": one.source,
        "population": one.population,
        "definition": one.definition,
        "numerator_words": one.numerator_words,
        "denominator_words": one.denominator_words,
        "threshold": one.threshold,
        "operator": one.operator.value,
        "due": one.due,
        "notes": [note.value for note in one.notes],
        "document": one.document,
        **_figures(one),
    }


def _figures(one: TargetResult) -> dict[str, Any]:
    return {
        "verdict": one.verdict.value,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "with_field": one.with_field,
        "measured_on": one.measured_on,
    }
