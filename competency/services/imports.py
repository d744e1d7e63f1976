"""Bringing in evidence from a table: results from outside this installation (CONTRACTS 4.4)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from competency import policies, queries
from competency.queries import SourceKey
from competency.rules import HIGHEST_LEVEL, LOWEST_LEVEL, EvidenceKind
from competency.services.evidence import LONGEST_SOURCE, EvidenceItem, NewEvidence, record_many_evidence
from lms import clock
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import Role, ScopeKind, authorize, scopes
from lms.secrets import keyed_hash
from lms.tables import (
    CellError,
    CellProblem,
    Column,
    Row,
    Table,
    parse_choice,
    parse_date,
    parse_int,
    parse_text,
    read_table,
    write_errors,
)
from lms.tables.sources import Source
from lms.tables.writing import Target
from lms.text import fold
from people.services.rosters.reading import parse_personal_id

EVIDENCE_COLUMNS = (
    Column("personal_id", ("Số định danh cá nhân", "Số CCCD", "Mã định danh cá nhân"), True),
    Column("competency_code", ("Mã năng lực", "Năng lực"), True),
    Column("level", ("Cấp độ", "Mức"), True),
    Column("kind", ("Loại minh chứng", "Loại"), True),
    Column("earned_on", ("Ngày đạt", "Ngày có minh chứng"), True),
    Column("source", ("Nguồn", "Nguồn minh chứng"), True),
    Column("note", ("Ghi chú",)),
)

_LONGEST_NOTE = 2_000
# Self-rating is what officers say of themselves; nobody brings it in for another. Vietnamese labels first.
_KINDS = {
    "Hoàn thành khóa học": EvidenceKind.COMPLETION,
    "Bài kiểm tra cuối khóa": EvidenceKind.POST_TEST,
    "Kết quả từ bên ngoài": EvidenceKind.EXTERNAL,
    "Bài tập tình huống": EvidenceKind.CASE,
    "Học tập trước đó": EvidenceKind.PRIOR_LEARNING,
    "Sản phẩm công việc": EvidenceKind.WORK_PRODUCT,
    "Đánh giá viên": EvidenceKind.ASSESSOR,
    **{kind.value: kind for kind in EvidenceKind if kind is not EvidenceKind.SELF_RATING},
}


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is loaded.

    Args:
        is_dry_run: find out and tell everything, change nothing.
        skip_errors: load the rows without errors; else one error stops the whole file.
    """

    is_dry_run: bool = False
    skip_errors: bool = False


@dataclass(slots=True, kw_only=True)
class EvidenceReport:
    """What loading evidence did, or in a dry run would do.

    If errors stopped the file, nothing is done and all counts but ``rows`` are 0.
    """

    rows: int
    """Data rows of the file, wrong ones too."""
    table: Table
    added: int = 0
    unchanged: int = 0
    """Rows whose source was known already, or came twice."""
    notices: list[str] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Read:
    """A row whose cells are right; the officer is still a hash."""

    row: Row
    personal_id_hash: str
    new: NewEvidence


@dataclass(frozen=True, slots=True)
class _Found:
    """A row whose officer is known."""

    row: Row
    item: EvidenceItem

    @property
    def key(self) -> SourceKey:
        """Return what no two pieces of evidence share."""
        return self.item.officer_id, self.item.new.competency_code, self.item.new.source

    @property
    def values(self) -> tuple[int, str, date]:
        """Return what two rows of one source must agree on."""
        return self.item.new.level, self.item.new.kind.value, self.item.new.earned_on


def load_evidence(path: Source, *, options: ImportOptions, by: Account) -> EvidenceReport:
    """Load evidence from a CSV or XLSX file and report what was done; the same file twice changes nothing.

    A source that is known stays as it was first recorded. Errors are in the report and never raised.

    Raises:
        Forbidden: ``by`` is neither a Department nor the system.
    """
    authorize(by, policies.may_import_evidence, None)
    table = read_table(path, columns=EVIDENCE_COLUMNS)
    report = EvidenceReport(rows=len(table.rows) + len(table.faulty_rows), table=table)
    report.notices += table.notices
    report.errors += table.errors
    _framework_id, codes = queries.list_competency_codes()
    reader = _Reader(table, codes, clock.today())
    found = _identify([read for row in table.rows if (read := reader.read(row))], report, by=by)
    new = _new_ones(found, report)
    report.errors += reader.errors
    report.errors.sort(key=lambda error: error.row or 0)
    if report.errors and not options.skip_errors:
        return report
    report.unchanged = len(found) - len(new)
    report.added = len(new) if options.is_dry_run else record_many_evidence(new, by=by)
    return report


def write_evidence_errors(target: Target, report: EvidenceReport) -> None:
    """Write the faulty rows back as a spreadsheet with a column of reasons."""
    write_errors(target, report.table, report.errors)


class _Reader:
    """Reads rows cell by cell and gathers every error."""

    def __init__(self, table: Table, codes: Iterable[str], today: date) -> None:
        self.errors: list[CellError] = []
        self._table = table
        self._codes = {code: code for code in codes}
        self._today = today
        self._parsers: dict[str, Callable[[str], Any]] = {
            "personal_id": parse_personal_id,
            "competency_code": self._parse_code,
            "level": _parse_level,
            "kind": _parse_kind,
            "earned_on": self._parse_past_day,
            "source": _parse_source,
            "note": _parse_note,
        }

    def read(self, row: Row) -> _Read | None:
        """Return what the row says, or None if a cell is wrong."""
        values: dict[str, Any] = {}
        for name, parse in self._parsers.items():
            try:
                values[name] = parse(row.values[name])
            except CellProblem as problem:
                self.errors.append(self._table.error_at(row, name, problem))
        if len(values) < len(self._parsers):
            return None
        return _Read(row, keyed_hash(values.pop("personal_id")), NewEvidence(**values))

    def _parse_code(self, text: str) -> str:
        return parse_choice(text.upper(), self._codes)

    def _parse_past_day(self, text: str) -> date:
        day = parse_date(text)
        if day > self._today:
            raise CellProblem(_("The day has not come yet."), _("Write the day on which it was shown."))
        return day


def _parse_level(text: str) -> int:
    return parse_int(text, least=LOWEST_LEVEL, most=HIGHEST_LEVEL)


def _parse_kind(text: str) -> EvidenceKind:
    if fold(text) == EvidenceKind.SELF_RATING:
        raise CellProblem(
            _("What people say of themselves cannot be brought in."),
            _("Leave the row out; officers rate themselves after signing in."),
        )
    return parse_choice(text, _KINDS)


def _parse_source(text: str) -> str:
    return parse_text(text, longest=LONGEST_SOURCE)


def _parse_note(text: str) -> str:
    return parse_text(text, longest=_LONGEST_NOTE) if text else ""


def _identify(rows: Sequence[_Read], report: EvidenceReport, *, by: Account) -> list[_Found]:
    """Return the rows with their officers; those nobody, or nobody in the province, has are errors."""
    hashes = {read.personal_id_hash for read in rows}
    officers = queries.list_officers_by_hash(hashes, province_codes=_provinces(by))
    found = []
    for read in rows:
        officer_id = officers.get(read.personal_id_hash)
        if officer_id is None:
            problem = CellProblem(
                _("No officer of this number is on the roster here."),
                _("Check the number, or bring in the roster first."),
            )
            report.errors.append(report.table.error_at(read.row, "personal_id", problem))
        else:
            found.append(_Found(read.row, EvidenceItem(officer_id, read.new)))
    return found


def _provinces(by: Account) -> frozenset[str] | None:
    """Return for whose officers a person may bring in evidence; None for everybody's."""
    return None if by.is_system else scopes(by, Role.DEPARTMENT, ScopeKind.UNIT)


def _new_ones(found: Sequence[_Found], report: EvidenceReport) -> list[EvidenceItem]:
    """Return what was neither recorded before nor comes earlier in the file.

    The same source with other values is a notice where it was recorded before, because the first row stays,
    and an error within the file, because nobody can tell which of the two is right.
    """
    known = queries.list_sources({line.item.officer_id for line in found})
    in_file: dict[SourceKey, tuple[int, str, date]] = {}
    new = []
    for line in found:
        key, values = line.key, line.values
        if key in known:
            if known[key] != values:
                report.notices.append(
                    _(
                        "Row %(row)d: this source is recorded already with other values; the first stays.",
                        row=line.row.number,
                    )
                )
        elif key not in in_file:
            in_file[key] = values
            new.append(line.item)
        elif in_file[key] != values:
            problem = CellProblem(
                _("The file has this source twice with different values."),
                _("Keep the row that is right, or give each its own source."),
            )
            report.errors.append(report.table.error_at(line.row, "source", problem))
    return new
