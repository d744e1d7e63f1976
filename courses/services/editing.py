"""The door of every edit: who may, in which state, and whether the editor saw what stands there now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from courses import policies, queries, rules
from courses.models import ContentAuthor
from courses.queries import Version
from lms import clock
from lms.database import db
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize


class NotEditable(Conflict):
    """The version is not being written now: it is with the reviewers, or learners have it."""


class EditedMeanwhile(Conflict):
    """Somebody else has changed it since it was shown; nothing was overwritten.

    Args:
        revision: what stands there now.
        account: who changed the version last, where known.
        at: when.
    """

    def __init__(
        self, message: str, *, revision: int, account: Account | None = None, at: datetime | None = None
    ) -> None:
        super().__init__(message)
        self.revision = revision
        self.account = account
        self.at = at


def touch_draft(version: Version, *, seen: int, by: Account) -> None:
    """Begin an edit of a version's own content: its sheet, the order or number of its parts.

    The version stays locked until the transaction ends; its revision goes up and ``by`` becomes an author.
    The caller changes the content and records its own deed.

    Args:
        version: of a course, a bank or a case.
        seen: the revision that was shown to the editor.
        by: an editor of the institution.

    Raises:
        EditedMeanwhile: another revision stands there now.
        Forbidden: ``by`` does not write for the owner.
        NotEditable: it is with the reviewers, or learners have it.
    """
    _open(version, by=by)
    _edit(version, version, is_seen=version.revision == seen, by=by)


def edit_draft(version: Version, *, is_seen: bool = True, by: Account) -> None:
    """Do as `touch_draft` where the caller has found out itself whether the editor saw what stands there."""
    _open(version, by=by)
    _edit(version, version, is_seen=is_seen, by=by)


def touch_part(version: Version, part: Any, *, seen: int, by: Account) -> None:
    """Begin an edit of a lesson or a question: as `touch_draft`, by the revision of the part.

    Two editors may so work on two lessons at once.

    Raises:
        EditedMeanwhile: another revision of the part stands there now.
        Forbidden: ``by`` does not write for the owner.
        NotEditable: the version is with the reviewers, or learners have it.
    """
    _open(version, by=by)
    queries.lock_part(part)
    _edit(version, part, is_seen=part.revision == seen, by=by)


def edit_part(version: Version, part: Any, *, by: Account) -> None:
    """Do as `touch_part` for an edit that overwrites nothing, whatever the editor saw."""
    _open(version, by=by)
    queries.lock_part(part)
    _edit(version, part, is_seen=True, by=by)


def require_editable(version: Version) -> None:
    """Refuse what is not being written now. Only for services and views that have asked who may; no gate.

    Raises:
        NotEditable: it is with the reviewers, or learners have it.
    """
    if version.state not in rules.EDITABLE:
        raise NotEditable(
            _("This version cannot be changed now: it is with the reviewers, or it was published already.")
        )


def note_author(version: Version, *, by: Account) -> None:
    """Remember who wrote a new version. Only for services that have asked who may; no gate."""
    _remember_author(version, by)


def keep_authors(version: Version, source: Version, *, by: Account) -> None:
    """Let who wrote what ``by`` has copied into a version be its authors, unless that was reviewed before.

    Else a draft that was given up and begun anew by a colleague would be approved by who wrote it. Only for
    services that have asked who may; no gate.
    """
    if source.published_at is None:
        wrote = {author.account_id: author.last_at for author in queries.list_authors(source.subject)}
        note_other_authors(version, wrote, by=by)


def note_other_authors(version: Version, wrote: Mapping[int, datetime | None], *, by: Account) -> None:
    """Remember who else wrote what a version takes in, such as a file or a rubric. No gate, as `note_author`.

    Args:
        version: being written.
        wrote: when, by the id of the account.
        by: who takes it in, and is an author, too.
    """
    _remember_author(version, by)
    known = {author.account_id for author in queries.list_authors(version.subject)}
    for account_id in sorted(wrote.keys() - known):
        author = ContentAuthor(subject=version.subject, account_id=account_id, last_at=wrote[account_id])
        db.session.add(author)
    db.session.flush()


def _open(version: Version, *, by: Account) -> None:
    authorize(by, policies.may_write, queries.owner_of(version))
    queries.lock_version(version)
    require_editable(version)


def _edit(version: Version, part: Any, *, is_seen: bool, by: Account) -> None:
    """Count a change of what is locked, or refuse it where another one was made that nobody saw."""
    if is_seen:
        part.revision += 1
        _remember_author(version, by)
        return
    last = next(iter(queries.list_authors(version.subject)), None)
    raise EditedMeanwhile(
        _("Somebody else has changed this since you opened it. Nothing was overwritten: compare and choose."),
        revision=part.revision,
        account=last.account if last else None,
        at=last.last_at if last else None,
    )


def _remember_author(version: Version, by: Account) -> None:
    author = queries.find_author(version.subject, by)
    if author is None:
        author = ContentAuthor(subject=version.subject, account_id=by.id)
        db.session.add(author)
    author.last_at = clock.now()
    db.session.flush()
