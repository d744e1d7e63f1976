"""Totals that the Department enters for targets our records do not know; corrections are new rows."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from competency import policies
from competency.models import PolicyTarget, TargetEntry
from competency.rules import CompetencyEvent
from competency.rules.targets import Measure
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import clean
from people.models import AdministrativeUnit

SHORTEST_DOCUMENT = 5
SHORTEST_REASON = 10
HIGHEST_TOTAL = 100_000_000


class EntryRefused(Refused):
    """Totals that cannot be right, with a sentence; ``field`` says which."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class EntryMoved(Conflict):
    """There is an entry for this day already, or it was corrected meanwhile."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a paper says: so many of so many on a day."""

    measured_on: date
    numerator: int
    denominator: int
    document: str


def enter_totals(
    target: PolicyTarget, unit: AdministrativeUnit, totals: Totals, *, by: Account
) -> TargetEntry:
    """Return the new entry of a target for a province or commune.

    Raises:
        Forbidden: ``by`` does not act for the Department of the province.
        EntryRefused: nothing is entered for this target, or the totals cannot be right.
        EntryMoved: this day has an entry, which can be corrected.
    """
    authorize(by, policies.may_enter_totals, unit.province_code)
    _refuse_foreign(target, unit)
    _refuse_impossible(totals)
    taken = select(TargetEntry.id).where(
        TargetEntry.target_code == target.code,
        TargetEntry.unit_code == unit.code,
        TargetEntry.measured_on == totals.measured_on,
    )
    if db.session.scalar(taken.limit(1)) is not None:
        raise EntryMoved(_("This day has an entry already. Correct that one, so that both can be read."))
    return _add(_row(target.code, unit.code, totals, by), by)


def correct_totals(entry: TargetEntry, totals: Totals, reason: str, *, by: Account) -> TargetEntry:
    """Return a new entry that counts in place of a wrong one, which stays readable; its day stays.

    Raises:
        Forbidden: ``by`` does not act for the Department of the province.
        EntryRefused: no reason is given, or the totals cannot be right.
        EntryMoved: it was corrected already.
    """
    unit = db.session.get_one(AdministrativeUnit, entry.unit_code)
    authorize(by, policies.may_enter_totals, unit.province_code)
    said = clean(reason)
    if len(said) < SHORTEST_REASON:
        raise EntryRefused(_("Say in at least %(count)s characters why.", count=SHORTEST_REASON), "reason")
    if totals.measured_on != entry.measured_on:
        raise EntryRefused(
            _("A correction is about the same day; another day is a new entry."), "measured_on"
        )
    _refuse_impossible(totals)
    if db.session.scalar(select(TargetEntry.id).where(TargetEntry.corrects_id == entry.id)) is not None:
        raise EntryMoved(_("This entry was corrected already. Correct the latest one."))
    row = _row(entry.target_code, entry.unit_code, totals, by)
    row.corrects_id, row.reason = entry.id, said
    return _add(row, by)


def _refuse_foreign(target: PolicyTarget, unit: AdministrativeUnit) -> None:
    if target.measure != Measure.ENTERED:
        raise EntryRefused(
            _(
                "No totals are entered for %(code)s: it is computed here, or not tracked at all.",
                code=target.code,
            )
        )
    if target.owner_unit_code not in (None, unit.province_code):
        raise EntryRefused(_("%(code)s is a target of another province.", code=target.code))


def _refuse_impossible(totals: Totals) -> None:
    if totals.measured_on > clock.today():
        raise EntryRefused(_("The day is yet to come."), "measured_on")
    if not 0 < totals.denominator <= HIGHEST_TOTAL:
        raise EntryRefused(_("The denominator must be a whole number above 0."), "denominator")
    if not 0 <= totals.numerator <= totals.denominator:
        raise EntryRefused(_("The numerator must lie between 0 and the denominator."), "numerator")
    if len(clean(totals.document)) < SHORTEST_DOCUMENT:
        raise EntryRefused(_("Name the paper the totals come from, with number and date."), "document")


def _row(target_code: str, unit_code: str, totals: Totals, by: Account) -> TargetEntry:
    return TargetEntry(
        target_code=target_code,
        measure=Measure.ENTERED.value,
        unit_code=unit_code,
        measured_on=totals.measured_on,
        numerator=totals.numerator,
        denominator=totals.denominator,
        document=clean(totals.document),
        entered_at=clock.now(),
        entered_by_id=by.id,
    )


def _add(row: TargetEntry, by: Account) -> TargetEntry:
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise EntryMoved(
            _("Somebody else entered or corrected this at this moment. Open the page again.")
        ) from error
    detail = {
        "code": row.target_code,
        "unit": row.unit_code,
        "day": row.measured_on.isoformat(),
        "numerator": row.numerator,
        "denominator": row.denominator,
        "corrects": row.corrects_id,
    }
    audit.record(CompetencyEvent.TARGET_ENTERED, row, by=by, **detail)
    return row
