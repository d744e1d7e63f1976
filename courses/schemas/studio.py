"""Shapes of the forms of the course studio."""

from marshmallow import fields, validate

from courses.rules import LONGEST_LESSON, ContentGroup, LessonKind, Topic
from lms.schemas import StrictSchema

LONGEST_TITLE = 300
LONGEST_SUMMARY = 2000
LONGEST_MINUTES = 240
MOST_ROWS = 200
"""Of what a version cites."""

_TICK = validate.OneOf(["", "1"])


def _title() -> fields.String:
    return fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_TITLE))


def _number(least: int, greatest: int, default: int) -> fields.Integer:
    return fields.Integer(load_default=default, validate=validate.Range(min=least, max=greatest))


def _column() -> fields.List[str]:
    return fields.List(fields.String(), load_default=list, validate=validate.Length(max=MOST_ROWS))


class NewCourseIn(StrictSchema):
    """A course to begin."""

    owner = fields.String(load_default="", validate=validate.Length(max=60))
    code = fields.String(required=True, validate=validate.Length(min=1, max=20))
    title = _title()


class StudioQueryIn(StrictSchema):
    """Which courses of the studio."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
    page = fields.String(load_default="")


class SheetIn(StrictSchema):
    """What a version says of its course; ``competency`` and ``level`` are rows, the empty ones left out."""

    shown = fields.String(required=True, validate=validate.Length(max=32))
    title = _title()
    summary = fields.String(load_default="", validate=validate.Length(max=LONGEST_SUMMARY))
    content_group = fields.Integer(required=True, validate=validate.OneOf(list(ContentGroup)))
    periods = fields.Integer(required=True, validate=validate.Range(min=1, max=1000))
    topics = fields.List(fields.String(validate=validate.OneOf(list(Topic))), load_default=list)
    whom = fields.String(load_default="some", validate=validate.OneOf(["all", "some"]))
    positions = fields.List(fields.String(validate=validate.Length(max=10)), load_default=list)
    competency = fields.List(fields.String(validate=validate.Length(max=10)), load_default=list)
    level = fields.List(
        fields.String(validate=validate.OneOf(["", "1", "2", "3", "4", "5"])), load_default=list
    )
    has_post_test = fields.String(load_default="", validate=_TICK)
    questions = fields.String(load_default="", validate=validate.Regexp("([1-9][0-9]?|1[0-9][0-9]|200)?"))
    pass_percent = _number(1, 100, 70)
    minutes = _number(1, 240, 20)
    attempts = _number(1, 100, 3)
    days_between = _number(0, 365, 1)
    more = fields.String(load_default="", validate=validate.Length(max=20))


class CitationRowIn(StrictSchema):
    """One legal document."""

    document = fields.String(required=True, validate=validate.Length(min=1, max=500))
    effective_on = fields.Date(load_default=None, allow_none=True)
    review_on = fields.Date(load_default=None, allow_none=True)
    note = fields.String(load_default="", validate=validate.Length(max=LONGEST_SUMMARY))


class CitationsIn(StrictSchema):
    """What a version cites, as columns of rows, and when it is looked at again."""

    shown = fields.String(required=True, validate=validate.Length(max=32))
    review_on = fields.Date(load_default=None, allow_none=True)
    document = _column()
    effective_on = _column()
    check_on = _column()
    note = _column()
    more = fields.String(load_default="", validate=validate.Length(max=20))


class NewLessonIn(StrictSchema):
    """The title of a lesson to add behind so many others."""

    title = _title()
    behind = fields.Integer(load_default=None)


class RenameIn(StrictSchema):
    """Another title for a lesson that was seen."""

    title = _title()
    seen = fields.Integer(required=True)


class OrderIn(StrictSchema):
    """Lessons in order: as it was shown, as it is wanted, and one that goes a place up or down."""

    shown = fields.String(required=True)
    order = fields.String(load_default="")
    move = fields.String(load_default="", validate=validate.Length(max=140))


class RemovalIn(StrictSchema):
    """A lesson to delete, as it was seen."""

    seen = fields.Integer(required=True)


class LessonIn(StrictSchema):
    """What is written of a lesson, and where to go afterwards."""

    seen = fields.Integer(required=True)
    base = fields.String(load_default="", validate=validate.Regexp("[0-9a-f]{0,60000}"))
    title = _title()
    kind = fields.Enum(LessonKind, by_value=True, required=True)
    minutes = fields.Integer(required=True, validate=validate.Range(min=1, max=LONGEST_MINUTES))
    markdown = fields.String(load_default="", validate=validate.Length(max=LONGEST_LESSON))
    transcript = fields.String(load_default="", validate=validate.Length(max=LONGEST_LESSON))
    next = fields.String(load_default="", validate=validate.OneOf(["", "files", "preview", "outline"]))


class UploadIn(StrictSchema):
    """Words about a file that comes along."""

    words = fields.String(load_default="", validate=validate.Length(max=500))
    after = fields.String(load_default="", validate=validate.Length(max=20))


class SubmissionIn(StrictSchema):
    """A note to the reviewers."""

    note = fields.String(load_default="", validate=validate.Length(max=LONGEST_SUMMARY))
