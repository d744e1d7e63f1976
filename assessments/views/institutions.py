"""For which institution somebody writes something new."""

from assessments.services import EntryRefused
from courses.queries import list_institutions
from lms.auth import actor
from lms.i18n import gettext as _
from lms.permissions import Role, ScopeKind, scopes
from people.models import Organisation


def list_own() -> list[Organisation]:
    """Return the institutions that the person writes for, by name."""
    return list_institutions(scopes(actor(), Role.EDITOR, ScopeKind.ORGANISATION))


def list_choices() -> list[tuple[str, str]]:
    """Return the same as (code, name)."""
    return [(one.code, one.name) for one in list_own()]


def choose(code: str, field: str = "institution") -> Organisation:
    """Return the institution of a form: the one that was named, or the only one where none was.

    Raises:
        EntryRefused: it is none of the person's own, or several are and none was named.
    """
    own = {one.code: one for one in list_own()}
    chosen = own.get(code) if code or len(own) != 1 else next(iter(own.values()))
    if chosen is None:
        raise EntryRefused(_("Choose one of your institutions."), field)
    return chosen
