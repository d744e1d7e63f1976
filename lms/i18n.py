"""Languages, forms of address and formats. Message ids are English; Vietnamese is the default."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import flask_babel
from flask import Flask, current_app, g, has_app_context, has_request_context, request, session
from flask_babel import Babel
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from lms import clock
from lms.api.calls import is_api_call
from lms.config import LOCALES
from lms.messages import Message

babel = Babel()

_SWAPPED = str.maketrans(",.", ".,")
_KILOBYTE = 1024
_MEGABYTE = 1024 * _KILOBYTE
_TEXTS_KEPT = 4096
"""More than the catalogue has in both languages; a page asks for hundreds of them."""


def choose_locale() -> str:
    """Return the language of this request: chosen on the page, else of the account, else the default.

    Calls of the API say it in Accept-Language.
    """
    default = str(current_app.config["BABEL_DEFAULT_LOCALE"])
    if not has_request_context():
        return default
    if is_api_call():
        return request.accept_languages.best_match(LOCALES, default) or default
    chosen = session.get("locale") or getattr(g, "account_locale", None)
    return chosen if chosen in LOCALES else default


def current_locale() -> str:
    """Return "vi" or "en"."""
    locale = flask_babel.get_locale()
    return str(locale.language) if locale else LOCALES[0]


def gettext(message: str, **params: Any) -> str:
    """Return ``message`` in the reader's language, with the form of address of this installation."""
    text = _text(message, *reader()) if has_app_context() else message
    return text % params if params else text


def tell(message: str, params: Mapping[str, Any]) -> str:
    """Return ``gettext(message, **params)``; of its values those that are messages are translated first."""
    told = {name: gettext(value) if isinstance(value, Message) else value for name, value in params.items()}
    return gettext(message, **told)


def reader() -> tuple[str, str]:
    """Return language and form of address of whoever reads now: what a text depends on, with its message."""
    here = g._get_current_object()  # asked two hundred times a page: past the proxy
    found: tuple[str, str] | None = getattr(here, "reader", None)
    if found is None:
        found = here.reader = current_locale(), str(current_app.config["FORM_OF_ADDRESS"])
    return found


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Write in another language than the reader's for a while: papers, messages to somebody else."""
    before = g.pop("reader", None)
    try:
        with flask_babel.force_locale(locale):  # noqa: TID251 - the one place that does both
            yield
    finally:
        g.reader = before


@lru_cache(maxsize=_TEXTS_KEPT)
def _text(message: str, _locale: str, _form: str) -> str:
    """Return the text for the reader of this moment; catalogues do not change while the program runs."""
    return _address(flask_babel.gettext(message))


@lru_cache(maxsize=_TEXTS_KEPT)
def _markup(message: str, locale: str, form: str) -> Markup:
    return Markup(_text(message, locale, form))  # noqa: S704 - Jinja's own i18n trusts translators, too


@pass_eval_context
def _gettext_in_page(context: EvalContext, message: str, /, **params: Any) -> str:
    """Do what Jinja's newstyle ``gettext`` does, without asking for the same text again and again."""
    if not context.autoescape:
        return gettext(message) % params
    text = _markup(message, *reader())
    if not params and "%" not in text:
        return text
    safe = {name: value if isinstance(value, int) else escape(value) for name, value in params.items()}
    return Markup(str.__mod__(text, safe))  # noqa: S704 - every value was escaped in the line above


def ngettext(singular: str, plural: str, num: int, **params: Any) -> str:
    """Return the form that fits ``num`` in the reader's language."""
    return _address(flask_babel.ngettext(singular, plural, num, **params))


def _unfilled_ngettext(singular: str, plural: str, num: int) -> str:
    """Return the form that fits ``num`` with its places still open: Jinja fills all of them itself."""
    return _address(flask_babel.get_domain().get_translations().ungettext(singular, plural, num))


def lazy_gettext(message: str, **params: Any) -> LazyString:
    """Return a text that is translated when it is shown, for constants made at import time."""
    return LazyString(gettext, message, **params)


def _address(text: str) -> str:
    """Say "đồng chí" where the catalogue says "anh/chị", if this installation wants it so."""
    if not has_app_context() or current_app.config.get("FORM_OF_ADDRESS") != "dong_chi":
        return text
    return text.replace("anh/chị", "đồng chí").replace("Anh/chị", "Đồng chí")


def format_day(day: date | datetime | None) -> str:
    """Return dd/mm/yyyy, the same in both languages because official papers are; empty for None."""
    if day is None:
        return ""
    return _day_text(clock.day_of(day) if isinstance(day, datetime) else day)


@lru_cache(maxsize=_TEXTS_KEPT)
def _day_text(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def format_instant(instant: datetime | None) -> str:
    """Return HH:MM dd/mm/yyyy in the configured time zone; empty for None."""
    return instant.astimezone(clock.timezone()).strftime("%H:%M %d/%m/%Y") if instant else ""


def format_period(code: str) -> str:
    """Return the words of a reporting period: "Quarter 4/2026" for "2026-Q4", "Year 2026" for "2026"."""
    year, _dash, quarter = code.partition("-Q")
    if not year.isdecimal():
        return code
    if not quarter:
        return gettext("Year %(year)s", year=year)
    return gettext("Quarter %(quarter)s/%(year)s", quarter=quarter, year=year)


def format_number(number: float | Decimal | None, digits: int = 0) -> str:
    """Return a number with "." for thousands and "," for decimals in Vietnamese; a dash for None."""
    if number is None:
        return "–"
    text = f"{number:,.{digits}f}"
    is_vietnamese = (reader()[0] if has_app_context() else current_locale()) == "vi"
    return text.translate(_SWAPPED) if is_vietnamese else text


def format_percent(share: float | Decimal | None, digits: int = 1) -> str:
    """Return a percentage given in percent (81.8 → "81,8 %"); a dash for None."""
    return "–" if share is None else f"{format_number(share, digits)} %"


def format_size(size: int) -> str:
    """Return the size of a file: "1 KB" at least, "2,5 MB" from a megabyte on."""
    if size < _MEGABYTE:
        return f"{format_number(max(1, round(size / _KILOBYTE)))} KB"
    return f"{format_number(size / _MEGABYTE, 1)} MB"


def init_app(app: Flask) -> None:
    """Join languages and formats to the application and its templates."""
    babel.init_app(app, locale_selector=choose_locale)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install = app.jinja_env.install_gettext_callables  # type: ignore[attr-defined]
    install(gettext, _unfilled_ngettext, newstyle=True)
    app.jinja_env.globals.update({"_": _gettext_in_page, "gettext": _gettext_in_page})
    app.jinja_env.filters.update(
        day=format_day,
        instant=format_instant,
        period=format_period,
        number=format_number,
        percent=format_percent,
        size=format_size,
    )
