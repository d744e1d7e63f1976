"""`python -m bench`: measure, print the one table, and keep it as JSON."""

import argparse
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench.answers import BenchStopped
from bench.bulk import Contents
from bench.databases import ENGINES
from bench.pages import SMALL, Sizes
from bench.processes import ROOT
from bench.rows import FAILED, SLOW, Row, as_table, write_json
from bench.running import run
from bench.setting import Setting, open_setting
from lms import clock

RESULTS = ROOT / "bench" / "results"
ROSTER_ROWS = 10_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 1 only where something did not work, never because it was slow."""
    asked = _parser().parse_args(arguments)
    began = time.perf_counter()
    setting = open_setting(asked.database, asked.officers, is_fresh=asked.fresh, folder=asked.folder)
    try:
        sizes, roster = (
            (SMALL, asked.roster or 100) if asked.quick else (Sizes(), asked.roster or ROSTER_ROWS)
        )
        rows, contents = run(setting, sizes, roster, _tell)
    except BenchStopped as stopped:
        _tell(str(stopped))
        return 1
    finally:
        setting.engine.stop()
    day = f"{clock.today():%Y-%m-%d}"
    path = asked.results / f"{setting.engine_name}-{setting.officers}-{day}.json"
    write_json(path, rows, _about(setting, contents, time.perf_counter() - began))
    sys.stdout.write(_report(setting, rows, contents, path))
    return 1 if any(row.verdict == FAILED for row in rows) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--database", choices=ENGINES, default="sqlite", help="the engine")
    parser.add_argument("--officers", type=int, default=250_000, help="how large the world is")
    parser.add_argument("--fresh", action="store_true", help="fill a new database, even if one is there")
    parser.add_argument("--quick", action="store_true", help="a few times only: to see that it works")
    parser.add_argument("--roster", type=int, help="rows of the roster that is brought in")
    parser.add_argument("--folder", type=Path, help="where the database lies; else in instance/")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the JSON goes")
    return parser


def _about(setting: Setting, contents: Contents, seconds: float) -> dict[str, object]:
    return {
        "engine": setting.engine_name,
        "officers": setting.officers,
        "day": f"{clock.today():%Y-%m-%d}",
        "seconds": round(seconds, 1),
        "cores": psutil.cpu_count(),
        "memory_mib": psutil.virtual_memory().total // 1024 // 1024,
        "python": platform.python_version(),
        "rows_per_officer": contents.rows_by_table,
        "kib_per_officer": contents.kib_by_table,
    }


def _report(setting: Setting, rows: Sequence[Row], contents: Contents, path: Path) -> str:
    people = f"{setting.officers:,}".replace(",", ".")
    head = f"\n{setting.engine_name}, {people} cán bộ, {psutil.cpu_count()} lõi"
    each = _first_of(contents.rows_by_table)
    room = _first_of(contents.kib_by_table)
    slow = sum(row.verdict == SLOW for row in rows)
    tail = f"Dòng mỗi cán bộ: {each}\nKiB mỗi cán bộ: {room}\n{slow} dòng vượt ngân sách. Ghi tại {path}\n"
    return "\n".join([head, as_table(rows), tail])


def _first_of(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {figure:.2f}" for name, figure in list(figures.items())[:10])


def _tell(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
