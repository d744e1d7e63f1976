"""Questions as rows of a spreadsheet: one row each; a question of many answers goes on in the next row.

The columns, by name: key, kind, competency, level, tags, text, format, answer, unit, feedback,
feedback_right, feedback_wrong, and for each of eight answers option_N, match_N, weight_N, feedback_N.
Words in cells are Vietnamese: they are part of the file format.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessments.rules.exchange.building import Reading, Written, short_share
from assessments.rules.exchange.figures import decimal_text, read_number, read_weight
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.naming import LEVEL_TAG, written_tags
from assessments.rules.exchange.pictures import bare_name
from assessments.rules.exchange.shapes import FileFormat, Known, Notes, ReadQuestions, Refusal
from assessments.rules.exchange.sheet_columns import (
    FORMAT_WORDS,
    GROUP,
    GROUPS,
    KIND_WORDS,
    TRUTH_WORDS,
    column_label,
)
from assessments.rules.exchange.sheet_drawings import Drawing
from assessments.rules.exchange.texts import Texts
from assessments.rules.quizzes.drafts import LEVELS, QuestionDraft
from assessments.rules.quizzes.numbers import stored_number
from assessments.rules.quizzes.payloads import FULL_WEIGHT, Payload
from assessments.rules.text import plain
from assessments.rules.vocabulary import QuestionKind


def _without_signs(word: str) -> str:
    return " ".join(_SIGNS.sub(" ", plain(word)).split())


_SIGNS = re.compile(r"\W+")
_KINDS = {form(word): kind for kind, word in KIND_WORDS.items() for form in (plain, _without_signs)} | {
    kind.value: kind for kind in QuestionKind
}
_TRUTHS = {
    "đúng": True,
    "true": True,
    "đ": True,
    "t": True,
    "sai": False,
    "false": False,
    "s": False,
    "f": False,
}
_FORMATS = {plain(word): name for name, word in FORMAT_WORDS.items()} | {"plain": "plain", "": "markdown"}
_CHOICE = frozenset({"answer", "option", "weight", "feedback"})
_TYPED = frozenset({"option", "weight", "feedback"})
_USED = {
    QuestionKind.SINGLE: _CHOICE,
    QuestionKind.MULTIPLE: _CHOICE,
    QuestionKind.TRUE_FALSE: frozenset({"answer", "feedback_right", "feedback_wrong"}),
    QuestionKind.MATCHING: frozenset({"option", "match"}),
    QuestionKind.ORDERING: frozenset({"option"}),
    QuestionKind.SHORT_ANSWER: _TYPED,
    QuestionKind.NUMERIC: _TYPED | {"unit"},
}
"""The columns that say something of a kind, besides those that say something of every question."""
_PLACES = re.compile(r"[A-Za-z]|\d{1,2}")
_RANGE = re.compile(r"(.+?)\s*(?:\.\.|…|–)\s*(.+)")
_LIKE_THOUSANDS = re.compile(r"(?<![\d.])[1-9]\d{0,2}\.\d\d0(?!\d)")
"""What is 1000 for people here, and one for every program."""
_REACH = re.compile(r"(.+?)\s*(?:±|\+/-|\+-|:)\s*(.+)")


@dataclass(frozen=True)
class SheetRow:
    """One row.

    Attributes:
        number: in the margin of the spreadsheet.
        values: text by the name of the column; absent ones are empty.
        faults: by label of the column, what stands there and why it cannot be read.
        drawings: pictures that lie upon the row.
    """

    number: int
    values: Mapping[str, str]
    faults: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    drawings: Sequence[Drawing] = ()

    def say(self, name: str) -> str:
        """Return the trimmed text of a cell."""
        return self.values.get(name, "").strip()


def read_rows(rows: Iterable[SheetRow], pictures: Mapping[str, bytes], known: Known) -> ReadQuestions:
    """Return what the rows of a spreadsheet say.

    Raises:
        Refusal: there are too many questions, or their pictures are too large.
    """
    reading = Reading(FileFormat.EXCEL, known)
    for first, *more in _together(rows, reading.notes):
        notes = Notes(first.number)
        faults = [(label, *told) for row in (first, *more) for label, told in row.faults.items()]
        for label, value, reason in faults:
            notes.refuse(ExchangeFault.ROW_CELL, column=label, value=value, reason=reason)
        try:
            texts = Texts(notes, reading.shelf, known, lambda source: pictures.get(bare_name(source)))
            reading.take(_written(first, more, texts), notes)
        except Refusal as refusal:
            if refusal.code in {ExchangeFault.TOO_MANY, ExchangeFault.TOO_LARGE}:
                raise
            reading.refuse(refusal, notes, title=first.say("key"), text=first.say("text"))
    return reading.result()


def _together(rows: Iterable[SheetRow], notes: Notes) -> Iterator[list[SheetRow]]:
    """Yield each question's rows: those without kind and text go on with the one before of the same code."""
    current: list[SheetRow] = []
    for row in rows:
        if row.say("kind") or row.say("text") or row.faults:
            yield from [current] if current else []
            current = [row]
        elif current and row.say("key") in {"", current[0].say("key")}:
            current.append(row)
        else:
            notes.lose(ExchangeFault.ROW_WITHOUT_QUESTION, line=row.number, text=row.say("key"))
    yield from [current] if current else []


def _written(first: SheetRow, more: Sequence[SheetRow], texts: Texts) -> Written:
    kind = _kind_of(first)
    if kind is None:
        allowed = ", ".join(KIND_WORDS.values())
        raise Refusal(ExchangeFault.ROW_KIND, first.number, kind=first.say("kind"), allowed=allowed)
    text_format = _FORMATS.get(plain(first.say("format")), first.say("format").lower())
    text, text_format = texts.question(first.say("text"), text_format)
    for drawing in (drawing for row in (first, *more) for drawing in row.drawings):
        text = texts.with_drawing(text, text_format, drawing.content, drawing.words)
    groups = [group for row in (first, *more) for group in _groups(row)]
    if not groups and kind in _ANSWERED and first.say("answer"):
        # Many write what is to be typed where others write which option is right.
        groups = [dict.fromkeys(GROUP, "") | {"option": first.say("answer"), "row": first.number, "place": 1}]
    else:
        _note_unused(first, groups, kind, texts.notes)
    payload = _READERS[kind](first, groups, texts.notes)
    payload |= {"text": text, "format": text_format, "feedback": first.say("feedback")}
    tags = [tag.strip() for tag in first.say("tags").split(",")]
    if first.say("level"):
        tags.append(f"{LEVEL_TAG}{_level(first)}")
    places = {f"{name}.{index}": group["row"] for name in _LISTS for index, group in enumerate(groups)}
    return Written(kind, payload, first.say("key"), first.say("competency"), tags, places)


def _note_unused(
    first: SheetRow, groups: Sequence[Mapping[str, Any]], kind: QuestionKind, notes: Notes
) -> None:
    """Note what stands in columns that say nothing of this kind."""
    for name in ("answer", "unit", "feedback_right", "feedback_wrong"):
        if name not in _USED[kind] and first.say(name):
            notes.lose(ExchangeFault.ELEMENT_LOST, name=f"{column_label(name)}: {first.say(name)}")
    for group in groups:
        for name in GROUP:
            if name not in _USED[kind] and group[name]:
                label = column_label(f"{name}_{group['place']}")
                notes.lose(ExchangeFault.ELEMENT_LOST, line=group["row"], name=f"{label}: {group[name]}")


_ANSWERED = frozenset({QuestionKind.SHORT_ANSWER, QuestionKind.NUMERIC})
_LISTS = ("options", "pairs", "items", "answers")


def _kind_of(row: SheetRow) -> QuestionKind | None:
    said = row.say("kind")
    return _KINDS.get(plain(said)) or _KINDS.get(_without_signs(said))


def _level(row: SheetRow) -> int:
    written = read_weight(row.say("level"))
    if written is None or not written.isdigit() or int(written) not in LEVELS:
        raise Refusal(ExchangeFault.ROW_LEVEL, row.number, level=row.say("level"))
    return int(written)


def _groups(row: SheetRow) -> Iterator[dict[str, Any]]:
    """Yield the answers of a row that have any text, with the place of their column."""
    for number in range(1, GROUPS + 1):
        group = {name: row.say(f"{name}_{number}") for name in GROUP}
        if any(group.values()):
            yield group | {"row": row.number, "place": number}


def _read_choice(first: SheetRow, groups: Sequence[Mapping[str, Any]], notes: Notes) -> dict[str, Any]:
    marked = _PLACES.findall(first.say("answer"))
    places = {int(mark) if mark.isdigit() else ord(mark.upper()) - ord("A") + 1 for mark in marked}
    numbers = _numbers_of(groups)
    if places - set(numbers):
        raise Refusal(ExchangeFault.ANSWER_UNKNOWN, first.number, answer=first.say("answer"))
    is_single = _kind_of(first) is QuestionKind.SINGLE
    share = str(FULL_WEIGHT) if is_single or not places else short_share(len(places))
    options = []
    for number, group in zip(numbers, groups, strict=True):
        weight = _weight(group, notes) or (share if number in places else "")
        options.append({"text": group["option"], "weight": weight, "feedback": group["feedback"]})
    return {"options": options}


def _numbers_of(groups: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return by what number each answer is called: its place, or that of its column where some are empty."""
    rows = list(dict.fromkeys(group["row"] for group in groups))
    places = {row: [int(group["place"]) for group in groups if group["row"] == row] for row in rows}
    if all(found == list(range(1, len(found) + 1)) for found in places.values()):
        return list(range(1, len(groups) + 1))
    return [rows.index(group["row"]) * GROUPS + int(group["place"]) for group in groups]


def _read_truth(first: SheetRow, _groups: Sequence[Mapping[str, Any]], _notes: Notes) -> dict[str, Any]:
    answer = _TRUTHS.get(plain(first.say("answer")))
    if answer is None:
        raise Refusal(ExchangeFault.ROW_TRUTH, first.number, found=first.say("answer"))
    names = ("feedback_right", "feedback_wrong")
    return {"answer": answer} | {name: first.say(name) for name in names}


def _read_pairs(_first: SheetRow, groups: Sequence[Mapping[str, Any]], _notes: Notes) -> dict[str, Any]:
    pairs = [{"left": group["option"], "right": group["match"]} for group in groups if group["option"]]
    return {"pairs": pairs, "distractors": [group["match"] for group in groups if not group["option"]]}


def _read_items(_first: SheetRow, groups: Sequence[Mapping[str, Any]], _notes: Notes) -> dict[str, Any]:
    return {"items": [{"text": group["option"]} for group in groups]}


def _read_words(_first: SheetRow, groups: Sequence[Mapping[str, Any]], notes: Notes) -> dict[str, Any]:
    answers = [
        {"text": group["option"], "weight": _weight(group, notes), "feedback": group["feedback"]}
        for group in groups
    ]
    return {"answers": answers}


def _read_numbers(first: SheetRow, groups: Sequence[Mapping[str, Any]], notes: Notes) -> dict[str, Any]:
    answers = [
        _number(group, notes) | {"weight": _weight(group, notes), "feedback": group["feedback"]}
        for group in groups
    ]
    return {"answers": answers, "unit": first.say("unit")}


_READERS: dict[QuestionKind, Callable[[SheetRow, Sequence[Mapping[str, Any]], Notes], dict[str, Any]]] = {
    QuestionKind.SINGLE: _read_choice,
    QuestionKind.MULTIPLE: _read_choice,
    QuestionKind.TRUE_FALSE: _read_truth,
    QuestionKind.MATCHING: _read_pairs,
    QuestionKind.ORDERING: _read_items,
    QuestionKind.SHORT_ANSWER: _read_words,
    QuestionKind.NUMERIC: _read_numbers,
}


def _weight(group: Mapping[str, Any], notes: Notes) -> str:
    if not group["weight"]:
        return ""
    weight = read_weight(group["weight"])
    if weight is None:
        notes.refuse(ExchangeFault.BAD_WEIGHT, line=group["row"], weight=group["weight"])
    return weight or ""


def _number(group: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
    written = group["option"]
    limits, reach = _RANGE.fullmatch(written), _REACH.fullmatch(written)
    parts = limits or reach
    names = ("minimum", "maximum") if limits else ("value", "tolerance")
    texts = (parts[1], parts[2]) if parts else (written, "0")
    numbers = [read_number(text) for text in texts]
    if None in numbers:
        notes.refuse(ExchangeFault.BAD_NUMBER, line=group["row"], number=written)
    elif "," in written:
        notes.tell(
            ExchangeFault.COMMA_NUMBER, line=group["row"], number=written, read=" / ".join(map(str, numbers))
        )
    elif _LIKE_THOUSANDS.search(written):
        read = " / ".join(read_weight(text) or text for text in texts)
        notes.tell(ExchangeFault.POINT_NUMBER, line=group["row"], number=written, read=read)
    return dict(zip(names, numbers, strict=True))


def write_rows(drafts: Iterable[QuestionDraft]) -> Iterator[dict[str, str]]:
    """Yield questions as rows, by the names of their columns."""
    for draft in drafts:
        payload = draft.payload
        groups = list(_WRITERS[draft.kind](payload))
        row = {
            "key": draft.key,
            "kind": KIND_WORDS[draft.kind],
            "competency": draft.competency_code or "",
            "level": str(draft.level or ""),
            "tags": ", ".join(written_tags(draft.tags, None)),
            "text": str(payload.get("text", "")),
            "format": FORMAT_WORDS[payload.get("format", "markdown")],
            "answer": _answer(draft),
            "unit": str(payload.get("unit", "")),
            "feedback": str(payload.get("feedback", "")),
            "feedback_right": str(payload.get("feedback_right", "")),
            "feedback_wrong": str(payload.get("feedback_wrong", "")),
        }
        if _answer(draft):
            groups = [{name: text for name, text in group.items() if name != "weight"} for group in groups]
        yield row | _numbered(groups[:GROUPS])
        for start in range(GROUPS, len(groups), GROUPS):
            yield {"key": draft.key} | _numbered(groups[start : start + GROUPS])


def _numbered(groups: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {
        f"{name}_{number}": text
        for number, group in enumerate(groups, start=1)
        for name, text in group.items()
    }


def _answer(draft: QuestionDraft) -> str:
    """Return the places of the right options where they say all about weights, or true or false."""
    if draft.kind is QuestionKind.TRUE_FALSE:
        return TRUTH_WORDS[bool(draft.payload.get("answer"))]
    if draft.kind not in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}:
        return ""
    weights = [stored_number(option.get("weight", 0)) or 0 for option in draft.payload["options"]]
    right = [place for place, weight in enumerate(weights, start=1) if weight]
    is_single = draft.kind is QuestionKind.SINGLE
    share = stored_number(FULL_WEIGHT if is_single or not right else short_share(len(right)))
    is_plain = all(weights[place - 1] == share for place in right)
    return ", ".join(map(str, right)) if is_plain else ""


def _options(payload: Payload) -> Iterator[dict[str, str]]:
    for option in payload["options"]:
        yield {"option": option["text"]} | _extras(option)


def _pairs(payload: Payload) -> Iterator[dict[str, str]]:
    for pair in payload["pairs"]:
        yield {"option": pair["left"], "match": pair["right"]}
    for text in payload.get("distractors", ()):
        yield {"match": text}


def _items(payload: Payload) -> Iterator[dict[str, str]]:
    for item in payload["items"]:
        yield {"option": item["text"]}


def _words(payload: Payload) -> Iterator[dict[str, str]]:
    for answer in payload["answers"]:
        yield {"option": answer["text"]} | _extras(answer)


def _numbers(payload: Payload) -> Iterator[dict[str, str]]:
    for answer in payload["answers"]:
        yield {"option": _reach(answer)} | _extras(answer)


def _reach(answer: Payload) -> str:
    if "value" not in answer:
        return f"{decimal_text(answer['minimum'])}..{decimal_text(answer['maximum'])}"
    tolerance = answer.get("tolerance", 0)
    value = decimal_text(answer["value"])
    return f"{value} ± {decimal_text(tolerance)}" if stored_number(tolerance) else value


def _nothing(_payload: Payload) -> Iterator[dict[str, str]]:
    yield from ()


_WRITERS: dict[QuestionKind, Callable[[Payload], Iterator[dict[str, str]]]] = {
    QuestionKind.SINGLE: _options,
    QuestionKind.MULTIPLE: _options,
    QuestionKind.TRUE_FALSE: _nothing,
    QuestionKind.MATCHING: _pairs,
    QuestionKind.ORDERING: _items,
    QuestionKind.SHORT_ANSWER: _words,
    QuestionKind.NUMERIC: _numbers,
}


def _extras(part: Payload) -> dict[str, str]:
    extras = {"feedback": str(part.get("feedback", ""))}
    return extras | ({"weight": decimal_text(part["weight"])} if "weight" in part else {})
