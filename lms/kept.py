"""What a process keeps of content that is the same for everybody and seldom changes.

Nothing about a person, and nothing about who may see what, is ever kept here.
"""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Pool

from lms.database import db

Content = TypeVar("Content")


class Kept(Generic[Content]):
    """Content that is read again only when its stamp has changed.

    The stamp is read from the database with every request, so that a change counts at once in every process.
    Whoever makes the stamp answers for it: no change may leave it as it was.

    Args:
        load: reads the content.
    """

    def __init__(self, load: Callable[[], Content]) -> None:
        self._load = load
        # By the pool of connections: another database behind the same application has another pool.
        self._found: WeakKeyDictionary[Pool, tuple[Hashable, Content]] = WeakKeyDictionary()

    def get(self, stamp: Hashable) -> Content:
        """Return the content of this stamp."""
        pool = db.engine.pool
        found = self._found.get(pool)
        if found is None or found[0] != stamp:
            found = self._found[pool] = stamp, self._load()
        return found[1]
