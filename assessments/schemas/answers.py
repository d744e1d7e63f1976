"""Answers as the form of a quiz sends them, and choices as that of a case does.

A field is named after the number of its question: ``q3``; where it has parts, ``q3.<id of the part>``.
``asked`` names the questions the page showed, because an unticked box sends nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from marshmallow import fields, validate

from assessments import rules
from assessments.models import QuizAnswer
from assessments.rules import Payload, QuestionKind
from lms.schemas import StrictSchema

LONGEST_TEXT = 500

Fields = Mapping[str, list[str]]


class ChoiceIn(StrictSchema):
    """One decision: tokens of the decision point and of the option, which tell nothing by themselves."""

    node = fields.String(required=True, validate=validate.Length(min=1, max=40))
    option = fields.String(required=True, validate=validate.Length(min=1, max=40))


def read_answers(sent: Fields, questions: Iterable[QuizAnswer]) -> dict[int, Any]:
    """Return the answers by number of the question, in the shape `assessments.rules` stores them.

    Only questions that the page showed are in it; None means that the answer is empty. What does not fit the
    question is left out.
    """
    asked = set(sent.get("asked", []))
    return {
        row.number: _READERS[QuestionKind(row.question.kind)](sent, f"q{row.number}", row.question.payload)
        for row in questions
        if str(row.number) in asked
    }


def read_choice(graph: rules.CaseGraph, seed: str, sent: Mapping[str, str]) -> rules.Choice | None:
    """Return the decision behind the tokens of a form, or None if they belong to no option.

    Args:
        graph: the case.
        seed: that of the attempt, as `node_token` and `option_tokens` take it.
        sent: the fields of `ChoiceIn`.
    """
    node = rules.masked(graph.nodes, seed).get(sent["node"])
    if node is None:
        return None
    option = option_tokens(graph.nodes[node], seed).get(sent["option"])
    return None if option is None else (node, option)


def node_token(graph: rules.CaseGraph, seed: str, node_id: str) -> str:
    """Return what stands for a decision point in the page: authors' names give away how well it goes."""
    return next(token for token, named in rules.masked(graph.nodes, seed).items() if named == node_id)


def option_tokens(node: rules.Node, seed: str) -> dict[str, str]:
    """Return the options of a decision point behind tokens, in the order of this attempt."""
    return rules.masked(node.options, f"{seed}:{node.id}")


def _one(sent: Fields, name: str) -> str:
    return next(iter(sent.get(name, [])), "")


def _single(sent: Fields, name: str, payload: Payload) -> Any:
    chosen = _one(sent, name)
    return chosen if chosen in _ids(payload["options"]) else None


def _multiple(sent: Fields, name: str, payload: Payload) -> Any:
    known = _ids(payload["options"])
    return [chosen for chosen in dict.fromkeys(sent.get(name, [])) if chosen in known] or None


def _true_false(sent: Fields, name: str, _payload: Payload) -> Any:
    return {"true": True, "false": False}.get(_one(sent, name))


def _matching(sent: Fields, name: str, payload: Payload) -> Any:
    texts = [*(pair["right"] for pair in payload["pairs"]), *payload.get("distractors", ())]
    known = {rules.content_id(text) for text in texts}
    given = {pair["id"]: _one(sent, f"{name}.{pair['id']}") for pair in payload["pairs"]}
    return {pair_id: chosen for pair_id, chosen in given.items() if chosen in known} or None


def _ordering(sent: Fields, name: str, payload: Payload) -> Any:
    positions = {str(at): at for at in range(1, len(payload["items"]) + 1)}
    given = {item["id"]: positions.get(_one(sent, f"{name}.{item['id']}")) for item in payload["items"]}
    return {item_id: at for item_id, at in given.items() if at is not None} or None


def _typed(sent: Fields, name: str, _payload: Payload) -> Any:
    return _one(sent, name).strip()[:LONGEST_TEXT] or None


def _ids(parts: Iterable[Mapping[str, Any]]) -> set[str]:
    return {part["id"] for part in parts}


_READERS: dict[QuestionKind, Callable[[Fields, str, Payload], Any]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.SHORT_ANSWER: _typed,
    QuestionKind.NUMERIC: _typed,
}
