"""Shapes of the forms of this domain."""

from marshmallow import RAISE, Schema, fields, validate

from competency.services.alerts import SHORTEST_TEXT
from competency.services.evidence import SHORTEST_PRODUCT

LONGEST_TEXT = 4_000
HIGHEST_PRODUCT_LEVEL = 4


class StrictSchema(Schema):
    """A schema that calls a misspelt field an error, not silence."""

    class Meta:
        """Unknown fields are refused."""

        unknown = RAISE


def _text(shortest: int) -> fields.String:
    return fields.String(required=True, validate=validate.Length(min=shortest, max=LONGEST_TEXT))


class DisputeIn(StrictSchema):
    """Why an alert is not right."""

    text = _text(SHORTEST_TEXT)


class AnswerIn(StrictSchema):
    """What the officer is told and, where the officer is right, what will be corrected."""

    answer = _text(SHORTEST_TEXT)
    correction = fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT))


class WorkProductIn(StrictSchema):
    """A work product as the leader confirms it; the token is of the form, so that it counts once."""

    product = _text(SHORTEST_PRODUCT)
    level = fields.Integer(required=True, validate=validate.Range(min=1, max=HIGHEST_PRODUCT_LEVEL))
    made_on = fields.Date(required=True)
    token = fields.UUID(required=True)
