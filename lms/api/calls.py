"""What makes a request a call of the API, and who calls. Below `lms.auth`, which asks here first."""

from flask import g, has_request_context, request

from lms.models import Account, ApiToken

API_PREFIX = "/api/v1"
DOCS = f"{API_PREFIX}/docs"


def is_api_call() -> bool:
    """Tell whether this request is under ``/api``: there only tokens count, never cookies.

    The page that explains it is for people and like any other page.
    """
    return has_request_context() and request.path.startswith("/api/") and request.path != DOCS


def note_token(token: ApiToken) -> None:
    """Remember for this call which token it came with."""
    g.api_token = token


def find_token() -> ApiToken | None:
    """Return the token of this call, or None."""
    token = g.get("api_token")
    return token if isinstance(token, ApiToken) else None


def find_token_account() -> Account | None:
    """Return the account in whose name the call is made, or None."""
    token = find_token()
    return token.account if token is not None else None
