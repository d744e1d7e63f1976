"""Work on everything at once: rebuilding, checking, taking away, bringing in, and how much room it takes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import func, select

from bench.answers import BenchStopped
from bench.burst import do_random_deeds, write_roster
from bench.pages import Sizes
from bench.processes import Done
from bench.rows import Budget, Row, row_of
from bench.setting import DATABASE, Setting
from lms.database import Base, db

ROSTER_DATABASE = "roster"
ROSTER_PROVINCE = "01"
EXPORTED_ROWS = 2_000_000
_DIFFERENCES = re.compile(r"^differences: (\d+)$", re.MULTILINE)
_KIB, _MOST_MIB = 1024, 2048


def command_rows(key: str, name: str, done: Done, seconds: float | None, mib: float | None) -> Iterator[Row]:
    """Return the lines of a command: how long it took, and how much memory it held."""
    budget = Budget(seconds) if seconds is not None else None
    yield row_of(f"{key}.seconds", f"{name}: thời gian", [done.seconds], "s", budget, done.peak_mib)
    if mib is not None:
        yield row_of(f"{key}.memory", f"{name}: bộ nhớ", [done.peak_mib], "MiB", Budget(mib))


def rebuild_rows(setting: Setting) -> Iterator[Row]:
    """Rebuild every standing."""
    done = setting.lms("recompute", "--all")
    yield from command_rows("rebuild", "Tính lại toàn bộ mức đạt", done, 120, _MOST_MIB)


def equality_rows(setting: Setting, app: Flask, sizes: Sizes) -> Iterator[Row]:
    """Compare every standing with a recomputation, after a burst of random deeds."""
    with app.app_context():
        do_random_deeds(sizes.operations, Random())  # noqa: S311 - another burst every time
        db.session.remove()
    done = setting.lms("recompute", "--all", "--check", may_fail=True)
    found = _DIFFERENCES.search(done.output)
    if found is None:
        raise BenchStopped(f"recompute --check says nothing: {done.output[-1000:]}")
    name = f"Khác biệt sau {sizes.operations} việc ngẫu nhiên (recompute --all --check)"
    yield row_of("equality.differences", name, [int(found[1])], "dòng", Budget(0), done.peak_mib)
    yield from command_rows("check", "Đối chiếu toàn bộ", done, None, None)


def export_rows(setting: Setting) -> Iterator[Row]:
    """Take every standing away as CSV."""
    path = setting.folder / "standings.csv"
    done = setting.lms("export-standings", "--unit", "VN", str(path))
    rows = _count_lines(path) - 1
    path.unlink()
    name = f"CSV {rows / 1_000_000:.2f} triệu mức đạt".replace(".", ",")
    yield from command_rows("export", name, done, None, 200)
    per_million = [done.seconds * EXPORTED_ROWS / max(rows, 1)]
    yield row_of("export.two_million", "CSV, tính cho 2 triệu dòng", per_million, "s", Budget(20))


def roster_rows(setting: Setting, app: Flask, rows: int) -> Iterator[Row]:
    """Bring a roster into a new database."""
    setting.engine.drop(ROSTER_DATABASE)
    setting.lms("init", database=ROSTER_DATABASE)
    path = setting.folder / "roster.csv"
    with app.app_context():
        count = write_roster(path, ROSTER_PROVINCE, rows, Random(1))  # noqa: S311 - an invented roster
        db.session.remove()
    done = setting.lms("import-roster", str(path), "--province", ROSTER_PROVINCE, database=ROSTER_DATABASE)
    path.unlink()
    setting.engine.drop(ROSTER_DATABASE)
    yield from command_rows("roster", f"Nhập danh sách {count} dòng", done, 20, None)


@dataclass(frozen=True, slots=True)
class Contents:
    """What falls to one officer: of the whole database, and of each table, the largest first."""

    kib: float
    rows_by_table: dict[str, float]
    kib_by_table: dict[str, float]


def database_rows(contents: Contents) -> Iterator[Row]:
    """Return how much room an officer takes."""
    yield row_of("database.kib", "Cơ sở dữ liệu mỗi cán bộ", [contents.kib], "KiB", Budget(40))
    total = sum(contents.rows_by_table.values())
    yield row_of("database.rows", "Số dòng mỗi cán bộ, mọi bảng", [total], "dòng")


def count_contents(setting: Setting, app: Flask) -> Contents:
    """Return rows and room for one officer."""
    with app.app_context():
        counts = {
            name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }
        db.session.remove()
    officers = max(1, counts["officers"])
    sizes = {name: size / _KIB for name, size in setting.engine.table_bytes(DATABASE).items()}
    whole = setting.engine.size_bytes(DATABASE) / _KIB
    return Contents(round(whole / officers, 2), _for_one(counts, officers), _for_one(sizes, officers))


def _for_one(figures: Mapping[str, float], officers: int) -> dict[str, float]:
    each = {name: round(figure / officers, 3) for name, figure in figures.items()}
    return {name: figure for name, figure in sorted(each.items(), key=lambda pair: -pair[1]) if figure}


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
