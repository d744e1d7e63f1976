"""Shapes of the course pages for learners, and of the calls about courses."""

from marshmallow import fields, validate

from courses.rules import ContentGroup, Topic
from lms.api.schemas import Out, PageQueryIn, told
from lms.messages import N_
from lms.schemas import StrictSchema


class CatalogueIn(StrictSchema):
    """What of the catalogue is asked for. ``position`` is a code, "mine" or "all"."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
    position = fields.String(load_default="", validate=validate.Length(max=10))
    group = fields.Integer(load_default=None, validate=validate.OneOf(list(ContentGroup)))
    competency = fields.String(load_default="", validate=validate.Length(max=10))
    topic = fields.String(load_default="", validate=validate.OneOf(list(Topic)))
    page = fields.String(load_default="")


class CoursesQueryIn(PageQueryIn):
    """Which published courses."""

    q = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata=told(N_("Words of code, title, summary or topics; tone marks do not matter."), "ky nang so"),
    )
    competency = fields.String(
        load_default="",
        validate=validate.Length(max=10),
        metadata=told(N_("Code of a competency."), "B10"),
    )


class OutcomeOut(Out):
    """What a course develops."""

    competency = fields.String(attribute="competency_code", metadata=told(N_("Code of a competency."), "B10"))
    level = fields.Integer(metadata=told(N_("Level from 1 to 5."), 2))


class CourseOut(Out):
    """A published course."""

    code = fields.String(attribute="course.code", metadata=told(N_("Code of the course."), "KH04"))
    title = fields.String(attribute="course.title", metadata=told(N_("Title."), "An toàn thông tin cơ bản"))
    summary = fields.String(attribute="course.summary", metadata=told(N_("What it is about.")))
    owner = fields.String(
        attribute="course.owner.code", metadata=told(N_("Code of the institution."), "TCT19")
    )
    content_group = fields.Integer(
        attribute="course.content_group", metadata=told(N_("Content group 1 to 5 of NĐ 171/2025."), 5)
    )
    periods = fields.Integer(attribute="course.periods", metadata=told(N_("Recognised periods."), 8))
    version = fields.Integer(attribute="number", metadata=told(N_("Number of the published version."), 1))
    published_at = fields.DateTime(allow_none=True, metadata=told(N_("When this version was published.")))
    minutes = fields.Function(
        lambda version: sum(lesson.minutes for lesson in version.lessons),
        metadata=told(N_("Minutes of all lessons together."), 90) | {"type": "integer"},
    )
    lessons = fields.Function(
        lambda version: len(version.lessons),
        metadata=told(N_("Number of lessons."), 6) | {"type": "integer"},
    )
    has_post_test = fields.Boolean(metadata=told(N_("Whether a test ends the course.")))
    for_all_positions = fields.Boolean(
        attribute="course.for_all_positions", metadata=told(N_("Whether it is meant for every position."))
    )
    positions = fields.Function(
        lambda version: sorted(one.position_code for one in version.course.positions),
        metadata=told(N_("Codes of the positions it is meant for."), ["VT14"])
        | {"type": "array", "items": {"type": "string"}},
    )
    topics = fields.Function(
        lambda version: sorted(one.topic for one in version.course.topics),
        metadata=told(N_("Topic groups that policy targets count by."), ["DIGITAL"])
        | {"type": "array", "items": {"type": "string"}},
    )
    outcomes = fields.List(
        fields.Nested(OutcomeOut),
        attribute="course.outcomes",
        metadata=told(N_("Competencies it develops, and to which level.")),
    )
