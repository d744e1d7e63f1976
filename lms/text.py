"""Vietnamese text: normal form, search and matching keys, alphabetical order. Pure; knows no database."""

import re
import unicodedata
from functools import lru_cache

GRAVE, ACUTE, HOOK, TILDE, DOT_BELOW = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
TONES = (GRAVE, HOOK, TILDE, ACUTE, DOT_BELOW)
"""The five tone marks in the order of the Vietnamese alphabet: huyền, hỏi, ngã, sắc, nặng."""

QUALITY_MARKS = ("\u0306", "\u0302", "\u031b")
"""The marks that make another letter: breve (ă), circumflex (â ê ô), horn (ơ ư)."""

MASK = "•"

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_TONE_RANK = {tone: rank for rank, tone in enumerate(TONES, start=1)}
# Zero-width and direction marks, soft hyphens and control characters that are not white space.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_UNWRITTEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")
# Some fonts and keyboards give the Icelandic eth, which looks the same as the Vietnamese letter.
_ETH_AS_D = str.maketrans("ðÐ", "đĐ")
_WHITE_SPACE_CLASS, _SIGN_CLASS, _DIGIT_CLASS, _LETTER_CLASS, _OTHER_LETTER_CLASS = range(5)

SortKey = tuple[tuple[int, ...], tuple[tuple[int, ...], ...], tuple[bool, ...]]
WordKey = tuple[tuple[int, ...], tuple[int, ...]]


def clean(text: str) -> str:
    """Return the text in Unicode NFC, runs of white space as one space, none at the ends.

    No-break spaces and line breaks count as white space; zero-width characters, soft hyphens and control
    characters vanish. Text in an old encoding must be converted first (``lms.legacy_encodings``): TCVN3
    writes "ư" as a soft hyphen.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    elif not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def print_line(text: str) -> str:
    """Return the text in NFC on one line for a paper: nothing that cannot be written, no-break spaces kept.

    Control characters, lone surrogates and code points without a meaning would break an XML file.
    """
    spaced = "".join(" " if sign in "\t\n\r\x0b\x0c\u2028\u2029" else sign for sign in text)
    return unicodedata.normalize(
        "NFC", "".join(sign for sign in spaced if unicodedata.category(sign) not in _UNWRITTEN)
    )


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return the search key: clean, lower case, without tone marks and other diacritics, đ as d.

    "chuyen doi so" finds "Chuyển đổi số". Folding twice changes nothing.
    """
    lowered = _split_marks(clean(text).translate(_ETH_AS_D).lower())
    bare = "".join(char for char in lowered if unicodedata.category(char) != "Mn")
    return clean(bare.replace("đ", "d"))


def tone_position_key(text: str) -> str:
    """Return a key that is equal for texts differing only in case or in where the tone mark sits.

    "Hòa" and "Hoà", "THỦY" and "Thuỷ" are equal; "Hoa", "Hòa" and "Hóa" are not. Each tone mark moves to the
    end of its word; the marks that make other letters (ă â đ ê ô ơ ư) stay. For matching unit names.
    """
    marked = _split_marks(clean(text).translate(_ETH_AS_D).lower())
    moved = _WORD.sub(lambda word: _with_tones_last(word.group()), marked)
    return unicodedata.normalize("NFC", moved)


def sort_key(text: str) -> SortKey:
    """Return a key that sorts as the Vietnamese alphabet does (CLDR ``vi``).

    Letters decide first: a ă â b c d đ e ê … o ô ơ … u ư v w x y z, after spaces, signs and digits. Equal
    letters: no mark, huyền, hỏi, ngã, sắc, nặng, from the left. Then lower case before capitals.
    """
    letters, marks, capitals = [], [], []
    for base, mark in _letters(clean(text)):
        letters.append(_rank(base.lower()))
        marks.append(mark)
        capitals.append(base != base.lower())
    return tuple(letters), tuple(marks), tuple(capitals)


def name_sort_key(full_name: str) -> tuple[WordKey, ...]:
    """Return a key that sorts people as Vietnamese lists do: given name (last word), surname, middle names.

    Case does not matter, nor where in a syllable the tone mark sits.
    """
    words = clean(full_name).split()
    return tuple(_word_key(word) for word in words[-1:] + words[:-1])


def mask_personal_id(number: str) -> str:
    """Return the number for display, three first and two last characters readable: "019•••••••89".

    Anything of six characters or fewer is hidden entirely.
    """
    hidden = len(number) - 5
    if hidden <= 1:
        return MASK * len(number)
    return number[:3] + MASK * hidden + number[-2:]


def capitalize_words(text: str) -> str:
    """Return the text with the first letter of each word as a capital and the rest as it was, for names."""
    return " ".join(word[0].upper() + word[1:] for word in clean(text).split())


def split_tones(word: str) -> tuple[str, tuple[str, ...]]:
    """Return the word in NFC without its tone marks, and the marks found, from left to right."""
    marked = _split_marks(word)
    tones = tuple(char for char in marked if char in _TONE_RANK)
    return unicodedata.normalize("NFC", "".join(char for char in marked if char not in _TONE_RANK)), tones


def _split_marks(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _with_tones_last(word: str) -> str:
    tones = "".join(char for char in word if char in _TONE_RANK)
    return "".join(char for char in word if char not in _TONE_RANK) + tones


def _letters(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """Return each letter of the alphabet with the ranks of its further marks: "ậ" is ("â", (5,))."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for char in _split_marks(text.translate(_ETH_AS_D)):
        if not unicodedata.combining(char) or not found:
            found.append((char, ()))
            continue
        base, ranks = found[-1]
        joined = unicodedata.normalize("NFC", base + char)
        if char in QUALITY_MARKS and joined.lower() in _LETTER_RANK:
            found[-1] = (joined, ranks)
        else:
            found[-1] = (base, (*ranks, _TONE_RANK.get(char, ord(char))))
    return found


def _rank(letter: str) -> int:
    """Return the place of a lower-case letter, digit or sign among all characters."""
    kind, place = _OTHER_LETTER_CLASS, ord(letter[0])
    if letter in _LETTER_RANK:
        kind, place = _LETTER_CLASS, _LETTER_RANK[letter]
    elif letter.isspace():
        kind = _WHITE_SPACE_CLASS
    elif letter.isdigit():
        kind = _DIGIT_CLASS
    elif not letter.isalpha():
        kind = _SIGN_CLASS
    return (kind << 24) | place


def _word_key(word: str) -> WordKey:
    letters = _letters(word)
    tones = tuple(rank for _, ranks in letters for rank in ranks)
    return tuple(_rank(base.lower()) for base, _ in letters), tones
