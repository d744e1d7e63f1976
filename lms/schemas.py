"""Shapes of the account pages."""

from marshmallow import RAISE, Schema, fields, validate

from lms.config import LOCALES
from lms.rules import SHORTEST_PASSWORD


class StrictSchema(Schema):
    """A schema that calls a misspelt field an error, not silence."""

    class Meta:
        """Unknown fields are refused."""

        unknown = RAISE


class SignInIn(StrictSchema):
    """Address and password, where to go next, and a form that was interrupted."""

    email = fields.String(required=True, validate=validate.Length(min=1, max=254))
    password = fields.String(required=True, validate=validate.Length(min=1, max=1024))
    next = fields.String(load_default="")
    resume_path = fields.String(load_default="")
    resume_form = fields.String(load_default="")


class NewPasswordIn(StrictSchema):
    """A new password, typed twice."""

    password = fields.String(required=True, validate=validate.Length(min=SHORTEST_PASSWORD, max=1024))
    repeated = fields.String(required=True)


class LocaleIn(StrictSchema):
    """The language to switch to."""

    locale = fields.String(required=True, validate=validate.OneOf(LOCALES))
    next = fields.String(load_default="")
