"""Reading what a person sent: raw text kept, values checked by a marshmallow schema."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from lms.i18n import gettext as _
from lms.messages import N_

# Fields every form of ours carries that no schema knows.
_FRAME_FIELDS = frozenset({"csrf_token"})


# What marshmallow says, as it writes it. The messages arrive with their places filled, so the first template
# that fits is looked for, the longer before the shorter; one that is not here is shown in English.
_MARSHMALLOW_MESSAGES = (
    N_("Missing data for required field."),
    N_("Field may not be null."),
    N_("Unknown field."),
    N_("Invalid value."),
    N_("Not a valid string."),
    N_("Not a valid utf-8 string."),
    N_("Not a valid number."),
    N_("Not a valid integer."),
    N_("Number too large."),
    N_("Not a valid boolean."),
    N_("Not a valid date."),
    N_("Not a valid list."),
    N_("Not a valid email address."),
    N_("Shorter than minimum length {min}."),
    N_("Longer than maximum length {max}."),
    N_("Length must be between {min} and {max}."),
    N_("Length must be {equal}."),
    N_("Must be greater than or equal to {min} and less than or equal to {max}."),
    N_("Must be greater than or equal to {min}."),
    N_("Must be less than or equal to {max}."),
    N_("Must be one of: {choices}."),
    N_("String does not match expected pattern."),
    N_("Invalid input type."),
    N_("Not a valid UUID."),
)
_PATTERNS = {
    template: re.compile(re.escape(template).replace(r"\{", "(?P<").replace(r"\}", ">.*)"), re.DOTALL)
    for template in _MARSHMALLOW_MESSAGES
    if "{" in template
}


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed (``raw``), what it means (``data``), and what is wrong (``errors`` by field)."""

    raw: Mapping[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)


def read_form(schema: Schema, *, many: tuple[str, ...] = ()) -> Form:
    """Return the posted form, checked.

    Args:
        schema: its fields; an unknown field is an error.
        many: fields that may be sent several times and become lists.
    """
    raw: dict[str, Any] = {
        name: request.form.getlist(name) if name in many else request.form[name]
        for name in request.form
        if name not in _FRAME_FIELDS
    }
    return _load(schema, raw)


def read_query(schema: Schema) -> Form:
    """Return the query string, checked by a schema; empty fields count as absent."""
    return _load(schema, {name: value for name, value in request.args.items() if value != ""})


def _load(schema: Schema, raw: dict[str, Any]) -> Form:
    try:
        return Form(raw=raw, data=schema.load(raw))
    except ValidationError as error:
        return Form(raw=raw, errors=_translated(error.normalized_messages(), raw))  # type: ignore[no-untyped-call]


def _translated(messages: Mapping[Any, Any], raw: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return flat messages by field; whatever the schema says of an empty one, it has to be filled in."""
    flat: dict[str, list[str]] = {}
    for name, problems in messages.items():
        texts = problems if isinstance(problems, list) else [str(problems)]
        if raw.get(name) == "":
            flat[str(name)] = [_("Please fill this in.")]
        else:
            flat[str(name)] = [in_readers_language(text) for text in texts]
    return flat


def in_readers_language(text: str) -> str:
    """Translate a message of marshmallow or of our own; one that is translated already stays as it is."""
    for template, pattern in _PATTERNS.items():
        found = pattern.fullmatch(text)
        if found:
            return _(template).format(**found.groupdict())
    return _(text)
