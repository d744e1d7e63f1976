"""Forms of the case studio: what a page sends, what it means, and how it is shown again.

Fields of an option are named after it: ``text.a``, ``target.a``, ``points.a.B4``; ``option`` names all that
the page showed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import fields, validate

from assessments import rules
from assessments.rules import CaseGraph, Cell, LegalBasis, Node, Option
from assessments.schemas.entries import Code, Title, read_number
from assessments.services import NodeText
from lms.forms import Form
from lms.i18n import gettext as _
from lms.schemas import StrictSchema

LONGEST_TEXT = 10_000
LONGEST_LINE = 500
SPARE_LINES = 2
"""Empty lines offered for further documents each time the page is opened."""

Fields = Mapping[str, list[str]]


class NewCaseIn(StrictSchema):
    """A case from scratch."""

    code = Code()
    title = Title()
    owner = fields.String(required=True, validate=validate.Length(min=1, max=60))


class NodeNameIn(StrictSchema):
    """The name of a decision, and which revision was shown."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=40))
    seen = fields.Integer(required=True, validate=validate.Range(min=1, max=2**31 - 1))


class SeenIn(StrictSchema):
    """Which revision was shown, where a deed needs no more."""

    seen = fields.Integer(load_default=0, validate=validate.Range(min=0, max=2**31 - 1))


class FactsIn(StrictSchema):
    """What a case says before its first decision and after its last. Empty texts are for later."""

    seen = fields.Integer(required=True, validate=validate.Range(min=1, max=2**31 - 1))
    part = fields.String(load_default="", validate=validate.Length(max=64))
    title = Title()
    role = fields.String(load_default="", validate=validate.Length(max=LONGEST_LINE))
    areas = fields.List(fields.String(validate=validate.OneOf(rules.AREA_TYPES)), load_default=list)
    minutes = fields.Integer(required=True, validate=validate.Range(min=1, max=600))
    situation = fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT))
    start = fields.String(load_default="", validate=validate.Length(max=40))
    document = fields.List(fields.String(validate=validate.Length(max=LONGEST_LINE)), load_default=list)
    remark = fields.List(fields.String(validate=validate.Length(max=LONGEST_LINE)), load_default=list)
    debrief = fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT))
    code = fields.List(fields.String(validate=validate.Length(max=40)), load_default=list)
    level = fields.List(fields.Integer(validate=validate.Range(min=1, max=5)), load_default=list)


MANY_FACTS = ("areas", "document", "remark", "code", "level")


def read_facts(sent: Mapping[str, Any]) -> rules.CaseFacts:
    """Return the facts of a form that `FactsIn` has checked."""
    pairs = zip(sent["document"], sent["remark"], strict=False)
    return rules.CaseFacts(
        title=sent["title"],
        role=sent["role"],
        area_types=tuple(sent["areas"]),
        minutes=sent["minutes"],
        situation=sent["situation"],
        start=sent["start"],
        debrief=sent["debrief"],
        legal_basis=tuple(LegalBasis(document, remark) for document, remark in pairs),
        levels=dict(zip(sent["code"], sent["level"], strict=False)),
    )


def basis_lines(form: Form, facts: rules.CaseFacts) -> list[tuple[str, str]]:
    """Return the documents of the form, with spare lines: what was typed, else what the case says."""
    if form.raw:
        typed = zip(form.raw.get("document", ()), form.raw.get("remark", ()), strict=False)
        return [*typed, *[("", "")] * SPARE_LINES]
    return [*((basis.document, basis.note) for basis in facts.legal_basis), *[("", "")] * SPARE_LINES]


def fingerprint(part: object) -> str:
    """Return a word that tells whether a part of a case is still what a page showed."""
    return hashlib.sha256(json.dumps(part, sort_keys=True, default=str).encode()).hexdigest()[:16]


def node_print(node: Node) -> str:
    """Return the `fingerprint` of a decision with its options."""
    return fingerprint([node.question, [_told(option) for option in node.options.values()]])


def facts_print(graph: CaseGraph) -> str:
    """Return the `fingerprint` of the facts of a case."""
    return fingerprint([*vars(rules.facts_of(graph)).values()])


@dataclass(frozen=True, slots=True)
class OptionField:
    """An option as the form shows it; points are what was typed, whatever it was."""

    id: str
    text: str
    consequence: str
    why: str
    target: str
    is_critical: bool
    points: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NodeForm:
    """A decision as the form shows it, or as it was sent."""

    seen: int
    part: str
    question: str
    codes: tuple[str, ...]
    options: tuple[OptionField, ...]
    action: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)

    def text(self) -> NodeText:
        """Return what the form means; where it has no errors."""
        return NodeText(self.question, [self._option(option) for option in self._kept()])

    def _kept(self) -> Sequence[OptionField]:
        if self.action.startswith("remove:"):
            return [option for option in self.options if option.id != self.action.removeprefix("remove:")]
        if self.action == "add":
            new = rules.new_option([option.id for option in self.options])
            return [*self.options, _option_field(new)]
        return self.options

    def _option(self, option: OptionField) -> Option:
        points = {code: int(value) for code, value in option.points.items() if value}
        return Option(
            option.id, option.text, points, option.is_critical, option.consequence, option.target, option.why
        )


def show_node(node: Node, *, revision: int) -> NodeForm:
    """Return the form of a decision as it stands."""
    return NodeForm(
        seen=revision,
        part=node_print(node),
        question=node.question,
        codes=rules.framework_order(node.maximum),
        options=tuple(_option_field(option) for option in node.options.values()),
    )


def read_node(sent: Fields) -> NodeForm:
    """Return the form of a decision as it was sent, with what is wrong in it.

    A competency that was ticked just now has 0 points for every option; one no longer ticked is gone.
    """
    codes = rules.framework_order(code[:40] for code in sent.get("code", []))
    errors: dict[str, list[str]] = {}
    options = tuple(
        _read_option(sent, option_id, codes, errors)
        for option_id in dict.fromkeys(sent.get("option", []))
        if 0 < len(option_id) <= 40  # noqa: PLR2004 - as long as a name may be
    )
    question = _one(sent, "question")
    _check_length("question", question, errors)
    return NodeForm(
        seen=read_number(_one(sent, "seen")) or 0,
        part=_one(sent, "part"),
        question=question,
        codes=codes,
        options=options,
        action=_one(sent, "do"),
        errors=errors,
    )


def read_ratings(sent: Fields, cells: Sequence[Cell]) -> tuple[dict[Cell, int], list[str]]:
    """Return the ratings of an expert's form by cell, and the names of fields that are none.

    A field is named ``r.<number of the cell>``; one left empty says nothing yet.
    """
    ratings: dict[Cell, int] = {}
    wrong = []
    for number, cell in enumerate(cells):
        value = _one(sent, f"r.{number}").strip()
        if value in _SCALE:
            ratings[cell] = int(value)
        elif value:
            wrong.append(f"r.{number}")
    return ratings, wrong


_SCALE = tuple(str(points) for points in range(rules.MAX_POINTS + 1))


def _read_option(
    sent: Fields, option_id: str, codes: Sequence[str], errors: dict[str, list[str]]
) -> OptionField:
    points = {}
    for code in codes:
        name = f"points.{option_id}.{code}"
        value = _one(sent, name).strip() if name in sent else "0"
        points[code] = value
        if value and value not in _SCALE:
            errors[name] = [_("Write a whole number from 0 to %(most)s.", most=rules.MAX_POINTS)]
    for part in ("text", "consequence", "why"):
        _check_length(f"{part}.{option_id}", _one(sent, f"{part}.{option_id}"), errors)
    return OptionField(
        id=option_id,
        text=_one(sent, f"text.{option_id}"),
        consequence=_one(sent, f"consequence.{option_id}"),
        why=_one(sent, f"why.{option_id}"),
        target=_one(sent, f"target.{option_id}")[:40],
        is_critical=f"critical.{option_id}" in sent,
        points=points,
    )


def _option_field(option: Option) -> OptionField:
    points = {code: str(points) for code, points in option.points.items()}
    return OptionField(
        option.id, option.text, option.consequence, option.why, option.target, option.critical, points
    )


def _told(option: Option) -> list[Any]:
    words = [option.id, option.text, option.consequence, option.target, option.why]
    return [*words, option.critical, sorted(option.points.items())]


def _check_length(name: str, text: str, errors: dict[str, list[str]]) -> None:
    if len(text) > LONGEST_TEXT:
        errors[name] = [_("Write at most %(most)s characters.", most=LONGEST_TEXT)]


def _one(sent: Fields, name: str) -> str:
    return next(iter(sent.get(name, [])), "")
