"""Taking standings away: who did, of which unit, and what for."""

from competency.models import Standing
from competency.rules import CompetencyEvent
from lms import audit
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import clean
from people.models import AdministrativeUnit
from people.policies import may_see_names


def note_standings_exported(unit: AdministrativeUnit | None, purpose: str, *, by: Account) -> None:
    """Put on the trail that the standings of a unit (None: the country) are taken away, with names.

    Raises:
        Forbidden: ``by`` may not see names there.
        Refused: a person stated no purpose.
    """
    authorize(by, may_see_names, unit)
    purpose = clean(purpose)
    if not purpose and not by.is_system:
        raise Refused(_("Please say what you need the list for."))
    scope = unit.code if unit is not None else ""
    audit.record_about(
        CompetencyEvent.STANDINGS_EXPORTED, Standing.__tablename__, scope, by=by, purpose=purpose
    )
