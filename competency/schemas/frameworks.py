"""Shapes of the forms about framework versions and overlays."""

from marshmallow import fields, validate

from competency.schemas.forms import LONGEST_TEXT, StrictSchema
from competency.services.publishing import SHORTEST_REASON

LONGEST_NAME = 200
MOST_TRANSITION_DAYS = 1_825


class UploadIn(StrictSchema):
    """What is said about a version beside its files."""

    name = fields.String(required=True, validate=validate.Length(min=5, max=LONGEST_NAME))
    legal_source = fields.String(required=True, validate=validate.Length(min=5, max=LONGEST_TEXT))
    document = fields.String(required=True, validate=validate.Length(min=5, max=LONGEST_TEXT))
    effective_on = fields.Date(required=True)
    transition_days = fields.Integer(required=True, validate=validate.Range(min=0, max=MOST_TRANSITION_DAYS))


class ConfirmIn(StrictSchema):
    """A publication: the tick says that the consequences were read."""

    confirmed = fields.String(required=True, validate=validate.OneOf(["1"]))


class WithdrawIn(StrictSchema):
    """Why a version is withdrawn."""

    reason = fields.String(required=True, validate=validate.Length(min=SHORTEST_REASON, max=LONGEST_TEXT))


class OverlayIn(StrictSchema):
    """What a province asks; the rows are columns of equal length, an empty row is left out."""

    document = fields.String(required=True, validate=validate.Length(min=5, max=LONGEST_TEXT))
    effective_on = fields.Date(required=True)
    position_code = fields.List(fields.String(), load_default=list)
    competency_code = fields.List(fields.String(), load_default=list)
    required_level = fields.List(fields.String(), load_default=list)
    weight = fields.List(fields.String(), load_default=list)
