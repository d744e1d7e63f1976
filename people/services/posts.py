"""Changes of one officer by hand: transfer, another post, the end of a post, leaving, qualifications.

Each is one deed with its trail. Standings follow in `competency.services.posts`, in the same transaction.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import clean, tone_position_key
from people import policies
from people.models import AdministrativeUnit, Assignment, Officer, Organisation, Position
from people.queries.rosters import lock_province
from people.rules import (
    DegreeLevel,
    PeopleEvent,
    PoliticalTheoryLevel,
    Post,
    find_main_post_faults,
    guess_organisation_kind,
)
from people.services.officers import NewOrganisation, add_organisation

_ONE_DAY = timedelta(days=1)


class PostRefused(Refused):
    """A change of posts cannot be right; ``field`` says which answer is wrong."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post an officer is given.

    Args:
        unit: the commune.
        organisation: name of the body; a name the commune does not have yet adds it.
        position: what the officer does there.
        starts_on: first day.
        decision_no: of the decision that gives the post.
    """

    unit: AdministrativeUnit
    organisation: str
    position: Position
    starts_on: date
    decision_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifications:
    """What an officer has learnt, as papers on file say."""

    degree_level: DegreeLevel
    degree_field: str
    political_theory_level: PoliticalTheoryLevel
    has_state_management_training: bool


def transfer_officer(officer: Officer, new: NewPost, *, by: Account) -> Assignment:
    """End the main post the day before the new one begins, which is the main one then. Twice is once.

    Raises:
        Forbidden: ``by`` does not keep this officer's record.
        PostRefused: the days do not fit, or the unit is no commune of the province.
        Conflict: somebody else changed the posts at this moment.
    """
    authorize(by, policies.may_keep_officer, officer)
    _wait_for_others(officer)
    known, organisation = _find_post(officer, new, by)
    if known is not None and known.is_main:
        return known
    for post in _held_from(officer, new.starts_on):
        if post.is_main:
            if post.starts_on >= new.starts_on:
                raise PostRefused(_("The present main post begins on this day or later."), "starts_on")
            _end(post, new.starts_on - _ONE_DAY, by)
    return _start(officer, new, organisation, is_main=True, by=by)


def add_post(officer: Officer, new: NewPost, *, by: Account) -> Assignment:
    """Give an officer a further post beside the main one. Twice is once.

    Raises:
        Forbidden, PostRefused, Conflict: as for `transfer_officer`.
    """
    authorize(by, policies.may_keep_officer, officer)
    _wait_for_others(officer)
    known, organisation = _find_post(officer, new, by)
    if known is not None:
        return known
    has_main = any(post.is_main for post in _held_from(officer, new.starts_on))
    return _start(officer, new, organisation, is_main=not has_main, by=by)


def end_post(post: Assignment, last_day: date, *, by: Account) -> None:
    """Let one post end. Twice is once.

    Raises:
        Forbidden: ``by`` does not keep this officer's record.
        PostRefused: the post began later, or the others would be left without a main one.
    """
    authorize(by, policies.may_keep_officer, post.officer)
    _wait_for_others(post.officer)
    db.session.refresh(post)
    if post.ends_on == last_day:
        return
    if last_day < post.starts_on:
        raise PostRefused(_("The last day is before the first day."), "last_day")
    _end(post, last_day, by)
    _check_mains(post.officer)


def leave_service(officer: Officer, last_day: date, *, by: Account) -> None:
    """Let every post of an officer end; the record and what was learnt stay. Twice is once.

    Raises:
        Forbidden: ``by`` does not keep this officer's record.
        PostRefused: a post begins after that day.
    """
    authorize(by, policies.may_keep_officer, officer)
    _wait_for_others(officer)
    for post in _held_from(officer, last_day + _ONE_DAY):
        if last_day < post.starts_on:
            raise PostRefused(_("A post begins after this day. End it by itself first."), "last_day")
        _end(post, last_day, by)


def change_qualifications(officer: Officer, told: Qualifications, *, by: Account) -> None:
    """Write down degree, political theory and state-management training. The same again changes nothing.

    Raises:
        Forbidden: ``by`` does not keep this officer's record.
    """
    authorize(by, policies.may_keep_officer, officer)
    _wait_for_others(officer)
    wanted = asdict(told) | {"degree_field": clean(told.degree_field)}
    changed = [name for name, value in wanted.items() if getattr(officer, name) != value]
    for name in changed:
        value = wanted[name]
        setattr(officer, name, getattr(value, "value", value))
    if changed:
        audit.record(PeopleEvent.OFFICER_CHANGED, officer, by=by, fields=changed)


def _wait_for_others(officer: Officer) -> None:
    """Let rosters that are written or undone, and other changes by hand, come first; then read anew."""
    lock_province(officer.province_code)
    db.session.refresh(officer)


def _find_post(officer: Officer, new: NewPost, by: Account) -> tuple[Assignment | None, Organisation]:
    """Return the post if the officer has it already, and the organisation, added if it is new."""
    if new.unit.parent_code != officer.province_code:
        raise PostRefused(_("Choose a commune, ward or special zone of the province."), "unit")
    name = clean(new.organisation)
    organisation = db.session.scalar(
        select(Organisation).where(
            Organisation.unit_code == new.unit.code, Organisation.name_key == tone_position_key(name)
        )
    )
    if organisation is None:
        kind = guess_organisation_kind(name)
        organisation = add_organisation(NewOrganisation(name, kind, new.unit.code), by=by)
    known = next(
        (
            post
            for post in _posts(officer)
            if (post.organisation_id, post.position_code, post.starts_on)
            == (organisation.id, new.position.code, new.starts_on)
        ),
        None,
    )
    return known, organisation


def _posts(officer: Officer) -> list[Assignment]:
    """Return the posts as they are now; the officer may have been read before others wrote."""
    statement = select(Assignment).where(
        Assignment.officer_id == officer.id, Assignment.withdrawn_at.is_(None)
    )
    statement = statement.order_by(Assignment.id).execution_options(populate_existing=True)
    return list(db.session.scalars(statement))


def _held_from(officer: Officer, day: date) -> Iterable[Assignment]:
    """Return the posts that are held on a day or later."""
    return [post for post in _posts(officer) if post.ends_on is None or post.ends_on >= day]


def _start(
    officer: Officer, new: NewPost, organisation: Organisation, *, is_main: bool, by: Account
) -> Assignment:
    post = Assignment(
        officer_id=officer.id,
        organisation_id=organisation.id,
        unit_code=new.unit.code,
        position_code=new.position.code,
        is_main=is_main,
        starts_on=new.starts_on,
        ends_on=None,
        decision_no=clean(new.decision_no),
        recorded_at=clock.now(),
    )
    try:
        db.session.flush()  # the former main post ends first: the index allows one open one
        audit.record(PeopleEvent.ASSIGNMENT_STARTED, post, by=by)
    except IntegrityError as error:
        raise Conflict(_("Somebody else changed the posts at this moment. Please look again.")) from error
    officer.withdrawn_at = None
    _check_mains(officer)
    db.session.expire(officer, ["assignments"])
    return post


def _end(post: Assignment, last_day: date, by: Account) -> None:
    post.ends_on = last_day
    audit.record(PeopleEvent.ASSIGNMENT_ENDED, post, by=by, ends_on=last_day.isoformat(), cause="by_hand")


def _check_mains(officer: Officer) -> None:
    """Refuse posts of today or later that have two main ones, or several and none.

    Raises:
        PostRefused: they do.
    """
    today = clock.today()
    posts = [
        Post(post.is_main, max(post.starts_on, today), post.ends_on) for post in _held_from(officer, today)
    ]
    faults = find_main_post_faults(posts)
    if faults.crowded:
        raise PostRefused(_("The officer would have two main posts at a time."), "starts_on")
    if faults.leaderless:
        raise PostRefused(
            _("Of the posts that go on none would be the main one. Transfer first."), "last_day"
        )
