"""Where calls hang: reading what is sent, answering, and writing both into the OpenAPI document."""

import json
from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any, NoReturn

from flask import Request, jsonify
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from lms.api.calls import API_PREFIX
from lms.api.paging import TOTAL_HEADER, listing_headers
from lms.api.problems import FieldsRefused
from lms.forms import in_readers_language
from lms.limits import limit_calls
from lms.messages import N_

View = Callable[..., Any]

_ALWAYS = (400, 401, 403, 422, 429, 500)
_WHEN_WRITING = (409, 413, 415)
_LIST_HEADERS = {
    TOTAL_HEADER: {
        "description": N_("How many there are on all pages together."),
        "schema": {"type": "integer", "minimum": 0},
    },
    "Link": {
        "description": N_("Addresses of the first, previous, next and last page (RFC 8288)."),
        "schema": {"type": "string"},
    },
}
_TAG_HEADERS = {
    "ETag": {
        "description": N_("Send it back in If-None-Match: 304 says that nothing has changed."),
        "schema": {"type": "string"},
    }
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": N_("The ETag of the answer the caller has; 304 if it is still right."),
    "schema": {"type": "string"},
}


class _Parser(FlaskParser):
    """Reads queries and JSON bodies by marshmallow schemas; what is wrong becomes one of our errors."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012 - as the base class has it
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": None,
    }

    def _raw_load_json(self, req: Request) -> Any:
        if not is_json_request(req):
            raise UnsupportedMediaType
        document = super()._raw_load_json(req)
        _refuse_unkeepable(document)
        return document

    def _handle_invalid_json_error(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise BadRequest

    def handle_error(self, error: ValidationError, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Raise what is wrong, by field.

        Raises:
            FieldsRefused: always.
        """
        by_location: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
        fields: dict[str, list[str]] = {}
        for messages in by_location.values():
            for name, problems in messages.items() if isinstance(messages, dict) else [("_schema", messages)]:
                fields[str(name)] = [in_readers_language(str(text)) for text in _flat(problems)]
        raise FieldsRefused(fields) from error


def _flat(problems: Any) -> Iterable[Any]:
    if isinstance(problems, dict):
        return [text for inner in problems.values() for text in _flat(inner)]
    return problems if isinstance(problems, list) else [problems]


def _refuse_unkeepable(document: Any) -> None:
    """Refuse characters that no database of ours takes: U+0000, and halves of a character."""
    try:
        text = json.dumps(document, ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError as error:
        raise BadRequest from error
    if "\\u0000" in text:
        raise BadRequest


class ApiBlueprint(Blueprint):  # type: ignore[misc]
    """The calls of one package. Each is documented where it is written."""

    ARGUMENTS_PARSER = _Parser()

    def __init__(self, name: str, import_name: str, *, description: str) -> None:
        super().__init__(name, import_name, url_prefix=API_PREFIX, description=description)
        limit_calls(self)

    def get(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Hang a call that reads."""
        decorate: Callable[[View], View] = super().get(rule, **options)
        return decorate

    def post(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Hang a call that writes."""
        decorate: Callable[[View], View] = super().post(rule, **options)
        return decorate

    def query(self, schema: type[Schema]) -> Callable[[View], View]:
        """Read the query string by a schema; the view gets its data first."""
        decorate: Callable[[View], View] = self.arguments(schema, location="query")
        return decorate

    def body(self, schema: type[Schema], example: dict[str, Any]) -> Callable[[View], View]:
        """Read the JSON body by a schema; the view gets its data first."""
        decorate: Callable[[View], View] = self.arguments(schema, location="json", example=example)
        return decorate

    def lists(self, schema: type[Schema], summary: str, description: str = "") -> Callable[[View], View]:
        """Answer a list from the `Page` that the view returns."""

        def decorate(view: View) -> View:
            @wraps(view)
            def run(*args: Any, **kwargs: Any) -> Any:
                page = view(*args, **kwargs)
                return list(page.items), listing_headers(page)

            described = self._describe(run, summary, description, errors=(404,), is_reading=True)
            headers = _LIST_HEADERS | _TAG_HEADERS
            return self.response(200, schema(many=True), headers=headers)(described)  # type: ignore[no-any-return]

        return decorate

    def shows(self, schema: type[Schema], summary: str, description: str = "") -> Callable[[View], View]:
        """Answer one document from what the view returns."""

        def decorate(view: View) -> View:
            described = self._describe(view, summary, description, errors=(404,), is_reading=True)
            return self.response(200, schema, headers=_TAG_HEADERS)(described)  # type: ignore[no-any-return]

        return decorate

    def writes(self, schema: type[Schema], summary: str, description: str = "") -> Callable[[View], View]:
        """Answer 201 with what is new, or 200 with what was there: the view returns (document, status).

        The view dumps by the schema itself, before its transaction ends: what is read later is read anew.
        """

        def decorate(view: View) -> View:
            @wraps(view)
            def run(*args: Any, **kwargs: Any) -> Any:
                document, status = view(*args, **kwargs)
                return jsonify(document), status

            errors = (404, *_WHEN_WRITING)
            described = self._describe(run, summary, description, errors=errors, is_reading=False)
            known = N_("It was there already; nothing has changed.")
            described = self.alt_response(200, schema=schema, description=known)(described)
            return self.response(201, schema, description=N_("It is new."))(described)  # type: ignore[no-any-return]

        return decorate

    def _describe(
        self, view: View, summary: str, description: str, *, errors: Iterable[int], is_reading: bool
    ) -> View:
        for status in (*_ALWAYS, *errors):
            view = self.alt_response(status, response=HTTPStatus(status).name)(view)
        words: dict[str, Any] = {"summary": summary}
        if description:
            words["description"] = description
        if is_reading:
            view = self.alt_response(304, response=HTTPStatus.NOT_MODIFIED.name)(view)
        return self.doc(**words)(view)  # type: ignore[no-any-return]

    def _prepare_etag_doc(self, doc: dict[str, Any], *_args: Any, **_kwargs: Any) -> dict[str, Any]:
        if 304 in doc.get("responses", {}):  # noqa: PLR2004
            doc.setdefault("parameters", []).append(dict(_IF_NONE_MATCH))
        return doc
