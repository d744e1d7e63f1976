"""The one table: what was measured, against what budget, and the same as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

PASSED, SLOW, NO_BUDGET, FAILED = "đạt", "chậm", "–", "lỗi"
HEADERS = ("Công việc", "Số lần", "Trung vị", "p95", "Ngân sách", "Kết luận", "Bộ nhớ đỉnh")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Args:
        key: the word other programs know it by.
        work: what was done, for people.
        unit: of the figures, such as "ms".
        runs: how often it was measured.
        median: the middle figure, or the only one.
        p95: what 95 of 100 stayed below; None for a single figure.
        budget: of DESIGN 7; None where it sets none.
        is_floor: whether the figure must be at least the budget, not at most.
        is_by_p95: whether the budget is about the p95.
        peak_mib: the most memory that was held, if it was measured.
    """

    key: str
    work: str
    unit: str
    runs: int
    median: float
    p95: float | None = None
    budget: float | None = None
    is_floor: bool = False
    is_by_p95: bool = False
    peak_mib: float | None = None

    @property
    def verdict(self) -> str:
        """Return whether the budget is kept."""
        if not self.runs:
            return FAILED
        if self.budget is None:
            return NO_BUDGET
        figure = self.p95 if self.is_by_p95 and self.p95 is not None else self.median
        is_kept = figure >= self.budget if self.is_floor else figure <= self.budget
        return PASSED if is_kept else SLOW


@dataclass(frozen=True, slots=True)
class Budget:
    """What DESIGN 7 allows."""

    limit: float
    is_by_p95: bool = False
    is_floor: bool = False


def row_of(
    key: str,
    work: str,
    figures: Sequence[float],
    unit: str,
    budget: Budget | None = None,
    peak: float | None = None,
) -> Row:
    """Return the line of some figures."""
    ordered = sorted(figures)
    return Row(
        key=key,
        work=work,
        unit=unit,
        runs=len(ordered),
        median=median(ordered),
        p95=percentile(ordered) if len(ordered) > 1 else None,
        budget=budget.limit if budget else None,
        is_floor=budget.is_floor if budget else False,
        is_by_p95=budget.is_by_p95 if budget else False,
        peak_mib=peak,
    )


def failed_row(key: str, work: str) -> Row:
    """Return the line of something that did not work, so that nothing is missing unseen."""
    return Row(key=key, work=work, unit="", runs=0, median=0)


def percentile(ordered: Sequence[float], share: float = 0.95) -> float:
    """Return the figure that this share of the ordered figures does not exceed."""
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def as_table(rows: Sequence[Row]) -> str:
    """Return the table as text."""
    lines = [HEADERS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADERS))]
    texts = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join([texts[0], "─" * len(texts[0]), *texts[1:]])


def write_json(path: Path, rows: Sequence[Row], about: dict[str, Any]) -> None:
    """Write the table and what it is about."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {**about, "rows": [{**asdict(row), "verdict": row.verdict} for row in rows]}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    sign = "≥" if row.is_floor else "≤"
    budget = (
        ""
        if row.budget is None
        else f"{'p95 ' if row.is_by_p95 else ''}{sign} {_figure(row.budget)} {row.unit}"
    )
    return (
        row.work,
        str(row.runs),
        f"{_figure(row.median)} {row.unit}",
        "" if row.p95 is None else f"{_figure(row.p95)} {row.unit}",
        budget,
        row.verdict,
        "" if row.peak_mib is None else f"{row.peak_mib:.0f} MiB",
    )


def _figure(number: float) -> str:
    """Return a number as Vietnamese write it: points between thousands, a comma before decimals."""
    large = 100
    text = f"{number:,.0f}" if number >= large or number == int(number) else f"{number:,.1f}"
    return text.translate(str.maketrans(",.", ".,"))
