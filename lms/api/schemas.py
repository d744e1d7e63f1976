"""Shapes that all calls share: pages in, documents and problems out."""

from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from lms.api.paging import LAST_PAGE, MOST_PER_PAGE, USUAL_PER_PAGE
from lms.messages import N_


def told(description: str, *examples: Any) -> dict[str, Any]:
    """Return what the document says of a field: an English id to translate, and examples."""
    return (
        {"description": description, "examples": list(examples)} if examples else {"description": description}
    )


class In(Schema):
    """What a call sends: a misspelt field is an error, not silence."""

    class Meta:
        """Unknown fields are refused."""

        unknown = RAISE


class PageQueryIn(In):
    """Which page of a list."""

    page = fields.Integer(
        load_default=1,
        validate=validate.Range(min=1, max=LAST_PAGE),
        metadata=told(N_("Number of the page, from 1.")),
    )
    per_page = fields.Integer(
        load_default=USUAL_PER_PAGE,
        validate=validate.Range(min=1, max=MOST_PER_PAGE),
        metadata=told(N_("How many on a page, at most 200.")),
    )


class LongPageQueryIn(PageQueryIn):
    """Which page of a list of short rows, which usually fits one page."""

    per_page = fields.Integer(
        load_default=MOST_PER_PAGE,
        validate=validate.Range(min=1, max=MOST_PER_PAGE),
        metadata=told(N_("How many on a page, at most 200.")),
    )


class Out(Schema):
    """What a call answers: every field is always there, null where there is nothing to tell."""

    class Meta:
        """Fields may be added later; callers pass over those they do not know."""

        unknown = EXCLUDE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:  # noqa: ARG002
        """Document the field as one that never lacks."""
        field_obj.required = True


class ProblemOut(Schema):
    """What went wrong, as RFC 9457 has it."""

    class Meta:
        """Fields may be added later."""

        unknown = EXCLUDE

    type = fields.String(
        required=True,
        metadata=told(N_("Address of an explanation; the same for every problem of this kind."))
        | {"format": "uri-reference"},
    )
    title = fields.String(required=True, metadata=told(N_("What kind of problem it is."), "Không tìm thấy"))
    status = fields.Integer(required=True, metadata=told(N_("The HTTP status."), 404))
    detail = fields.String(
        required=True,
        metadata=told(N_("What happened and what to do, for a person to read."), "Không có cán bộ này."),
    )
    instance = fields.String(required=True, metadata=told(N_("The address that was called.")))
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata=told(N_("By field of the call: what is wrong with it.")),
    )
