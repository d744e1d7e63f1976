"""From the text of one cell to a value, or a CellProblem that says what to type.

Every parser refuses an empty cell; for an optional one ask first: ``parse_date(text) if text else None``.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from lms.i18n import gettext as _
from lms.tables.shapes import CellProblem
from lms.text import clean, fold

T = TypeVar("T")

_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TWO_DIGIT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_EMAIL_LENGTH = 254
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_YES = {"co", "x", "1", "true", "yes", "dung", "y"}
_NO = {"khong", "0", "false", "no", "sai", "n"}
_SHOWN_CHOICES = 12


def parse_text(value: str, *, longest: int | None = None) -> str:
    """Return the clean text, refused if empty or of more than ``longest`` characters."""
    text = clean(value)
    if not text:
        raise CellProblem(_("The cell is empty."), _("Fill it in."))
    if longest is not None and len(text) > longest:
        raise CellProblem(
            _("The text has %(length)d characters.", length=len(text)),
            _("Shorten it to at most %(longest)d characters.", longest=longest),
        )
    return text


def parse_date(value: str) -> date:
    """Return the day written as dd/mm/yyyy (also with "-" or ".") or in ISO form yyyy-mm-dd.

    Days that do not exist, years of two digits and years outside 1900..2100 are refused.
    """
    text = parse_text(value)
    if _TWO_DIGIT_YEAR.fullmatch(text):
        raise CellProblem(_("The year has only two digits."), _("Write all four: 05/03/2026."))
    iso, day_first = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text)
    if iso:
        year, month, day = iso[1], iso[2], iso[3]
    elif day_first:
        year, month, day = day_first[4], day_first[3], day_first[1]
    else:
        raise CellProblem(_("This is not a date."), _date_form())
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        raise CellProblem(_("The year %(year)s cannot be right.", year=year), _date_form())
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise CellProblem(_("This day does not exist in the calendar."), _date_form()) from error


def parse_bool(value: str) -> bool:
    """Return the answer of có/không, x, 1/0, đúng/sai, yes/no, true/false, with or without marks."""
    answer = fold(parse_text(value))
    if answer in _YES | _NO:
        return answer in _YES
    raise CellProblem(_("This is neither yes nor no."), _("Write “có” or “không” (or 1 or 0)."))


def parse_int(value: str, *, least: int | None = None, most: int | None = None) -> int:
    """Return the whole number, refused outside ``least``..``most`` (both inclusive)."""
    text = parse_text(value)
    if not _INTEGER.fullmatch(text):
        raise CellProblem(
            _("This is not a whole number."), _("Write digits only, without separators or decimals.")
        )
    number = int(text)
    if least is not None and number < least:
        raise CellProblem(_("The number is too small."), _("The least is %(least)d.", least=least))
    if most is not None and number > most:
        raise CellProblem(_("The number is too large."), _("The most is %(most)d.", most=most))
    return number


def parse_choice(value: str, choices: Mapping[str, T]) -> T:
    """Return what the label stands for; case and marks matter only if two labels differ by nothing else."""
    text = parse_text(value)
    if text in choices:
        return choices[text]
    key = fold(text)
    found = [choice for label, choice in choices.items() if fold(label) == key]
    if found and all(choice == found[0] for choice in found):
        return found[0]
    shown = ", ".join(list(choices)[:_SHOWN_CHOICES]) + (", …" if len(choices) > _SHOWN_CHOICES else "")
    raise CellProblem(_("This value is not in the list."), _("Use one of: %(choices)s.", choices=shown))


def parse_digits(value: str, *, length: int = 12) -> str:
    """Return exactly ``length`` digits as text; spaces between them and an apostrophe before are left out."""
    digits = parse_text(value).removeprefix("'").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()):
        raise CellProblem(
            _("There are characters other than digits."), _("Write %(length)d digits.", length=length)
        )
    if len(digits) < length:
        raise CellProblem(
            _("There are only %(found)d digits instead of %(length)d.", found=len(digits), length=length),
            _(
                "Format the column as text so that leading zeros stay, and write all %(length)d.",
                length=length,
            ),
        )
    if len(digits) > length:
        raise CellProblem(
            _("There are %(found)d digits instead of %(length)d.", found=len(digits), length=length),
            _("Write %(length)d digits.", length=length),
        )
    return digits


def parse_email(value: str) -> str:
    """Return the address in lower case."""
    address = parse_text(value).lower()
    if len(address) > _EMAIL_LENGTH or ".." in address or not _EMAIL.fullmatch(address):
        raise CellProblem(_("This is not an e-mail address."), _("Write it like ten@tinh.gov.vn."))
    return address


def _date_form() -> str:
    return _("Write day/month/year, like 05/03/2026.")
