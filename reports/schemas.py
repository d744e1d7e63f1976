"""Shapes that enter: which day, which cut of the figures, and for which purpose a list of names is opened."""

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate

from competency.rules import QualificationKind, StandingStatus
from lms.i18n import gettext as _
from lms.i18n import lazy_gettext as _l

CUTS = ("commune", "position", "competency")
ORDERS = ("name", "share")
SHORTEST_PURPOSE = 10
LONGEST_PURPOSE = 300

PURPOSES = {
    "plan": _l("Plan training or classes"),
    "support": _l("Remind or support the officers concerned"),
    "check": _l("Check the records"),
    "report": _l("A report that was asked for"),
    "other": _l("Another purpose"),
}


def _says_something(words: str) -> None:
    if len(words.strip()) < SHORTEST_PURPOSE:
        raise ValidationError(_("Say in at least 10 characters what the list is for."))


class _QuerySchema(Schema):
    """A query string: words it does not know are somebody else's."""

    class Meta:
        """Unknown words are left out."""

        unknown = EXCLUDE


class ProfileQueryIn(_QuerySchema):
    """Which day, and which of several posts."""

    on = fields.Date(load_default=None)
    post = fields.Integer(load_default=None)


class TeamQueryIn(_QuerySchema):
    """Which rows of the team."""

    position = fields.String(load_default="", validate=validate.Length(max=10))
    status = fields.String(load_default="", validate=validate.OneOf(["", *StandingStatus]))


class CoverageQueryIn(_QuerySchema):
    """Which cut of the figures, on which day, in which order."""

    by = fields.String(load_default="", validate=validate.OneOf(["", *CUTS]))
    on = fields.Date(load_default=None)
    order = fields.String(load_default="name", validate=validate.OneOf(ORDERS))


class NameListQueryIn(_QuerySchema):
    """The number a list of names stands behind; ``people`` counts persons, else requirements."""

    position = fields.String(load_default="", validate=validate.Length(max=10))
    competency = fields.String(load_default="", validate=validate.Length(max=10))
    status = fields.String(load_default="", validate=validate.OneOf(["", *StandingStatus]))
    people = fields.String(load_default="", validate=validate.OneOf(["", "1"]))
    qualification = fields.String(load_default="", validate=validate.OneOf(["", *QualificationKind]))


class ImpactListQueryIn(_QuerySchema):
    """The number of an impact preview that a list of names stands behind."""

    position = fields.String(load_default="", validate=validate.Length(max=10))
    unit = fields.String(load_default="", validate=validate.Length(max=5))
    kind = fields.String(load_default="", validate=validate.OneOf(["", "gains", "loses", "changes"]))


class PurposeIn(Schema):
    """Why a list of names is opened: a kind, and in one's own words."""

    class Meta:
        """A misspelt field is an error, not silence."""

        unknown = RAISE

    purpose = fields.String(required=True, validate=validate.OneOf(list(PURPOSES)))
    words = fields.String(required=True, validate=[validate.Length(max=LONGEST_PURPOSE), _says_something])
