"""Shapes that come with files of questions."""

from marshmallow import RAISE, Schema, fields, validate

from assessments.services.question_plans import RowOutcome


class AcceptQuestionsIn(Schema):
    """What the person looked at, and how many questions may be left out."""

    class Meta:
        """A misspelt field is an error, not silence."""

        unknown = RAISE

    digest = fields.String(required=True, validate=validate.Length(equal=64))
    refused = fields.Integer(load_default=0, validate=validate.Range(0, 100_000))


class ReportQueryIn(Schema):
    """Which rows of a report to show."""

    class Meta:
        """A misspelt field is an error, not silence."""

        unknown = RAISE

    list = fields.String(validate=validate.OneOf([*(outcome.value for outcome in RowOutcome), "lost"]))
    page = fields.Integer()
