"""The bench runs through on a small world and leaves no line of DESIGN 7 out; being fast plays no part."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from synthetic_world import lend

from bench.pages import SMALL
from bench.rows import Budget, as_table, percentile, row_of
from bench.running import NARROWED, choose_cast, inside

ROOT = Path(__file__).resolve().parent.parent.parent
INSIDE = {
    "me.statements", "me.cpu", "home.statements", "home.cpu", "matrix.cpu", "case.step.cpu", "case.page.cpu",
    "quiz.save.cpu", "case.submit.cpu", "quiz.submit.cpu", "quiz.whole.cpu",
}  # fmt: skip
OUTSIDE = {
    "sign_in", "me.p95", "me.rate", "home.p95", "home.rate", "matrix.p95", "province.p95", "nation.p95",
    "case.submit.p95", "quiz.submit.p95", "visit.first", "visit.repeated", "web.memory",
    *(f"{place}.{key}.p95" for place in ("province", "nation") for key, _name, _query in NARROWED),
}  # fmt: skip
BULK = {
    "fill.seconds", "night.seconds", "rebuild.seconds", "rebuild.memory", "check.seconds",
    "equality.differences", "export.seconds", "export.memory", "export.two_million", "roster.seconds",
    "database.kib", "database.rows", "machine.pace",
}  # fmt: skip


@pytest.fixture
def synthetic(world):
    yield from lend(world)


def test_what_is_measured_inside_the_application_has_every_line(synthetic):
    rows = list(inside(synthetic, choose_cast(synthetic, SMALL), SMALL))

    assert {row.key for row in rows} == INSIDE
    assert all(row.median > 0 for row in rows)


def test_the_bench_runs_through_and_keeps_every_line(tmp_path):
    command = [sys.executable, "-m", "bench", "--officers", "200", "--quick"]
    folders = ["--folder", str(tmp_path / "world"), "--results", str(tmp_path / "results")]

    done = subprocess.run([*command, *folders], cwd=ROOT, capture_output=True, text=True, timeout=600)  # noqa: S603

    assert done.returncode == 0, done.stderr[-2000:]
    (path,) = (tmp_path / "results").glob("sqlite-200-*.json")
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert {row["key"] for row in kept["rows"]} == INSIDE | OUTSIDE | BULK
    differences = next(row for row in kept["rows"] if row["key"] == "equality.differences")
    assert differences["median"] == 0
    assert kept["rows_per_officer"]["standings"] > 20
    assert "Kết luận" in done.stdout


@pytest.mark.parametrize(
    ("figures", "budget", "verdict"),
    [
        ([5.0, 7.0, 6.0], Budget(6), "đạt"),
        ([5.0, 7.0, 6.1], Budget(6), "chậm"),
        ([5.0, 5.0, 90.0], Budget(6, is_by_p95=True), "chậm"),
        ([251.0], Budget(250, is_floor=True), "đạt"),
        ([249.0], Budget(250, is_floor=True), "chậm"),
        ([3.0], None, "–"),
    ],
    ids=["within", "above", "the slow ones count", "enough", "too few", "no budget"],
)
def test_a_figure_is_held_against_its_budget(figures, budget, verdict):
    row = row_of("key", "Việc", figures, "ms", budget)

    assert row.verdict == verdict
    assert verdict in as_table([row])


def test_ninety_five_of_a_hundred_stay_below():
    assert percentile(list(range(1, 101))) == 95
