"""Deeds around single officers and organisations, and the trail of opened lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from lms import audit
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import Role, ScopeKind, authorize
from lms.services import Scope, grant_role
from lms.text import MASK, clean, tone_position_key
from people import policies, queries
from people.models import Officer, Organisation
from people.rules import OrganisationKind, PeopleEvent, organisation_code

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What is told about an organisation when it is added.

    Args:
        name: as in documents.
        kind: what it is.
        unit_code: its commune or province; None for national bodies.
        code: short code for scopes and files; made from unit and name if empty.
        electronic_code: mã định danh điện tử, if known.
    """

    name: str
    kind: OrganisationKind
    unit_code: str | None = None
    code: str = ""
    electronic_code: str | None = None


def add_organisation(new: NewOrganisation, *, by: Account) -> Organisation:
    """Add an organisation and return it; rosters add those of communes by themselves.

    Raises:
        Forbidden: ``by`` keeps no roster there.
        NotFound: there is no such unit.
        Conflict: the unit has one of this name, or the code is taken.
    """
    unit = queries.get_unit(new.unit_code) if new.unit_code is not None else None
    authorize(by, policies.may_add_organisation, unit)
    name = clean(new.name)
    organisation = Organisation(
        code=new.code or organisation_code(new.unit_code or "vn", name),
        name=name,
        name_key=tone_position_key(name),
        kind=new.kind.value,
        unit_code=new.unit_code,
        electronic_code=new.electronic_code,
    )
    try:
        audit.record(PeopleEvent.ORGANISATION_ADDED, organisation, by=by)
    except IntegrityError as error:
        raise Conflict(_("There is already an organisation “%(name)s” here.", name=name)) from error
    return organisation


def link_account(officer: Officer, account: Account, *, by: Account) -> None:
    """Join an account to an officer, who may then see the own record. Doing it twice is once.

    Raises:
        Forbidden: ``by`` does not run accounts.
        Conflict: one of the two is already joined to another.
    """
    authorize(by, policies.may_link_account, officer)
    if officer.account_id == account.id:
        return
    if officer.account_id is not None or queries.find_officer_of(account) is not None:
        raise Conflict(_("The account or the officer is already linked to another."))
    officer.account = account
    try:
        db.session.flush()  # another link made a moment ago shows here, not at the commit
    except IntegrityError as error:
        raise Conflict(_("The account or the officer is already linked to another.")) from error
    grant_role(account, Role.OFFICER, Scope(ScopeKind.SELF), by=by)
    audit.record(PeopleEvent.ACCOUNT_LINKED, officer, by=by, account_id=account.id)


def note_list_opened(purpose: str, unit_code: str, filters: Mapping[str, str], *, by: Account) -> None:
    """Put on the trail that a person opens a list of names, and what for.

    Raises:
        Forbidden: ``by`` may not see names of this unit.
        NotFound: there is no such unit.
        Refused: no purpose was stated.
    """
    unit = queries.get_unit(unit_code)
    authorize(by, policies.may_see_names, unit)
    purpose = clean(purpose)
    if not purpose:
        raise Refused(_("Please say what you need the list for."))
    audit.record(PeopleEvent.LIST_OPENED, unit, by=by, purpose=purpose, filters=dict(filters))


def note_names_read(purpose: str, about: Mapping[str, str], *, by: Account) -> None:
    """Put on the trail that another system reads names in somebody's name, what for, and which ones.

    Reading only of oneself needs no entry.

    Raises:
        Forbidden: ``by`` knows of no officer.
        Refused: no purpose was stated, neither now nor when the token was made.
    """
    authorize(by, policies.may_read_officers, None)
    if not policies.may_open_names(by):
        return
    purpose = clean(purpose)
    if not purpose:
        raise Refused(_("Please say what you need the list for."))
    audit.record_about(
        PeopleEvent.LIST_OPENED,
        Officer.__tablename__,
        about.get("unit", ""),
        by=by,
        purpose=purpose,
        # What was looked for may be a personal number by mistake, and the trail is for ever.
        filters=dict(about) | ({"q": _DIGIT.sub(MASK, about["q"])} if "q" in about else {}),
    )
