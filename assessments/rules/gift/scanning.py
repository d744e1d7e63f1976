"""Looking through GIFT text without tripping over escapes."""

import re
from collections.abc import Collection

_ESCAPE = re.compile(r"\\(n|[~=#{}:\\])")


def find(text: str, wanted: Collection[str], start: int = 0) -> int:
    """Return the place of the first of these characters that no backslash escapes, or -1."""
    at = start
    while at < len(text):
        if text[at] in wanted:
            return at
        at += 2 if text[at] == "\\" else 1
    return -1


def find_all(text: str, wanted: Collection[str]) -> list[int]:
    """Return the places of all these characters that no backslash escapes."""
    places = []
    at = find(text, wanted)
    while at >= 0:
        places.append(at)
        at = find(text, wanted, at + 1)
    return places


def find_sequence(text: str, sequence: str, start: int = 0) -> int:
    """Return the place of the first unescaped occurrence of a sequence, or -1."""
    at = find(text, sequence[0], start)
    while at >= 0 and not text.startswith(sequence, at):
        at = find(text, sequence[0], at + 1)
    return at


def unescape(text: str) -> str:
    r"""Return the text as meant, trimmed: ``\~`` is a tilde, ``\n`` a new line; other backslashes stay."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], text).strip()
