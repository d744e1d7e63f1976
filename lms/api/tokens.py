"""Who calls the API: a bearer token, which acts as its account. Cookies count for nothing here."""

import hashlib
import math

from flask import Flask, Response, current_app, request

from lms import clock, queries
from lms.api.calls import find_token, is_api_call, note_token
from lms.api.paging import TOTAL_HEADER
from lms.api.problems import TokenRefused, WriteRefused
from lms.i18n import current_locale
from lms.i18n import gettext as _
from lms.limits import limiter
from lms.models import Account, ApiToken
from lms.rules import TokenScope
from lms.secrets import hash_word

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_OK, _TOO_MANY = 200, 429


def init_app(app: Flask) -> None:
    """Close the API for calls without a token, and tag what it answers."""
    app.before_request(_close_calls)
    app.after_request(_finish_answer)


def stated_purpose(asked: str, account: Account) -> str:
    """Return what a list of names is opened for: as the call says, else as the token was made for."""
    token = find_token()
    if asked or token is None or token.account_id != account.id:
        return asked
    return _("Token %(id)s: %(purpose)s", id=token.id, purpose=token.purpose)


def _close_calls() -> None:
    if not is_api_call():
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_public", False):
        return
    token = _live_token()
    if request.method not in _READING and token.scope != TokenScope.WRITE:
        raise WriteRefused(_("This token may only read. Ask the administrator for one that may write."))
    note_token(token)


def _live_token() -> ApiToken:
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        raise TokenRefused(_("Send a token in the header Authorization: Bearer …"))
    token = queries.find_live_token(hash_word(sent.token))
    if token is None:
        raise TokenRefused(
            _("This token is unknown, has run out or was revoked. Ask the administrator for a new one."),
            code="invalid_token",
        )
    return token


def _finish_answer(response: Response) -> Response:
    """Say how the answer may be kept, in which language it is, and how many calls are left."""
    if not is_api_call():
        return response
    response.vary.update(("Authorization", "Accept-Language"))
    response.content_language.add(current_locale())
    limit = limiter.current_limit if limiter.enabled else None
    if limit is not None:
        response.headers["X-RateLimit-Limit"] = str(limit.limit.amount)
        response.headers["X-RateLimit-Remaining"] = str(max(0, limit.remaining))
        response.headers["X-RateLimit-Reset"] = str(limit.reset_at)
        if response.status_code == _TOO_MANY:
            response.headers["Retry-After"] = str(max(1, math.ceil(limit.reset_at - clock.now().timestamp())))
    if request.method in ("GET", "HEAD") and response.status_code == _OK:
        _tag(response)
    return response


def _tag(response: Response) -> None:
    """Let who polls ask only for what has changed: kept by the caller, but asked for anew each time."""
    content = response.get_data() + response.headers.get(TOTAL_HEADER, "").encode()
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
