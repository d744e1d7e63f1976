"""What forms of the studio have in common: a code, a title, an institution, a number in a hidden field."""

from typing import Any

from marshmallow import fields, validate

from assessments.services.making import LONGEST_TITLE
from lms.schemas import StrictSchema

_DIGITS = 10


class Code(fields.String):
    """The code of something new, in capital letters however it was typed."""

    def __init__(self) -> None:
        super().__init__(required=True, validate=validate.Length(min=1, max=20))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        return str(super()._deserialize(value, attr, data, **more)).strip().upper()


class Title(fields.String):
    """What something is called."""

    def __init__(self) -> None:
        super().__init__(required=True, validate=validate.Length(min=1, max=LONGEST_TITLE))


class NewItemIn(StrictSchema):
    """A new bank or rubric; the institution may be left out by who writes for one only."""

    institution = fields.String(load_default="", validate=validate.Length(max=60))
    code = Code()
    title = Title()


def read_number(text: str) -> int | None:
    """Return a whole number that fits a key of the database, or None for anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) < _DIGITS
    return int(text) if is_number else None
