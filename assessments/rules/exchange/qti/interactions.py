"""The interactions of QTI 2 that can be asked here, as kinds of ours."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from assessments.rules.exchange.building import Written, short_share
from assessments.rules.exchange.figures import exact_text, read_number
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.qti.source import Item
from assessments.rules.exchange.shapes import Refusal
from assessments.rules.exchange.xml_tree import Element
from assessments.rules.messages import QuestionFault
from assessments.rules.quizzes.numbers import stored_number
from assessments.rules.quizzes.payloads import FULL_WEIGHT
from assessments.rules.vocabulary import QuestionKind

_NUMBERS = frozenset({"integer", "float"})
_MOST_CHOICES = "maxChoices"


def _choice(item: Item, interaction: Element) -> Written:
    name = "simpleChoice" if interaction.name == "choiceInteraction" else "inlineChoice"
    parts = _parts(item, interaction.all(name))
    most = interaction.attributes.get(_MOST_CHOICES, "").strip() or ("0" if item.takes_several else "1")
    is_single = most == "1" or name == "inlineChoice"
    if interaction.attributes.get("shuffle") == "false":
        item.notes.lose(ExchangeFault.ORDER_LOST, line=interaction.line)
    for key, weight in _weights(item, is_single=is_single).items():
        if key in parts and stored_number(weight):
            parts[key]["weight"] = weight
    kind = QuestionKind.SINGLE if is_single else QuestionKind.MULTIPLE
    return Written(kind, {"options": list(parts.values())}, places=_places("options", interaction.all(name)))


def _weights(item: Item, *, is_single: bool) -> dict[str, str]:
    """Return weights in percent by answer: from mapped points if there are some, else from what is right."""
    points = {key: stored_number(value) or Fraction(0) for key, value in item.mapping.items()}
    gained = [value for value in points.values() if value > 0]
    if not gained:
        _require_known(item.correct, item)
        right = item.correct
        share = str(FULL_WEIGHT) if is_single or not right else short_share(len(right))
        return dict.fromkeys(right, share)
    whole = max(gained) if is_single else sum(gained, Fraction(0))
    return {key: _percent(value / whole) for key, value in points.items()}


def _percent(share: Fraction) -> str:
    shown = max(Fraction(-1), share) * FULL_WEIGHT
    return f"{float(shown):.5f}".rstrip("0").rstrip(".") or "0"


def _require_known(right: Iterable[str], item: Item) -> None:
    for key in right:
        if key not in item.parts:
            raise Refusal(ExchangeFault.ANSWER_UNKNOWN, item.root.line, answer=key[:80])


def _order(item: Item, interaction: Element) -> Written:
    parts = _parts(item, interaction.all("simpleChoice"))
    _require_known(item.correct, item)
    ordered = [parts[key] for key in dict.fromkeys(item.correct)]
    left_over = [key for key in parts if key not in item.correct]
    if left_over:
        item.notes.lose(ExchangeFault.OPTIONS_LOST, options=", ".join(left_over))
    for part in ordered:
        if part.pop("feedback", None):
            item.notes.lose(ExchangeFault.FEEDBACK_LOST, name="feedbackInline", text=part["text"])
    return Written(QuestionKind.ORDERING, {"items": ordered})


def _match(item: Item, interaction: Element) -> Written:
    sets = interaction.all("simpleMatchSet")
    if len(sets) != 2:  # noqa: PLR2004 - what is matched, and what it is matched with
        raise Refusal(ExchangeFault.NO_ANSWERS, interaction.line)
    left = _parts(item, sets[0].all("simpleAssociableChoice"))
    right = _parts(item, sets[1].all("simpleAssociableChoice"))
    written = _pairs(item, left, right, set(right))
    paired = {pair["left"] for pair in written.payload["pairs"]}
    alone = [part["text"] for part in left.values() if part["text"] not in paired]
    if alone:
        item.notes.lose(ExchangeFault.OPTIONS_LOST, options=", ".join(alone))
    return written


def _associate(item: Item, interaction: Element) -> Written:
    parts = _parts(item, interaction.all("simpleAssociableChoice"))
    item.notes.tell(ExchangeFault.KIND_CHANGED, kind="associateInteraction", instead="matching")
    return _pairs(item, parts, parts, set(parts))


def _pairs(
    item: Item,
    left: Mapping[str, dict[str, Any]],
    right: Mapping[str, dict[str, Any]],
    unused: set[str],
) -> Written:
    """Return a matching question from pairs of identifiers, such as "C R"."""
    pairs: list[dict[str, str]] = []
    for written in item.correct or _gaining(item):
        keys = written.split()
        if len(keys) == 2 and keys[0] not in left:  # noqa: PLR2004 - some write the pair the other way round
            keys.reverse()
        if len(keys) != 2 or keys[0] not in left or keys[1] not in right:  # noqa: PLR2004 - a pair
            raise Refusal(ExchangeFault.ANSWER_UNKNOWN, item.root.line, answer=written[:80])
        pairs.append({"left": left[keys[0]]["text"], "right": right[keys[1]]["text"]})
        unused -= {keys[1], keys[0]}
    distractors = [part["text"] for key, part in right.items() if key in unused]
    return Written(QuestionKind.MATCHING, {"pairs": pairs, "distractors": distractors})


def _gaining(item: Item) -> list[str]:
    return [key for key, points in item.mapping.items() if (stored_number(points) or 0) > 0]


def _entry(item: Item, interaction: Element) -> Written:
    if item.base_type in _NUMBERS:
        return _number(item)
    points = {key: stored_number(value) or Fraction(0) for key, value in item.mapping.items()}
    most = max(points.values(), default=Fraction(0))
    answers = [{"text": key, "weight": _percent(value / most)} for key, value in points.items() if value > 0]
    known = {answer["text"] for answer in answers}
    plain = [{"text": text} for text in item.correct if text and text not in known]
    for entry in item.root.walk():
        if entry.name == "mapEntry" and entry.attributes.get("caseSensitive") == "true":
            item.notes.lose(ExchangeFault.CASE_LOST, line=entry.line)
    if interaction.attributes.get("patternMask"):
        item.notes.lose(ExchangeFault.OPTIONS_LOST, options="patternMask")
    return Written(QuestionKind.SHORT_ANSWER, {"answers": [*plain, *answers]})


def _number(item: Item) -> Written:
    answers = []
    for written in item.correct or _gaining(item):
        value = read_number(written)
        if value is None:
            raise Refusal(ExchangeFault.BAD_NUMBER, item.root.line, number=written[:80])
        answers.append(_with_reach(value, item))
    return Written(QuestionKind.NUMERIC, {"answers": answers})


def _with_reach(value: str, item: Item) -> dict[str, str]:
    """Return a number with the tolerance that the scoring of the item names; one that differs is a range."""
    equal = next((one for one in item.root.walk() if one.name == "equal"), None)
    mode = equal.attributes.get("toleranceMode", "exact") if equal else "exact"
    written = equal.attributes.get("tolerance", "").split() if equal else []
    numbers = [stored_number(read_number(one)) for one in written[:2]]
    if mode not in {"absolute", "relative"} or not numbers:
        return {"value": value, "tolerance": "0"}
    if None in numbers or any(number is not None and number < 0 for number in numbers):
        raise Refusal(
            ExchangeFault.BAD_NUMBER,
            equal.line if equal else None,
            number=f"{value} ± {' '.join(written)[:40]}",
        )
    middle = stored_number(value) or Fraction(0)
    unit = abs(middle) / 100 if mode == "relative" else Fraction(1)
    below, above = ((number or Fraction(0)) * unit for number in (numbers * 2)[:2])
    if below == above:
        return {"value": value, "tolerance": exact_text(below)}
    return {"minimum": exact_text(middle - below), "maximum": exact_text(middle + above)}


def _parts(item: Item, elements: Iterable[Element]) -> dict[str, dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {}
    for element in elements:
        part = {"text": item.plain(element), "feedback": item.inline_feedback(element)}
        key = element.attributes.get("identifier", "").strip()
        if not key or key in parts:
            raise Refusal(QuestionFault.PART_REPEATED, element.line, part=key or "identifier")
        parts[key] = {name: value for name, value in part.items() if value or name == "text"}
    item.parts.update(parts)
    return parts


def _places(name: str, elements: Iterable[Element]) -> dict[str, int]:
    return {f"{name}.{index}": element.line for index, element in enumerate(elements)}


INTERACTIONS: dict[str, Callable[[Item, Element], Written]] = {
    "choiceInteraction": _choice,
    "inlineChoiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "associateInteraction": _associate,
    "textEntryInteraction": _entry,
}
