"""Shapes of options and of what is printed, shared by the commands of this domain."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from competency.services import EvidenceReport
from lms.commands import progress_bar
from lms.i18n import gettext as _
from lms.tables import CellProblem, parse_date
from people.services import RosterReport

INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Output(click.Path):
    """A file to write, refused before the work begins where its folder does not exist or is closed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or stop as for any wrong argument."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not os.access(path.parent, os.W_OK | os.X_OK):
            self.fail(
                f"không ghi được vào thư mục “{path.parent}”. Hãy tạo thư mục hoặc chọn nơi khác.", param, ctx
            )
        return path


BATCH = 500
_MOST_LINES = 50
OUTPUT = _Output(dir_okay=False, writable=True, path_type=Path)


class Day(click.ParamType):  # type: ignore[type-arg]  # generic only in the stubs of click 8.2
    """A day as dd/mm/yyyy or in ISO form."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or stop as for any wrong argument."""
        try:
            return value if isinstance(value, date) else parse_date(str(value))
        except CellProblem as problem:
            self.fail(str(problem), param, ctx)


def finish(report: RosterReport | EvidenceReport, *, is_stopped: bool) -> None:
    """Tell notices and errors; leave with status 1 if errors stopped the file."""
    for notice in report.notices:
        click.echo(notice)
    for error in report.errors:
        click.echo(str(error), err=True)
    if report.errors and (is_stopped or report.table.is_refused):
        click.echo(_("Nothing was changed."), err=True)
        raise click.exceptions.Exit(1)


def cut(officer_ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Cut officers into batches."""
    for start in range(0, len(officer_ids), size):
        yield officer_ids[start : start + size]


def with_progress(officer_ids: Sequence[int], size: int = BATCH) -> Iterator[Sequence[int]]:
    """Cut officers into batches, with a bar on a terminal and plain lines for long work elsewhere."""
    is_terminal = sys.stderr.isatty()
    total = len(officer_ids)
    lines = set(range(0, total, size)[:: max(1, total // size // _MOST_LINES)])
    with progress_bar(_("officers"), total) as bar:
        for number, batch in enumerate(cut(officer_ids, size)):
            yield batch
            done = number * size + len(batch)
            bar.update(len(batch))
            if not is_terminal and total > size and (number * size in lines or done == total):
                click.echo(f"{done}/{total}", err=True)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return lines with columns of equal width."""
    widths = [max(len(line[column]) for line in (headers, *rows)) for column in range(len(headers))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (headers, *rows)
    )


def json_text(document: Any) -> str:
    """Return a document as JSON that a person can read."""
    return json.dumps(document, ensure_ascii=False, indent=2)
