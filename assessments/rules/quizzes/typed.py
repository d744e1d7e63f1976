"""A question as it stands in a form of plain fields, and back: what was typed is what is stored.

Fields are named after the places of a payload ("options.0.text"), so that a finding leads to its field. Ticks
("options.0.right") stand for weights: an option that is ticked and has no weight of its own gets its equal
share of what is left of 100. Numbers are read as people write them, "1,5" or "1.5".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import Any

from assessments.rules.quizzes.drafts import QuestionDraft
from assessments.rules.quizzes.numbers import parse_number, stored_number
from assessments.rules.quizzes.payloads import FORMATS, FULL_WEIGHT, NUMBERS, Payload, content_id
from assessments.rules.text import clean, writable
from assessments.rules.vocabulary import QuestionKind

Row = dict[str, str]

PARTS: dict[QuestionKind, tuple[str, tuple[str, ...]]] = {
    QuestionKind.SINGLE: ("options", ("text", "right", "weight", "feedback")),
    QuestionKind.MULTIPLE: ("options", ("text", "right", "weight", "feedback")),
    QuestionKind.MATCHING: ("pairs", ("left", "right")),
    QuestionKind.ORDERING: ("items", ("text",)),
    QuestionKind.SHORT_ANSWER: ("answers", ("text", "weight", "feedback")),
    QuestionKind.NUMERIC: ("answers", ("value", "tolerance", "minimum", "maximum", "weight", "feedback")),
}
"""The list of each kind that has one, and the fields of its lines."""

_PLAIN = ("key", "competency", "level", "tags", "text", "format", "feedback")
_OF_KIND = {
    QuestionKind.TRUE_FALSE: ("answer", "feedback_right", "feedback_wrong"),
    QuestionKind.NUMERIC: ("unit",),
}
_PART_FIELD = re.compile(r"([a-z]+)\.([0-9]{1,3})(?:\.([a-z]+))?")
_TICKED = "1"
_SHARE_DECIMALS = 5


@dataclass
class TypedQuestion:
    """What stands in the form.

    Attributes:
        plain: the single fields by name.
        rows: the lines of the list of this kind, without empty ones.
        distractors: further texts for the right side of a matching question.
    """

    kind: QuestionKind
    plain: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    distractors: list[str] = field(default_factory=list)

    @property
    def part(self) -> str:
        """The name of the list of this kind; empty for right or wrong, which has none."""
        return PARTS[self.kind][0] if self.kind in PARTS else ""

    @property
    def fields(self) -> dict[str, str]:
        """All fields by name, as a form sends them."""
        told = dict(self.plain)
        for index, row in enumerate(self.rows):
            told |= {f"{self.part}.{index}.{name}": value for name, value in row.items() if value}
        return told | {f"distractors.{index}": text for index, text in enumerate(self.distractors)}


def read_typed(kind: QuestionKind, sent: Mapping[str, str]) -> TypedQuestion:
    """Return what was typed, tidied; lines in which nothing stands are left out."""
    tidy = {name: _tidy(value) for name, value in sent.items()}
    names = (*_PLAIN, *_OF_KIND.get(kind, ()))
    typed = TypedQuestion(kind, {name: tidy.get(name, "") for name in names})
    if kind in PARTS:
        typed.rows = list(_rows(*PARTS[kind], tidy))
    if kind is QuestionKind.MATCHING:
        indices = _indices("distractors", tidy)
        typed.distractors = [text for at in indices if (text := tidy[f"distractors.{at}"])]
    return typed


def draft_from(typed: TypedQuestion) -> QuestionDraft:
    """Return the question that the fields mean; whatever is wrong with it, its findings tell."""
    plain = typed.plain
    level = plain.get("level", "")
    return QuestionDraft(
        key=plain.get("key", ""),
        kind=typed.kind,
        payload=_payload(typed),
        competency_code=plain.get("competency") or None,
        level=int(level) if level.isascii() and level.isdigit() and len(level) < 4 else None,  # noqa: PLR2004
        tags=split_tags(plain.get("tags", "")),
    )


def typed_from(draft: QuestionDraft) -> TypedQuestion:
    """Return the fields that mean this question: `draft_from` turns them back into it."""
    payload = draft.payload
    plain = {
        "key": draft.key,
        "competency": draft.competency_code or "",
        "level": str(draft.level or ""),
        "tags": ", ".join(draft.tags),
        "format": str(payload.get("format", FORMATS[0])),
    }
    names = ("text", "feedback", *_OF_KIND.get(draft.kind, ()))
    plain |= {name: _written(payload.get(name, "")) for name in names}
    typed = TypedQuestion(draft.kind, plain)
    if draft.kind in PARTS:
        part, columns = PARTS[draft.kind]
        typed.rows = [_row(one, columns) for one in payload.get(part, ())]
        if part == "options":
            _tick(typed.rows, payload.get(part, ()), draft.kind)
    typed.distractors = [str(text) for text in payload.get("distractors", ())]
    return typed


def split_tags(text: str) -> tuple[str, ...]:
    """Return the tags between commas, each once, in order."""
    tags = (" ".join(tag.split()) for tag in text.split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def move_row(rows: list[Row], index: int, step: int) -> None:
    """Move a line up (-1) or down (+1), if there is room."""
    target = index + step
    if 0 <= index < len(rows) and 0 <= target < len(rows):
        rows[index], rows[target] = rows[target], rows[index]


def with_picture(plain: Mapping[str, str], name: str, words: str) -> str:
    """Return the text of a question with a picture behind it, in the format of the text.

    Args:
        plain: the single fields.
        name: of the picture in its bank.
        words: for those who cannot see it.
    """
    if plain.get("format") == "html":
        picture = f'<img src="{name}" alt="{escape(words)}">'
    else:
        picture = f"![{re.sub(r'[][]', ' ', words)}]({name})"
    return f"{plain.get('text', '')}\n\n{picture}".strip()


def _tidy(value: str) -> str:
    """Return a text as it is kept: nothing that no database takes, one kind of line end."""
    return clean(writable(value.replace("\r\n", "\n").replace("\r", "\n")))


def _indices(part: str, sent: Mapping[str, str]) -> list[int]:
    found = (_PART_FIELD.fullmatch(name) for name in sent)
    return sorted({int(match[2]) for match in found if match and match[1] == part})


def _rows(part: str, columns: Sequence[str], sent: Mapping[str, str]) -> Iterable[Row]:
    for index in _indices(part, sent):
        row = {name: sent.get(f"{part}.{index}.{name}", "") for name in columns}
        if any(row.values()):
            yield row


def _payload(typed: TypedQuestion) -> dict[str, Any]:
    plain = typed.plain
    payload: dict[str, Any] = {"text": plain.get("text", ""), "format": plain.get("format") or FORMATS[0]}
    for name in ("feedback", "feedback_right", "feedback_wrong", "unit"):
        if plain.get(name):
            payload[name] = plain[name]
    if typed.kind is QuestionKind.TRUE_FALSE:
        payload["answer"] = {"true": True, "false": False}.get(plain.get("answer", ""))
    elif typed.part == "options":
        payload["options"] = _options(typed.rows, typed.kind)
    elif typed.part == "pairs":
        payload["pairs"] = [{"id": content_id(row["left"]), **row} for row in typed.rows]
        if typed.distractors:
            payload["distractors"] = list(typed.distractors)
    elif typed.part == "items":
        payload["items"] = [{"id": content_id(row["text"]), "text": row["text"]} for row in typed.rows]
    else:
        payload["answers"] = [_answer(row) for row in typed.rows]
    return payload


def _options(rows: Sequence[Row], kind: QuestionKind) -> list[dict[str, str]]:
    weights = [_number(row["weight"]) for row in rows]
    if kind is QuestionKind.SINGLE:
        share = str(FULL_WEIGHT)
    else:
        own = [stored_number(weight) for weight in weights if weight]
        taken = sum((weight for weight in own if weight and weight > 0), Fraction(0))
        unweighted = sum(bool(row["right"]) and not weight for row, weight in zip(rows, weights, strict=True))
        share = _share(FULL_WEIGHT - taken, unweighted)
    options = []
    for row, weight in zip(rows, weights, strict=True):
        option = {"id": content_id(row["text"]), "text": row["text"]}
        is_full = kind is QuestionKind.SINGLE and row["right"]
        if row["right"] and (is_full or not weight):
            option["weight"] = share
        elif weight:
            option["weight"] = weight
        if row["feedback"]:
            option["feedback"] = row["feedback"]
        options.append(option)
    return options


def _share(left: Fraction | int, count: int) -> str:
    """Return an equal share as it is stored: whole, or with five decimals."""
    if not count:
        return "0"
    share = Fraction(left) / count
    return str(share) if share.denominator == 1 else f"{float(share):.{_SHARE_DECIMALS}f}"


def _answer(row: Row) -> dict[str, str]:
    """Return an answer without the fields in which nothing stands."""
    return {name: _number(value) if name in NUMBERS else value for name, value in row.items() if value}


def _number(typed: str) -> str:
    """Return a number as it is stored; what is none stays as it was typed."""
    number = parse_number(typed) if typed else None
    return typed if number is None else format(number, "f")


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _row(part: Payload, columns: Sequence[str]) -> Row:
    """Return a line; decimals with a comma, because "1.234" means 1234 where people type."""
    return {
        name: _typed_number(part.get(name, "")) if name in NUMBERS else str(part.get(name, ""))
        for name in columns
    }


def _typed_number(stored: object) -> str:
    if isinstance(stored, float):
        stored = format(Decimal(str(stored)), "f")
    return str(stored).replace(".", ",")


def _tick(rows: Sequence[Row], options: Sequence[Payload], kind: QuestionKind) -> None:
    """Tick what is right, and leave weights empty where the ticks say all."""
    weights = [stored_number(option.get("weight", 0)) or Fraction(0) for option in options]
    full = Fraction(FULL_WEIGHT)
    is_right = [weight == full if kind is QuestionKind.SINGLE else weight > 0 for weight in weights]
    share = stored_number(_share(full, sum(is_right)))
    is_even = all(weight == share for weight, right in zip(weights, is_right, strict=True) if right)
    for row, weight, right in zip(rows, weights, is_right, strict=True):
        row["right"] = _TICKED if right else ""
        if not weight or (right and is_even):
            row["weight"] = ""
