"""Shapes that enter: which day, which cut of the figures, and for which purpose a list of names is opened."""

from enum import StrEnum

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate, validates_schema

from competency.rules import Cut, QualificationKind, StandingStatus
from competency.rules.targets import DataOrigin, TargetKind, Verdict
from lms.i18n import gettext as _
from lms.i18n import lazy_gettext as _l
from people.rules import AreaType, EmploymentKind, OrganisationKind
from reports.rules.documents import ASKED_FOR, DocumentKind

CUTS = tuple(cut.value for cut in Cut)
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


def _code() -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=10))


def _one_of(words: type[StrEnum]) -> fields.String:
    return fields.String(load_default="", validate=validate.OneOf(["", *words]))


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
    organisation = fields.String(load_default="", validate=validate.Length(max=60))


class CoverageQueryIn(_QuerySchema):
    """Which cut of the figures, narrowed to what, on which day, in which order, compared with which day."""

    by = fields.String(load_default="", validate=validate.OneOf(["", *CUTS]))
    on = fields.Date(load_default=None)
    order = fields.String(load_default="name", validate=validate.OneOf(ORDERS))
    against = fields.Date(load_default=None)
    position, competency, pillar = _code(), _code(), _code()
    organisation_kind = _one_of(OrganisationKind)
    area_type = _one_of(AreaType)
    employment_kind = _one_of(EmploymentKind)


class NameListQueryIn(_QuerySchema):
    """The number a list of names stands behind; ``people`` counts persons, else requirements."""

    position, competency, pillar = _code(), _code(), _code()
    organisation_kind = _one_of(OrganisationKind)
    area_type = _one_of(AreaType)
    employment_kind = _one_of(EmploymentKind)
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


class DocumentsQueryIn(_QuerySchema):
    """Papers of which kind."""

    kind = fields.String(load_default="", validate=validate.OneOf(["", *DocumentKind]))


class DocumentIn(Schema):
    """Which paper is asked for; a list of names says in words what it is for, a report names its period."""

    class Meta:
        """A misspelt field is an error, not silence."""

        unknown = RAISE

    kind = fields.String(required=True, validate=validate.OneOf(sorted(ASKED_FOR)))
    unit = fields.String(required=True, validate=validate.Length(min=2, max=5))
    period = fields.String(load_default="", validate=validate.Length(max=8))
    words = fields.String(load_default="", validate=validate.Length(max=LONGEST_PURPOSE))

    @validates_schema
    def _says_what_for(self, data: dict[str, str], **_more: object) -> None:
        if data["kind"] == DocumentKind.NAME_LIST and len(data["words"].strip()) < SHORTEST_PURPOSE:
            raise ValidationError(_("Say in at least 10 characters what the list is for."), "words")


class RevocationIn(Schema):
    """Why a paper is taken back."""

    class Meta:
        """A misspelt field is an error, not silence."""

        unknown = RAISE

    reason = fields.String(required=True, validate=validate.Length(min=10, max=300))


class TargetQueryIn(_QuerySchema):
    """Which targets, of which unit."""

    unit = fields.String(load_default="", validate=validate.Length(max=5))
    kind = fields.String(load_default="", validate=validate.OneOf(["", *TargetKind]))
    origin = fields.String(load_default="", validate=validate.OneOf(["", *DataOrigin]))
    verdict = fields.String(load_default="", validate=validate.OneOf(["", *Verdict]))
    others = fields.String(load_default="", validate=validate.OneOf(["", "1"]))


class TargetPeopleQueryIn(_QuerySchema):
    """The number of a target that a list of names stands behind."""

    unit = fields.String(load_default="", validate=validate.Length(max=5))
    part = fields.String(load_default="", validate=validate.OneOf(["", "met", "missing", "unknown"]))
