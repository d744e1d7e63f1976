"""The table of a coverage page as a file: the same filter, order, day and lines."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

from flask.typing import ResponseReturnValue

from lms.auth import actor
from lms.pages import send_bytes
from lms.pdf import in_chunks, printable, render_pdf
from lms.tables import XLSX, Figures, csv_cells, write_figures
from reports.queries.comparisons import get_comparison
from reports.queries.coverage import get_coverage, get_scope_unit
from reports.queries.figure_tables import FigureTable, table_of
from reports.views.blueprint import bp
from reports.views.coverage import CUT_WORDS, read_question


@bp.get("/coverage/<unit_code>.csv")
def download_coverage(unit_code: str) -> ResponseReturnValue:
    """Give the whole table as a file a spreadsheet opens; what it means stands below it."""
    table, name = _find(unit_code)
    target = StringIO()
    target.write("\ufeff")  # spreadsheets take the file for UTF-8 only with this mark
    writer = csv.writer(target)
    writer.writerow(table.headers)
    writer.writerows(csv_cells("" if value is None else value for value in row) for row in table.rows)
    writer.writerow([])
    writer.writerows(csv_cells(note) for note in table.notes)
    return send_bytes(target.getvalue().encode(), f"{name}.csv", "text/csv; charset=utf-8")


@bp.get("/coverage/<unit_code>.xlsx")
def download_coverage_xlsx(unit_code: str) -> ResponseReturnValue:
    """Give the whole table as a workbook with real numbers; what it means stands on the second sheet."""
    table, name = _find(unit_code)
    target = BytesIO()
    write_figures(target, Figures(table.title, table.headers, 2, table.rows, table.notes))
    return send_bytes(target.getvalue(), f"{name}.xlsx", XLSX)


@bp.get("/coverage/<unit_code>.pdf")
def download_coverage_pdf(unit_code: str) -> ResponseReturnValue:
    """Give the whole table to print."""
    table, name = _find(unit_code)
    paper = render_pdf(
        "reports/pdf/coverage.html",
        table=table,
        chunks=in_chunks(table.rows),
        words=printable,
        share_columns=[number for number, header in enumerate(table.headers) if "%" in header],
    )
    return send_bytes(paper, f"{name}.pdf", "application/pdf")


def _find(unit_code: str) -> tuple[FigureTable, str]:
    """Return the table that is asked for, and a name for its file."""
    account = actor()
    unit = get_scope_unit(unit_code, visible_to=account)
    question = read_question()
    coverage = get_coverage(unit, question, visible_to=account)
    comparison = get_comparison(coverage, unit, question, visible_to=account)
    table = table_of(coverage, comparison, str(CUT_WORDS[coverage.by]))
    narrowed: Sequence[Any] = [value for value in coverage.only.parameters.values() if value.isascii()]
    words = [unit_code, coverage.by.value, *narrowed, coverage.on.isoformat()]
    return table, "coverage-" + "-".join(
        "".join(sign for sign in word if sign.isalnum() or sign in "_-") for word in words
    )
