"""Who may do what with accounts and the system."""

from lms.models import Account
from lms.permissions import Role, has_role


def may_administer(actor: Account, _target: object) -> bool:
    """Administrators run accounts and the system; they never see learners' answers."""
    return has_role(actor, Role.ADMIN)


def may_use_own_account(actor: Account, account: Account) -> bool:
    """Everyone rules over their own account, administrators over any."""
    return actor.id == account.id or may_administer(actor, account)
