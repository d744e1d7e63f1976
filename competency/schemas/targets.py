"""Shapes of the forms about policy targets, their populations, entered totals and reporting periods."""

from marshmallow import EXCLUDE, Schema, fields, validate

from competency.rules.targets import DataOrigin, Measure, Operator, Service, TargetKind
from competency.schemas.forms import LONGEST_TEXT, StrictSchema
from competency.services.periods import SHORTEST_REASON
from people.rules import EmploymentKind, OrganisationKind, UnitKind

_MOST = 100_000_000


class UnitQueryIn(Schema):
    """Of which unit."""

    class Meta:
        """Unknown words are left out."""

        unknown = EXCLUDE

    unit = fields.String(load_default="", validate=validate.Length(max=5))
    province = fields.String(load_default="", validate=validate.Length(max=2))


class TotalsIn(StrictSchema):
    """Totals of a paper."""

    measured_on = fields.Date(required=True)
    numerator = fields.Integer(required=True, strict=False, validate=validate.Range(min=0, max=_MOST))
    denominator = fields.Integer(required=True, strict=False, validate=validate.Range(min=1, max=_MOST))
    document = fields.String(required=True, validate=validate.Length(min=5, max=LONGEST_TEXT))


class CorrectionIn(TotalsIn):
    """Totals in place of wrong ones, and why."""

    reason = fields.String(required=True, validate=validate.Length(min=SHORTEST_REASON, max=LONGEST_TEXT))


class PeriodCorrectionIn(StrictSchema):
    """Why a closed period is corrected."""

    reason = fields.String(required=True, validate=validate.Length(min=SHORTEST_REASON, max=LONGEST_TEXT))


class ClosingIn(StrictSchema):
    """A closing: the tick says that it is understood to be final."""

    confirmed = fields.String(required=True, validate=validate.OneOf(["1"]))


class TargetIn(StrictSchema):
    """What a target says and what is counted; of the parameters only those of the measure are read."""

    code = fields.String(load_default="", validate=validate.Length(max=20))
    name = fields.String(required=True, validate=validate.Length(min=5, max=LONGEST_TEXT))
    population = fields.String(required=True, validate=validate.Length(min=1, max=40))
    numerator = fields.String(required=True, validate=validate.Length(min=3, max=LONGEST_TEXT))
    denominator = fields.String(required=True, validate=validate.Length(min=3, max=LONGEST_TEXT))
    operator = fields.Enum(Operator, by_value=True, required=True)
    threshold_percent = fields.Integer(required=True, validate=validate.Range(min=0, max=100))
    due = fields.String(required=True, validate=validate.Length(min=1, max=20))
    kind = fields.Enum(TargetKind, by_value=True, required=True)
    data_origin = fields.Enum(DataOrigin, by_value=True, required=True)
    source = fields.String(required=True, validate=validate.Length(min=2, max=80))
    measure = fields.Enum(Measure, by_value=True, required=True)
    reading = fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT))
    is_hidden = fields.String(load_default="", validate=validate.OneOf(["", "1"]))
    topic = fields.String(load_default="", validate=validate.Length(max=40))
    valid_months = fields.String(load_default="", validate=validate.Length(max=5))
    degree = fields.String(load_default="", validate=validate.Length(max=20))
    theory = fields.String(load_default="", validate=validate.Length(max=20))
    competencies = fields.String(load_default="", validate=validate.Length(max=200))
    kinds = fields.List(fields.String(), load_default=list)
    periods = fields.String(load_default="", validate=validate.Length(max=5))


class PopulationIn(StrictSchema):
    """Whom a population has; nothing ticked means all."""

    code = fields.String(load_default="", validate=validate.Length(max=20))
    name = fields.String(required=True, validate=validate.Length(min=3, max=LONGEST_TEXT))
    definition = fields.String(required=True, validate=validate.Length(min=5, max=LONGEST_TEXT))
    is_counted = fields.String(load_default="", validate=validate.OneOf(["", "1"]))
    is_partial = fields.String(load_default="", validate=validate.OneOf(["", "1"]))
    positions = fields.List(fields.String(validate=validate.Length(max=10)), load_default=list)
    employment_kinds = fields.List(fields.Enum(EmploymentKind, by_value=True), load_default=list)
    organisation_kinds = fields.List(fields.Enum(OrganisationKind, by_value=True), load_default=list)
    unit_kinds = fields.List(fields.Enum(UnitKind, by_value=True), load_default=list)
    main_post_only = fields.String(load_default="", validate=validate.OneOf(["", "1"]))
    service = fields.Enum(Service, by_value=True, required=True)
