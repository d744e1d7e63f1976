"""Changes of one officer by hand, with what follows for standings: one transaction, one service each."""

from datetime import date

from competency.services.missed import catch_up
from competency.services.rosters import refresh_officers
from lms.models import Account
from lms.permissions import authorize
from people import policies
from people.models import Assignment, Officer
from people.queries.rosters import lock_province
from people.services import posts
from people.services.posts import NewPost, Qualifications


def transfer(officer: Officer, new: NewPost, *, by: Account) -> None:
    """Give an officer another main post from a day on, and ask what it asks.

    Raises:
        Forbidden, PostRefused, Conflict: as `people.services.posts.transfer_officer`.
    """
    _catch_up(officer, by=by)
    posts.transfer_officer(officer, new, by=by)
    refresh_officers([officer.id], by=by)


def give_post(officer: Officer, new: NewPost, *, by: Account) -> None:
    """Give an officer a concurrent post, and ask what it asks as well.

    Raises:
        Forbidden, PostRefused, Conflict: as `people.services.posts.add_post`.
    """
    _catch_up(officer, by=by)
    posts.add_post(officer, new, by=by)
    refresh_officers([officer.id], by=by)


def end_post(post: Assignment, last_day: date, *, by: Account) -> None:
    """Let one post end, and no longer ask what it asked.

    Raises:
        Forbidden, PostRefused: as `people.services.posts.end_post`.
    """
    _catch_up(post.officer, by=by)
    posts.end_post(post, last_day, by=by)
    refresh_officers([post.officer_id], by=by)


def leave(officer: Officer, last_day: date, *, by: Account) -> None:
    """Let all posts end; what was shown stays on record.

    Raises:
        Forbidden, PostRefused: as `people.services.posts.leave_service`.
    """
    _catch_up(officer, by=by)
    posts.leave_service(officer, last_day, by=by)
    refresh_officers([officer.id], by=by)


def change_qualifications(officer: Officer, told: Qualifications, *, by: Account) -> None:
    """Write down what an officer has learnt, and judge the other requirements by it.

    Raises:
        Forbidden: ``by`` does not keep this officer's record.
    """
    _catch_up(officer, by=by)
    posts.change_qualifications(officer, told, by=by)
    refresh_officers([officer.id], by=by)


def _catch_up(officer: Officer, *, by: Account) -> None:
    """Bring an officer up to yesterday, behind rosters that are being written: they lock in this order."""
    authorize(by, policies.may_keep_officer, officer)
    lock_province(officer.province_code)
    catch_up([officer.id], by=by)
