"""Why a list of names was opened: asked for, on the trail, and kept for a quarter of an hour."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, session

from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form
from people import services
from people.models import AdministrativeUnit
from reports.schemas import PURPOSES

PURPOSE_SECONDS = 15 * 60
MOST_PURPOSES = 4
"""They live in the cookie, which has little room."""


def ask_purpose(unit: AdministrativeUnit, about: str, form: Form, trail: Sequence[dict[str, Any]]) -> str:
    """Return the page that comes before a list of names.

    Args:
        unit: of whom the list is.
        about: in words, which number it stands behind.
        form: of `reports.schemas.PurposeIn`, or an empty one.
        trail: the way back, as on the list itself.
    """
    return render_template(
        "reports/ask_purpose.html",
        unit=unit,
        about=about,
        form=form,
        purposes=list(PURPOSES.items()),
        trail=trail,
    )


def purpose_words(form: Form) -> str:
    """Return the purpose that a right form of `reports.schemas.PurposeIn` states, as one sentence."""
    return f"{PURPOSES[form.data['purpose']]}: {form.data['words'].strip()}"


def note_purpose(
    purpose: str, unit_code: str, filters: dict[str, Any], until: int | None = None, *, key: str = ""
) -> None:
    """Put the opening of a list on the trail, and keep the purpose until its time is up.

    Args:
        purpose: in words.
        unit_code: of whom the list is.
        filters: which number it stands behind.
        until: when a purpose that was stated before ends; by default a quarter of an hour from now.
        key: under which the purpose is kept; by default the unit.
    """
    with transaction():
        services.note_list_opened(purpose, unit_code, filters, by=actor())
    ends = until or int(clock.now().timestamp()) + PURPOSE_SECONDS
    kept = {name: one for name, one in session.get("purposes", {}).items() if _is_live(one)}
    kept[key or unit_code] = {"purpose": purpose, "until": ends, "filters": filters}
    session["purposes"] = dict(list(kept.items())[-MOST_PURPOSES:])


def kept_purpose(key: str) -> dict[str, Any] | None:
    """Return purpose, end and filters that were kept, or None if there are none or their time is up."""
    kept: dict[str, Any] | None = session.get("purposes", {}).get(key)
    return kept if kept and _is_live(kept) else None


def _is_live(kept: dict[str, Any]) -> bool:
    return bool(kept["until"] > clock.now().timestamp())
