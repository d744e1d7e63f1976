"""Shapes of the JSON documents of this domain."""

from enum import StrEnum
from typing import Any

from marshmallow import fields, validate

from competency.models import Alert
from competency.queries import Cut
from competency.rules import (
    HIGHEST_LEVEL,
    AlertState,
    EvidenceKind,
    Severity,
    StandingStatus,
    severity,
)
from competency.services.evidence import LONGEST_SOURCE
from lms.api.schemas import In, LongPageQueryIn, Out, PageQueryIn, told
from lms.messages import N_
from people.rules import AreaType, EmploymentKind, OrganisationKind

LONGEST_NOTE = 2_000
COMPETENCY = N_("Code of a competency.")
_SOME_ID = "7f0c1a52-9a0e-4bd7-9c3e-0a5f3a3d2c11"


def level_field(description: str, attribute: str | None = None) -> fields.Integer:
    """Return a field for a level of 0 to 5."""
    return fields.Integer(attribute=attribute, metadata=told(description, 2) | {"minimum": 0, "maximum": 5})


def word_field(words: type[StrEnum], description: str, attribute: str | None = None) -> fields.String:
    """Return a field for one of a closed list of words."""
    values: list[Any] = [word.value for word in words]
    return fields.String(
        attribute=attribute, validate=validate.OneOf(values), metadata=told(description, values[0])
    )


def narrowing_field(words: type[StrEnum], description: str) -> fields.String:
    """Return a field for one of a closed list of words, or none."""
    values: list[Any] = [word.value for word in words]
    return fields.String(
        load_default="", validate=validate.OneOf(["", *values]), metadata=told(description, values[0])
    )


def count_field(description: str, example: int) -> fields.Integer:
    """Return a field for a number that may be withheld."""
    return fields.Integer(allow_none=True, metadata=told(description, example))


class OnQueryIn(LongPageQueryIn):
    """On which day."""

    on = fields.Date(
        metadata=told(N_("The day; a later one than today is a projection. Default: today."), "2026-11-20"),
    )


class CarryingOut(Out):
    """A piece of evidence that carries a standing."""

    id = fields.Integer(metadata=told(N_("Number of the evidence."), 812))
    source = fields.String(metadata=told(N_("What stands behind it."), "case-attempt:812"))
    kind = word_field(EvidenceKind, N_("How it was shown; each kind has a highest level it can prove."))
    level = level_field(N_("The level that was shown."))
    earned_on = fields.Date(metadata=told(N_("The day it was shown."), "2026-05-12"))
    valid_until = fields.Date(
        allow_none=True, metadata=told(N_("The last day it counts; null for ever."), "2028-05-12")
    )


class StandingOut(Out):
    """Where an officer stands in one competency of one post."""

    position = fields.String(
        attribute="row.position_code", metadata=told(N_("Code of the position."), "VT14")
    )
    competency = fields.String(attribute="row.competency_code", metadata=told(COMPETENCY, "B10"))
    required = level_field(N_("The level asked here, after the area adjustment."), attribute="row.required")
    attained = level_field(N_("The level that valid evidence shows."), attribute="row.attained")
    status = word_field(StandingStatus, N_("How it stands; unproven is no fault."), attribute="row.status")
    since = fields.Date(attribute="row.since", metadata=told(N_("Since when it stands so."), "2026-05-12"))
    due_on = fields.Date(attribute="row.due_on", metadata=told(N_("By when it is to be met."), "2027-01-15"))
    severity = fields.Function(
        lambda one: (
            severity(StandingStatus(one.row.status), one.row.is_mandatory, one.row.due_on, one.on).value
        ),
        metadata=told(N_("How pressing it is."))
        | {"type": "string", "enum": [one.value for one in Severity]},
    )
    evidence = fields.List(
        fields.Nested(CarryingOut), metadata=told(N_("What carries the level, each with its day of expiry."))
    )


class EvidenceIn(In):
    """Something an officer has shown."""

    officer_id = fields.UUID(required=True, metadata=told(N_("Public id of the officer."), _SOME_ID))
    competency = fields.String(
        required=True, validate=validate.Length(min=1, max=10), metadata=told(COMPETENCY, "B10")
    )
    level = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(min=0, max=HIGHEST_LEVEL),
        metadata=told(N_("The level that was shown."), 2),
    )
    kind = fields.String(
        required=True,
        validate=validate.OneOf([kind.value for kind in EvidenceKind]),
        metadata=told(N_("How it was shown; each kind has a highest level it can prove."), "external"),
    )
    earned_on = fields.Date(required=True, metadata=told(N_("The day it was shown."), "2026-05-12"))
    source = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_SOURCE),
        metadata=told(
            N_("A word of the caller for what stands behind it; counts once."), "lms-tinh:15/2026/42"
        ),
    )
    note = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_NOTE),
        metadata=told(
            N_("What people may read about it; of a work product: what it is."),
            "Lớp bồi dưỡng kỹ năng số, khóa 15 năm 2026",
        ),
    )


class EvidenceOut(Out):
    """A piece of evidence."""

    id = fields.Integer(metadata=told(N_("Number of the evidence."), 812))
    officer_id = fields.UUID(
        attribute="officer.public_id", metadata=told(N_("Public id of the officer."), _SOME_ID)
    )
    competency = fields.String(attribute="competency_code", metadata=told(COMPETENCY, "B10"))
    level = level_field(N_("The level that was shown."))
    kind = word_field(EvidenceKind, N_("How it was shown; each kind has a highest level it can prove."))
    earned_on = fields.Date(metadata=told(N_("The day it was shown."), "2026-05-12"))
    valid_until = fields.Date(
        allow_none=True, metadata=told(N_("The last day it counts; null for ever."), "2028-05-12")
    )
    source = fields.String(metadata=told(N_("What stands behind it."), "lms-tinh:15/2026/42"))
    note = fields.String(metadata=told(N_("What people may read about it.")))
    recorded_at = fields.DateTime(
        metadata=told(N_("When the system learned it."), "2026-05-12T02:10:00+00:00")
    )


class PostedEvidenceOut(EvidenceOut):
    """A piece of evidence, and the standings its posting has changed."""

    standings = fields.List(
        fields.Nested(StandingOut), metadata=told(N_("What has changed by it, as it stands now."))
    )


class RevocationIn(In):
    """Why a piece of evidence is taken back."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_NOTE),
        metadata=told(N_("Why it is taken back."), "Nhập nhầm cán bộ"),
    )


class RevocationOut(Out):
    """The row that takes a piece of evidence back."""

    id = fields.Integer(metadata=told(N_("Number of the revoking row."), 815))
    evidence_id = fields.Integer(
        attribute="revokes_id", metadata=told(N_("Number of the evidence that was taken back."), 812)
    )
    officer_id = fields.UUID(
        attribute="officer.public_id", metadata=told(N_("Public id of the officer."), _SOME_ID)
    )
    reason = fields.String(attribute="note", metadata=told(N_("Why it is taken back."), "Nhập nhầm cán bộ"))
    recorded_at = fields.DateTime(
        metadata=told(N_("When the system learned it."), "2026-05-12T02:10:00+00:00")
    )
    standings = fields.List(
        fields.Nested(StandingOut), metadata=told(N_("What has changed by it, as it stands now."))
    )


class AlertsQueryIn(PageQueryIn):
    """Which alerts."""

    officer = fields.UUID(metadata=told(N_("Public id of the officer."), _SOME_ID))
    status = fields.String(
        validate=validate.OneOf([state.value for state in AlertState]),
        metadata=told(N_("Only alerts in this state."), "open"),
    )


class StepOut(Out):
    """A way to close a gap."""

    kind = fields.Function(
        lambda step: step[0], metadata=told(N_("The kind of evidence."), "case") | {"type": "string"}
    )
    level = fields.Function(
        lambda step: step[1], metadata=told(N_("The level it has to show."), 3) | {"type": "integer"}
    )


def _document_of(alert: Alert) -> str | None:
    if alert.requirement is not None:
        return alert.requirement.requirement_set.document
    return alert.qualification.document if alert.qualification is not None else None


class AlertOut(Out):
    """A gap the officer should know of. No names and no words of people."""

    id = fields.Integer(metadata=told(N_("Number of the alert."), 1205))
    officer_id = fields.UUID(
        attribute="officer.public_id", metadata=told(N_("Public id of the officer."), _SOME_ID)
    )
    kind = fields.String(metadata=told(N_("CB1 to CB8."), "CB4"))
    cause = fields.String(metadata=told(N_("What it is about; one open alert for each."), "competency:B10"))
    competency = fields.String(attribute="competency_code", allow_none=True, metadata=told(COMPETENCY, "B10"))
    position = fields.String(
        attribute="position_code", allow_none=True, metadata=told(N_("Code of the position."), "VT14")
    )
    reason = fields.String(metadata=told(N_("Why it was opened."), "too_low"))
    severity = word_field(Severity, N_("How pressing it is."))
    status = word_field(AlertState, N_("Where it is in its life."), attribute="state")
    required = fields.Integer(allow_none=True, metadata=told(N_("What is asked."), 3))
    attained = fields.Integer(allow_none=True, metadata=told(N_("What was shown."), 2))
    since = fields.Date(metadata=told(N_("Since when it stands so."), "2026-05-12"))
    due_on = fields.Date(metadata=told(N_("By when it is to be met."), "2027-01-15"))
    document = fields.Function(
        lambda alert: _document_of(alert),
        metadata=told(N_("The document that asks it.")) | {"type": ["string", "null"]},
    )
    next_steps = fields.List(fields.Nested(StepOut), metadata=told(N_("Evidence that would close it.")))
    opened_at = fields.DateTime(metadata=told(N_("When it was opened.")))
    closed_at = fields.DateTime(allow_none=True, metadata=told(N_("When it was closed.")))
    close_reason = fields.String(metadata=told(N_("Why it was closed; empty while it is open."), "met"))
    dispute_due_on = fields.Date(
        allow_none=True, metadata=told(N_("By when a dispute is to be answered."), "2026-11-27")
    )


class CoverageQueryIn(LongPageQueryIn):
    """Which figures."""

    unit = fields.String(
        required=True,
        validate=validate.Length(min=1, max=5),
        metadata=told(N_("Code of a province or commune; VN for the country."), "19"),
    )
    by = fields.String(
        load_default=Cut.COMMUNE.value,
        validate=validate.OneOf([cut.value for cut in Cut]),
        metadata=told(N_("One line for each of these."), "competency"),
    )
    on = fields.Date(metadata=told(N_("Today or a past day. Default: today."), "2026-09-30"))
    position = fields.String(
        load_default="",
        validate=validate.Length(max=10),
        metadata=told(N_("Only what this position asks."), "VT14"),
    )
    competency = fields.String(
        load_default="", validate=validate.Length(max=10), metadata=told(N_("Only this competency."), "B10")
    )
    pillar = fields.String(
        load_default="",
        validate=validate.Length(max=10),
        metadata=told(N_("Only the competencies of this pillar."), "B"),
    )
    organisation_kind = narrowing_field(OrganisationKind, N_("Only posts in organisations of this kind."))
    area_type = narrowing_field(AreaType, N_("Only posts in communes of this main area type."))
    employment_kind = narrowing_field(EmploymentKind, N_("Only people employed in this way."))


class CoverageOut(Out):
    """How the standings of one line are spread; null where fewer than five people stand behind it."""

    key = fields.String(metadata=told(N_("Code of what the line stands for."), "05443"))
    name = fields.String(metadata=told(N_("Its name."), "Phường Phan Đình Phùng"))
    required = count_field(N_("How many requirements there are."), 1000)
    met = count_field(N_("How many are met."), 610)
    expiring = fields.Integer(
        allow_none=True, metadata=told(N_("How many are met and will run out within 60 days."), 40)
    )
    below = count_field(N_("How many are shown at too low a level."), 180)
    unproven = count_field(N_("How many have no evidence."), 150)
    expired = count_field(N_("How many have run out."), 20)
    officers = fields.Integer(
        allow_none=True, metadata=told(N_("How many people stand behind the line."), 40)
    )
    is_partial = fields.Boolean(
        metadata=told(N_("Whether groups too small to be shown without names are left out."), False)
    )
