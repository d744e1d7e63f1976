"""Shapes of the forms around messages."""

from marshmallow import EXCLUDE, Schema, fields, validate

from competency.rules.deliveries import DigestState
from competency.schemas.forms import StrictSchema


class DeliveryQueryIn(Schema):
    """Which messages are listed."""

    class Meta:
        """Unknown words are left out."""

        unknown = EXCLUDE

    state = fields.String(load_default="", validate=validate.OneOf(["", *DigestState]))
    day = fields.Date(load_default=None)


class AddressIn(StrictSchema):
    """Where the own messages go; e-mail needs no address, it is the one of the account."""

    channel = fields.String(required=True, validate=validate.Length(min=1, max=20))
    address = fields.String(load_default="", validate=validate.Length(max=100))
