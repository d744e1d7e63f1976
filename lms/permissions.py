"""One question, asked by every service: may this actor do this to that?"""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from lms.errors import Forbidden
from lms.i18n import gettext as _
from lms.models import Account

Target = TypeVar("Target")


class Role(StrEnum):
    """What an account is for (DESIGN 1). `officer` follows from being linked to an officer."""

    OFFICER = "officer"
    LEADER = "leader"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    ASSESSOR = "assessor"
    DEPARTMENT = "department"
    OBSERVER = "observer"
    MINISTRY = "ministry"
    ADMIN = "admin"


class ScopeKind(StrEnum):
    """Over what a role reaches: oneself, the country, a unit and all below, or one organisation."""

    SELF = "self"
    NATION = "nation"
    UNIT = "unit"
    ORGANISATION = "organisation"


def authorize(actor: Account, policy: Callable[[Account, Target], bool], target: Target) -> None:
    """Let ``actor`` pass if the policy says so.

    Raises:
        Forbidden: the policy says no.
    """
    if not policy(actor, target):
        raise Forbidden(_("You do not have the role for this."))


def scopes(actor: Account, role: Role, kind: ScopeKind) -> frozenset[str]:
    """Return the codes over which ``actor`` holds ``role``; the nation is the empty code."""
    return frozenset(
        grant.scope_code for grant in actor.grants if grant.role == role and grant.scope_kind == kind
    )


def has_role(actor: Account, *roles: Role) -> bool:
    """Tell whether ``actor`` holds any of the roles, over whatever scope; the system holds all."""
    return actor.is_system or any(grant.role in roles for grant in actor.grants)
