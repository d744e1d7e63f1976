"""Errors of the API as application/problem+json (RFC 9457): what happened, what to do, which fields."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from lms.api.calls import DOCS
from lms.errors import Forbidden, LMSError, Refused
from lms.i18n import gettext as _
from lms.messages import N_

CONTENT_TYPE = "application/problem+json"
UNPROCESSABLE = 422
_UNEXPECTED = 500
# Words that only belong to the page werkzeug would send.
_PAGE_HEADERS = frozenset({"content-type", "content-length"})

TITLES = {
    400: N_("The call could not be read"),
    401: N_("A valid token is needed"),
    403: N_("Not for this account"),
    404: N_("Not found"),
    405: N_("This address cannot be used that way"),
    409: N_("This cannot be done now"),
    413: N_("The body is too large"),
    415: N_("The body must be JSON"),
    422: N_("This was not accepted"),
    429: N_("Too many calls"),
    500: N_("Something went wrong"),
}
_DETAILS = {
    400: N_("The request is not well formed; an address or a body cannot be read."),
    404: N_("There is nothing at this address."),
    405: N_("Use one of the methods that the answer names in Allow."),
    413: N_("Send at most 64 KB."),
    415: N_("Send the body as JSON with Content-Type: application/json."),
    429: N_("Wait as many seconds as Retry-After says, then call again."),
}
_OTHER_DETAIL = N_("It was written down. Try again later.")


class TokenRefused(LMSError):
    """The call carries no token, or one that does not count."""

    status = 401

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        error = f', error="{code}"' if code else ""
        self.headers = {"WWW-Authenticate": f'Bearer realm="hoc-vu-so"{error}'}


class WriteRefused(Forbidden):
    """The token only reads."""

    headers: Mapping[str, str] = {
        "WWW-Authenticate": 'Bearer realm="hoc-vu-so", error="insufficient_scope", scope="write"'
    }


class FieldsRefused(Refused):
    """What was sent has wrong fields; ``fields`` says of each what is wrong."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__(_("Some fields are not right; see errors."))
        self.fields = dict(fields)


def tell_error(error: LMSError) -> Response:
    """Turn an error of ours into a problem document."""
    fields = {error.field: [str(error)]} if error.field else {}
    if isinstance(error, FieldsRefused):
        fields = error.fields
    headers = error.headers if isinstance(error, TokenRefused | WriteRefused) else {}
    return _problem(error.status, str(error), fields, headers)


def tell_http_error(error: HTTPException) -> ResponseReturnValue:
    """Turn an error of the web into a problem document; a redirect stays one."""
    status = error.code or _UNEXPECTED
    page = error.get_response()
    if status < 400:  # noqa: PLR2004 - a redirect that werkzeug raised is no error
        return page
    headers = {name: value for name, value in page.headers if name.lower() not in _PAGE_HEADERS}
    return _problem(status, _(_DETAILS.get(status, _OTHER_DETAIL)), {}, headers)


def _problem(
    status: int, detail: str, fields: Mapping[str, list[str]], headers: Mapping[str, str]
) -> Response:
    document: dict[str, Any] = {
        "type": f"{DOCS}#problem-{status}" if status in TITLES else "about:blank",
        "title": _(TITLES.get(status, TITLES[_UNEXPECTED])),
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    if fields or status == UNPROCESSABLE:
        document["errors"] = fields
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, status, dict(headers), content_type=CONTENT_TYPE)
