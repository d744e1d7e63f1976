"""Comments of reviewers and editors, each at the place of a version that it concerns."""

from courses import policies, queries
from courses.models import ReviewComment
from courses.queries import Version
from courses.rules import ContentEvent
from lms import audit, clock
from lms.database import db
from lms.errors import NotFound, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize

LONGEST_COMMENT = 4000
LONGEST_PLACE = 120


def add_comment(version: Version, place: str, text: str, *, by: Account) -> ReviewComment:
    """Note something at a place of a version and return the note.

    Args:
        version: of a course, a bank or a case.
        place: "sheet", "lesson:<slug>", "question:<key>", "node:<name>"; empty for the whole.
        text: plain words.
        by: who writes or reviews for the institution.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        Refused: there are no words, or too many.
    """
    authorize(by, policies.may_publish, queries.owner_of(version))
    words = text.strip()
    if not words:
        raise Refused(_("Write what should be changed."))
    if len(words) > LONGEST_COMMENT:
        raise Refused(_("The comment is too long: at most %(limit)d characters.", limit=LONGEST_COMMENT))
    comment = ReviewComment(
        subject=version.subject, place=place[:LONGEST_PLACE], text=words, account_id=by.id, at=clock.now()
    )
    db.session.add(comment)
    audit.record(ContentEvent.COMMENTED, comment, by=by, subject=version.subject, place=comment.place)
    return comment


def settle_comment(comment: ReviewComment, *, by: Account) -> None:
    """Mark a comment as settled; it stays readable. Done twice it is as good as once.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        NotFound: its version was given up meanwhile.
    """
    version = queries.find_version(comment.subject)
    if version is None:
        raise NotFound(_("There is no such version."))
    authorize(by, policies.may_publish, queries.owner_of(version))
    queries.lock_version(version)
    db.session.refresh(comment)
    if comment.settled_at is None:
        comment.settled_at = clock.now()
        comment.settled_by_id = by.id
        audit.record(ContentEvent.COMMENT_SETTLED, comment, by=by, subject=comment.subject)
