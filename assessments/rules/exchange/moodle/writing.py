"""Questions as a Moodle XML file that Moodle reads, and that gives the same bank when it is read here again.

Elements that only we know (the limits of a range) are ones that Moodle passes over.
"""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from assessments.rules.exchange.figures import decimal_text, middle_and_reach
from assessments.rules.exchange.moodle.source import PLUGIN_FILE
from assessments.rules.exchange.naming import category_of, written_tags
from assessments.rules.exchange.pictures import replace_pictures
from assessments.rules.quizzes.drafts import QuestionDraft
from assessments.rules.quizzes.payloads import FULL_WEIGHT, Payload
from assessments.rules.vocabulary import QuestionKind

_FORMATS = {"markdown": "markdown", "html": "html", "plain": "plain_text"}
_NAMES = {
    QuestionKind.SINGLE: "multichoice",
    QuestionKind.MULTIPLE: "multichoice",
    QuestionKind.TRUE_FALSE: "truefalse",
    QuestionKind.MATCHING: "match",
    QuestionKind.ORDERING: "ordering",
    QuestionKind.SHORT_ANSWER: "shortanswer",
    QuestionKind.NUMERIC: "numerical",
}

Lines = Iterator[str]


def write_moodle_xml(title: str, drafts: Iterable[QuestionDraft], pictures: Mapping[str, bytes]) -> str:
    """Return questions in Moodle XML.

    Args:
        title: of the bank; the categories stand under it.
        drafts: sound ones, in the order of the bank.
        pictures: bytes by the name that texts use; each travels with every question that shows it.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    category = ""
    for draft in drafts:
        own = category_of(title, draft.competency_code)
        if own != category:
            lines.append(f'<question type="category"><category>{_text(own)}</category></question>')
            category = own
        lines += _question(draft, pictures)
    return "\n".join([*lines, "</quiz>", ""])


def _question(draft: QuestionDraft, pictures: Mapping[str, bytes]) -> Lines:
    payload = draft.payload
    text_format = str(payload.get("format", "markdown"))
    text = replace_pictures(
        str(payload["text"]),
        text_format,
        lambda source, words: (f"{PLUGIN_FILE}/{source}" if source in pictures else source, words),
    )
    yield f'<question type="{_NAMES[draft.kind]}">'
    yield f"<name>{_text(draft.key)}</name>"
    yield f'<questiontext format="{_FORMATS[text_format]}">{_text(text)}'
    for name in dict.fromkeys(use.name for use in draft.pictures if use.name in pictures):
        encoded = base64.b64encode(pictures[name]).decode("ascii")
        yield f'<file name={quoteattr(name)} path="/" encoding="base64">{encoded}</file>'
    yield "</questiontext>"
    yield _said("generalfeedback", payload.get("feedback", ""))
    yield "<defaultgrade>1.0000000</defaultgrade><penalty>0</penalty><hidden>0</hidden>"
    yield from _WRITERS[draft.kind](payload)
    tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in written_tags(draft.tags, draft.level))
    if tags:
        yield f"<tags>{tags}</tags>"
    yield "</question>"


def _single(payload: Payload) -> Lines:
    yield "<single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>"
    yield from _options(payload)


def _multiple(payload: Payload) -> Lines:
    yield "<single>false</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>"
    yield from _options(payload)


def _options(payload: Payload) -> Lines:
    for option in payload["options"]:
        yield _answer(option["text"], option.get("weight", 0), option.get("feedback", ""))


def _true_false(payload: Payload) -> Lines:
    for answer in (True, False):
        is_right = payload["answer"] is answer
        feedback = payload.get("feedback_right" if is_right else "feedback_wrong", "")
        yield _answer(str(answer).lower(), FULL_WEIGHT if is_right else 0, feedback)


def _matching(payload: Payload) -> Lines:
    yield "<shuffleanswers>true</shuffleanswers>"
    sides = [(pair["left"], pair["right"]) for pair in payload["pairs"]]
    for left, right in [*sides, *(("", text) for text in payload.get("distractors", ()))]:
        answer = f"<answer>{_text(right)}</answer>"
        yield f'<subquestion format="plain_text">{_text(left)}{answer}</subquestion>'


def _ordering(payload: Payload) -> Lines:
    yield "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>"
    yield "<gradingtype>ABSOLUTE_POSITION</gradingtype><showgrading>SHOW</showgrading>"
    for place, item in enumerate(payload["items"], start=1):
        yield _answer(item["text"], place, "")


def _short_answer(payload: Payload) -> Lines:
    yield "<usecase>0</usecase>"
    for part in payload["answers"]:
        yield _answer(part["text"], part.get("weight", FULL_WEIGHT), part.get("feedback", ""))


def _numeric(payload: Payload) -> Lines:
    for part in payload["answers"]:
        value, tolerance, limits = _reach(part)
        more = f"<tolerance>{tolerance}</tolerance>{limits}"
        yield _answer(value, part.get("weight", FULL_WEIGHT), part.get("feedback", ""), more)
    if payload.get("unit"):
        name = escape(str(payload["unit"]))
        yield f"<units><unit><multiplier>1</multiplier><unit_name>{name}</unit_name></unit></units>"
        yield "<unitgradingtype>0</unitgradingtype><showunits>3</showunits><unitsleft>0</unitsleft>"


def _reach(part: Payload) -> tuple[str, str, str]:
    """Return value and tolerance, and what tells us that they were written as a range."""
    if "value" in part:
        return decimal_text(part["value"]), decimal_text(part.get("tolerance", 0)), ""
    minimum, maximum = decimal_text(part["minimum"]), decimal_text(part["maximum"])
    value, tolerance = middle_and_reach(minimum, maximum) or (minimum, "0")
    return value, tolerance, f"<minimum>{minimum}</minimum><maximum>{maximum}</maximum>"


_WRITERS: dict[QuestionKind, Callable[[Payload], Lines]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.SHORT_ANSWER: _short_answer,
    QuestionKind.NUMERIC: _numeric,
}


def _answer(text: object, weight: object, feedback: object, more: str = "") -> str:
    fraction = decimal_text(weight)
    said = _said("feedback", str(feedback))
    return f'<answer fraction="{fraction}" format="plain_text">{_text(str(text))}{more}{said}</answer>'


def _said(name: str, text: str) -> str:
    return f'<{name} format="plain_text">{_text(text)}</{name}>' if text else ""


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"
