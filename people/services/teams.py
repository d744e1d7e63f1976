"""Lists of a team that leave the system."""

from collections.abc import Mapping

from lms import audit
from lms.models import Account
from lms.permissions import authorize
from people import policies
from people.rules import PeopleEvent


def note_team_exported(form: str, filters: Mapping[str, str], *, by: Account) -> None:
    """Put on the trail that a leader or observer took the list of the own team away as a file.

    Raises:
        Forbidden: ``by`` has no team.
    """
    authorize(by, policies.may_see_team, None)
    audit.record_about(PeopleEvent.LIST_OPENED, "teams", str(by.id), by=by, form=form, filters=dict(filters))
