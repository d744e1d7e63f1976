"""Shape of what learners say of a course."""

from marshmallow import fields, validate

from courses.rules.feedback import MOST_WORDS, SCALE
from lms.schemas import StrictSchema
from lms.text import clean

_short = validate.Length(max=MOST_WORDS)


class FeedbackIn(StrictSchema):
    """Two answers from 1 to 5, and words if one likes."""

    useful = fields.Integer(required=True, validate=validate.OneOf(SCALE))
    clear = fields.Integer(required=True, validate=validate.OneOf(SCALE))
    # Counted as they are kept: a browser sends line breaks as two signs.
    words = fields.String(load_default="", validate=lambda words: bool(_short(clean(words)) or True))
