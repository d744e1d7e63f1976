"""Looking through GIFT text without tripping over escapes."""

import re
from collections.abc import Iterator
from functools import lru_cache

_ESCAPE = re.compile(r"\\(n|[~=#{}:\\]|(?<=-\\)>)")


def find(text: str, wanted: str, start: int = 0) -> int:
    """Return the place of the first of these characters that no backslash escapes, or -1."""
    return next((at for at in _places(text, wanted, start)), -1)


def find_all(text: str, wanted: str) -> list[int]:
    """Return the places of all these characters that no backslash escapes."""
    return list(_places(text, wanted, 0))


def _places(text: str, wanted: str, start: int) -> Iterator[int]:
    found = _pattern(wanted).finditer(text, start)
    return (match.start() for match in found if match[0][0] != "\\")


@lru_cache
def _pattern(wanted: str) -> re.Pattern[str]:
    return re.compile(rf"\\.|[{re.escape(wanted)}]", re.DOTALL)


def find_sequence(text: str, sequence: str, start: int = 0) -> int:
    """Return the place of the first unescaped occurrence of a sequence, or -1."""
    at = find(text, sequence[0], start)
    while at >= 0 and not text.startswith(sequence, at):
        at = find(text, sequence[0], at + 1)
    return at


def unescape(text: str) -> str:
    r"""Return the text as meant, trimmed: ``\~`` is a tilde, ``\n`` a new line, ``-\>`` no arrow of a pair.

    Other backslashes stay.
    """
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], text).strip()
