"""Shapes of the forms about Word documents."""

from marshmallow import fields, validate

from courses.services import WordImportMode
from lms.schemas import StrictSchema

LONGEST_WORDS = 300
MOST_ROWS = 100


class WordUploadIn(StrictSchema):
    """A document to look at; the file comes beside it."""


class AcceptWordIn(StrictSchema):
    """How a document is taken; ``picture`` and ``words`` are rows."""

    shown = fields.String(required=True, validate=validate.Length(max=32))
    mode = fields.Enum(WordImportMode, by_value=True, required=True)
    again = fields.String(load_default="", validate=validate.OneOf(["", "1"]))
    picture = fields.List(
        fields.Integer(validate=validate.Range(min=0, max=MOST_ROWS)),
        load_default=list,
        validate=validate.Length(max=MOST_ROWS),
    )
    words = fields.List(
        fields.String(validate=validate.Length(max=LONGEST_WORDS)),
        load_default=list,
        validate=validate.Length(max=MOST_ROWS),
    )
