"""What every request must be before a view meets it: texts and numbers that the database can hold."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from flask import Flask, current_app, request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter, Map

from lms.api.calls import is_api_call
from lms.auth import View, find_actor

LARGEST_ROW_NUMBER = 2**31 - 1
LARGEST_CALL = 64 * 1024


class RowNumber(IntegerConverter):
    """A number in an address. One that no row can have makes no address, instead of a database error."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_ROW_NUMBER, **options})


def init_app(app: Flask) -> None:
    """Check what comes in, before anybody asks who sent it."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_limit_bodies)
    app.before_request(_refuse_null_characters)


def takes_files(largest: int) -> Callable[[View], View]:
    """Let a view take more bytes than others, from people who are signed in."""

    def mark(view: View) -> View:
        view.largest_body = largest + LARGEST_CALL  # type: ignore[attr-defined]
        return view

    return mark


def takes_text(largest: int) -> Callable[[View], View]:
    """Let a view take longer texts, from people who are signed in; a letter with its mark counts nine."""

    def mark(view: View) -> View:
        view.largest_text = largest  # type: ignore[attr-defined]
        return view

    return mark


def _limit_bodies() -> None:
    """Let calls of the API send little, and views for files much; nothing may have been read before."""
    if is_api_call():
        request.max_content_length = LARGEST_CALL
        return
    view = current_app.view_functions.get(request.endpoint or "")
    body, text = getattr(view, "largest_body", None), getattr(view, "largest_text", None)
    if (body is None and text is None) or find_actor() is None:
        return
    if body is not None:
        request.max_content_length = body
    if text is not None:
        request.max_form_memory_size = text


def _refuse_null_characters() -> None:
    """Refuse the one character that PostgreSQL takes in no text; no keyboard has it."""
    if any("\0" in text for text in _texts()):
        raise BadRequest


def _texts() -> Iterator[str]:
    yield request.path
    for name, value in chain(request.args.items(multi=True), request.form.items(multi=True)):
        yield name
        yield value
