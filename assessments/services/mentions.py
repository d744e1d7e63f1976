"""Looking after a legal document was replaced: which texts hold all the same."""

from assessments.queries import mentions as queries
from courses import policies
from courses.services import note_holding
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize


def confirm_holding(subject: str, number: str, *, by: Account) -> None:
    """Note that a text holds although a document it names was replaced; learners are then told nothing.

    Args:
        subject: of the text, e.g. "lesson:5".
        number: of the document.
        by: who writes or reviews for the owner of the text.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        NotFound: the text is gone or does not name the document.
    """
    mention = queries.find_mention(subject, number)
    owner = queries.find_mention_owner(subject) if mention is not None else None
    if mention is None or owner is None:
        raise NotFound(_("This text does not name the document any more."))
    authorize(by, policies.may_publish, owner)
    note_holding(mention, by=by)
