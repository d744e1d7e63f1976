"""How often one may try: signing in is throttled by address and by account."""

from flask import Response, request
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
