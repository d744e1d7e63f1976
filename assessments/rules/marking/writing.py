"""The writer's side: how long a text is, what stops it from being handed in, when one may write again."""

from collections.abc import Iterable
from datetime import date, timedelta

from assessments.rules.marking.vocabulary import ScriptRefusal
from courses.rules import count_words
from lms.text import fold

LONGEST_TEXT = 20_000
REWRITE_DAYS = 90
"""So many days after a text that was marked was handed in, another on the same task may be begun."""

_WORTH_LOOKING = 5


def names_in(text: str, identifying: Iterable[str]) -> list[str]:
    """Return what in a text tells who wrote it, of the given names, numbers and addresses.

    Case, tone marks and the kind of white space do not matter; words are found whole.
    """
    spaced = f" {_plain(text)} "
    return [
        words
        for words in dict.fromkeys(identifying)
        if len(words) >= _WORTH_LOOKING and f" {_plain(words)} " in spaced
    ]


def hand_in_refusal(text: str, least: int, most: int, identifying: Iterable[str]) -> ScriptRefusal | None:
    """Return why a text cannot be handed in, or None."""
    words = count_words(text)
    if words < least:
        return ScriptRefusal.TOO_SHORT
    if words > most or len(text) > LONGEST_TEXT:
        return ScriptRefusal.TOO_LONG
    return ScriptRefusal.NAMES_WRITER if names_in(text, identifying) else None


def opens_again_on(handed_in_on: date) -> date:
    """Return the day from which a new text may be begun after released marks."""
    return handed_in_on + timedelta(days=REWRITE_DAYS)


def _plain(text: str) -> str:
    """Return folded words with one space between, without signs."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())
