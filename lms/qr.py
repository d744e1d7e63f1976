"""QR codes: an address as a picture, for papers (PNG) and pages (SVG)."""

from importlib import import_module
from io import BytesIO
from typing import Any

QUIET_MODULES = 4
"""White modules around the code, which readers need."""


def make_qr_png(text: str, *, scale: int = 8) -> bytes:
    """Return the code of a text as PNG, ``scale`` pixels a module; readable with 15 % of it worn off."""
    target = BytesIO()
    _make(text).save(target, kind="png", scale=scale, border=QUIET_MODULES)
    return target.getvalue()


def make_qr_svg(text: str) -> str:
    """Return the code of a text as an SVG element that scales with its box."""
    found: str = _make(text).svg_inline(border=QUIET_MODULES, omitsize=True)
    return found


def _make(text: str) -> Any:
    return import_module("segno").make_qr(text, error="m")
