"""Making what has a code and versions: what is no entry, a code used once, a version begun once.

Only for other services: nothing here asks who may.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError

from lms.database import Base, db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.text import clean

LONGEST_TITLE = 300
_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,19}")
_Version = TypeVar("_Version", bound=Base)


class EntryRefused(Refused):
    """An entry of a form cannot be taken; ``field`` says which, empty for none in particular."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def check_code(code: str) -> None:
    """Refuse what is no code of a bank, a case, a rubric or a task.

    Raises:
        EntryRefused: it is none.
    """
    if not _CODE.fullmatch(code):
        raise EntryRefused(
            _("Write 2 to 20 capital letters A to Z, digits or hyphens; a letter first, such as TH14."),
            "code",
        )


def tidy_title(title: str) -> str:
    """Return a title as it is kept.

    Raises:
        EntryRefused: it is none, or too long.
    """
    tidy = clean(title)
    if not tidy or len(tidy) > LONGEST_TITLE:
        raise EntryRefused(_("Write a title of at most %(limit)s characters.", limit=LONGEST_TITLE), "title")
    return tidy


def add_coded(item: Base) -> None:
    """Add an item with a code, unless another has the code.

    Raises:
        EntryRefused: the code is in use.
    """
    try:
        with db.session.begin_nested():
            db.session.add(item)
            db.session.flush()  # the rule of one item a code speaks now
    except IntegrityError as error:
        raise code_taken() from error


def code_taken() -> EntryRefused:
    """Return what to tell who chose a code that is in use."""
    return EntryRefused(_("This code is in use already. Choose another one."), "code")


def first_revision(newest: Any | None) -> int:
    """Return the revision at which a version begins that follows ``newest``.

    They never begin anew: a page opened on a draft that was given up shall not pass for one of the next.
    """
    return int(newest.revision) + 1 if newest is not None else 1


def begin_once(find: Callable[[], _Version | None], begin: Callable[[], _Version]) -> tuple[_Version, bool]:
    """Return the open version of an item, and whether it was begun now; begun twice at once, it is one.

    Args:
        find: what reads the open version.
        begin: what makes it where there is none.

    Raises:
        Conflict: somebody else was faster, and has closed it again.
    """
    found = find()
    if found is not None:
        return found, False
    try:
        with db.session.begin_nested():
            version = begin()
            db.session.add(version)
            db.session.flush()  # the rule of one open version an item speaks now
    except IntegrityError as error:
        begun = find()
        if begun is None:
            raise Conflict(
                _("Somebody else has changed this meanwhile. Look at it again and repeat.")
            ) from error
        return begun, False
    return version, True
