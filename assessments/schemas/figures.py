"""What of the figures is asked for."""

from marshmallow import fields, validate

from lms.schemas import StrictSchema


class BankFiguresIn(StrictSchema):
    """All questions of a bank, or those with something to look at."""

    show = fields.String(load_default="", validate=validate.OneOf(["", "flagged"]))
    page = fields.String(load_default="")


class CaseFiguresIn(StrictSchema):
    """Which version of a case; the newest where none is named."""

    version = fields.Integer(load_default=None, validate=validate.Range(min=1, max=100_000))
