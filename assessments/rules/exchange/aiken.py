"""Aiken: a question, answers behind letters, and a line that names the right one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assessments.rules.exchange.building import Reading, Written, short_share
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.shapes import FileFormat, Known, Notes, ReadQuestions, Refusal, shorten
from assessments.rules.quizzes.payloads import FULL_WEIGHT
from assessments.rules.vocabulary import QuestionKind

_OPTION = re.compile(r"\s*([A-Za-z])[.)]\s?(.*)")
_ANSWER = re.compile(r"\s*(?:ANSWER|ĐÁP ÁN)\s*:\s*(.*?)\s*$", re.IGNORECASE)
_REMARK = re.compile(r"\s*(FEEDBACK|EXPLANATION|GIẢI THÍCH)\s*:\s*(.*)", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z](?:\s*[,;& ]\s*[A-Za-z])*\.?")
_FIRST, _RIGHT = "A", "="


@dataclass
class _Open:
    """The question being read."""

    line: int = 0
    text: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    repeated: str = ""
    is_apart: bool = False
    """Whether an empty line stands behind the last answer."""

    def add_to_option(self, line: str) -> None:
        """Go on with the last answer."""
        letter = list(self.options)[-1]
        self.options[letter] = f"{self.options[letter]} {line.strip()}"


def looks_like_aiken(text: str) -> bool:
    """Tell whether a text has answers behind letters and lines that name the right one."""
    lines = text.split("\n")
    has_answer = any(_ANSWER.match(line) for line in lines)
    return has_answer and any(_OPTION.match(line) for line in lines)


def read_aiken(text: str, known: Known) -> ReadQuestions:
    """Return what an Aiken file says.

    Raises:
        Refusal: there are too many questions.
    """
    reading = Reading(FileFormat.AIKEN, known)
    current = _Open()
    lines = text.split("\n")
    ahead = _marks_ahead(lines)
    for number, line in enumerate(lines, start=1):
        answer, option = _ANSWER.match(line), _OPTION.match(line)
        if answer:
            _close(reading, current, answer[1], number)
            current = _Open()
        elif option and _goes_on(current, option[1]):
            _add_option(current, option, number)
        elif not line.strip():
            current.is_apart = True
        elif current.options and not current.is_apart and ahead[number - 1] not in {"", _FIRST}:
            current.add_to_option(line)
        elif (remark := _REMARK.match(line)) and not current.line:
            reading.notes.lose(ExchangeFault.FEEDBACK_LOST, line=number, name=remark[1], text=remark[2])
        else:
            current = _add_text(reading, current, line, number)
    if current.line:
        _refuse(reading, current, ExchangeFault.AIKEN_NO_ANSWER)
    return reading.result()


def _marks_ahead(lines: Sequence[str]) -> list[str]:
    """Return for each line the letter of the next answer, or a sign for the line that names the right one."""
    mark = ""
    marks = []
    for line in reversed(lines):
        option = _OPTION.match(line)
        if _ANSWER.match(line):
            mark = _RIGHT
        elif option:
            mark = option[1].upper()
        marks.append(mark)
    return marks[::-1]


def _goes_on(current: _Open, letter: str) -> bool:
    """Tell whether a letter begins the answers of the question, or comes after those it has."""
    if current.options:
        return True
    return letter.upper() == _FIRST


def _add_option(current: _Open, option: re.Match[str], number: int) -> None:
    current.line = current.line or number
    letter = option[1].upper()
    if letter in current.options:
        current.repeated = letter
    current.options[letter] = option[2].strip()
    current.lines.append(number)
    current.is_apart = False


def _add_text(reading: Reading, current: _Open, line: str, number: int) -> _Open:
    """Add a line to the question; after answers it can only be the next one, whose answer is missing."""
    if current.options:
        _refuse(reading, current, ExchangeFault.AIKEN_NO_ANSWER)
        current = _Open()
    current.line = current.line or number
    current.text.append(line.strip())
    return current


def _close(reading: Reading, current: _Open, answer: str, number: int) -> None:
    if not current.line:
        reading.notes.lose(ExchangeFault.AIKEN_STRAY, line=number, text=f"ANSWER: {answer}")
        return
    if not current.text:
        _refuse(reading, current, ExchangeFault.AIKEN_NO_QUESTION)
        return
    letters = [sign.upper() for sign in re.findall(r"[A-Za-z]", answer)]
    is_list = bool(_LETTERS.fullmatch(answer))
    if current.repeated or not is_list or not set(letters) <= set(current.options):
        fault = Refusal(ExchangeFault.ANSWER_UNKNOWN, number, answer=current.repeated or answer)
        reading.refuse(fault, Notes(current.line), text=current.text[0])
        return
    reading.take(_written(current, letters), Notes(current.line))


def _written(current: _Open, letters: list[str]) -> Written:
    is_single = len(set(letters)) == 1
    weight = str(FULL_WEIGHT) if is_single else short_share(len(set(letters)))
    options = [
        {"text": text} | ({"weight": weight} if letter in letters else {})
        for letter, text in current.options.items()
    ]
    return Written(
        QuestionKind.SINGLE if is_single else QuestionKind.MULTIPLE,
        {"text": "\n".join(current.text), "format": "plain", "options": options},
        places={f"options.{index}": line for index, line in enumerate(current.lines)},
    )


def _refuse(reading: Reading, current: _Open, code: str) -> None:
    first = current.text[0] if current.text else next(iter(current.options.values()), "")
    reading.refuse(Refusal(code, current.line), Notes(current.line), text=shorten(first))
