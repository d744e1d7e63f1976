"""What reviewers and keepers of the register send."""

from typing import Any

from marshmallow import fields, validate

from lms.schemas import StrictSchema

LONGEST_NOTE = 4000
_LONGEST_NUMBER = 100
_LONGEST_TITLE = 500


class _Day(fields.Date):
    """A day that may be left empty."""

    def deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        """Return the day, or None for an empty field."""
        return super().deserialize(None if value == "" else value, *args, **more)


class SubmissionIn(StrictSchema):
    """A note to the reviewers with what is handed in."""

    note = fields.String(load_default="", validate=validate.Length(max=2000))


class NoteIn(StrictSchema):
    """A step with words: why content is returned or withdrawn."""

    note = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_NOTE))


class ApprovalIn(StrictSchema):
    """An approval of what was seen."""

    seen = fields.Integer(required=True)
    note = fields.String(load_default="", validate=validate.Length(max=LONGEST_NOTE))


class PublicationIn(StrictSchema):
    """Until when learners stay on the version before; empty for as long as they need."""

    stays_until = _Day(load_default=None, allow_none=True)


class CommentIn(StrictSchema):
    """A comment at a place; ``back`` is the page it was written on."""

    place = fields.String(load_default="", validate=validate.Length(max=120))
    text = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_NOTE))
    back = fields.String(load_default="")


class BackIn(StrictSchema):
    """A deed without words; ``back`` is the page it was done on."""

    back = fields.String(load_default="")


class DocumentIn(StrictSchema):
    """A legal document of the register."""

    number = fields.String(required=True, validate=validate.Length(min=1, max=_LONGEST_NUMBER))
    title = fields.String(required=True, validate=validate.Length(min=1, max=_LONGEST_TITLE))
    effective_on = _Day(load_default=None, allow_none=True)


class DocumentChangeIn(StrictSchema):
    """A correction of a document that was seen."""

    seen = fields.Integer(required=True)
    title = fields.String(required=True, validate=validate.Length(min=1, max=_LONGEST_TITLE))
    effective_on = _Day(load_default=None, allow_none=True)


class ReplacementIn(StrictSchema):
    """What stands in the place of a document, and from which day on."""

    seen = fields.Integer(required=True)
    number = fields.String(required=True, validate=validate.Length(min=1, max=_LONGEST_NUMBER))
    title = fields.String(required=True, validate=validate.Length(min=1, max=_LONGEST_TITLE))
    on = fields.Date(required=True)


class HoldingIn(StrictSchema):
    """A text that holds although a document was replaced."""

    subject = fields.String(required=True, validate=validate.Length(max=40))
