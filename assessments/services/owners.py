"""Whose content an import brings in."""

from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import Role, ScopeKind, scopes
from people.models import Organisation
from people.queries import find_organisation
from people.services.national import NATIONAL_CODE


def find_owner(current: Organisation | None, institution: str, *, by: Account) -> Organisation | None:
    """Return the institution that owns, or will own, what is brought in. Only for other services: no gate.

    None stands for the ministry where it is not in the database yet: `people.services.national`.

    Args:
        current: the owner of what is there already; content does not change hands by an import.
        institution: code of the owner as named; may be empty.
        by: without a name, the one institution this account edits for; for the system the ministry.

    Raises:
        Refused: no such institution, another one owns it already, or it must be named.
    """
    if current is not None:
        if institution and institution != current.code:
            raise Refused(_("This belongs to %(owner)s already. Give yours a code of its own.",
                            owner=current.name))  # fmt: skip
        return current
    if not institution and by.is_system:
        return find_organisation(NATIONAL_CODE)
    own = sorted(scopes(by, Role.EDITOR, ScopeKind.ORGANISATION))
    if not institution and len(own) != 1:
        raise Refused(_("Name the institution that owns this, one of: %(known)s.", known=", ".join(own)))
    owner = find_organisation(institution or own[0])
    if owner is None:
        raise Refused(_("There is no institution %(code)s.", code=institution or own[0]))
    return owner
