"""The nightly pass, piece by piece: each function is one small transaction of its caller, `competency.tasks`.

How far a night has got is committed together with each piece. Whatever stops the process, and whoever works
on the same night at the same moment, every piece is done once.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from competency import policies, queries
from competency.models import NightlyPass
from competency.rules import CompetencyEvent, NightStage, SnapshotState, is_quarter_end, stage_after
from competency.services.qualifications import find_differing_qualifications
from competency.services.rebuild import explain_differences, find_differing_officers
from competency.services.snapshots import count_nation, count_province
from competency.services.standings import recompute_check, refresh_standings
from lms import audit, clock
from lms.alarms import raise_alarm
from lms.database import db
from lms.errors import Refused
from lms.i18n import format_day
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize

NIGHT_STEPS: list[Callable[[date, Account], None]] = []
"""What other packages do every night, in order; filled in app.py.

A step opens its own small transactions and changes nothing when it is called again for the same day.
"""

SELF_CHECK = "self-check"
"""The cause of the alarm."""
NAMED_IN_ALARM = 5
NAMED_IN_NIGHT = 50
_SETTLED = (SnapshotState.FINAL, SnapshotState.FROZEN)


class DayNotOver(Refused):
    """The pass of a day to come would write down what has not happened."""


def begin_night(until: date, *, by: Account) -> date | None:
    """Return the night to work on, begun now if it was not: the earliest missing one up to a day, or None.

    The first night ever is ``until`` itself.

    Raises:
        Forbidden: ``by`` is no administrator.
        DayNotOver: the day is after today.
    """
    authorize(by, policies.may_recompute, None)
    if until > clock.today():
        raise DayNotOver(
            _("%(day)s is yet to come: the nightly pass goes up to today.", day=format_day(until))
        )
    last = queries.find_last_night()  # one statement: between two, another process may begin a night
    if last is not None and last.finished_at is None:
        return last.day if last.day <= until else None
    day = until if last is None else last.day + timedelta(days=1)
    if day > until:
        return None
    try:
        with db.session.begin_nested():
            db.session.add(NightlyPass(day=day, stage=NightStage.STANDINGS.value, started_at=clock.now()))
    except IntegrityError:  # another process has just begun it
        pass
    return day


def stage_of(day: date, *, by: Account) -> tuple[NightStage, str]:
    """Return where a night stands: its stage, and how far that has got."""
    del by  # only reading
    night = _locked(day)
    return NightStage(night.stage), night.cursor


def refresh_some(day: date, officer_ids: Sequence[int], *, by: Account) -> None:
    """Bring the standings and alerts of some officers to a day, those left out that were done already."""
    night = _locked(day)
    if night.stage != NightStage.STANDINGS:
        return
    batch = [officer_id for officer_id in officer_ids if officer_id > int(night.cursor or 0)]
    if not batch:
        return
    counts = refresh_standings(batch, by=by, on=day)
    night.cursor = str(batch[-1])
    night.officers += counts.officers
    night.opened += counts.opened
    night.closed += counts.closed
    night.alerts_opened += counts.alerts_opened
    night.alerts_changed += counts.alerts_changed
    night.alerts_closed += counts.alerts_closed


def note_step(day: date, number: int, *, by: Account) -> None:
    """Note that a step of another package is done."""
    del by
    night = _locked(day)
    if night.stage == NightStage.STEPS:
        night.cursor = str(number)


def count_some(day: date, stage: NightStage, province_code: str | None, *, by: Account) -> None:
    """Count the next province for the snapshot of a night; None means that all are done and ends the stage.

    The stage "closing" counts the day before once more: only now it is over.
    """
    night = _locked(day)
    if night.stage != stage:
        return
    counted = day - timedelta(days=1) if stage is NightStage.CLOSING else day
    found = queries.find_snapshot_day(counted)
    if night.cursor == "" and found is not None and found.state in _SETTLED:
        _move_on(night)
        return
    with_detail = stage is NightStage.SNAPSHOT or is_quarter_end(counted)
    if province_code is None:
        count_nation(counted, with_detail=with_detail, by=by)
        _move_on(night)
    elif province_code > night.cursor:
        count_province(counted, province_code, with_detail=with_detail, by=by)
        night.cursor = province_code


def check_some(day: date, officer_ids: Sequence[int], *, by: Account) -> None:
    """Recompute some officers and note who is not as the evidence says."""
    night = _locked(day)
    if night.stage != NightStage.CHECK:
        return
    batch = [officer_id for officer_id in officer_ids if officer_id > int(night.cursor or 0)]
    if not batch:
        return
    queries.lock_officers(batch)  # half a deed of somebody else would look like a difference
    differences = recompute_check(batch, by=by, on=day)
    told = {one.officer_id for one in differences}
    only_sets = [one for one in find_differing_officers(batch, by=by, on=day) if one not in told]
    differences += explain_differences(only_sets, by=by, on=day)
    differences += find_differing_qualifications(batch, by=by, on=day)
    named = queries.list_public_ids({one.officer_id for one in differences})
    night.cursor = str(batch[-1])
    night.checked += len(batch)
    night.differences += len(differences)
    night.differing = [*night.differing, *map(str, named)][:NAMED_IN_NIGHT]


def end_stage(day: date, stage: NightStage, *, by: Account) -> None:
    """Go on to the next stage, if nobody has; the last one finishes the night and tells what it found."""
    night = _locked(day)
    if night.stage != stage:
        return
    if stage is NightStage.CHECK and night.differences:
        _raise_alarm(night, by=by)
    _move_on(night)
    if night.stage == NightStage.DONE:
        night.finished_at = clock.now()
        audit.record(
            CompetencyEvent.NIGHT_PASSED,
            night,
            by=by,
            officers=night.officers,
            opened=night.opened,
            closed=night.closed,
            differences=night.differences,
        )


def _locked(day: date) -> NightlyPass:
    night = queries.lock_night(day)
    if night is None:
        raise LookupError(f"the night of {day} was not begun")
    return night


def _move_on(night: NightlyPass) -> None:
    night.stage, night.cursor = stage_after(NightStage(night.stage)).value, ""


def _raise_alarm(night: NightlyPass, *, by: Account) -> None:
    text = _(
        "The self-check of %(day)s found %(count)s differences among %(checked)s officers. First officers:"
        " %(officers)s. Run “lms recompute --all --check”.",
        day=format_day(night.day),
        count=night.differences,
        checked=night.checked,
        officers=", ".join(night.differing[:NAMED_IN_ALARM]),
    )
    raise_alarm(SELF_CHECK, text, by=by)
