"""What stands on an official paper: plain values, which know neither PDF nor Word."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]

BLANK = "\u00a0" * 8
"""Room for the number, which the clerk (văn thư) gives."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a part: level 1 "I. ...", level 2 "1. ..."."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: of the text (justified, first line indented), a note in italics, or centred."""

    text: str
    look: Literal["body", "note", "centered", "name"] = "body"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; the widths of a table add up to 100."""

    title: str
    percent: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with lines. Its heading is repeated on every page; ``nothing`` is said where it has no rows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    caption: str = ""
    nothing: str = "Không có số liệu."


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values without lines, as forms have them."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, centred, such as a QR code; ``words`` stand under it."""

    png: bytes
    width_mm: float
    words: tuple[str, ...] = ()


Block = Heading | Paragraph | Table | Facts | Picture


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: ``lines`` as "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"; ``hint`` as "(Ký, ghi rõ họ tên)"."""

    lines: tuple[str, ...]
    hint: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """A list that belongs to the paper, on pages of its own."""

    number: str
    """In Roman figures; empty where there is only one."""
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialPaper:
    """One official document. What is empty is left out, but the number stays blank for the clerk.

    Args:
        issuer_lines: the issuing body, in bold; one line or two.
        superior_lines: the body above it, upright.
        issuer_in_text: the issuing body as running text names it, for the annexes.
        symbol: after the number, as "BC-SNV"; empty for papers that carry no number.
        day: of the place line; None leaves it blank, with the year of ``year``.
        kind_line: the kind of document in capitals, as "BÁO CÁO".
        title: the subject (trích yếu).
        about: under the title, in italics.
        signers: one at the right; two or three side by side under forms.
        closing: small lines after the signatures, as how to check the paper.
    """

    issuer_lines: tuple[str, ...]
    place: str
    day: date | None
    kind_line: str
    body: tuple[Block, ...]
    title: str = ""
    superior_lines: tuple[str, ...] = ()
    issuer_in_text: str = ""
    symbol: str = ""
    year: int | None = None
    about: str = ""
    recipients: tuple[str, ...] = ()
    signers: tuple[Signer, ...] = ()
    annexes: tuple[Annex, ...] = ()
    closing: tuple[str, ...] = ()

    @property
    def place_and_day(self) -> str:
        """Return the line of place and date; days below ten and the first two months with a nought."""
        return f"{self.place}, {spell_day(self.day, self.year)}"

    @property
    def number(self) -> str:
        """Return what follows the blank number."""
        return f"/{self.symbol}" if self.symbol else ""

    @property
    def attached_to(self) -> str:
        """Return what stands under the title of an annex: to which paper it belongs."""
        number = f" số {BLANK}{self.number}" if self.symbol else ""
        issuer = f" của {self.issuer_in_text}" if self.issuer_in_text else ""
        return f"(Kèm theo {self.kind_line.capitalize()}{number} {spell_day(self.day, self.year)}{issuer})"


def spell_day(day: date | None, year: int | None = None) -> str:
    """Return "ngày 05 tháng 02 năm 2026"; dots where the day is not known yet.

    Days below ten and the first two months have a nought in front, as the decree asks.
    """
    if day is None:
        return f"ngày …… tháng …… năm {year or '……'}"
    month = f"{day.month:02d}" if day.month in (1, 2) else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
