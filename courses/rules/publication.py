"""The way of content to learners: what may be edited, what stops a step, which documents a text names."""

import re
import unicodedata
from enum import StrEnum

from courses.rules.vocabulary import CourseState, may_become

EDITABLE = frozenset({CourseState.DRAFT, CourseState.CHANGES_REQUESTED})
"""The states in which content may be changed."""

OPEN = frozenset({*EDITABLE, CourseState.IN_REVIEW, CourseState.APPROVED})
"""The states of a version that is still on its way to learners."""

SEALED = frozenset({CourseState.PUBLISHED, CourseState.OUTDATED})
"""The states of what learners have met: it never changes again, also not after it is withdrawn."""


class ContentEvent(StrEnum):
    """Steps of content of every kind, as the audit trail names them."""

    SUBMITTED = "content:submitted"
    TAKEN_BACK = "content:taken_back"
    CHANGES_REQUESTED = "content:changes_requested"
    APPROVED = "content:approved"
    PUBLISHED = "content:published"
    OUTDATED = "content:outdated"
    WITHDRAWN = "content:withdrawn"
    COMMENTED = "content:commented"
    COMMENT_SETTLED = "content:comment_settled"
    SEALED = "content:sealed"
    LEARNER_MOVED = "enrolment:moved"
    DOCUMENT_ADDED = "legal_document:added"
    DOCUMENT_CHANGED = "legal_document:changed"
    DOCUMENT_REPLACED = "legal_document:replaced"
    FOUND_HOLDING = "legal_document:found_holding"


class StepRefusal(StrEnum):
    """Why a version may not take a step."""

    WRONG_STATE = "wrong_state"
    CHANGED_MEANWHILE = "changed_meanwhile"


def refusal(present: CourseState, wanted: CourseState, *, is_seen: bool = True) -> StepRefusal | None:
    """Return why a version may not go from one state to another, or None.

    Args:
        present: the state it is in.
        wanted: the state it shall have.
        is_seen: whether what is decided on is what was shown.
    """
    if not may_become(present, wanted):
        return StepRefusal.WRONG_STATE
    if not is_seen:
        return StepRefusal.CHANGED_MEANWHILE
    return None


_SLASH, _DASH = r"\s?/\s?", r"\s?[-‐‑–]\s?"
_KIND = r"(?:NĐ|ND|TT|TTLT|QĐ|QD|NQ|CT|CĐ|KH|HD|KL|PL|LCT|L|TB|VBHN|UBTVQH\d{0,2}|QH\d{1,2})"
_BODY = rf"(?:{_DASH}[A-ZĐƯƠ][A-ZĐƯƠa-z0-9]*){{0,4}}"
_NUMBER = re.compile(
    rf"(?<![\w/.-])(?P<first>\d{{1,5}})(?>"
    rf"{_SLASH}(?P<year>(?:19|20)\d\d){_SLASH}(?P<dated>{_KIND}{_BODY})"
    rf"|{_SLASH}(?P<undated>{_KIND}(?:{_DASH}[A-ZĐƯƠ][A-ZĐƯƠa-z0-9]*){{1,4}})"
    rf"|{_DASH}(?P<party>(?:NQ|CT|KL|QĐ|QD|HD|TB|KH|ĐA|QC){_SLASH}(?:TW|TU|BCĐTW|BTCTW))"
    rf")(?!\w)",
    re.IGNORECASE,
)
_LONGEST_NUMBER = 60
_PLAIN_D = {"ND": "NĐ", "QD": "QĐ"}
_KEEPING_CASE = {"TTG": "TTg"}


def documents_named(text: str) -> tuple[str, ...]:
    """Return the numbers of legal documents in a text, each once, in order, in one way of writing.

    "nghị định số 5/2025/nđ–cp" names "05/2025/NĐ-CP"; "Nghị quyết 57-NQ/TW" and "Quyết định 749/QĐ-TTg" are
    known, too. A law that is named without its number is not found.
    """
    found = (_written(match) for match in _NUMBER.finditer(unicodedata.normalize("NFC", text)))
    return tuple(dict.fromkeys(number for number in found if len(number) <= _LONGEST_NUMBER))


def _written(match: re.Match[str]) -> str:
    first = match["first"].lstrip("0").zfill(2)
    if match["party"]:
        return f"{first}-{_upper(match['party'])}"
    if match["year"]:
        return f"{first}/{match['year']}/{_upper(match['dated'])}"
    return f"{first}/{_upper(match['undated'])}"


def _upper(words: str) -> str:
    """Return signs without blanks around them and words in capitals, as offices write them."""
    tight = re.sub(r"\s?[-‐‑–]\s?", "-", re.sub(r"\s?/\s?", "/", words))
    parts = re.split("([-/])", tight.upper())
    return "".join(_KEEPING_CASE.get(part, _PLAIN_D.get(part, part)) for part in parts)
