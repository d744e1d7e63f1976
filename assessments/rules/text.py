"""Text as it is kept, and its forms for comparison."""

import re
import unicodedata

# Grave, acute, tilde, hook above, dot below: the five Vietnamese tone marks.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STAR = re.compile(r"(?<!\\)\*")
# All but tab, line feed and carriage return.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def clean(text: str) -> str:
    """Return the text in Unicode form NFC without spaces around it."""
    return unicodedata.normalize("NFC", text).strip()


def writable(text: str) -> str:
    """Return the text without what no database keeps and nobody sees: control characters, lone surrogates."""
    return _UNWRITABLE.sub("", text)


def plain(text: str) -> str:
    """Return the text without regard to case, runs of spaces, invisible characters and Unicode form."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).casefold().split())


def comparable(text: str) -> str:
    """Return ``plain`` text that also disregards where in its word a tone mark sits.

    The tone marks of a word are moved behind its letters: "hòa" and "hoà" become equal, "hoa" does not.
    """
    letters: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFD", plain(text)):
        if character in _TONES:
            tones.append(character)
            continue
        if not (character.isalpha() or unicodedata.combining(character)):
            letters += tones
            tones.clear()
        letters.append(character)
    return "".join(letters + tones)


def matches_pattern(pattern: str, text: str) -> bool:
    r"""Return whether the text matches; ``*`` stands for any run of characters, ``\*`` for an asterisk.

    Case, spaces, Unicode form and tone-mark position are disregarded. Where ``*`` cuts a word ("hò*"), the
    tone mark must sit in the same place as in the pattern, as the rest of the word is unknown.
    """
    return any(_fits(form(pattern), form(text)) for form in (plain, comparable))


def _fits(pattern: str, text: str) -> bool:
    parts = [part.replace("\\*", "*") for part in _STAR.split(pattern)]
    if len(parts) == 1:
        return text == parts[0]
    first, *middle, last = parts
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, stop = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, stop)
        if found < 0:
            return False
        at = found + len(part)
    return True
