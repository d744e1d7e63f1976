"""Shapes of the forms of this domain."""

from marshmallow import RAISE, Schema, fields, validate

from competency.rules import HIGHEST_LEVEL
from competency.services.alerts import SHORTEST_TEXT
from competency.services.evidence import SHORTEST_PRODUCT
from lms.messages import N_

LONGEST_TEXT = 4_000
HIGHEST_PRODUCT_LEVEL = 4
_NOT_LOOKED = N_("Please look at the scan first, then tick this.")


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


class CertificateIn(StrictSchema):
    """What stands on a certificate and what it is said to show; the scan comes beside the form."""

    title = fields.String(required=True, validate=validate.Length(min=3, max=300))
    issuer = fields.String(required=True, validate=validate.Length(min=3, max=300))
    number = fields.String(load_default="", validate=validate.Length(max=80))
    issued_on = fields.Date(required=True)
    competency_code = fields.String(required=True, validate=validate.Length(min=1, max=10))
    level = fields.Integer(required=True, validate=validate.Range(min=1, max=HIGHEST_LEVEL))
    token = fields.UUID(required=True)


class ConfirmClaimIn(StrictSchema):
    """What a certificate shows, by who has looked at it."""

    level = fields.Integer(required=True, validate=validate.Range(min=1, max=HIGHEST_LEVEL))
    remark = fields.String(load_default="", validate=validate.Length(max=1_000))
    has_looked = fields.Boolean(
        required=True, truthy={"1"}, falsy=set(), error_messages={"required": _NOT_LOOKED}
    )


class ReasonIn(StrictSchema):
    """Why something is refused or taken back."""

    reason = fields.String(required=True, validate=validate.Length(min=SHORTEST_TEXT, max=1_000))


class WorkProductIn(StrictSchema):
    """A work product as the leader confirms it; the token is of the form, so that it counts once."""

    product = _text(SHORTEST_PRODUCT)
    reference = fields.String(required=True, validate=validate.Length(min=2, max=300))
    level = fields.Integer(required=True, validate=validate.Range(min=1, max=HIGHEST_PRODUCT_LEVEL))
    made_on = fields.Date(required=True)
    token = fields.UUID(required=True)
