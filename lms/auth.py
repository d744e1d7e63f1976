"""Who is asking. Every page is closed unless its view is marked public."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, g, request, session
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, login_user, logout_user
from flask_login import current_user as _current_user  # noqa: TID251 - the one place that unwraps the proxy
from flask_wtf.csrf import CSRFError, CSRFProtect, validate_csrf
from wtforms.validators import ValidationError as InvalidToken

from lms import queries, services
from lms.api.calls import find_token_account, is_api_call
from lms.database import db, transaction
from lms.errors import SignInRequired
from lms.i18n import gettext as _
from lms.models import Account, AccountSession
from lms.secrets import hash_word

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

login_manager = LoginManager()
csrf = CSRFProtect()


def public(view: View) -> View:
    """Mark a view as open to people who are not signed in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def actor() -> Account:
    """Return the account that is asking: the object itself, never a proxy.

    Raises:
        SignInRequired: nobody is signed in.
    """
    account = find_actor()
    if account is None:
        raise SignInRequired(_("Please sign in."))
    return account


def find_actor() -> Account | None:
    """Return the account that is asking, or None. A call of the API has a token and no cookie."""
    if is_api_call():
        return find_token_account()
    account = _current_user._get_current_object()
    return account if isinstance(account, Account) else None


def begin_session(account: Account, word: str) -> None:
    """Remember in the cookie the sign-in that ``services.open_session`` made."""
    session.clear()  # nothing typed before signing in may leak into the new person's session
    session["word"] = word
    login_user(_SignedIn(account))


def end_session() -> None:
    """Forget the person in the cookie."""
    logout_user()
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale


class _SignedIn:
    """What Flask-Login needs to know of an account at sign-in."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, account: Account) -> None:
        self._id = account.id

    def get_id(self) -> str:
        """Return the account's id as text."""
        return str(self._id)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load_account(account_id: str) -> Account | None:
    """Find the account of a live session; an ended or idle one counts as none."""
    opened: AccountSession | None = queries.find_live_session(hash_word(session.get("word", "")))
    if opened is None or str(opened.account_id) != account_id:
        return None
    g.account_session = opened
    g.account_locale = opened.account.locale
    return opened.account


def _close_pages() -> None:
    """Refuse what is not public; then protect what changes something against forged requests."""
    if is_api_call():  # no cookie counts there, so nothing can be forged; `lms.api.tokens` closes it
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static":
        return
    if not getattr(view, "is_public", False):
        actor()
    if request.method in ("POST", "PUT", "PATCH", "DELETE"):
        csrf.protect()


def _stay_alive() -> None:
    """Push the idle limit forward, at most every few minutes so that reading stays reading."""
    opened = g.get("account_session")
    if opened is not None and services.is_due_for_renewal(opened):
        session_id = opened.id
        with transaction():
            services.renew_session(session_id)
        db.session.expire_all()


def is_genuine_request() -> bool:
    """Tell whether the posted form came from a page of ours, even if the sign-in has ended since."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except (InvalidToken, CSRFError):
        return False
    return True


def init_app(app: Flask) -> None:
    """Close the application."""
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)  # _close_pages asks first who is there
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)  # lives as long as the session
    csrf.init_app(app)
    login_manager.init_app(app)
    # It marks sign-ins of another browser as "not fresh", which nothing here asks; each request paid for it.
    login_manager.session_protection = None
    app.before_request(_close_pages)
    app.before_request(_stay_alive)
