"""Bytes of a file as text: Unicode in its forms, and what programs wrote before it."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.shapes import Notes
from lms.legacy_encodings import DISPLAY_NAMES, Encoding, convert, detect, is_unicode, restore_capitals
from lms.syllables import is_syllable

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SAMPLE = 4096
_EMPTY_PLACES = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
"""Bytes that stand for nothing in Windows-1252."""
_NULLS_OF_WIDE_TEXT = 0.3
_BAD_SHARE = 0.25
# Some of them stand where files were put together, and hide what a line begins with.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MANY_WORDS = 20_000
_LONGEST_OLD = 3_000_000
_FEWEST_OLD_WORDS = 3
# What Windows shows for the bytes 80 to 9f, as those bytes again.
_AS_BYTES = {
    ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in _EMPTY_PLACES
}
_UNREADABLE = "\ufffd"


@dataclass(frozen=True)
class _Guess:
    """A text and the name of the encoding it was taken from; empty for Unicode."""

    text: str
    encoding: str = ""


def decode(content: bytes, notes: Notes) -> str:
    r"""Return the text of a file in Unicode form NFC, lines ended by "\n", without control characters.

    What was converted, and what could not be read, is noted.
    """
    guess = _decode(content)
    text = guess.text.replace("\r\n", "\n").replace("\r", "\n")
    if guess.encoding:
        notes.tell(ExchangeFault.ENCODING, encoding=guess.encoding)
    text, controls = _CONTROL.subn("", text.removeprefix("\ufeff"))
    if controls:
        notes.tell(ExchangeFault.CONTROL_SIGNS, count=controls)
    first = text.find(_UNREADABLE)
    if first >= 0:
        line = text.count("\n", 0, first) + 1
        notes.lose(ExchangeFault.BAD_BYTES, line=line, at=line, count=text.count(_UNREADABLE))
    return unicodedata.normalize("NFC", text)


def without_declaration(text: str) -> str:
    """Return an XML text without its first line about itself, whose encoding no longer holds."""
    return _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)


def _decode(content: bytes) -> _Guess:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _unicode_or_old(content[len(mark) :].decode(encoding, "replace"))
    wide = _wide_encoding(content)
    if wide:
        return _unicode_or_old(content.decode(wide, "replace"))
    try:
        return _unicode_or_old(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _from_bytes(content)


def _wide_encoding(content: bytes) -> str:
    """Return the encoding of text with two bytes a sign and no mark, told by the empty halves."""
    sample = content[:_SAMPLE]
    half = len(sample) // 2
    if half < 2:  # noqa: PLR2004 - two signs tell nothing
        return ""
    low, high = sample[1::2].count(0), sample[0::2].count(0)
    if low > _NULLS_OF_WIDE_TEXT * half and low > high:
        return "utf-16-le"
    return "utf-16-be" if high > _NULLS_OF_WIDE_TEXT * half and high > low else ""


def _unicode_or_old(text: str) -> _Guess:
    """Return the text, converted where it is an old Vietnamese encoding dressed as Unicode."""
    if text.isascii() or len(text) > _LONGEST_OLD:
        return _Guess(text)
    if is_unicode(text):
        return _with_old_lines(text)
    twice = _twice_encoded(text)
    if twice is not None:
        return _Guess(twice, "UTF-8 (×2)")
    encoding = detect(text.splitlines())
    if encoding is None:
        return _Guess(text)
    return _Guess("\n".join(_converted(line, encoding) for line in text.split("\n")), DISPLAY_NAMES[encoding])


def _with_old_lines(text: str) -> _Guess:
    """Return a text in Unicode, its lines converted that were pasted from documents in an old encoding."""
    lines = text.split("\n")
    names: dict[str, None] = {}
    for at, line in enumerate(lines):
        encoding = _encoding_of_line(line)
        if encoding is not None:
            lines[at] = _converted(line, encoding)
            names[DISPLAY_NAMES[encoding]] = None
    return _Guess("\n".join(lines), ", ".join(names))


def _encoding_of_line(line: str) -> Encoding | None:
    """Return in which old encoding a line was typed; a few words prove nothing."""
    if line.isascii() or is_unicode(line):
        return None
    words = [word for word in line.split() if not word.isascii()]
    return detect(words) if len(words) >= _FEWEST_OLD_WORDS else None


def _converted(line: str, encoding: Encoding) -> str:
    return restore_capitals(convert(line, encoding))


def _twice_encoded(text: str) -> str | None:
    """Return Vietnamese that somebody read as Western letters and saved as those; else ``None``."""
    try:
        found = text.translate(_AS_BYTES).encode("latin-1").decode("utf-8")
    except ValueError:
        return None
    return found if is_unicode(found) else None


def _from_bytes(content: bytes) -> _Guess:
    lenient = content.decode("utf-8", "replace")
    high = sum(1 for sign in lenient if not sign.isascii())
    if lenient.count(_UNREADABLE) <= _BAD_SHARE * high:
        return _Guess(lenient)
    western = content.decode("cp1252", "replace")
    old = _unicode_or_old(western)
    if old.encoding:
        return old
    declared = _declared(content)
    if declared is not None:
        return declared
    vietnamese = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    if _syllables(vietnamese) > _syllables(western):
        return _Guess(vietnamese, "Windows-1258")
    return _Guess(western, "Windows-1252")


def _declared(content: bytes) -> _Guess | None:
    found = _DECLARED.match(content[:_SAMPLE])
    name = found[1].decode("ascii") if found else ""
    if not name or name.lower().replace("_", "-") in {"utf-8", "utf8"}:
        return None
    try:
        codec = codecs.lookup(name)
        text = content.decode(codec.name) if codec._is_text_encoding else None
    except (LookupError, ValueError):
        return None
    return None if text is None else _Guess(unicodedata.normalize("NFC", text), name)


def _syllables(text: str) -> int:
    """Return how many words beyond ASCII are Vietnamese syllables, less those that are none."""
    words = [word for word in _WORD.findall(text)[:_MANY_WORDS] if not word.isascii()]
    return sum(1 if is_syllable(word) else -1 for word in words)
