"""Shapes of the forms of this domain. The table has as many fields as rows, so it is read by hand."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from marshmallow import RAISE, Schema, fields, validate

from planning.rules import Edit, GapChoice, LineText, PasteTooLarge, read_paste
from planning.services.proposals import SHORTEST_REASON

MOST_ROWS = 600
LONGEST_CELL = 2_000
_FIELD = re.compile(r"([ln])(\d{1,9})-(\w+)", re.ASCII)


class StrictSchema(Schema):
    """A schema that calls a misspelt field an error, not silence."""

    class Meta:
        """Unknown fields are refused."""

        unknown = RAISE


class ProposalIn(StrictSchema):
    """For whom and when: ``place`` is a unit code, or "unit/organisation"."""

    place = fields.String(required=True, validate=validate.Length(min=5, max=80))
    period = fields.String(required=True, validate=validate.Length(min=4, max=7))


class GapsIn(StrictSchema):
    """Which gaps are taken."""

    choice = fields.Enum(GapChoice, by_value=True, required=True)
    competency = fields.String(load_default="", validate=validate.Length(max=10))


class AcceptIn(StrictSchema):
    """What the Department says on accepting."""

    remark = fields.String(load_default="", validate=validate.Length(max=1_000))


class ReasonIn(StrictSchema):
    """Why a proposal is returned."""

    reason = fields.String(required=True, validate=validate.Length(min=SHORTEST_REASON, max=1_000))


class PurposeIn(StrictSchema):
    """What a list of names is needed for."""

    purpose = fields.String(required=True, validate=validate.Length(min=SHORTEST_REASON, max=500))


class ListQueryIn(Schema):
    """Which proposals are shown."""

    class Meta:
        """The page number is read elsewhere."""

        unknown = "exclude"

    period = fields.String(load_default="", validate=validate.Length(max=7))
    state = fields.String(
        load_default="", validate=validate.OneOf(("", "draft", "submitted", "accepted", "returned"))
    )


class TableIn(NamedTuple):
    """The table as it was sent: its rows, the pasted text, and whether that was too large."""

    edits: list[Edit]
    pasted: str
    is_too_large: bool


def read_table(form: Mapping[str, str]) -> TableIn:
    """Return the rows of the posted table and of the text pasted under it, in their order; texts as typed."""
    rows: dict[str, dict[str, str]] = {}
    for name, value in form.items():
        found = _FIELD.fullmatch(name)
        if found is not None and len(rows) <= MOST_ROWS:
            rows.setdefault(found[1] + found[2], {})[found[3]] = value[:LONGEST_CELL]
    edits = [_edit(row, cells) for row, cells in rows.items()]
    pasted = form.get("paste", "")
    try:
        added = [Edit(f"p{number}", None, "", text) for number, text in read_paste(pasted)]
    except PasteTooLarge:
        return TableIn(edits, pasted, True)
    return TableIn([*edits, *added], pasted, len(rows) > MOST_ROWS)


def _edit(row: str, cells: Mapping[str, str]) -> Edit:
    return Edit(
        row=row,
        line_id=int(row[1:]) if row[0] == "l" else None,
        base=cells.get("base", ""),
        text=LineText(**{name: cells.get(name, "") for name in LineText._fields}),
        is_removed="remove" in cells,
        takes_theirs="theirs" in cells,
    )
