"""The kinds of questions that Moodle has, as ours."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from assessments.rules.exchange.building import Written
from assessments.rules.exchange.figures import limits_of, read_number
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.moodle.source import Source
from assessments.rules.exchange.shapes import Refusal
from assessments.rules.exchange.xml_tree import Element
from assessments.rules.quizzes.numbers import stored_number
from assessments.rules.quizzes.payloads import FULL_WEIGHT
from assessments.rules.vocabulary import QuestionKind

RENAMED = {"matching": "match", "ddmatch": "match", "order": "ordering", "multichoiceset": "multichoice"}
"""Kinds that are asked as another one; the first word is that of old documents."""

_FALSE = frozenset({"0", "false"})
_TRUTHS = {"true": "true", "đúng": "true", "false": "false", "sai": "false"}
_UNIT_SETTINGS = ("unitgradingtype", "unitpenalty", "showunits", "unitsleft", "instructions")
_ORDER_SETTINGS = (
    "layouttype", "selecttype", "selectcount", "gradingtype", "showgrading", "numberingstyle",
)  # fmt: skip
_USUAL_ORDER = frozenset({"", "0", "ALL", "VERTICAL", "none", "ABSOLUTE_POSITION", "1", "SHOW", "HIDE"})
_SHOWS_UNITS = frozenset({"", "0", "3"})
_ANYTHING = "*"


def _multichoice(source: Source) -> Written:
    is_single = source.say("single").lower() not in _FALSE
    options, places = [], {}
    for index, answer in enumerate(source.answers()):
        options.append(_weighted(source, answer) | {"text": source.answer_text(answer)})
        places[f"options.{index}"] = answer.line
    if source.element.attributes.get("type") == "multichoiceset":
        is_single = False
        _share_alike(options)
        source.notes.tell(ExchangeFault.PARTIAL_SCORING)
    kind = QuestionKind.SINGLE if is_single else QuestionKind.MULTIPLE
    return Written(kind, {"options": options}, places=places)


def _share_alike(options: list[dict[str, Any]]) -> None:
    """Give right options of an all-or-nothing question equal shares."""
    right = [option for option in options if (stored_number(option.get("weight", 0)) or 0) > 0]
    for option in right:
        option["weight"] = f"{Fraction(FULL_WEIGHT, len(right)).__float__():.5f}".rstrip("0").rstrip(".")


def _weighted(source: Source, answer: Element) -> dict[str, Any]:
    weight = source.weight(answer)
    part = {"weight": weight} if stored_number(weight) else {}
    return part | {"feedback": source.feedback(answer.find("feedback"))}


def _true_false(source: Source) -> Written:
    answers = source.answers()
    said = [_TRUTHS.get(source.answer_text(answer).strip().lower(), "") for answer in answers]
    if not all(said):
        said = ["true", "false"][: len(said)]
        source.notes.tell(ExchangeFault.ORDER_GUESSED)
    full = {text: stored_number(source.weight(answer)) for text, answer in zip(said, answers, strict=False)}
    true, false = full.get("true"), full.get("false")
    right = (true or 0) > (false or 0) if true is not None else not false
    payload: dict[str, Any] = {"answer": right}
    for text, answer in zip(said, answers, strict=False):
        name = "feedback_right" if (text == "true") is right else "feedback_wrong"
        payload[name] = source.feedback(answer.find("feedback"))
    return Written(QuestionKind.TRUE_FALSE, payload)


def _short_answer(source: Source) -> Written:
    parts, places = [], {}
    for index, answer in enumerate(source.answers()):
        part = {"text": source.typed_text(answer), "feedback": source.feedback(answer.find("feedback"))}
        weight = source.weight(answer)
        parts.append(part if stored_number(weight) == FULL_WEIGHT else part | {"weight": weight})
        places[f"answers.{index}"] = answer.line
    return Written(QuestionKind.SHORT_ANSWER, {"answers": parts}, places=places)


def _numerical(source: Source) -> Written:
    parts: list[dict[str, Any]] = []
    places = {}
    for answer in source.answers():
        written, weight = source.raw(answer).strip(), source.weight(answer)
        feedback = source.feedback(answer.find("feedback"))
        if written == _ANYTHING and not stored_number(weight):
            if feedback:
                source.notes.lose(
                    ExchangeFault.FEEDBACK_LOST, line=answer.line, name=_ANYTHING, text=feedback
                )
            continue
        part = _number(source, answer, written) | {"feedback": feedback}
        places[f"answers.{len(parts)}"] = answer.line
        parts.append(part if stored_number(weight) == FULL_WEIGHT else part | {"weight": weight})
    return Written(QuestionKind.NUMERIC, {"answers": parts, "unit": _unit(source)}, places=places)


def _number(source: Source, answer: Element, written: str) -> dict[str, Any]:
    """Return the value with its tolerance, or the range that our own files say beside it."""
    value, tolerance = read_number(written), answer.say("tolerance") or "0"
    reach = read_number(tolerance)
    if value is None or reach is None or (stored_number(reach) or 0) < 0:
        raise Refusal(ExchangeFault.BAD_NUMBER, answer.line, number=f"{written[:40]} ± {tolerance[:40]}")
    if "," in written or "," in tolerance:
        source.notes.tell(ExchangeFault.COMMA_NUMBER, number=written, read=value)
    minimum, maximum = answer.say("minimum"), answer.say("maximum")
    if minimum and limits_of(value, reach) == (stored_number(minimum), stored_number(maximum)):
        return {"minimum": minimum, "maximum": maximum}
    return {"value": value, "tolerance": reach}


def _unit(source: Source) -> str:
    source.uses(("units", *_UNIT_SETTINGS))
    units = source.element.find("units")
    names = [(unit.say("unit_name"), unit.say("multiplier")) for unit in units.all("unit")] if units else []
    first = next((name for name, times in names if stored_number(read_number(times or "1")) == 1), "")
    others = [f"{name} × {times}" for name, times in names if name != first]
    if others:
        source.notes.lose(ExchangeFault.UNITS_LOST, units=", ".join(others))
    if source.element.say("showunits") not in _SHOWS_UNITS and first:
        source.notes.lose(ExchangeFault.UNITS_LOST, units=f"showunits {source.element.say('showunits')}")
    instructions = source.element.find("instructions")
    if instructions is not None and instructions.all_text.strip():
        source.notes.lose(ExchangeFault.ELEMENT_LOST, line=instructions.line, name="instructions")
    return first


def _match(source: Source) -> Written:
    source.uses(("subquestion",))
    pairs: list[dict[str, Any]] = []
    distractors, places = [], {}
    for element in source.element.all("subquestion"):
        left, answer = source.answer_text(element), element.find("answer")
        right = _right_side(source, answer) if answer is not None else ""
        if left:
            places[f"pairs.{len(pairs)}"] = element.line
            pairs.append({"left": left, "right": right})
        elif right:
            distractors.append(right)
    if not pairs:
        raise Refusal(ExchangeFault.NO_ANSWERS, source.element.line)
    return Written(QuestionKind.MATCHING, {"pairs": pairs, "distractors": distractors}, places=places)


def _right_side(source: Source, answer: Element) -> str:
    """Return what belongs to a left side: plain text, unless the answer says that it is something else."""
    return source.answer_text(answer) if "format" in answer.attributes else source.typed_text(answer)


def _ordering(source: Source) -> Written:
    source.uses(_ORDER_SETTINGS)
    unusual = [
        f"{name}={source.element.say(name)}"
        for name in _ORDER_SETTINGS
        if source.element.say(name) not in _USUAL_ORDER
    ]
    if unusual:
        source.notes.lose(ExchangeFault.OPTIONS_LOST, options=", ".join(unusual))
    answers = source.answers()
    ranks = [stored_number(source.weight(answer)) or Fraction(0) for answer in answers]
    if len(set(ranks)) == len(ranks):  # Moodle writes the place of an item where others have their weight
        answers = [answer for _, answer in sorted(zip(ranks, answers, strict=True), key=lambda pair: pair[0])]
    items, places = [], {}
    for index, answer in enumerate(answers):
        feedback = source.feedback(answer.find("feedback"))
        if feedback:
            source.notes.lose(ExchangeFault.FEEDBACK_LOST, line=answer.line, name="answer", text=feedback)
        items.append({"text": source.answer_text(answer)})
        places[f"items.{index}"] = answer.line
    return Written(QuestionKind.ORDERING, {"items": items}, places=places)


KINDS: dict[str, Callable[[Source], Written]] = {
    "multichoice": _multichoice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "match": _match,
    "ordering": _ordering,
}
