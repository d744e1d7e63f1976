"""How often one may try: signing in is throttled by address and by account, calls of the API by token."""

from flask import Blueprint, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from lms.secrets import hash_word

limiter = Limiter(get_remote_address, default_limits=[])


def sign_in_key() -> str:
    """Return the account that is tried; whether it exists plays no part."""
    # Hashed: whatever was sent as an address must neither fill the memory of the limiter nor be told there.
    return "sign-in:" + hash_word(request.form.get("email", "").strip().lower())


def was_refused(answer: Response) -> bool:
    """Count only what was refused: a shared address with many honest people is not throttled."""
    return answer.status_code == 422  # noqa: PLR2004


CALLS_EACH = "600 per minute"
REFUSED_BY_ADDRESS = "100 per 5 minutes"


def limit_calls(blueprint: Blueprint) -> None:
    """Let each token make so many calls, and each address try so many tokens that do not count."""
    limiter.shared_limit(CALLS_EACH, scope="api", key_func=token_key)(blueprint)
    limiter.shared_limit(REFUSED_BY_ADDRESS, scope="api-refused", deduct_when=was_unknown)(blueprint)


def token_key() -> str:
    """Return the token of the call, else the address it comes from; whether it counts plays no part."""
    sent = request.authorization
    word = sent.token if sent is not None and sent.type == "bearer" else None
    return "token:" + hash_word(word) if word else get_remote_address()


def was_unknown(answer: Response) -> bool:
    """Count only calls whose token does not count."""
    return answer.status_code == 401  # noqa: PLR2004
