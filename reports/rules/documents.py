"""Papers we keep: their kinds, the code that is printed on them, the cut of figures they are made from."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: no sign looks like another on paper."""

CODE_LENGTH = 20
"""100 bits: nobody guesses one."""

_GROUP = 5


class DocumentKind(StrEnum):
    """The papers that are kept."""

    QUARTER_REPORT = "quarter_report"
    YEAR_REPORT = "year_report"
    NAME_LIST = "name_list"
    LEARNING_SHEET = "learning_sheet"
    CERTIFICATE = "certificate"


REPORTS = frozenset({DocumentKind.QUARTER_REPORT, DocumentKind.YEAR_REPORT})
"""Figures without names."""

ASKED_FOR = frozenset({*REPORTS, DocumentKind.NAME_LIST})
"""Those a unit asks for on a page; the others belong to one officer."""


class DocumentEvent(StrEnum):
    """What the trail tells of papers."""

    ASKED = "document:asked"
    FROZEN = "document:frozen"
    BUILT = "document:built"
    NAMES_DOWNLOADED = "document:names_downloaded"
    SIGNED_COPY_KEPT = "document:signed_copy_kept"
    REVOKED = "document:revoked"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a paper says of itself beside its figures: how to check it."""

    code: str
    address: str
    """Of the page that checks it, whole."""
    version: int
    cut_sha256: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the small print under the signatures."""
        return (
            f"Mã tra cứu: {self.code} (lần {self.version}), kiểm tra tại {self.address}",
            f"Mã băm SHA-256 của số liệu đã chốt: {self.cut_sha256}",
        )


def canonical(cut: Mapping[str, Any]) -> str:
    """Return a cut as text, the same text for the same content: sorted keys, no blanks, Unicode NFC."""
    text = json.dumps(cut, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text)


def sha256_of(content: str | bytes) -> str:
    """Return the hash of a text or of a file, in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def group_code(signs: str) -> str:
    """Return a code as it is printed, in groups of five."""
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))


def read_code(typed: str) -> str | None:
    """Return the code somebody typed, however it was grouped; None if it can be none.

    O is read as 0, I and L as 1, as Crockford's alphabet does.
    """
    signs = typed.upper().translate(str.maketrans("OIL", "011"))
    signs = "".join(sign for sign in signs if sign not in "- \u00a0")
    if len(signs) != CODE_LENGTH or any(sign not in CODE_SIGNS for sign in signs):
        return None
    return group_code(signs)
