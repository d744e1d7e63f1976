"""Vietnamese alphabetical order as a column: words of digits and a-f that sort alike on every engine. Pure.

The keys of `lms.text` are tuples; a database compares text, each by its own collation. Digits before a-f, in
codes of fixed width, come in the same order under all of them.
"""

from collections.abc import Iterable

from lms.text import WordKey, name_sort_key, sort_key

_LETTER_END = "00"
_MARK_END = "0"
# Ranks of `lms.text` are (class << 24) | place; classes: white space, signs, digits, letters, other letters.
_FIRST_OF_CLASS = (0x01, 0x02, 0x10, 0x20, 0x7F)
_DIGIT_CLASS, _LETTER_CLASS = 2, 3
_HIGHEST_MARK = 9

LONGEST_NAME_WORD = 600
"""Characters of ``name_sort_word`` at most: three for each of 200 letters. The rest decides nothing."""


def sort_word(text: str) -> str:
    """Return the text's place in the Vietnamese alphabet: letters first, then marks; case does not matter."""
    letters, marks, _capitals = sort_key(text)
    return _codes(letters) + _LETTER_END + "".join(_mark(ranks) for ranks in marks)


def name_sort_word(full_name: str) -> str:
    """Return a person's place in a Vietnamese list: given name, surname, middle names."""
    return "".join(_name_part(word) for word in name_sort_key(full_name))[:LONGEST_NAME_WORD]


def _name_part(word: WordKey) -> str:
    letters, tones = word
    return _codes(letters) + _LETTER_END + "".join(_mark((tone,)) for tone in tones) + _MARK_END


def _codes(ranks: Iterable[int]) -> str:
    return "".join(f"{_code(rank):02x}" for rank in ranks)


def _code(rank: int) -> int:
    kind, place = rank >> 24, rank & 0xFFFFFF
    first = _FIRST_OF_CLASS[kind]
    if kind == _DIGIT_CLASS:
        return first + max(0, min(place - ord("0"), 9))
    return first + place if kind == _LETTER_CLASS else first


def _mark(ranks: tuple[int, ...]) -> str:
    return str(min(ranks[0], _HIGHEST_MARK)) if ranks else _MARK_END
