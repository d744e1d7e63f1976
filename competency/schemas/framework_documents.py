"""Shapes of the JSON documents about frameworks and requirements."""

from marshmallow import fields, validate

from competency.rules import FrameworkState
from competency.schemas.documents import COMPETENCY, level_field, word_field
from lms.api.schemas import LongPageQueryIn, Out, told
from lms.messages import N_


class LevelOut(Out):
    """One of the five levels."""

    level = level_field(N_("From 1 to 5."))
    name = fields.String(metadata=told(N_("Its name."), "Vận dụng"))
    meaning = fields.String(metadata=told(N_("What it means.")))


class IndicatorOut(Out):
    """What somebody at a level does."""

    level = level_field(N_("From 1 to 5."))
    text = fields.String(metadata=told(N_("What is seen at work.")))


class CompetencyOut(Out):
    """A competency of a framework."""

    code = fields.String(metadata=told(COMPETENCY, "B10"))
    pillar = fields.String(attribute="pillar_code", metadata=told(N_("Code of the pillar."), "B"))
    name = fields.String(metadata=told(N_("Its name."), "Năng lực số và an toàn thông tin"))
    definition = fields.String(metadata=told(N_("What it means.")))
    origin = fields.String(metadata=told(N_("Whether a source document asks it or it is a proposal.")))
    indicators = fields.List(
        fields.Nested(IndicatorOut), metadata=told(N_("What somebody does at each level."))
    )


class PillarOut(Out):
    """One of the three pillars of a framework."""

    code = fields.String(metadata=told(N_("Code of the pillar."), "B"))
    name = fields.String(metadata=told(N_("Its name."), "Chuyên môn, nghiệp vụ"))
    definition = fields.String(metadata=told(N_("What it means.")))


class FrameworkOut(Out):
    """The published version of a framework."""

    code = fields.String(attribute="framework.code", metadata=told(N_("Code of the framework."), "KNL-XA"))
    version = fields.Integer(attribute="framework.version", metadata=told(N_("Number of the version."), 1))
    name = fields.String(attribute="framework.name", metadata=told(N_("Its name."), "Khung năng lực cấp xã"))
    state = word_field(FrameworkState, N_("Where the version is in its life."), attribute="framework.state")
    effective_on = fields.Date(
        attribute="framework.effective_on", metadata=told(N_("First day it counts."), "2026-01-01")
    )
    legal_source = fields.String(
        attribute="framework.legal_source", metadata=told(N_("The document that asks it."))
    )
    source_note = fields.String(
        attribute="framework.source_note",
        metadata=told(N_("What is from the source documents and what is a proposal.")),
    )
    published_at = fields.DateTime(
        attribute="framework.published_at",
        allow_none=True,
        metadata=told(N_("When this version was published.")),
    )
    levels = fields.List(
        fields.Nested(LevelOut), attribute="framework.levels", metadata=told(N_("The five levels."))
    )
    pillars = fields.List(fields.Nested(PillarOut), metadata=told(N_("The three pillars.")))
    competencies = fields.List(
        fields.Nested(CompetencyOut), metadata=told(N_("The competencies, in their order."))
    )


class RequirementsQueryIn(LongPageQueryIn):
    """Where the position is."""

    unit = fields.String(
        load_default="",
        validate=validate.Length(max=5),
        metadata=told(
            N_("Code of a province or commune, whose overlay and area count; else the nation."), "19"
        ),
    )


class RequirementOut(Out):
    """What a position asks of one competency."""

    competency = fields.String(attribute="requirement.competency_code", metadata=told(COMPETENCY, "B10"))
    required = level_field(N_("The level asked here, after the area adjustment."), "expected.result.required")
    level = level_field(N_("The level in the document."), attribute="requirement.level")
    is_mandatory = fields.Boolean(
        attribute="expected.asked.is_mandatory", metadata=told(N_("Whether it must be met by its due day."))
    )
    weight_percent = fields.Integer(
        attribute="expected.weight_percent", metadata=told(N_("How much it weighs; 100 is usual."), 150)
    )
    grace_days = fields.Integer(
        attribute="expected.asked.grace_days", metadata=told(N_("Days to meet it after the post began."), 180)
    )
    effective_on = fields.Date(
        attribute="expected.asked.effective_on", metadata=told(N_("First day it counts."), "2026-01-01")
    )
    document = fields.String(
        attribute="requirement.requirement_set.document", metadata=told(N_("The document that asks it."))
    )
    owner_unit = fields.String(
        attribute="requirement.requirement_set.owner_unit_code",
        allow_none=True,
        metadata=told(N_("Code of the province that asks it; null for the nation."), "19"),
    )
