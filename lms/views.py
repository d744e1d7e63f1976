"""Signing in and out, passwords, language, my account, and whether the system is well."""

import json
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from lms import queries, services, work
from lms.auth import actor, begin_session, end_session, find_actor, is_genuine_request, public
from lms.database import db, transaction
from lms.errors import NotFound, SignInRequired
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.limits import limiter, sign_in_key, was_refused
from lms.models import OneTimeLink
from lms.schemas import LocaleIn, NewPasswordIn, SignInIn
from lms.secrets import hash_word

bp = Blueprint("account", __name__)

LARGEST_RESUME = 60_000


@bp.get("/sign-in")
@public
def show_sign_in() -> ResponseReturnValue:
    """Show the sign-in form."""
    return render_template("lms/sign_in.html", form=Form(raw={"next": _local(request.args.get("next", ""))}))


@bp.post("/sign-in")
@public
@limiter.limit("10 per 5 minutes", key_func=sign_in_key, deduct_when=was_refused)
@limiter.limit("100 per 5 minutes", deduct_when=was_refused)
def sign_in() -> ResponseReturnValue:
    """Sign in, or show the form again with one sentence that does not tell which of the two is wrong."""
    form = read_form(SignInIn())
    if form.errors:
        return render_template("lms/sign_in.html", form=form), 422
    try:
        with transaction():
            account, word = services.open_session(form.data["email"], form.data["password"])
    except services.SignInRefused as error:
        return render_template("lms/sign_in.html", form=form, refusal=str(error)), 422
    is_same_person = session.get("_user_id") == str(account.id)  # others may have typed what was kept
    begin_session(account, word)
    if form.data["resume_form"] and is_same_person:
        return _resume(form.data["resume_path"], form.data["resume_form"])
    return redirect(_local(form.data["next"]) or url_for("reports.show_home"))


def _resume(path: str, packed: str) -> ResponseReturnValue:
    """Offer to send the form that was interrupted: nothing typed is lost with the session."""
    try:
        fields = [(str(name), str(value)) for name, value in json.loads(packed)]
    except (ValueError, TypeError):
        return redirect(url_for("reports.show_home"))
    return render_template("lms/resume.html", path=_local(path) or "/", fields=fields)


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Sign out on this device; doing it twice is as good as once."""
    account = find_actor()
    if account is not None:
        with transaction():
            services.close_session(session.get("word", ""), by=account)
    end_session()
    flash(_("You are signed out."))
    return redirect(url_for("account.show_sign_in"))


@bp.post("/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """Sign out on every device."""
    account = actor()
    with transaction():
        services.close_all_sessions(account, by=account)
    end_session()
    flash(_("You are signed out on every device."))
    return redirect(url_for("account.show_sign_in"))


@bp.get("/account")
def show_account() -> ResponseReturnValue:
    """Show my account: who I am here, what I may do, sign out everywhere."""
    return render_template("lms/account.html", account=actor())


@bp.get("/set-password/<word>")
@public
def show_set_password(word: str) -> ResponseReturnValue:
    """Show the form behind a one-time link."""
    return render_template("lms/set_password.html", link=_link(word), form=Form())


@bp.post("/set-password/<word>")
@public
def set_password(word: str) -> ResponseReturnValue:
    """Set the password behind a one-time link."""
    link = _link(word)
    form = read_form(NewPasswordIn())
    if not form.errors and form.data["password"] != form.data["repeated"]:
        form.errors["repeated"] = [_("The two passwords differ.")]
    if form.errors:
        return render_template("lms/set_password.html", link=link, form=form), 422
    with transaction():
        services.set_password_by_link(link, form.data["password"])
    flash(_("Your password is set. Please sign in."))
    return redirect(url_for("account.show_sign_in"))


def _link(word: str) -> OneTimeLink:
    link = queries.find_usable_link(hash_word(word))
    if link is None:
        raise NotFound(_("This link was used or has run out. Ask your administrator for a new one."))
    return link


@bp.get("/locale")
@public
def switch_locale() -> ResponseReturnValue:
    """Change the language of this visit."""
    locale = request.args.get("code", "")
    if locale in ("vi", "en"):
        session["locale"] = locale
    return redirect(_local(request.args.get("next", "")) or url_for("reports.show_home"))


@bp.post("/account/locale")
def choose_locale() -> ResponseReturnValue:
    """Remember my language for every visit."""
    account = actor()
    form = read_form(LocaleIn())
    if form.errors:
        return render_template("lms/account.html", account=account, form=form), 422
    with transaction():
        services.choose_locale(account, form.data["locale"], by=account)
    session.pop("locale", None)
    return redirect(url_for("account.show_account"))


@bp.get("/work/<uuid:public_id>")
def show_work(public_id: UUID) -> ResponseReturnValue:
    """Show how far long work is: a fragment for the page that asked for it, which is told when it is over."""
    job = work.get_job(public_id)
    answer = make_response(render_template("lms/_work.html", job=job))
    if job.is_over:
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.get("/healthz")
@public
def is_up() -> ResponseReturnValue:
    """Answer that the process is up."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def is_ready() -> ResponseReturnValue:
    """Answer that database and schema are there."""
    db.session.execute(text("SELECT 1 FROM accounts LIMIT 1"))
    return {"status": "ok"}


def _local(path: str) -> str:
    """Return the path if it stays on this site, else nothing: a link must not lead people elsewhere."""
    # Browsers read "\\" as "/" and pass over tabs and line breaks: "/<tab>/elsewhere" is another site.
    is_local = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_local else ""


def show_sign_in_required(error: SignInRequired) -> ResponseReturnValue:
    """Answer 401 with the sign-in form in place, keeping where the person was and what was typed."""
    raw: dict[str, str] = {"next": _local(request.full_path.removesuffix("?"))}
    if request.method == "POST":
        raw = {"next": "", **_kept_form()}
    page = render_template("lms/sign_in.html", form=Form(raw=raw), refusal=str(error))
    return page, 401


def _kept_form() -> dict[str, str]:
    """Pack the posted form, only if it came from a page of ours: nobody else may put words in a mouth."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    packed = json.dumps(fields, ensure_ascii=False)
    if not fields or len(packed) > LARGEST_RESUME or not is_genuine_request():
        return {}
    return {"resume_path": request.path, "resume_form": packed}
