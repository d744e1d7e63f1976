"""Shapes of the course pages."""

from marshmallow import fields, validate

from courses.rules import ContentGroup, Topic
from lms.schemas import StrictSchema


class CatalogueIn(StrictSchema):
    """What of the catalogue is asked for. ``position`` is a code, "mine" or "all"."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
    position = fields.String(load_default="", validate=validate.Length(max=10))
    group = fields.Integer(load_default=None, validate=validate.OneOf(list(ContentGroup)))
    competency = fields.String(load_default="", validate=validate.Length(max=10))
    topic = fields.String(load_default="", validate=validate.OneOf(list(Topic)))
    page = fields.String(load_default="")
