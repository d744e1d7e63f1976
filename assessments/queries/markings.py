"""Reads for markers, and for the leads of an institution, who release marks. Neither sees a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from assessments.models import Marking, OpenTask, RubricVersion, Script, TaskVersion
from assessments.rules.marking import (
    MarkingState,
    ScriptState,
    Verdict,
    compute_verdict,
    is_complete,
    is_overdue,
    may_still_withdraw,
)
from courses.queries import is_within
from lms import clock
from lms.database import db
from lms.errors import NotFound, Refused
from lms.i18n import gettext as _
from lms.models import Account
from people.models import Officer
from people.queries import select_assessed_by

MOST_SHOWN = 50
MOST_LED = 200
"""Scripts in each list of a lead, who ticks them one by one."""
MOST_AT_ONCE = 1000
"""Scripts of one release: more are no release somebody has looked at, and no statement takes any number."""
_HANDED_IN = ScriptState.HANDED_IN.value
_MARKED, _CLAIMED = MarkingState.MARKED.value, MarkingState.CLAIMED.value
_ASIDE = MarkingState.STEPPED_ASIDE.value


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A script as markers see it in a list: its word, its task, how many whole days it has waited."""

    word: str
    title: str
    days: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A script as the lead sees it.

    Args:
        script: to be read for its word, its task and its marks only.
        verdict: what the marks come to; None until all are there.
        days: how many whole days it has waited.
        is_late: whether that is too long.
        has_marked: whether the reader marks it, and so does not release it.
        may_withdraw: whether released marks may still be withdrawn.
    """

    script: Script
    verdict: Verdict | None
    days: int
    is_late: bool
    has_marked: bool
    may_withdraw: bool

    @property
    def claimed(self) -> list[Marking]:
        """Return the work of markers that is not finished."""
        return [one for one in self.script.markings if one.state == _CLAIMED]


def list_waiting(*, visible_to: Account) -> list[WaitingLine]:
    """Return the scripts that somebody may claim, those that wait longest first; at most `MOST_SHOWN`."""
    statement = _select_waiting(visible_to).options(joinedload(Script.version).joinedload(TaskVersion.task))
    return [_waiting(script) for script in db.session.scalars(statement.limit(MOST_SHOWN))]


def count_waiting(*, visible_to: Account) -> int:
    """Return how many scripts somebody may claim."""
    counted = select(func.count()).select_from(_select_waiting(visible_to).order_by(None).subquery())
    return db.session.scalar(counted) or 0


def find_next_script(*, visible_to: Account) -> Script | None:
    """Return the script that waits longest of those somebody may claim, or None."""
    return db.session.scalar(_select_waiting(visible_to).limit(1))


def list_my_markings(*, visible_to: Account) -> Sequence[Marking]:
    """Return what somebody marks now, and what of theirs was withdrawn, the latest claimed first."""
    return db.session.scalars(
        _own_markings(visible_to)
        .where(
            or_(
                and_(Marking.state == _CLAIMED, Script.state == _HANDED_IN),
                and_(Marking.state == _MARKED, Script.state == ScriptState.WITHDRAWN.value),
            )
        )
        .order_by(Marking.claimed_at.desc(), Marking.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def list_marked(*, visible_to: Account) -> Sequence[Marking]:
    """Return what somebody has marked to the end, the latest first; at most `MOST_SHOWN`."""
    return db.session.scalars(
        _own_markings(visible_to)
        .where(Marking.state == _MARKED, Script.state != ScriptState.WITHDRAWN.value)
        .order_by(Marking.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def get_script_to_claim(word: str, *, visible_to: Account) -> Script:
    """Return a script of somebody's scope by its word, whoever marks it.

    Raises:
        NotFound: there is none, or it is one that the account may not mark.
    """
    script = db.session.scalar(
        select(Script).where(
            Script.word == word,
            Script.state == _HANDED_IN,
            Script.officer_id.in_(select_assessed_by(visible_to)),
        )
    )
    if script is None:
        raise _missing()
    return script


def get_my_marking(word: str, *, visible_to: Account) -> Marking:
    """Return one's own work on a script by its word, with the text and the rubric.

    Raises:
        NotFound: there is no such script, or one does not mark it.
    """
    marking = db.session.scalar(
        _own_markings(visible_to)
        .where(Script.word == word, Marking.state != _ASIDE)
        .options(selectinload(Marking.marks))
    )
    if marking is None:
        raise _missing()
    return marking


def find_marking_of(script: Script, account: Account) -> Marking | None:
    """Return somebody's work on a script, also where they stepped aside, or None."""
    return db.session.scalar(
        select(Marking).where(Marking.script_id == script.id, Marking.marker_id == account.id)
    )


def list_ready_to_release(*, visible_to: Account) -> list[LeadLine]:
    """Return what has all its marks in the institutions of a lead, the longest waiting first.

    What one wrote oneself is not there; at most `MOST_LED`.
    """
    return _list_led(visible_to, _markings_in(Marking.state == _MARKED) >= _wanted())


def list_awaiting_marks(*, visible_to: Account) -> list[LeadLine]:
    """Return what lacks marks in the institutions of a lead, as `list_ready_to_release` does the others."""
    return _list_led(visible_to, _markings_in(Marking.state == _MARKED) < _wanted())


def list_released(*, visible_to: Account) -> list[LeadLine]:
    """Return what was released or withdrawn last in the institutions of a lead; at most `MOST_SHOWN`."""
    rows = db.session.scalars(
        _select_led(visible_to)
        .where(Script.released_at.is_not(None))
        .order_by(Script.released_at.desc(), Script.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    return [_lead_line(script, visible_to) for script in rows]


def list_led_scripts(words: Sequence[str], *, visible_to: Account) -> Sequence[Script]:
    """Return the scripts of these words in the institutions of a lead, in the order they are locked in.

    Raises:
        Refused: there are more words than one release may hold.
    """
    if len(words) > MOST_AT_ONCE:
        raise Refused(_("Release at most %(count)d scripts at once.", count=MOST_AT_ONCE))
    return db.session.scalars(
        _select_led(visible_to).where(Script.word.in_(sorted(set(words)))).order_by(Script.id)
    ).all()


def get_script_to_withdraw(word: str, *, visible_to: Account) -> Script:
    """Return a released script that one has marked or whose institution one leads.

    Raises:
        NotFound: there is none, or neither is so.
    """
    marked = select(Marking.script_id).where(Marking.marker_id == visible_to.id, Marking.state == _MARKED)
    script = db.session.scalar(
        select(Script).where(
            Script.word == word,
            Script.released_at.is_not(None),
            or_(Script.id.in_(marked), Script.id.in_(_led_ids(visible_to))),
        )
    )
    if script is None:
        raise _missing()
    return script


def get_claim(word: str, marking_id: int, *, visible_to: Account) -> Marking:
    """Return the work of one marker that lies too long, for the lead of the institution.

    By its own number: somebody else may have taken the script since the page was shown.

    Raises:
        NotFound: there is none.
    """
    marking = db.session.scalar(
        select(Marking)
        .join(Marking.script)
        .where(Script.word == word, Marking.id == marking_id, Script.id.in_(_led_ids(visible_to)))
    )
    if marking is None:
        raise _missing()
    return marking


def verdict_of(script: Script) -> Verdict | None:
    """Return what the marks of a script come to; None while one is missing."""
    done = script.done
    marked = [one.round for one in done]
    if not is_complete(marked, is_drawn=bool(script.is_drawn), differ=script.wants_third):
        return None
    version = script.version
    return compute_verdict([one.steps for one in done], version.rubric.top, version.levels)


def _select_waiting(account: Account) -> Select[Script]:
    """Return the statement of the scripts for which a marker is wanted whom an account may be."""
    mine = select(Marking.script_id).where(Marking.marker_id == account.id)
    return (
        select(Script)
        .where(
            Script.state == _HANDED_IN,
            Script.officer_id.in_(select_assessed_by(account)),
            Script.id.not_in(mine),
            _markings_in(Marking.state != _ASIDE) < _wanted(),
        )
        .order_by(Script.handed_in_at, Script.id)
    )


def _markings_in(state: ColumnElement[bool]) -> ColumnElement[int]:
    """Return how many markings of a script are in a state."""
    return (
        select(func.count()).where(Marking.script_id == Script.id, state).correlate(Script).scalar_subquery()
    )


def _wanted() -> ColumnElement[int]:
    """Return how many marks a script needs, as `rules.marking.is_complete` tells it of one."""
    return 1 + _as_number(Script.is_drawn) + _as_number(Script.wants_third)


def _as_number(column: InstrumentedAttribute[Any]) -> ColumnElement[int]:
    return case((column.is_(True), 1), else_=0)


def _own_markings(account: Account) -> Select[Marking]:
    script = joinedload(Marking.script)
    version = script.joinedload(Script.version)
    return (
        select(Marking)
        .join(Marking.script)
        .where(Marking.marker_id == account.id)
        .options(version.joinedload(TaskVersion.task), version.joinedload(TaskVersion.rubric_version))
    )


def _led_ids(account: Account) -> Select[int]:
    """Return the statement of the keys of scripts of one's institutions, without one's own."""
    return (
        select(Script.id)
        .join(OpenTask, OpenTask.id == Script.task_id)
        .join(Script.officer)
        .where(
            is_within(account, OpenTask.owner_id),
            or_(Officer.account_id.is_(None), Officer.account_id != account.id),
        )
        .correlate(None)
    )


def _select_led(account: Account) -> Select[Script]:
    version = joinedload(Script.version)
    return (
        select(Script)
        .where(Script.id.in_(_led_ids(account)))
        .options(
            version.joinedload(TaskVersion.task),
            version.joinedload(TaskVersion.rubric_version).joinedload(RubricVersion.rubric),
            selectinload(Script.markings).selectinload(Marking.marks),
        )
    )


def _list_led(account: Account, condition: ColumnElement[bool]) -> list[LeadLine]:
    rows = db.session.scalars(
        _select_led(account)
        .where(Script.state == _HANDED_IN, condition)
        .order_by(Script.handed_in_at, Script.id)
        .limit(MOST_LED)
    ).all()
    return [_lead_line(script, account) for script in rows]


def _waiting(script: Script) -> WaitingLine:
    days, is_late = _wait(script)
    return WaitingLine(script.word, script.version.task.title, days, is_late)


def _lead_line(script: Script, account: Account) -> LeadLine:
    days, is_late = _wait(script)
    return LeadLine(
        script=script,
        verdict=script.verdict or verdict_of(script),
        days=days,
        is_late=is_late,
        has_marked=any(one.marker_id == account.id for one in script.active),
        may_withdraw=script.state == ScriptState.RELEASED
        and script.released_at is not None
        and may_still_withdraw(script.released_at, clock.now()),
    )


def _wait(script: Script) -> tuple[int, bool]:
    """Return how many whole days a script has waited, and whether that is too long."""
    now = clock.now()
    since = script.handed_in_at or now
    return (now - since).days, is_overdue(since, now)


def _missing() -> NotFound:
    return NotFound(_("There is no such script."))
