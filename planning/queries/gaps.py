"""What is missing in a unit today: the ground of a proposal."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, select

from competency.models import Standing
from competency.rules import StandingStatus
from lms import clock
from lms.database import db
from people.models import Assignment, Officer, Organisation
from people.queries import is_held
from planning.rules import GapChoice, Place

_MISSING = (StandingStatus.BELOW, StandingStatus.EXPIRED, StandingStatus.UNPROVEN)
_SHOWN = (StandingStatus.BELOW, StandingStatus.EXPIRED)


class Gap(NamedTuple):
    """What one post asks of an officer and is not shown today."""

    officer_id: int
    position_code: str
    competency_code: str
    required: int
    attained: int
    status: str


def list_gaps(place: Place, choice: GapChoice, *, due_by: date, competency_code: str = "") -> list[Gap]:
    """Return the gaps of a place, one for each officer and competency, at the highest requirement.

    One statement, without a gate: only for services, which asked whether somebody may propose for the place.

    Args:
        place: a unit, or one organisation in it; posts held today count.
        choice: which gaps.
        due_by: for ``GapChoice.DUE`` the last day that still counts.
        competency_code: only this one.
    """
    columns = [getattr(Standing, name) for name in Gap._fields]
    statement = (
        select(*columns)
        .where(Standing.valid_to.is_(None), Standing.assignment_id.in_(_posts_of(place)))
        .where(
            Standing.status.in_([one.value for one in (_SHOWN if choice == GapChoice.SHOWN else _MISSING)])
        )
        .order_by(Standing.required, Standing.id)
    )
    if choice == GapChoice.DUE:
        statement = statement.where(Standing.is_mandatory, Standing.due_on <= due_by)
    if competency_code:
        statement = statement.where(Standing.competency_code == competency_code)
    # The highest requirement comes last and so replaces the others.
    highest = {(row[0], row[2]): Gap(*row) for row in db.session.execute(statement)}
    return list(highest.values())


def list_asked(officer_ids: Sequence[int], place: Place) -> dict[tuple[int, str], Gap]:
    """Return what a place's posts ask of officers today by officer and competency, met or not.

    No gate: only for services.
    """
    columns = [getattr(Standing, name) for name in Gap._fields]
    rows = db.session.execute(
        select(*columns)
        .where(Standing.valid_to.is_(None), Standing.officer_id.in_(officer_ids))
        .where(Standing.assignment_id.in_(_posts_of(place)))
        .order_by(Standing.required, Standing.id)
    )
    return {(row[0], row[2]): Gap(*row) for row in rows}


def list_served_posts(place: Place) -> list[tuple[Officer, str]]:
    """Return who serves in a place today with the position of the main (else the oldest) post, by name."""
    rows = db.session.execute(
        select(Officer, Assignment.position_code)
        .join(Assignment, Assignment.officer_id == Officer.id)
        .where(Assignment.id.in_(_posts_of(place)))
        .order_by(Officer.sort_key, Officer.id, Assignment.is_main, Assignment.id.desc())
    )
    served = {officer.id: (officer, position) for officer, position in rows}
    return list(served.values())


def _posts_of(place: Place) -> Select[int]:
    statement = select(Assignment.id).where(_is_in(place), is_held(clock.today()))
    return statement.correlate(None)


def _is_in(place: Place) -> ColumnElement[bool]:
    is_in_unit = Assignment.unit_code == place.unit_code
    if not place.organisation_code:
        return is_in_unit
    own = select(Organisation.id).where(Organisation.code == place.organisation_code)
    return is_in_unit & Assignment.organisation_id.in_(own)
