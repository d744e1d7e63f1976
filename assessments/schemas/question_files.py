"""Shapes that come with files of questions."""

from marshmallow import fields, validate

from assessments.services.question_plans import RowOutcome
from lms.schemas import StrictSchema


class ExportQueryIn(StrictSchema):
    """Which version of a bank; the one on its way where none is named."""

    version = fields.Integer(load_default=None, validate=validate.Range(min=1, max=100_000))


class AcceptQuestionsIn(StrictSchema):
    """What the person looked at, and how many questions may be left out."""

    digest = fields.String(required=True, validate=validate.Length(equal=64))
    refused = fields.Integer(load_default=0, validate=validate.Range(0, 100_000))


class ReportQueryIn(StrictSchema):
    """Which rows of a report to show."""

    list = fields.String(validate=validate.OneOf([*(outcome.value for outcome in RowOutcome), "lost"]))
    page = fields.Integer()
