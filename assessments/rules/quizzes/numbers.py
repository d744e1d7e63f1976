"""Numbers as people type them in Vietnam, and numbers as authors store them."""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

_MAX_LENGTH = 40
_SPACES = re.compile(r"\s+")
# Tried in this order; the first that fits the whole text decides which mark groups and which divides.
_FORMS = (
    (re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?"), ".", ","),
    (re.compile(r"[1-9][0-9]{0,2}((,[0-9]{3})+\.[0-9]+|(,[0-9]{3}){2,})"), ",", "."),
    (re.compile(r"[1-9][0-9]{0,2}( [0-9]{3})+,[0-9]+"), " ", ","),
    (re.compile(r"[1-9][0-9]{0,2}( [0-9]{3})+(\.[0-9]+)?"), " ", "."),
    (re.compile(r"[0-9]*,[0-9]+"), "", ","),
    (re.compile(r"[0-9]*\.[0-9]+|[0-9]+"), "", "."),
)
_WRITTEN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_STORED = re.compile(r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)")


def parse_number(text: str) -> Decimal | None:
    """Return the number a learner typed, or ``None`` where it is none.

    Vietnamese writing comes first: "1.234,5" and "1234,5" are 1234.5. Two forms have two readings:

    - "1.234" is read as 1234: a point before exactly three digits groups thousands, unless the number
      begins with 0 ("0.125" is an eighth). "1.5" and "1.2345" cannot be groups and are read as decimals.
    - "1,234" is read as 1.234: a single comma divides decimals. "1,234,567" and "1,234.5" cannot be
      Vietnamese and are read the English way.

    Spaces may group thousands. A sign before is read; a percent sign behind is accepted and changes nothing.
    """
    compact = _SPACES.sub(" ", text).strip().removesuffix("%").rstrip()
    compact = compact.replace("\N{MINUS SIGN}", "-")
    if len(compact) > _MAX_LENGTH:
        return None
    sign, digits = (compact[:1], compact[1:].lstrip()) if compact[:1] in {"+", "-"} else ("", compact)
    for form, groups, divides in _FORMS:
        if form.fullmatch(digits):
            return Decimal(sign + digits.replace(groups, "").replace(divides, "."))
    return None


def written_number(text: str) -> str | None:
    """Return a number of another system, with a point or an exponent, as it is kept; else ``None``."""
    if stored_number(text) is not None:
        return text
    if len(text) > _MAX_LENGTH or not _WRITTEN.fullmatch(text):
        return None
    digits = format(Decimal(text), "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return digits if stored_number(digits) is not None else None


def stored_number(value: object) -> Fraction | None:
    """Return a number kept in a payload: a whole number, a decimal, or text with a point before decimals."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return Fraction(value) if _STORED.fullmatch(value) and len(value) <= _MAX_LENGTH else None
    if isinstance(value, int | float | Decimal):
        return _exact(str(value))
    return None


def _exact(text: str) -> Fraction | None:
    try:
        return Fraction(Decimal(text))
    except (InvalidOperation, ValueError, OverflowError):
        return None
