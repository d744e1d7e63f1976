"""Reads about the way of content: versions by their word, steps, comments, authors."""

from collections.abc import Collection
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from courses.models import ContentAuthor, CourseVersion, PublicationStep, ReviewComment
from courses.rules import SEALED
from lms.database import db, lock_row
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from people.models import Organisation


class Version(Protocol):
    """A version of a course, a question bank or a case: what goes the way from draft to learners."""

    id: Any
    state: Any
    revision: Any
    sealed_hash: Any
    created_at: Any
    published_at: Any

    @property
    def subject(self) -> str:
        """The word by which the publication log and its like know it."""

    @property
    def owner(self) -> Organisation:
        """The institution that answers for it."""


KINDS: dict[str, type[Any]] = {"course-version": CourseVersion}
"""The tables of versions by the beginning of their word; `app` adds those of the domain above."""


def owner_of(version: Version) -> Organisation:
    """Return the institution that answers for a version."""
    return version.owner


def find_version(subject: str) -> Any | None:
    """Return the version a word names, or None; whoever asks. Only for services and views that ask then."""
    kind, _colon, number = subject.partition(":")
    if kind not in KINDS or not number.isdecimal() or len(number) > len("2147483647") - 1:
        return None
    return db.session.get(KINDS[kind], int(number))


def lock_version(version: Version) -> None:
    """Read a version as it is now and keep all others from changing it until this transaction ends."""
    lock_row(version)


def lock_part(part: Any) -> None:
    """Do the same with a lesson or a question."""
    lock_version(part)


def list_authors(subject: str) -> list[ContentAuthor]:
    """Return who wrote in a version, the latest first."""
    return list(
        db.session.scalars(
            select(ContentAuthor)
            .where(ContentAuthor.subject == subject)
            .options(joinedload(ContentAuthor.account))
            .order_by(ContentAuthor.last_at.desc(), ContentAuthor.account_id)
        )
    )


def find_author(subject: str, account: Account) -> ContentAuthor | None:
    """Return the mark of somebody who wrote in a version, or None."""
    return db.session.get(ContentAuthor, (subject, account.id))


def list_steps(subject: str) -> list[PublicationStep]:
    """Return the publication log of a version, the first step first."""
    return list(
        db.session.scalars(
            select(PublicationStep)
            .where(PublicationStep.subject == subject)
            .options(joinedload(PublicationStep.account))
            .order_by(PublicationStep.id)
        )
    )


def list_last_steps(subjects: Collection[str]) -> dict[str, PublicationStep]:
    """Return the last step of each version that has one."""
    last = (
        select(func.max(PublicationStep.id))
        .where(PublicationStep.subject.in_(sorted(subjects)))
        .group_by(PublicationStep.subject)
    )
    rows = db.session.scalars(
        select(PublicationStep)
        .where(PublicationStep.id.in_(last))
        .options(joinedload(PublicationStep.account))
    )
    return {step.subject: step for step in rows}


def list_comments(subject: str) -> list[ReviewComment]:
    """Return what was noted about a version, in order; settled ones too."""
    return list(
        db.session.scalars(
            select(ReviewComment)
            .where(ReviewComment.subject == subject)
            .options(joinedload(ReviewComment.account), joinedload(ReviewComment.settled_by))
            .order_by(ReviewComment.id)
        )
    )


def list_unsealed(model: type[Any], limit: int) -> list[Any]:
    """Return some versions of a table that learners have met and that have no seal yet."""
    statement = select(model).where(model.state.in_(sorted(SEALED)), model.sealed_hash.is_(None))
    return list(db.session.scalars(statement.order_by(model.id).limit(limit)))


def get_comment(public_id: UUID) -> ReviewComment:
    """Return a comment, whoever asks. Only for views that open its version then.

    Raises:
        NotFound: there is none.
    """
    comment = db.session.scalar(select(ReviewComment).where(ReviewComment.public_id == public_id))
    if comment is None:
        raise NotFound(_("There is no such comment."))
    return comment
