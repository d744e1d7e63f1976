"""From raw text to checked rows: old encodings, headers, limits, cells that cannot be read."""

from collections.abc import Sequence

from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.tables.conversion import convert_body
from lms.tables.excel import column_letter
from lms.tables.headers import Header, read_header
from lms.tables.shapes import (
    CellError,
    CellProblem,
    Column,
    FileProblem,
    Limits,
    RawRow,
    Row,
    Sheet,
    Table,
)
from lms.tables.sources import Source, read_sheet
from lms.text import clean

DEFAULT_LIMITS = Limits()


def read_table(source: Source, *, columns: Sequence[Column], limits: Limits = DEFAULT_LIMITS) -> Table:
    """Return the rows of a CSV or XLSX file as text, with everything that is wrong.

    Nothing a user can do wrong raises: refusals are in ``Table.errors``. If the file or its header is
    refused there are no rows. A row with a cell that cannot be read is in ``faulty_rows`` only.

    Args:
        source: path, or binary file from its beginning.
        columns: every column the importer knows; the file may have no other.
        limits: size of the file, of its unpacked content, and number of rows.
    """
    try:
        sheet = read_sheet(source, limits)
    except FileProblem as error:
        return Table(errors=[CellError(error.row, None, error.value, error.problem, error.remedy)])
    table = Table(notices=sheet.notices)
    if not sheet.rows:
        table.errors.append(_no_rows())
        return table
    header = read_header(sheet, columns)
    table.headers, table.errors = header.labels, header.errors
    if not table.errors:
        _read_rows(table, sheet, header, columns, limits)
    return table


def _read_rows(table: Table, sheet: Sheet, header: Header, columns: Sequence[Column], limits: Limits) -> None:
    body = [row for row in sheet.rows if row.number > header.row]
    if len(body) > limits.rows:
        table.errors.append(_too_many_rows(limits))
        return
    table.notices += _merged_cells(sheet, header)
    notices, samples = convert_body(body, header.names)
    table.notices += notices
    table.readings += [*header.readings, *samples]
    empty = dict.fromkeys((column.name for column in columns), "")
    examples = {column.name: clean(column.example) for column in columns}
    for raw in body:
        row = _row(raw, header, empty)
        errors = _row_errors(raw, header)
        if errors:
            table.errors += errors
            table.faulty_rows.append(row)
        elif _is_example(row, examples, header):
            table.notices.append(_("Row %(row)d, the example of the template, was left out.", row=row.number))
        else:
            table.rows.append(row)
    if not table.rows and not table.faulty_rows:
        table.errors.append(_no_rows())


def _row(raw: RawRow, header: Header, empty: dict[str, str]) -> Row:
    cells = dict(enumerate(raw.cells))
    found = {name: clean(cells.get(position, "")) for position, name in header.names.items()}
    return Row(raw.number, empty | found)


def _row_errors(raw: RawRow, header: Header) -> list[CellError]:
    errors = []
    for position, cell in enumerate(raw.cells):
        if position in header.passed_over:
            continue
        name = header.names.get(position)
        problem = raw.faults.get(position)
        if name is None and cell.strip():
            problem = _without_header()
        if problem:
            label = header.labels[name] if name else column_letter(position + 1)
            errors.append(CellError(raw.number, label, clean(cell), problem.problem, problem.remedy))
    return errors


def _is_example(row: Row, examples: dict[str, str], header: Header) -> bool:
    """Tell whether the row is the example row of the template, as it came."""
    has_example = any(examples[name] for name in header.labels)
    return has_example and all(row.values[name] == examples[name] for name in header.labels)


def _merged_cells(sheet: Sheet, header: Header) -> list[str]:
    below = [merge.reference for merge in sheet.merges if merge.first_row > header.row]
    if not below:
        return []
    return [
        ngettext(
            "%(num)d group of cells is merged (%(first)s); only its first cell has a value.",
            "%(num)d groups of cells are merged (first %(first)s); only the first cell of each has a value.",
            len(below),
            first=below[0],
        )
    ]


def _without_header() -> CellProblem:
    return CellProblem(
        _("The column has no header."), _("Give it a header of the template, or empty its cells.")
    )


def _no_rows() -> CellError:
    return CellError(
        None,
        None,
        "",
        _("The sheet has no data rows."),
        _("Put the table on the first sheet, one row for each entry below the header row."),
    )


def _too_many_rows(limits: Limits) -> CellError:
    return CellError(
        None,
        None,
        "",
        _("The table has more than %(rows)d rows.", rows=limits.rows),
        _("Split the table into several files."),
    )
