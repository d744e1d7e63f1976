"""Edits of a case that is being written: each takes a case and gives the changed one; references follow."""

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessments.rules.cases.graph import DEFAULT_LEVEL, END, CaseGraph, LegalBasis, Node, Option
from assessments.rules.messages import MESSAGES, CaseFault
from assessments.rules.text import clean, writable
from lms.messages import N_

NEW_OPTIONS = ("a", "b", "c")
MOST_NODES = 60
MOST_OPTIONS = 12

_NAME = re.compile(r"[\w-]{1,40}")


class EditRefused(Exception):
    """An edit that cannot be made; ``template`` says why in English, with ``params`` for its places."""

    def __init__(self, template: str, **params: str | int) -> None:
        super().__init__(template)
        self.template = template
        self.params = params


@dataclass(frozen=True)
class CaseFacts:
    """What a case says before its first decision and after its last.

    Attributes:
        levels: competency → level from 1 to 5 that it can show.
    """

    title: str
    role: str
    area_types: tuple[str, ...]
    minutes: int
    situation: str
    start: str
    debrief: str = ""
    legal_basis: tuple[LegalBasis, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)


def facts_of(case: CaseGraph) -> CaseFacts:
    """Return what a case says before its first decision and after its last."""
    return CaseFacts(
        title=case.title,
        role=case.role,
        area_types=case.area_types,
        minutes=case.minutes,
        situation=case.situation,
        start=case.start,
        debrief=case.debrief,
        legal_basis=case.legal_basis,
        levels={code: case.level_of(code) for code in case.competencies},
    )


def new_case(code: str, title: str) -> CaseGraph:
    """Return the skeleton of a case: three decisions in a row, three options each, no words yet."""
    names = ("n1", "n2", "n3")
    targets = (*names[1:], END)
    nodes = {name: _new_node(name, target) for name, target in zip(names, targets, strict=True)}
    return CaseGraph(code, clean(title), "", (), 30, "", names[0], nodes)


def change_facts(case: CaseGraph, facts: CaseFacts) -> CaseGraph:
    """Return the case with other facts; of the documents those without any words are left out."""
    levels, level = dict(facts.levels), case.level
    if levels:
        level = DEFAULT_LEVEL
        if len(set(levels.values())) == 1:
            level, levels = next(iter(levels.values())), {}
        levels = {code: shown for code, shown in levels.items() if shown != DEFAULT_LEVEL}
    basis = tuple(
        LegalBasis(_text(one.document), _text(one.note))
        for one in facts.legal_basis
        if one.document.strip() or one.note.strip()
    )
    return replace(
        case,
        title=_text(facts.title),
        role=_text(facts.role),
        area_types=tuple(dict.fromkeys(facts.area_types)),
        minutes=facts.minutes,
        situation=_text(facts.situation),
        start=_link(facts.start),
        debrief=_text(facts.debrief),
        legal_basis=basis,
        level=level,
        levels=levels,
    )


def add_node(case: CaseGraph, name: str) -> CaseGraph:
    """Return the case with one more decision, whose options lead nowhere yet.

    Raises:
        EditRefused: the name cannot be one, or is taken; there are too many decisions.
    """
    name = _free_name(case, name)
    if len(case.nodes) >= MOST_NODES:
        raise EditRefused(N_("A case may have at most %(most)s decision points."), most=MOST_NODES)
    return replace(case, nodes={**case.nodes, name: _new_node(name, "")})


def rename_node(case: CaseGraph, old: str, new: str) -> CaseGraph:
    """Return the case with another name for a decision; the start and every option that leads there follow.

    Raises:
        EditRefused: the name cannot be one, or is taken.
        KeyError: there is no such decision.
    """
    if clean(new) == old and old in case.nodes:
        return case
    new = _free_name(case, new)
    renamed = {**case.nodes, old: replace(case.nodes[old], id=new)}
    nodes = {node.id: _redirected(node, old, new) for node in renamed.values()}
    return replace(case, nodes=nodes, start=new if case.start == old else case.start)


def remove_node(case: CaseGraph, name: str) -> CaseGraph:
    """Return the case without a decision; what led there leads nowhere until an author says where.

    Raises:
        KeyError: there is no such decision.
    """
    nodes = {node.id: _redirected(node, name, "") for node in case.nodes.values() if node.id != name}
    if len(nodes) == len(case.nodes):
        raise KeyError(name)
    return replace(case, nodes=nodes, start="" if case.start == name else case.start)


def change_node(case: CaseGraph, name: str, question: str, options: Sequence[Option]) -> CaseGraph:
    """Return the case with another question and other options of a decision.

    Raises:
        EditRefused: an option has no possible name, or two have the same; there are too many options.
        KeyError: there is no such decision.
    """
    if name not in case.nodes:
        raise KeyError(name)
    if len(options) > max(MOST_OPTIONS, len(case.nodes[name].options)):
        raise EditRefused(N_("A decision point may have at most %(most)s options."), most=MOST_OPTIONS)
    kept: dict[str, Option] = {}
    for option in options:
        if not _NAME.fullmatch(option.id):
            raise EditRefused(MESSAGES[CaseFault.BAD_NAME], name=option.id[:80])
        if option.id in kept:
            raise EditRefused(MESSAGES[CaseFault.DUPLICATE_KEY], key=option.id)
        kept[option.id] = replace(
            option,
            text=_text(option.text),
            points={code: value for code, value in option.points.items() if _NAME.fullmatch(code)},
            consequence=_text(option.consequence),
            target=_link(option.target),
            why=_text(option.why),
        )
    return replace(case, nodes={**case.nodes, name: Node(name, _text(question), kept)})


def new_option(taken: Sequence[str], target: str = "") -> Option:
    """Return an option without words, under the first letter that is free."""
    names = [*string.ascii_lowercase, *(f"o{number}" for number in range(1, len(taken) + 2))]
    return _new_option(next(name for name in names if name not in taken), target)


def change_points(
    case: CaseGraph, points: Mapping[tuple[str, str, str], int]
) -> tuple[CaseGraph, tuple[tuple[str, str, str], ...]]:
    """Return the case with other points, and which cells (node, option, competency) it does not have.

    Only decisions and options that are there are changed; an option gets points only for competencies that
    its decision touches.
    """
    nodes = dict(case.nodes)
    unknown = []
    for cell, value in points.items():
        node_id, option_id, code = cell
        node = nodes.get(node_id)
        if node is None or option_id not in node.options or code not in node.maximum:
            unknown.append(cell)
            continue
        option = node.options[option_id]
        option = replace(option, points={**option.points, code: value})
        nodes[node_id] = replace(node, options={**node.options, option_id: option})
    return replace(case, nodes=nodes), tuple(unknown)


def _new_node(name: str, target: str) -> Node:
    return Node(name, "", {option: _new_option(option, target) for option in NEW_OPTIONS})


def _new_option(name: str, target: str) -> Option:
    return Option(name, "", {}, critical=False, consequence="", target=target)


def _free_name(case: CaseGraph, name: str) -> str:
    name = clean(name)
    if not _NAME.fullmatch(name):
        raise EditRefused(MESSAGES[CaseFault.BAD_NAME], name=name[:80])
    if name == END:
        raise EditRefused(MESSAGES[CaseFault.RESERVED_NAME], name=name)
    if name in case.nodes:
        raise EditRefused(MESSAGES[CaseFault.DUPLICATE_KEY], key=name)
    return name


def _redirected(node: Node, old: str, new: str) -> Node:
    options = {
        option.id: replace(option, target=new) if option.target == old else option
        for option in node.options.values()
    }
    return replace(node, options=options)


def _link(name: str) -> str:
    """Return the name of a decision or of the end, also of one that is not there; of nonsense nothing."""
    name = clean(name)
    return name if _NAME.fullmatch(name) else ""


def _text(text: str) -> str:
    """Return a text as it is kept: one way of breaking lines, NFC, nothing around it."""
    return clean(writable("\n".join(text.splitlines())))
