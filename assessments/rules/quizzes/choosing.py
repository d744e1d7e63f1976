"""Which options a question offers, and which of them an answer chose; how soon its text can be read."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.rules.quizzes.numbers import stored_number
from assessments.rules.quizzes.payloads import Payload
from assessments.rules.vocabulary import QuestionKind
from courses.rules import FASTEST_WORDS_PER_MINUTE, count_words

TRUE, FALSE = "true", "false"
"""The options of a true/false question, which has no texts of its own."""

SHORTEST_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class OfferedOption:
    """One option; ``text`` is empty for true and false."""

    id: str
    text: str
    is_right: bool


def offered_options(kind: QuestionKind, payload: Payload) -> list[OfferedOption]:
    """Return the options in the author's order; none for questions that are not answered by choosing."""
    if kind is QuestionKind.TRUE_FALSE:
        return [
            OfferedOption(TRUE, "", payload["answer"] is True),
            OfferedOption(FALSE, "", payload["answer"] is False),
        ]
    if kind not in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}:
        return []
    return [
        OfferedOption(option["id"], option["text"], (stored_number(option.get("weight", 0)) or 0) > 0)
        for option in payload["options"]
    ]


def chosen_options(kind: QuestionKind, answer: object) -> list[str]:
    """Return the ids of the options that a stored answer chose, once each."""
    if kind is QuestionKind.TRUE_FALSE:
        return [word] if (word := str(answer).lower()) in {TRUE, FALSE} else []
    if kind is QuestionKind.SINGLE:
        return [answer] if isinstance(answer, str) else []
    if kind is QuestionKind.MULTIPLE and isinstance(answer, list | tuple):
        return list(dict.fromkeys(option for option in answer if isinstance(option, str)))
    return []


def is_given(answer: object) -> bool:
    """Tell whether a stored answer holds anything at all."""
    if isinstance(answer, str):
        return bool(answer.strip())
    return answer is not None and answer not in ([], {})


def reading_seconds(words: Iterable[str]) -> float:
    """Return the least time in which texts can be read and answered, in seconds.

    Who answers sooner than in three seconds guesses: X. J. Kong, S. L. Wise and D. S. Bhola, Setting the
    response time threshold parameter, Educational and Psychological Measurement 67 (2007).
    """
    reading = sum(count_words(text) for text in words) * 60 / FASTEST_WORDS_PER_MINUTE
    return max(SHORTEST_SECONDS, reading)
