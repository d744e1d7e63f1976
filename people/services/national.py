"""The ministry: it owns what the system brings in without naming an institution (DESIGN 1)."""

from lms.models import Account
from people.models import Organisation
from people.rules import OrganisationKind
from people.services.officers import NewOrganisation, add_organisation

NATIONAL_CODE = "BNV"


def add_national_owner(*, by: Account) -> Organisation:
    """Add the ministry to a database that does not have it yet, and return it."""
    return add_organisation(
        NewOrganisation(name="Bộ Nội vụ", kind=OrganisationKind.MINISTRY, code=NATIONAL_CODE), by=by
    )
