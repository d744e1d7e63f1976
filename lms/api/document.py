"""The OpenAPI document: what flask-smorest gathers from the calls, in the language of the reader."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask_smorest import Api

from lms.api.problems import CONTENT_TYPE, TITLES
from lms.api.schemas import ProblemOut
from lms.i18n import current_locale
from lms.i18n import gettext as _
from lms.messages import N_

OPENAPI_VERSION = "3.1.0"
API_VERSION = "1.0.0"
SECURITY = "token"
_TOLD = frozenset({"title", "summary", "description"})

TITLE = N_("Học vụ số cấp xã: JSON API")
INTRODUCTION = N_(
    "Every call but this document needs a token of an account, made by the administrator with the command "
    "“lms create-token”, and sees and does exactly what the account may. Errors come as "
    "application/problem+json. Lists come page by page. Texts are in Vietnamese, or in English with "
    "Accept-Language: en."
)
_SECURITY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": N_("A token with scope “read” may only read; POST needs one with scope “write”."),
}
_LIMIT_HEADERS = {
    "Retry-After": {"description": N_("Seconds to wait."), "schema": {"type": "integer", "minimum": 0}}
}
_TOKEN_HEADERS = {
    "WWW-Authenticate": {"description": N_("What is wrong with the token."), "schema": {"type": "string"}}
}
_HEADERS: Mapping[int, Mapping[str, Any]] = {401: _TOKEN_HEADERS, 429: _LIMIT_HEADERS}


class JsonApi(Api):  # type: ignore[misc]
    """The API of one application."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask) -> None:
        app.config.update(API_TITLE=TITLE, API_VERSION=API_VERSION, OPENAPI_VERSION=OPENAPI_VERSION)
        app.json.ensure_ascii = False  # type: ignore[attr-defined]  # letters with marks as they are, half the bytes
        self._by_locale: dict[str, str] = {}
        super().__init__(
            app,
            spec_kwargs={
                "info": {"description": INTRODUCTION},
                "servers": [{"url": app.config["PUBLIC_URL"] or "/"}],
                "security": [{SECURITY: []}],
            },
        )
        self.spec.components.security_scheme(SECURITY, dict(_SECURITY_SCHEME))
        app.extensions["lms-api"] = self

    def told(self) -> dict[str, Any]:
        """Return the document in the language of the reader."""
        document: dict[str, Any] = json.loads(self.text())
        return document

    def text(self) -> str:
        """Return the document as JSON in the language of the reader; it never changes while we run."""
        locale = current_locale()
        if locale not in self._by_locale:
            self._by_locale[locale] = json.dumps(
                _in_readers_language(self.spec.to_dict()), ensure_ascii=False
            )
        return self._by_locale[locale]

    def _register_error_handlers(self) -> None:
        """Nothing: app.py turns errors into pages and problems in one place."""

    def _register_responses(self) -> None:
        """Describe the problems a call may answer, each once for all calls."""
        for status in (*TITLES, 304):
            answer: dict[str, Any] = {"description": HTTPStatus(status).phrase}
            if status in TITLES:
                answer["description"] = TITLES[status]
                answer["content"] = {CONTENT_TYPE: {"schema": ProblemOut}}
            if status in _HEADERS:
                answer["headers"] = _HEADERS[status]
            self.spec.components.response(HTTPStatus(status).name, answer, lazy=True)


def _in_readers_language(node: Any) -> Any:
    """Translate what is told to people, wherever it stands."""
    if isinstance(node, Mapping):
        return {
            key: _(value)
            if value and key in _TOLD and isinstance(value, str)
            else _in_readers_language(value)
            for key, value in node.items()
        }
    if isinstance(node, list | tuple):
        return [_in_readers_language(item) for item in node]
    return node
