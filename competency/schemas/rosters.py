"""Shapes of the forms of the roster desk and of changes by hand."""

from marshmallow import fields, validate

from competency.schemas.forms import StrictSchema
from people.rules import DegreeLevel, PoliticalTheoryLevel

FULL, PART = "full", "part"


class RosterIn(StrictSchema):
    """Whose roster a file is, and whether it is the whole one; the file comes beside the form."""

    province = fields.String(required=True, validate=validate.Length(equal=2))
    extent = fields.String(required=True, validate=validate.OneOf((FULL, PART)))


class ExtentIn(StrictSchema):
    """Whether the file is the whole roster."""

    extent = fields.String(required=True, validate=validate.OneOf((FULL, PART)))


class AcceptIn(StrictSchema):
    """Which review was looked at, and how many posts may end."""

    digest = fields.String(required=True, validate=validate.Length(equal=64))
    ends = fields.Integer(load_default=0, validate=validate.Range(min=0))


class UnitNameIn(StrictSchema):
    """Which commune a name of the file means."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=200))
    unit = fields.String(required=True, validate=validate.Length(equal=5))


class SlipsIn(StrictSchema):
    """For which commune slips are printed, what for, and as what."""

    unit = fields.String(required=True, validate=validate.Length(equal=5))
    purpose = fields.String(required=True, validate=validate.Length(min=5, max=300))
    form = fields.String(load_default="page", validate=validate.OneOf(("page", "pdf")))


class OfficersSearchIn(StrictSchema):
    """Whom to look for, and what for."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
    purpose = fields.String(load_default="", validate=validate.Length(max=300))
    page = fields.String(load_default="1")


class NewPostIn(StrictSchema):
    """A post by hand."""

    unit = fields.String(required=True, validate=validate.Length(equal=5))
    organisation = fields.String(required=True, validate=validate.Length(min=2, max=200))
    position = fields.String(required=True, validate=validate.Length(min=1, max=10))
    starts_on = fields.Date(required=True)
    decision_no = fields.String(load_default="", validate=validate.Length(max=60))
    kind = fields.String(required=True, validate=validate.OneOf(("transfer", "concurrent")))


class LastDayIn(StrictSchema):
    """When a post, or all of them, ends."""

    last_day = fields.Date(required=True)


class QualificationsIn(StrictSchema):
    """What an officer has learnt."""

    degree_level = fields.Enum(DegreeLevel, required=True, by_value=True)
    degree_field = fields.String(load_default="", validate=validate.Length(max=200))
    political_theory_level = fields.Enum(PoliticalTheoryLevel, required=True, by_value=True)
    has_state_management_training = fields.Boolean(required=True, truthy={"yes"}, falsy={"no"})
