"""The whole application on one screen: settings, extensions, domains, commands."""

import os
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import assessments.api
import assessments.cli
import assessments.queries.course_checks
import assessments.queries.versions
import assessments.services.guarding
import assessments.services.sealing
import assessments.tasks
import assessments.views
import competency.api
import competency.cli
import competency.queries
import competency.tasks
import competency.views
import courses.api
import courses.queries
import courses.services.guarding
import courses.services.sealing
import courses.tasks
import courses.views
import demo.cli
import lms.api.views
import lms.cli
import lms.views
import people.api
import planning.views
import reports.navigation
import reports.tasks
import reports.views
from competency.services.nights import NIGHT_STEPS
from lms import auth, channels, compression, database, i18n, intake, jobs, pages, templating, work
from lms.api import problems, tokens
from lms.api.calls import is_api_call
from lms.api.document import JsonApi
from lms.commands import CommandLine
from lms.config import DEMO_DATA_KEY, DEMO_SECRET_KEY, ROOT, Settings, load_settings
from lms.database import db
from lms.errors import LMSError, SignInRequired
from lms.i18n import gettext as _
from lms.limits import limiter
from lms.queries import find_fact

# Periods and courses are judged above the domain that keeps what posts ask: imports go down only.
competency.queries.SOURCES.update(courses.queries.QUALIFICATION_SOURCES)
competency.queries.MEASURES.update(courses.queries.TARGET_MEASURES)
competency.queries.MANY.update(courses.queries.MANY_TARGET_MEASURES)
# Content of every kind goes the way that courses keep.
courses.queries.KINDS.update(assessments.queries.versions.KINDS)
courses.queries.MORE_WORK.append(assessments.queries.list_course_work)
courses.queries.MORE_CHECKS.append(assessments.queries.course_checks.check_post_test)
courses.services.sealing.EXPORTS.update(assessments.services.sealing.EXPORTS)
courses.services.guarding.GUARDS.update(assessments.services.guarding.GUARDS)
NIGHT_STEPS.append(competency.tasks.keep_qualifications)
demo.cli.AFTERWARDS.append(competency.tasks.keep_up)  # figures of the country are those of the last night
NIGHT_STEPS.append(competency.tasks.watch_night)
NIGHT_STEPS.append(competency.tasks.open_periods)
NIGHT_STEPS.append(courses.tasks.keep_versions)
NIGHT_STEPS.append(courses.tasks.forget_words)
NIGHT_STEPS.append(assessments.tasks.forget_questions)

# Long work of the domains: work.WORK.update(<domain>.tasks.WORK), one line each.
work.WORK.update(competency.tasks.WORK)
work.WORK.update(courses.tasks.WORK)
work.WORK.update(reports.tasks.WORK)

talisman = Talisman()

# No inline script, no inline style, nothing from another host.
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
ONE_YEAR = 31_536_000
MEGABYTE = 1024 * 1024
LARGEST_UPLOAD = 25 * MEGABYTE


def create_app(settings: Settings | None = None, **overrides: object) -> Flask:
    """Return the application for the given settings (else those of the environment).

    Args:
        settings: typed settings, see `lms.config`.
        **overrides: Flask configuration for tests, such as an engine of their own.
    """
    settings = settings or load_settings(os.environ)
    channels.refuse_unknown_services(dict(settings.channels))
    app = Flask(__name__)
    app.jinja_options = {
        "trim_blocks": True,
        "lstrip_blocks": True,
    }  # slow lines: no byte for our indentation
    app.config.from_mapping(_configuration(settings))
    app.config.from_mapping(overrides)
    _add_extensions(app, settings)
    _add_domains(app)
    _add_pages_frame(app)
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "hide_parameters": True
        },  # errors are logged; people's words must not be
        "SECRET_KEY": settings.secret_key,
        "DATA_KEY": settings.data_key,
        "FILES_URL": settings.files_url,
        "MAIL_URL": settings.mail_url,
        "MAIL_FROM": settings.mail_from,
        "CHANNELS": dict(settings.channels),
        "DIGEST_WEEKDAY": settings.digest_weekday,
        "ESCALATION_DAYS": settings.escalation_days,
        "PUBLIC_URL": settings.public_url.rstrip("/"),
        "BABEL_DEFAULT_LOCALE": settings.default_locale,
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "FORM_OF_ADDRESS": settings.form_of_address,
        "TIMEZONE": settings.timezone.key,
        "RATELIMIT_STORAGE_URI": settings.limits_url,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.public_url.startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "MAX_CONTENT_LENGTH": LARGEST_UPLOAD,
        "SEND_FILE_MAX_AGE_DEFAULT": ONE_YEAR,
        "JSON_AS_ASCII": False,
    }


def _add_extensions(app: Flask, settings: Settings) -> None:
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    database.init_app(app)
    _use_demo_keys(app)
    compression.init_app(app)  # first, so that it comes last: whoever looks at an answer sees it whole
    intake.init_app(app)
    i18n.init_app(app)
    templating.init_app(app)
    limiter.init_app(app)
    tokens.init_app(app)
    auth.init_app(app)
    is_https = bool(app.config["SESSION_COOKIE_SECURE"])
    talisman.init_app(
        app,
        content_security_policy=CONTENT_SECURITY_POLICY,
        force_https=False,  # the proxy in front decides; behind it we speak plain HTTP
        strict_transport_security=is_https,
        session_cookie_secure=is_https,
        referrer_policy="same-origin",
    )
    queue = jobs.make_queue(settings.jobs_url)
    jobs.schedule(app, queue, [*work.PERIODIC, *competency.tasks.PERIODIC, *assessments.tasks.PERIODIC])
    app.extensions["huey"] = queue
    app.extensions["nudge"] = jobs.offer(app, queue, work.run_work)
    whitenoise = WhiteNoise(app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=ONE_YEAR)
    # So many addresses at the end of X-Forwarded-For are from our own proxies; the others anybody can invent.
    app.wsgi_app = ProxyFix(whitenoise, x_for=settings.trusted_proxies, x_proto=0)  # type: ignore[method-assign]


def _use_demo_keys(app: Flask) -> None:
    """Give the demo world its public keys. Any other database needs keys of its own (CONTRACTS 6)."""
    if app.config["SECRET_KEY"] and app.config["DATA_KEY"]:
        return
    with app.app_context():
        try:
            is_demo = find_fact("demo") is not None
        except SQLAlchemyError:  # no schema yet: `lms init` and `lms demo` make it
            is_demo = False
        db.session.remove()
    if is_demo:
        app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or DEMO_SECRET_KEY
        app.config["DATA_KEY"] = app.config["DATA_KEY"] or DEMO_DATA_KEY


def _add_domains(app: Flask) -> None:
    for module in (
        lms.views,
        competency.views,
        courses.views,
        assessments.views,
        planning.views,
        reports.views,
    ):
        app.register_blueprint(module.bp)
    app.register_blueprint(courses.views.studio_bp)
    app.register_blueprint(lms.api.views.bp)
    api = JsonApi(app)
    for calls in (people.api, competency.api, courses.api, assessments.api):
        api.register_blueprint(calls.bp)


def _add_pages_frame(app: Flask) -> None:
    app.register_error_handler(SignInRequired, lms.views.show_sign_in_required)
    app.register_error_handler(LMSError, show_error)
    app.register_error_handler(HTTPException, show_http_error)
    app.context_processor(_frame)
    app.after_request(_forbid_copies)
    app.url_defaults(_add_version)
    app.jinja_env.globals["url_for"] = pages.address


def _forbid_copies(response: Response) -> Response:
    """Let no shared computer keep a page; files say for themselves who may keep them."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _frame() -> dict[str, object]:
    """Return what every page needs: who is there, the menu, the language."""
    actor = auth.find_actor()
    return {
        "actor": actor,
        "navigation": partial(pages.navigation, reports.navigation.ITEMS, actor),
        "locale": i18n.current_locale(),
        "product_name": "Học vụ số cấp xã",
    }


def show_error(error: LMSError) -> ResponseReturnValue:
    """Turn a domain error into a page, or into a problem document for a call of the API."""
    if is_api_call():
        return problems.tell_error(error)
    return _error_page(error.status, str(error))


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Turn an error of the web into a page that says what to do."""
    if is_api_call():
        return problems.tell_http_error(error)
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - a redirect that werkzeug raised is no error
        return error.get_response()
    messages = {
        400: _("The request could not be read. Go back, reload the page and try again."),
        404: _("There is no such page."),
        405: _("This address cannot be used that way."),
        413: _("The file is too large: at most %(limit)d MB.", limit=_largest_body() // MEGABYTE),
        429: _("Too many attempts. Wait a few minutes and try again."),
    }
    if isinstance(error, CSRFError):
        message = _("The page was open too long. Reload it and send the form again.")
    else:
        message = messages.get(status, _("It was written down. Try again later."))
    return _error_page(status, message)


def _largest_body() -> int:
    """Return how many bytes this request may have; pages that take videos say so themselves."""
    return request.max_content_length or LARGEST_UPLOAD


def _error_page(status: int, message: str) -> ResponseReturnValue:
    titles = {
        403: _("Not for this account"),
        404: _("Not found"),
        409: _("This cannot be done now"),
        422: _("This was not accepted"),
        429: _("Too many attempts"),
    }
    title = titles.get(status, _("Something went wrong"))
    return render_template("error.html", title=title, message=message, code=status), status


def _add_version(endpoint: str, values: dict[str, object]) -> None:
    """Put the file's time into static addresses: browsers keep them for a year and still see changes."""
    if endpoint == "static" and "v" not in values:
        values["v"] = _file_version(str(values["filename"]))


@cache
def _file_version(name: str) -> str:
    path = ROOT / "static" / name
    return format(int(path.stat().st_mtime), "x") if path.is_file() else "0"


cli = CommandLine(
    make_app=create_app,
    name="lms",
    help="Học vụ số cấp xã: học tập và năng lực cho cán bộ, công chức cấp xã.",
)
for _command in (*lms.cli.COMMANDS, *competency.cli.COMMANDS, *assessments.cli.COMMANDS, *demo.cli.COMMANDS):
    cli.add_command(_command)


def main() -> None:
    """Run the command line."""
    cli()
