"""A question as its author writes it, in the editor and in files of other systems: one shape for both."""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.rules.findings import Finding, Findings
from assessments.rules.messages import DraftFault
from assessments.rules.quizzes.payloads import FORMATS, Payload, validate_question
from assessments.rules.text import clean, writable
from assessments.rules.vocabulary import QuestionKind

LONGEST_KEY = 80
LONGEST_TEXT = 20_000
LONGEST_PART = 2_000
LONGEST_TAG = 40
MOST_TAGS = 20
MOST_PARTS = 40
LEVELS = range(1, 6)

PICTURE_NAME = re.compile(r"[0-9a-f]{12}\.(?:png|jpg|webp)")
"""What `lms.images` calls a picture."""

_PICTURE = re.compile(
    r"!\[(?P<alt>[^\]\[]*)\]\(\s{0,9}(?P<name>[^\s)]{1,300})[^()\[\]]{0,300}\)|(?P<tag><img\b[^<>]*>)",
    re.IGNORECASE,
)
_ATTRIBUTE = r"""\b{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))"""
_SOURCE = re.compile(_ATTRIBUTE.format(name="src"), re.IGNORECASE)
_ALT = re.compile(_ATTRIBUTE.format(name="alt"), re.IGNORECASE)
_PART_LISTS = ("options", "pairs", "items", "answers")


@dataclass(frozen=True)
class PictureUse:
    """A picture that a text shows.

    Attributes:
        name: as written in the text; nothing says that such a picture exists.
        alt: the words in its place; empty where the author gave none.
    """

    name: str
    alt: str


@dataclass(frozen=True)
class QuestionDraft:
    """A question that may be unfinished.

    Attributes:
        key: what its bank knows it by, the same in all its versions.
        competency_code: of the framework; ``None`` where nobody said.
        level: 1 to 5 of that competency; ``None`` where nobody said.
        tags: words to find it by, in the author's order.
        payload: content by kind, as `assessments.rules.quizzes.payloads` tells; it may have faults.
    """

    key: str
    kind: QuestionKind
    payload: Payload
    competency_code: str | None = None
    level: int | None = None
    tags: tuple[str, ...] = ()

    @property
    def pictures(self) -> tuple[PictureUse, ...]:
        """The pictures that its text shows, in order."""
        return tuple(pictures_in(self.payload))

    @property
    def content_hash(self) -> str:
        """The same for the same content, whatever bank it stands in.

        As it was before questions had levels and tags, where there are none: what was imported then is known
        again.
        """
        content: list[Any] = [self.kind.value, self.competency_code or "", self.payload]
        if self.level is not None or self.tags:
            content += [self.level, list(self.tags)]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def findings(
        self,
        competencies: Collection[str] | None = None,
        pictures: Collection[str] | None = None,
    ) -> list[Finding]:
        """Return what is wrong; ``where`` is a field ("key", "tags") or a place of the payload.

        Args:
            competencies: codes of the framework; ``None`` where they are not asked about.
            pictures: names of those that exist; ``None`` where they are not asked about.
        """
        notes = Findings()
        _check_key(self.key, notes)
        _check_competency(self, competencies, notes)
        _check_tags(self.tags, notes)
        _check_lengths(self.payload, notes)
        if any(text != writable(text) for text in (*self.tags, *texts_of(self.payload))):
            notes.error(DraftFault.UNWRITABLE, "text")
        for picture in self.pictures:
            if not picture.alt.strip():
                notes.error(DraftFault.PICTURE_WITHOUT_WORDS, "text", name=picture.name[:LONGEST_KEY])
            if pictures is not None and picture.name not in pictures:
                notes.error(DraftFault.UNKNOWN_PICTURE, "text", name=picture.name[:LONGEST_KEY])
        return [*notes, *validate_question(self.kind, self.payload)]


def pictures_in(payload: Payload) -> Iterator[PictureUse]:
    """Yield the pictures that the text of a question shows, in order; plain text shows none."""
    text, text_format = payload.get("text"), payload.get("format", FORMATS[0])
    if not isinstance(text, str) or text_format not in {"markdown", "html"}:
        return
    for found in _PICTURE.finditer(text):
        is_tag = found["tag"] is not None
        if is_tag is not (text_format == "html"):
            continue
        if is_tag:
            yield PictureUse(_attribute(_SOURCE, found["tag"]), _attribute(_ALT, found["tag"]))
        else:
            yield PictureUse(found["name"], found["alt"])


def words_of(draft: QuestionDraft) -> Iterator[str]:
    """Yield the texts by which a question is looked for: its key, tags, question and parts."""
    yield draft.key
    yield from draft.tags
    yield str(draft.payload.get("text", ""))
    for key in _PART_LISTS:
        for part in _mappings(draft.payload.get(key)):
            yield from (str(part[name]) for name in ("text", "left", "right") if name in part)
    yield from (str(text) for text in draft.payload.get("distractors", ()))


def texts_of(content: object) -> Iterator[str]:
    """Yield every text of a payload, feedback too, in order."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for key, value in content.items():
            if key not in {"id", "format"}:
                yield from texts_of(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from texts_of(value)


def _attribute(pattern: re.Pattern[str], tag: str) -> str:
    found = pattern.search(tag)
    return next((value for value in found.groups() if value is not None), "") if found else ""


def _check_key(key: str, notes: Findings) -> None:
    if not key.strip():
        notes.error(DraftFault.KEY_MISSING, "key")
    elif len(key) > LONGEST_KEY:
        notes.error(DraftFault.KEY_TOO_LONG, "key", limit=LONGEST_KEY)
    elif key != clean(key) or not key.isprintable():
        notes.error(DraftFault.KEY_UNTIDY, "key")


def _check_competency(draft: QuestionDraft, known: Collection[str] | None, notes: Findings) -> None:
    code, level = draft.competency_code, draft.level
    if known is not None and code and code not in known:
        notes.error(DraftFault.UNKNOWN_COMPETENCY, "competency", competency=code[:LONGEST_KEY])
    if level is not None and level not in LEVELS:
        notes.error(DraftFault.LEVEL_OUT_OF_RANGE, "level", level=level)
    elif level is not None and not code:
        notes.error(DraftFault.LEVEL_OF_NOTHING, "level")


def _check_tags(tags: Collection[str], notes: Findings) -> None:
    if len(tags) > MOST_TAGS:
        notes.error(DraftFault.TOO_MANY_TAGS, "tags", limit=MOST_TAGS)
    for tag in tags:
        if not tag.strip() or len(tag) > LONGEST_TAG or "," in tag:
            notes.error(DraftFault.BAD_TAG, "tags", tag=tag[:LONGEST_TAG], limit=LONGEST_TAG)


def _check_lengths(payload: Payload, notes: Findings) -> None:
    """Note texts that are longer than any page shows, and lists of more parts than anybody reads."""
    for name, value in payload.items():
        _check_length(value, name, LONGEST_TEXT, notes)
    for name in (*_PART_LISTS, "distractors"):
        parts = payload.get(name)
        if isinstance(parts, list | tuple) and len(parts) > MOST_PARTS:
            notes.error(DraftFault.TOO_MANY_PARTS, name, limit=MOST_PARTS)
        for index, part in enumerate(_mappings(parts)):
            for key, value in part.items():
                _check_length(value, f"{name}.{index}.{key}", LONGEST_PART, notes)


def _check_length(value: object, where: str, limit: int, notes: Findings) -> None:
    if isinstance(value, str) and len(value) > limit:
        notes.error(DraftFault.TEXT_TOO_LONG, where, limit=limit)


def _mappings(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list | tuple):
        yield from (part for part in value if isinstance(part, Mapping))
