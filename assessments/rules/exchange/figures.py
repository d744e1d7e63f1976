"""Numbers as other systems write them, and as ours are kept."""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from assessments.rules.quizzes.numbers import stored_number, written_number

_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)


def decimal_text(number: object) -> str:
    """Return a number of a payload as digits with a point before decimals."""
    text = str(number)
    if stored_number(text) is not None:
        return text
    try:
        return format(Decimal(text), "f")
    except InvalidOperation:
        return text


def read_number(written: str) -> str | None:
    """Return a number as it is kept, from digits with a point, a comma or an exponent; else ``None``."""
    text = written.strip().replace("\N{MINUS SIGN}", "-").removesuffix("%").strip()
    if _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    return written_number(text)


def read_weight(written: str) -> str | None:
    """Return a weight in percent, shortened: "100.0000000" is "100"; ``None`` for what is no number."""
    text = read_number(written)
    if text is None or "." not in text:
        return text
    return text.rstrip("0").rstrip(".") or "0"


def middle_and_reach(minimum: object, maximum: object) -> tuple[str, str] | None:
    """Return value and tolerance of a range, exactly; ``None`` where it is none."""
    least, greatest = stored_number(minimum), stored_number(maximum)
    if least is None or greatest is None or least > greatest:
        return None
    return exact_text((least + greatest) / 2), exact_text((greatest - least) / 2)


def limits_of(value: str, tolerance: str) -> tuple[Fraction, Fraction] | None:
    """Return what a value with a tolerance reaches from and to."""
    middle, reach = stored_number(value), stored_number(tolerance)
    return None if middle is None or reach is None else (middle - reach, middle + reach)


def exact_text(number: Fraction) -> str:
    """Return a fraction of tens, fives and twos as digits."""
    return format(Decimal(number.numerator) / Decimal(number.denominator), "f")
