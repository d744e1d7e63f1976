"""Asking for the accounts of a province's officers to be opened and for links to be sent."""

from lms.models import Account, Job
from lms.permissions import authorize
from lms.work import request_work
from people import policies
from people.models import AdministrativeUnit

INVITE_WORK = "officer-invitations"


def invite_officers(province: AdministrativeUnit, *, by: Account) -> Job:
    """Ask for accounts and links for every officer of a province who has an address and no way in yet.

    Asking again while it is being done is the same work; who has a link that still counts gets no other.

    Raises:
        Forbidden: ``by`` does not keep the roster of this province.
    """
    authorize(by, policies.may_import_roster, province)
    return request_work(INVITE_WORK, province.code, by=by)
