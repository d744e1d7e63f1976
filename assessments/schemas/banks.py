"""Shapes of the pages of question banks."""

from marshmallow import fields, validate

from assessments.rules import QuestionKind, QuestionState
from lms.schemas import StrictSchema


class BanksQueryIn(StrictSchema):
    """Which banks."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
    page = fields.String(load_default="")


class BankIn(StrictSchema):
    """A new bank."""

    institution = fields.String(load_default="", validate=validate.Length(max=30))
    code = fields.String(required=True, validate=validate.Length(min=1, max=20))
    title = fields.String(required=True, validate=validate.Length(min=1, max=300))


class TitleIn(StrictSchema):
    """Another title of a bank."""

    title = fields.String(required=True, validate=validate.Length(min=1, max=300))


class QuestionsQueryIn(StrictSchema):
    """Which questions of a bank, and of which of its versions."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
    kind = fields.String(load_default="", validate=validate.OneOf(["", *QuestionKind]))
    tag = fields.String(load_default="", validate=validate.Length(max=40))
    competency = fields.String(load_default="", validate=validate.Length(max=10))
    state = fields.String(load_default="", validate=validate.OneOf(["", *QuestionState]))
    version = fields.Integer(load_default=None, validate=validate.Range(min=1, max=100_000))
    page = fields.String(load_default="")


class SubmissionIn(StrictSchema):
    """A note to the reviewers."""

    note = fields.String(load_default="", validate=validate.Length(max=2000))
