"""Shapes of written work: rubrics and tasks as authors type them, texts, marks.

Rows are numbered fields: ``step-0``, ``criterion-2``, ``descriptor-2-0``, ``percent-1``, ``comment-3``.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from assessments.models import RubricVersion, TaskVersion
from assessments.rules.marking import (
    LONGEST_REASON,
    LONGEST_TEXT,
    MOST_CRITERIA,
    MOST_OUTCOMES,
    MOST_STEPS,
    Criterion,
    Outcome,
    RubricContent,
    StepAside,
    TaskKind,
)
from assessments.schemas.entries import Code, Title
from assessments.services import Mark
from lms.schemas import StrictSchema

_FEWEST_ROWS, _FEWEST_STEPS = 3, 4
_LONGEST_NUMBER = 4

Typed = Mapping[str, str]


class TaskIn(StrictSchema):
    """A new task of a course or a case."""

    place = fields.String(required=True, validate=validate.Length(min=1, max=80))
    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in TaskKind]))
    code = Code()
    title = Title()


class ScriptIn(StrictSchema):
    """A text as it is typed, the revision it began from, and a word of the page it comes from."""

    text = fields.String(required=True, validate=validate.Length(max=2 * LONGEST_TEXT))
    revision = fields.Integer(required=True, validate=validate.Range(min=1))
    window = fields.String(load_default="", validate=validate.Length(max=40))


class AsideIn(StrictSchema):
    """Why a marker steps aside."""

    reason = fields.String(
        required=True,
        validate=validate.OneOf([reason.value for reason in StepAside if reason.is_declared]),
    )


class ReasonIn(StrictSchema):
    """Why marks are withdrawn."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_REASON))


def read_rubric(sent: Typed) -> RubricContent:
    """Return the rubric that a form holds, empty places and all."""
    steps = [sent.get(f"step-{number}", "") for number in range(MOST_STEPS)]
    return RubricContent(
        tuple(steps),
        tuple(
            Criterion(
                sent.get(f"criterion-{row}", ""),
                tuple(sent.get(f"descriptor-{row}-{column}", "") for column in range(MOST_STEPS)),
            )
            for row in range(MOST_CRITERIA)
        ),
    )


def rubric_fields(version: RubricVersion | None) -> dict[str, str]:
    """Return what the form of a rubric holds before anything was typed."""
    if version is None:
        return {}
    content = version.rules
    typed = {f"step-{number}": step for number, step in enumerate(content.steps)}
    for row, criterion in enumerate(content.criteria):
        typed[f"criterion-{row}"] = criterion.name
        for column, text in enumerate(criterion.descriptors):
            typed[f"descriptor-{row}-{column}"] = text
    return typed


def rubric_size(typed: Typed) -> tuple[int, int]:
    """Return how many criteria and steps the form shows: what is filled, and room as the buttons asked."""
    rows = max((row + 1 for row in range(MOST_CRITERIA) if typed.get(f"criterion-{row}")), default=0)
    steps = max((step + 1 for step in range(MOST_STEPS) if typed.get(f"step-{step}")), default=0)
    wanted_rows, wanted_steps = _number(typed.get("rows", "")) or 0, _number(typed.get("columns", "")) or 0
    more = typed.get("more", "")
    return (
        min(MOST_CRITERIA, max(_FEWEST_ROWS, rows, wanted_rows) + (more == "criteria")),
        min(MOST_STEPS, max(_FEWEST_STEPS, steps, wanted_steps) + (more == "steps")),
    )


def read_outcomes(sent: Typed) -> tuple[Outcome, ...]:
    """Return the lines that say which result shows which level; -1 stands for what is no number."""
    lines = []
    for row in range(MOST_OUTCOMES):
        typed = [sent.get(f"{name}-{row}", "").strip() for name in ("percent", "least", "level")]
        if any(typed):
            percent, least, level = (-1 if (number := _number(one)) is None else number for one in typed)
            lines.append(Outcome(percent, least, level))
    return tuple(lines)


def task_fields(version: TaskVersion) -> dict[str, Any]:
    """Return what the form of a task holds before anything was typed."""
    typed: dict[str, Any] = {
        "prompt": version.prompt,
        "least_words": version.least_words,
        "most_words": version.most_words,
        "rubric": version.rubric_version_id or "",
        "competency": version.competency_code or "",
        "revision": version.revision,
    }
    for row, outcome in enumerate(version.levels):
        values = {name: (value if value >= 0 else "") for name, value in outcome.document.items()}
        typed |= {f"{name}-{row}": value for name, value in values.items()}
    return typed


def read_words(sent: Typed) -> tuple[int, int]:
    """Return the least and the greatest number of syllables; 0 stands for what is no number."""
    return _number(sent.get("least_words", "")) or 0, _number(sent.get("most_words", "")) or 0


def read_marks(sent: Typed, rubric: RubricContent) -> dict[int, Mark]:
    """Return the marks that a form holds, by number of the criterion."""
    return {
        number: Mark(_number(sent.get(f"step-{number}", "")), sent.get(f"comment-{number}", ""))
        for number in range(len(rubric.criteria))
    }


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else None
