"""Shapes of the catalogue of cases for other systems."""

from marshmallow import fields, validate

from lms.api.schemas import Out, PageQueryIn, told
from lms.messages import N_


class CasesQueryIn(PageQueryIn):
    """Which cases."""

    q = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata=told(N_("Words of code, title, role or situation; tone marks do not matter."), "phieu hen"),
    )
    competency = fields.String(
        load_default="", validate=validate.Length(max=10), metadata=told(N_("Code of a competency."), "A3")
    )


class ShownOut(Out):
    """What a case can show."""

    competency = fields.String(attribute="competency_code", metadata=told(N_("Code of a competency."), "A3"))
    level = fields.Integer(metadata=told(N_("Level from 1 to 5."), 3))


class CaseOut(Out):
    """A published case exercise."""

    code = fields.String(metadata=told(N_("Code of the case."), "TH01"))
    title = fields.String(metadata=told(N_("Title."), "Phiếu hẹn bị thất lạc"))
    minutes = fields.Integer(attribute="published.minutes", metadata=told(N_("Minutes it takes."), 20))
    version = fields.Integer(
        attribute="published.number", metadata=told(N_("Number of the published version."), 1)
    )
    published_at = fields.DateTime(
        attribute="published.published_at",
        allow_none=True,
        metadata=told(N_("When this version was published.")),
    )
    reopen_days = fields.Integer(metadata=told(N_("Days until another attempt counts."), 90))
    competencies = fields.List(
        fields.Nested(ShownOut),
        attribute="published.competencies",
        metadata=told(N_("Competencies it can show, and to which level.")),
    )
