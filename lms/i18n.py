"""Languages, forms of address and formats. Message ids are English; Vietnamese is the default."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import flask_babel
from flask import Flask, current_app, g, has_app_context, has_request_context, session
from flask_babel import Babel
from flask_babel.speaklater import LazyString

from lms import clock
from lms.config import LOCALES

babel = Babel()


def choose_locale() -> str:
    """Return the language of this request: chosen on the page, else of the account, else the default."""
    default = str(current_app.config["BABEL_DEFAULT_LOCALE"])
    if not has_request_context():
        return default
    chosen = session.get("locale") or getattr(g, "account_locale", None)
    return chosen if chosen in LOCALES else default


def current_locale() -> str:
    """Return "vi" or "en"."""
    locale = flask_babel.get_locale()
    return str(locale.language) if locale else LOCALES[0]


def gettext(message: str, **params: Any) -> str:
    """Return ``message`` in the reader's language, with the form of address of this installation."""
    return _address(flask_babel.gettext(message, **params))


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
    return (clock.day_of(day) if isinstance(day, datetime) else day).strftime("%d/%m/%Y")


def format_instant(instant: datetime | None) -> str:
    """Return HH:MM dd/mm/yyyy in the configured time zone; empty for None."""
    return instant.astimezone(clock.timezone()).strftime("%H:%M %d/%m/%Y") if instant else ""


def format_number(number: float | Decimal | None, digits: int = 0) -> str:
    """Return a number with "." for thousands and "," for decimals in Vietnamese; a dash for None."""
    if number is None:
        return "–"
    text = f"{number:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if current_locale() == "vi" else text


def format_percent(share: float | Decimal | None, digits: int = 1) -> str:
    """Return a percentage given in percent (81.8 → "81,8 %"); a dash for None."""
    return "–" if share is None else f"{format_number(share, digits)} %"


def init_app(app: Flask) -> None:
    """Join languages and formats to the application and its templates."""
    babel.init_app(app, locale_selector=choose_locale)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install = app.jinja_env.install_gettext_callables  # type: ignore[attr-defined]
    install(gettext, _unfilled_ngettext, newstyle=True)
    app.jinja_env.filters.update(
        day=format_day, instant=format_instant, number=format_number, percent=format_percent
    )
