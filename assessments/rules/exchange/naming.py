"""What a question of a foreign file is called here, which competency it is of, and its tags."""

import re
from collections.abc import Iterable, Sequence

from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.shapes import Known, Notes
from assessments.rules.quizzes.drafts import LEVELS, LONGEST_KEY, LONGEST_TAG, MOST_TAGS
from assessments.rules.shuffling import digest
from assessments.rules.text import clean

NO_COMPETENCY = "Không gắn năng lực"
"""The category of questions without a competency: part of the files we write."""

LEVEL_TAG = "level:"
_OWN_TAG = re.compile(r"(?:tag:)*level:\d+")
_LEVEL = re.compile(r"level:(\d{1,3})")
_ROOTS = re.compile(r"\$(?:[a-z]+\$|[a-z]+\d*\$)|top", re.IGNORECASE)
_SPLIT = re.compile(r"(?<!/)/(?!/)")
_CODE = re.compile(r"\w+")
_SHORT, _MARK = 48, 6


class Names:
    """Gives every question of a file a name of its own, the same whenever the file is read."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._repeated: dict[str, int] = {}

    def name(self, written: str, text: str, notes: Notes) -> str:
        """Return the key of a question.

        Args:
            written: the name in the file; may be empty.
            text: what is asked, from which a name is made where there is none.
            notes: what was changed goes there.
        """
        key = _tidy(written)
        if not key:
            key = _made_of(text)
            notes.tell(ExchangeFault.NAME_MADE, name=key)
        elif len(key) > LONGEST_KEY:
            key = f"{key[: LONGEST_KEY - _MARK - 3].strip()} ({digest(key)[:_MARK]})"
            notes.tell(ExchangeFault.NAME_SHORTENED, limit=LONGEST_KEY, name=key)
        if key in self._taken:
            key = self._free(key)
            notes.tell(ExchangeFault.NAME_REPEATED, name=key)
        self._taken.add(key)
        return key

    def _free(self, key: str) -> str:
        stem = key[: LONGEST_KEY - 8]
        number = self._repeated.get(stem, 2)
        while f"{stem} ({number})" in self._taken:
            number += 1
        self._repeated[stem] = number + 1
        return f"{stem} ({number})"


def competency_of(category: str, known: Known, notes: Notes) -> str | None:
    """Return the competency that the last part of a category path names, if it names one."""
    parts = [clean(part.replace("//", "/")) for part in _SPLIT.split(category)]
    parts = [part for part in parts if part and not _ROOTS.fullmatch(part)]
    if not parts or parts[-1] == NO_COMPETENCY:
        return None
    first = _CODE.match(parts[-1])
    said = (parts[-1], first[0] if first else "")
    for code in filter(None, (*said, *(one.upper() for one in said))):
        if code in known.competencies:
            return code
    notes.lose(ExchangeFault.CATEGORY_UNKNOWN, category=parts[-1])
    return None


def category_of(bank: str, competency: str | None) -> str:
    """Return the category path under which our files put questions of a competency."""
    last = competency or NO_COMPETENCY
    return f"$course$/top/{bank.replace('/', '//')}/{last}"


def written_tags(tags: Iterable[str], level: int | None) -> list[str]:
    """Return the tags as our files write them, the level among them."""
    own = [f"tag:{tag}" if _OWN_TAG.fullmatch(tag) else tag for tag in tags]
    return own if level is None else [f"{LEVEL_TAG}{level}", *own]


def read_tags(
    written: Sequence[str], competency: str | None, notes: Notes
) -> tuple[tuple[str, ...], int | None]:
    """Return tags and level from what a file calls tags; what cannot be kept is noted."""
    tags: list[str] = []
    level: int | None = None
    for tag in map(clean, written):
        found = _LEVEL.fullmatch(tag)
        if found and int(found[1]) in LEVELS:
            level = int(found[1])
        elif _OWN_TAG.fullmatch(tag) and tag.startswith("tag:"):
            tags.append(tag.removeprefix("tag:"))
        elif _fits(tag) and len(tags) < MOST_TAGS:
            tags += [] if tag in tags else [tag]
        elif tag:
            notes.lose(ExchangeFault.TAG_LOST, tag=tag, limit=LONGEST_TAG, most=MOST_TAGS)
    return tuple(tags), kept_level(level, competency, notes)


def kept_level(level: int | None, competency: str | None, notes: Notes) -> int | None:
    """Return the level, unless it is of no competency."""
    if level is not None and competency is None:
        notes.lose(ExchangeFault.LEVEL_LOST, level=level)
        return None
    return level


def _fits(tag: str) -> bool:
    return bool(tag) and len(tag) <= LONGEST_TAG and "," not in tag and tag.isprintable()


def _tidy(name: str) -> str:
    printable = "".join(sign if sign.isprintable() else " " for sign in name)
    return clean(" ".join(printable.split()))


def _made_of(text: str) -> str:
    """Return a name made of a text: its first words, and a mark so that no other text has it."""
    words = _tidy(re.sub(r"<[^<>]*>|!\[[^\]\n]{0,200}\]\([^)\n]{0,300}\)|[*_#`]", " ", text[:2000]))
    head = words[:_SHORT].rpartition(" ")[0] if len(words) > _SHORT else words
    return clean(f"{head or words[:_SHORT]} ({digest(clean(text))[:_MARK]})")
