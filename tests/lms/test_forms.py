"""What is wrong with a form comes back in the reader's language."""

import pytest
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from lms.forms import read_form
from lms.i18n import speaking


def say_more(words: str) -> None:
    """Refuse in words of our own that are in the reader's language already."""
    if words == "x":
        raise ValidationError("Chưa đủ rõ.")


class PlanIn(Schema):
    """A form with one field for each kind of problem."""

    class Meta:
        """A misspelt field is an error."""

        unknown = RAISE

    title = fields.String(required=True, validate=validate.Length(min=10, max=20))
    year = fields.Integer(validate=validate.Range(min=2026, max=2030))
    day = fields.Date()
    kind = fields.String(validate=validate.OneOf(["a", "b"]))
    why = fields.String(validate=validate.Length(min=10))
    code = fields.String(validate=validate.Length(max=4))
    words = fields.String(validate=say_more)


def errors_of(app, typed, locale="vi"):
    with app.test_request_context(method="POST", data=typed), speaking(locale):
        return read_form(PlanIn()).errors


GOOD = {"title": "Kế hoạch bồi dưỡng"}


@pytest.mark.parametrize(
    ("typed", "name", "message"),
    [
        pytest.param({}, "title", "Xin điền hoặc chọn mục này.", id="missing"),
        pytest.param({"title": ""}, "title", "Xin điền hoặc chọn mục này.", id="empty"),
        pytest.param(GOOD | {"kind": ""}, "kind", "Xin điền hoặc chọn mục này.", id="no-choice"),
        pytest.param(GOOD | {"why": "ngắn"}, "why", "Xin ghi ít nhất 10 ký tự.", id="too-short"),
        pytest.param(GOOD | {"code": "KH123"}, "code", "Xin ghi nhiều nhất 4 ký tự.", id="too-long"),
        pytest.param({"title": "Kế hoạch"}, "title", "Nội dung phải dài từ 10 đến 20 ký tự.", id="length"),
        pytest.param(GOOD | {"year": "nay"}, "year", "Xin ghi số nguyên, chỉ gồm chữ số.", id="no-number"),
        pytest.param(GOOD | {"year": "2031"}, "year", "Xin ghi một số từ 2026 đến 2030.", id="out-of-range"),
        pytest.param(
            GOOD | {"day": "mai"}, "day", "Ngày chưa đúng. Xin chọn hoặc ghi lại ngày.", id="no-day"
        ),
        pytest.param(
            GOOD | {"kind": "c"}, "kind", "Xin chọn một giá trị trong danh sách.", id="other-choice"
        ),
        pytest.param(GOOD | {"words": "x"}, "words", "Chưa đủ rõ.", id="our-own-words-stay"),
        pytest.param(GOOD | {"surprise": "1"}, "surprise", "Biểu mẫu không có mục này.", id="unknown-field"),
    ],
)
def test_a_problem_is_told_in_vietnamese(app, typed, name, message):
    assert errors_of(app, typed) == {name: [message]}


def test_a_problem_is_told_in_english_to_those_who_read_english(app):
    assert errors_of(app, {}, locale="en") == {"title": ["Missing data for required field."]}


def test_a_right_form_has_no_errors(app):
    assert errors_of(app, GOOD | {"year": "2026", "day": "2026-11-20", "kind": "a"}) == {}
