"""Questions as a GIFT file that Moodle reads, and that gives the same bank when it is read here again."""

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from assessments.rules.exchange.figures import decimal_text
from assessments.rules.exchange.naming import category_of, written_tags
from assessments.rules.quizzes.drafts import QuestionDraft
from assessments.rules.quizzes.numbers import stored_number
from assessments.rules.quizzes.payloads import FULL_WEIGHT, Payload
from assessments.rules.vocabulary import QuestionKind

_SIGNS = re.compile(r"[\\#=~{}:]")
_PIECE = 3_000
_FORMATS = {"markdown": "[markdown]", "html": "[html]", "plain": "[plain]"}


def write_gift(title: str, drafts: Iterable[QuestionDraft], pictures: Mapping[str, bytes]) -> str:
    """Return questions in GIFT.

    Args:
        title: of the bank; the categories stand under it.
        drafts: sound ones, in the order of the bank.
        pictures: bytes by the name that texts use; each travels in comments above the first that shows it.
    """
    lines: list[str] = []
    left = dict(pictures)
    category = ""
    for draft in drafts:
        own = category_of(title, draft.competency_code)
        if own != category:
            lines += [f"$CATEGORY: {own}", ""]
            category = own
        for use in draft.pictures:
            if use.name in left:
                lines += _file_lines(use.name, left.pop(use.name))
        lines += [*_remarks(draft), _question(draft), ""]
    return "\n".join(lines)


def escaped(text: str) -> str:
    r"""Return a text that means itself in GIFT: signs behind backslashes, line ends as ``\n``."""
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", text).replace("\r", "").replace("\n", r"\n")


def _file_lines(name: str, content: bytes) -> Iterator[str]:
    text = base64.b64encode(content).decode("ascii")
    for start in range(0, len(text), _PIECE):
        yield f"// [file:{name}] {text[start : start + _PIECE]}"


def _remarks(draft: QuestionDraft) -> Iterator[str]:
    tags = [f"[tag:{_remark(tag)}]" for tag in written_tags(draft.tags, draft.level)]
    if tags:
        yield f"// {' '.join(tags)}"
    if draft.payload.get("unit"):
        yield f"// [unit:{_remark(str(draft.payload['unit']))}]"


def _remark(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("]", "\\]")


def _question(draft: QuestionDraft) -> str:
    payload = draft.payload
    marker = _FORMATS[payload.get("format", "markdown")]
    general = f"####{_said(payload['feedback'])}" if payload.get("feedback") else ""
    block = _WRITERS[draft.kind](payload)
    end = "\n" if "\n" in block else ""
    return f"::{escaped(draft.key)}::{marker}{escaped(str(payload['text']))}{{{block}{end}{general}}}"


def _options(payload: Payload) -> str:
    return _listed(_marked(option, _option_mark(option)) for option in payload["options"])


def _multiple(payload: Payload) -> str:
    return _listed(_marked(option, f"~{_weight(option)}") for option in payload["options"])


def _option_mark(option: Payload) -> str:
    is_full = stored_number(option.get("weight", 0)) == FULL_WEIGHT
    return "=" if is_full else f"~{_weight(option)}"


def _marked(part: Payload, mark: str) -> str:
    return f"{mark}[plain]{escaped(str(part['text']))}{_feedback(part)}"


def _true_false(payload: Payload) -> str:
    wrong, right = payload.get("feedback_wrong", ""), payload.get("feedback_right", "")
    block = "TRUE" if payload["answer"] else "FALSE"
    if wrong or right:
        block += f"#{_said(wrong) if wrong else ''}"
    return block + (f"#{_said(right)}" if right else "")


def _matching(payload: Payload) -> str:
    pairs = [f"=[plain]{_side(pair['left'])} -> {_side(pair['right'])}" for pair in payload["pairs"]]
    return _listed([*pairs, *(f"= -> {_side(text)}" for text in payload.get("distractors", ()))])


def _side(text: str) -> str:
    return escaped(text).replace("->", r"-\>")


def _ordering(payload: Payload) -> str:
    return ">" + _listed(f"[plain]{escaped(item['text'])}" for item in payload["items"])


def _short_answer(payload: Payload) -> str:
    return _listed(
        f"={_weight(part)}[plain]{_side(part['text'])}{_feedback(part)}" for part in payload["answers"]
    )


def _numeric(payload: Payload) -> str:
    return "#" + _listed(f"={_weight(part)}{_number(part)}{_feedback(part)}" for part in payload["answers"])


def _number(part: Payload) -> str:
    if "value" in part:
        return f"{decimal_text(part['value'])}:{decimal_text(part.get('tolerance', 0))}"
    return f"{decimal_text(part['minimum'])}..{decimal_text(part['maximum'])}"


_WRITERS: dict[QuestionKind, Callable[[Payload], str]] = {
    QuestionKind.SINGLE: _options,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.SHORT_ANSWER: _short_answer,
    QuestionKind.NUMERIC: _numeric,
}


def _feedback(part: Payload) -> str:
    return f"#{_said(part['feedback'])}" if part.get("feedback") else ""


def _said(text: Any) -> str:
    return f"[plain]{escaped(str(text))}"


def _weight(part: Payload) -> str:
    """Return a weight between percent signs; nothing where none is written."""
    return f"%{decimal_text(part['weight'])}%" if "weight" in part else ""


def _listed(lines: Iterable[str]) -> str:
    return "".join(f"\n\t{line}" for line in lines)
