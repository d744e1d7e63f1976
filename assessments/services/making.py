"""Making what has a code and versions: what is no entry, a code used once, a version begun once.

Only for other services: nothing here asks who may.
"""

import re
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from lms.database import Base, db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.text import clean

LONGEST_TITLE = 300
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
_Version = TypeVar("_Version", bound=Base)


class EntryRefused(Refused):
    """An entry of a form cannot be taken; ``field`` says which, empty for none in particular."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def check_code_and_title(code: str, title: str) -> None:
    """Refuse what is no code or no title.

    Raises:
        EntryRefused: it is none.
    """
    if not _CODE.fullmatch(code):
        raise EntryRefused(
            _("Write 2 to 20 capital letters without marks, digits or hyphens, such as KH05."), "code"
        )
    check_title(title)


def check_title(title: str) -> None:
    """Refuse what is no title.

    Raises:
        EntryRefused: it is none.
    """
    if not clean(title) or len(title) > LONGEST_TITLE:
        raise EntryRefused(_("Write a title of at most %(limit)s characters.", limit=LONGEST_TITLE), "title")


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
