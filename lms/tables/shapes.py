"""What importers work with: columns asked for, rows read, and errors that a person can act upon."""

from dataclasses import dataclass, field
from enum import StrEnum

from lms.errors import LMSError
from lms.i18n import gettext as _

REASON_HEADER = "Lý do lỗi"
"""Header of the column that ``write_errors`` adds and ``read_table`` passes over: part of the file format."""

HEADER_SEARCH_ROWS = 10
"""The header is looked for in this many rows, as lists often start with a title."""

GUIDE_SHEET = "Hướng dẫn"
"""Title of the explanations in a template; its presence is not worth a notice."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column an importer knows.

    Args:
        name: English name, also accepted as header; the key in ``Row.values``.
        labels: Vietnamese headers, the first one used in templates and messages.
        required: the file must have the column; whether a cell may be empty is the importer's rule.
        example: value in the example row of the template; an untouched example row is not read as data.
    """

    name: str
    labels: tuple[str, ...] = ()
    required: bool = False
    example: str = ""

    @property
    def label(self) -> str:
        """Return what to call the column in front of a person."""
        return self.labels[0] if self.labels else self.name


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read at most; what is larger is refused, never cut."""

    file_bytes: int = 20 * 1024**2
    uncompressed_bytes: int = 300 * 1024**2
    text_bytes: int = 60 * 1024**2
    """Of the part of a workbook in which its texts stand, which is read whole."""
    rows: int = 200_000


class CellProblem(LMSError):
    """A value cannot be used. Both texts are sentences in the reader's language."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy


class FileProblem(CellProblem):
    """The file as a whole cannot be read; ``row`` says where, if that is known."""

    def __init__(self, problem: str, remedy: str, *, row: int | None = None, value: str = "") -> None:
        super().__init__(problem, remedy)
        self.row = row
        self.value = value


@dataclass(frozen=True, slots=True)
class CellError:
    """One reason why a file, a row or a cell is refused.

    Args:
        row: number in the margin of the spreadsheet, counted from 1; None for the file as a whole.
        column: header as in the file; None if no column is to blame.
        value: what stands there.
        problem: what is wrong, a sentence in the reader's language.
        remedy: what to do, a sentence in the reader's language.
    """

    row: int | None
    column: str | None
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Return the whole message: place, value, problem, remedy."""
        return f"{self._place()}{self.problem} {self.remedy}"

    def _place(self) -> str:
        if self.row is None:
            return ""
        if self.column is None:
            return _("Row %(row)d: ", row=self.row)
        place = {"row": self.row, "column": self.column, "value": self.value}
        if not self.value:
            return _("Row %(row)d, column “%(column)s”: ", **place)
        return _("Row %(row)d, column “%(column)s”, value “%(value)s”: ", **place)


class ReadingKind(StrEnum):
    """What was understood although it was written otherwise."""

    HEADER = "header"
    ENCODING = "encoding"
    UNIT = "unit"
    UNKNOWN_UNIT = "unknown_unit"
    """A name that means no unit yet; somebody may say which one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Something that was read as another text than the file has, so that a person can look at it.

    Args:
        kind: what it is.
        found: as the file has it.
        read_as: as it was understood.
        times: how often it stands there.
    """

    kind: ReadingKind
    found: str
    read_as: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the spreadsheet, and text by column name ("" where the cell is empty).

    Every column asked for has a key, also where the file lacks an optional one.
    """

    number: int
    values: dict[str, str]


@dataclass(slots=True)
class Table:
    """What was read.

    Args:
        headers: by column name, the header as it stands in the file, in the order of the file.
        rows: rows that could be read. Empty if the file as a whole is refused.
        faulty_rows: rows with a cell that could not be read; each has its entry in ``errors``.
        notices: sentences about what was done silently otherwise (conversion, sheets not read).
        readings: what was understood otherwise than written: other headers, samples of old encodings.
        errors: refusals found so far.
    """

    headers: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    faulty_rows: list[Row] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing of the file can be used, not even by skipping rows."""
        return bool(self.errors) and not self.rows and not self.faulty_rows

    def error_at(self, row: Row, name: str, problem: CellProblem) -> CellError:
        """Return the error that a parser's ``problem`` is in this row and column."""
        header = self.headers.get(name, name)
        return CellError(row.number, header, row.values.get(name, ""), problem.problem, problem.remedy)


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row before its columns are known: raw text by position, and cells that cannot be read."""

    number: int
    cells: list[str]
    faults: dict[int, CellProblem]

    @property
    def is_blank(self) -> bool:
        """Tell whether the row has no text at all."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Merge:
    """Merged cells: reference as Excel shows it ("A1:C1"), and the rows they touch."""

    reference: str
    first_row: int
    last_row: int


@dataclass(slots=True)
class Sheet:
    """The raw content of one sheet, rows in order; blank ones may be absent."""

    rows: list[RawRow] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
