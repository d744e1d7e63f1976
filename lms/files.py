"""A small file storage: what people upload and what we make for them, by an opaque key."""

import shutil
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

from flask import current_app

from lms.errors import NotFound
from lms.i18n import gettext as _


class Storage(Protocol):
    """The border behind which files lie. Keys are ours, never a person's file name."""

    def save(self, stream: BinaryIO, *, suffix: str = "") -> str:
        """Keep the stream and return its key."""
        ...

    def open(self, key: str) -> BinaryIO:
        """Return the kept bytes; NotFound if there are none."""
        ...

    def discard(self, key: str) -> None:
        """Keep the bytes no longer. Twice is once."""
        ...


class DiskStorage:
    """Files in a folder, two levels deep so that no folder grows too large."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def save(self, stream: BinaryIO, *, suffix: str = "") -> str:
        """Keep the stream under a new random key."""
        name = uuid4().hex + suffix
        key = f"{name[:2]}/{name[2:4]}/{name}"
        path = self._root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(path.suffix + ".part")
        with partial.open("wb") as target:
            shutil.copyfileobj(stream, target)
        partial.rename(path)
        return key

    def open(self, key: str) -> BinaryIO:
        """Return the kept bytes.

        Raises:
            NotFound: the key is unknown or points outside the storage.
        """
        path = self._path(key)
        if path is None or not path.is_file():
            raise NotFound(_("This file does not exist."))
        return path.open("rb")

    def discard(self, key: str) -> None:
        """Delete the file of a key, if there is one."""
        path = self._path(key)
        if path is not None:
            path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path | None:
        """Return where a key points, None outside the storage."""
        path = (self._root / key).resolve()
        return path if path.is_relative_to(self._root.resolve()) else None


def storage() -> Storage:
    """Return the storage of this installation (setting FILES_URL)."""
    url = str(current_app.config["FILES_URL"])
    return DiskStorage(Path(url.removeprefix("file://")))
