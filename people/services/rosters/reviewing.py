"""What a checked table comes to, row by row, for people to look at before anything is written."""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import astuple, dataclass
from typing import Any

from lms.tables import CellError, Row
from lms.text import MASK, mask_personal_id
from people.queries import rosters as queries
from people.rules import LineOutcome
from people.services.rosters.applying import stored
from people.services.rosters.shapes import Checked, Closing, PlannedPerson, PlannedPost

_LONGEST = 300
_HIDDEN = frozenset({"search_key", "sort_key"})


@dataclass(frozen=True, slots=True)
class Review:
    """What the desk keeps of a check.

    Args:
        lines: rows of `RosterLine` without their upload.
        counts: how many rows there are of each outcome, and further figures.
        digest: hash of the lines; two reviews with the same digest write the same.
    """

    lines: list[dict[str, Any]]
    counts: dict[str, Any]
    digest: str


def review_checked(checked: Checked) -> Review:
    """Return the lines of a check in the order of the file, what ends without a row last."""
    report = checked.report
    lines = [
        *_error_lines(checked),
        *(line for person in checked.plan.people for line in _person_lines(person)),
    ]
    lines.sort(key=lambda line: line["number"])
    lines += _closing_lines(checked.plan.closings)
    outcomes = [line["outcome"] for line in lines]
    counts: dict[str, int | None] = {one.value: outcomes.count(one) for one in LineOutcome}
    counts["rows"] = report.rows
    counts["repeated"] = report.rows - len(lines) + outcomes.count(LineOutcome.ENDED)
    counts["missing"] = report.missing
    counts["officers_added"] = report.officers_added
    counts["organisations_added"] = report.organisations_added
    digest = hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()
    return Review(lines, counts, digest)


def mask_number(value: str) -> str:
    """Return a personal number, or what was typed in its place, so that nobody can read it."""
    return mask_personal_id(value) if value else ""


def _line(outcome: LineOutcome, number: int | None, **columns: Any) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("full_name", "personal_id_masked", "unit_code", "organisation", "position_code"), ""
    )
    return {"outcome": outcome.value, "number": number, **empty, "detail": [], **columns}


def _error_lines(checked: Checked) -> Iterator[dict[str, Any]]:
    table = checked.report.table
    reasons: dict[int, list[CellError]] = {}
    for error in checked.report.errors:
        if error.row is not None:
            reasons.setdefault(error.row, []).append(error)
    for row in (*table.rows, *table.faulty_rows):
        if row.number in reasons:
            yield _error_line(row, reasons[row.number], table.headers.get("personal_id"))


def _error_line(row: Row, errors: Collection[CellError], secret_column: str | None) -> dict[str, Any]:
    values = row.values
    return _line(
        LineOutcome.ERROR,
        row.number,
        full_name=values["full_name"][:_LONGEST],
        personal_id_masked=mask_number(values["personal_id"])[:20],
        unit_code=(values["unit_code"] or values["unit_name"])[:_LONGEST],
        organisation=values["organisation"][:_LONGEST],
        position_code=values["position_code"][:_LONGEST],
        detail=[
            [
                error.column or "",
                (_hide(error) if error.column == secret_column else error.value)[:_LONGEST],
                error.problem,
                error.remedy,
            ]
            for error in errors
        ],
    )


def _hide(error: CellError) -> str:
    return error.value if MASK in error.value else mask_number(error.value)


def _person_lines(planned: PlannedPerson) -> Iterator[dict[str, Any]]:
    for index, post in enumerate(planned.posts):
        about_person = _person_changes(planned) if index == 0 else []
        detail = [*about_person, *_post_changes(post)]
        outcome = LineOutcome.CHANGED if detail else LineOutcome.UNCHANGED
        row = post.row
        yield _line(
            LineOutcome.NEW if post.known is None else outcome,
            row.row.number,
            full_name=row.full_name,
            personal_id_masked=mask_personal_id(row.personal_id),
            unit_code=row.unit_code,
            organisation=row.organisation,
            position_code=row.position_code,
            detail=detail,
        )


def _person_changes(planned: PlannedPerson) -> list[list[Any]]:
    known = planned.person.known
    return [
        [name, getattr(known, name), value]
        for name, value in planned.changes.items()
        if name not in _HIDDEN and name != "withdrawn_at"
    ]


def _post_changes(post: PlannedPost) -> list[list[Any]]:
    wanted = post.wanted()
    return [[name, stored(getattr(post.known, name)), stored(wanted[name])] for name in post.changed_fields()]


def _closing_lines(closings: Collection[Closing]) -> Iterator[dict[str, Any]]:
    names = queries.list_post_names([closing.known.id for closing in closings])
    for closing in closings:
        known, named = closing.known, names[closing.known.id]
        yield _line(
            LineOutcome.ENDED,
            None,
            full_name=named.full_name,
            personal_id_masked=named.personal_id_masked,
            unit_code=known.unit_code,
            organisation=named.organisation,
            position_code=known.position_code,
            detail=[["ends_on", stored(known.ends_on), stored(closing.last_day)]],
        )


def as_rows(readings: Collection[Any]) -> list[list[Any]]:
    """Return what was read otherwise than written, as an upload keeps it."""
    return [list(astuple(reading)) for reading in readings]
