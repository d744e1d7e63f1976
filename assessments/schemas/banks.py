"""Shapes of the pages of question banks."""

from marshmallow import fields, validate

from assessments.rules import QuestionKind, QuestionState
from assessments.schemas.entries import Title
from lms.schemas import StrictSchema


class BanksQueryIn(StrictSchema):
    """Which banks."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
    page = fields.String(load_default="")


class TitleIn(StrictSchema):
    """Another title of a bank."""

    title = Title()


class QuestionsQueryIn(StrictSchema):
    """Which questions of a bank, and of which of its versions."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
    kind = fields.String(load_default="", validate=validate.OneOf(["", *QuestionKind]))
    tag = fields.String(load_default="", validate=validate.Length(max=40))
    competency = fields.String(load_default="", validate=validate.Length(max=10))
    state = fields.String(load_default="", validate=validate.OneOf(["", *QuestionState]))
    version = fields.Integer(load_default=None, validate=validate.Range(min=1, max=100_000))
    page = fields.String(load_default="")
