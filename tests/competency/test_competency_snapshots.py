"""Figures that are kept: they equal what is counted anew, and those of quarter ends never change."""

from datetime import date, timedelta

import pytest
from factories import make_evidence, make_officer, make_organisation, make_post, make_unit
from nights import pass_night, rows_of
from sqlalchemy import delete, event, func, select, text, update
from sqlalchemy.engine import Engine

from competency import queries
from competency.models import CoverageLine, CoverageSlice, CoverageSnapshot, SnapshotDay, Standing
from competency.queries import CountSource, Cut
from competency.rules import is_quarter_end
from competency.services.snapshots import SnapshotFrozen, count_nation, count_province
from lms.database import db, transaction
from lms.models import AuditEntry
from lms.queries import get_system_account
from people.queries import get_unit
from tests.reports.conftest import statements

START = date(2026, 12, 30)
QUARTER_END = date(2026, 12, 31)
NEW_YEAR = date(2027, 1, 1)
UNITS = (None, "19", "24", "19001", "19003", "24001")


@pytest.fixture(autouse=True)
def people(at):
    """Two provinces; somebody with posts in both, somebody with two posts in one commune."""
    at(START)
    tan_hoa, dong_tam = make_unit(), make_unit("19003", "Phường Đồng Tâm")
    elsewhere = make_unit("24001", "Xã Hữu Lũng", parent="24")
    for number, unit in enumerate((tan_hoa, tan_hoa, dong_tam, elsewhere)):
        post = make_post(
            make_officer(f"Lò Thị {number}", unit=unit), "VT12", organisation=make_organisation(unit)
        )
        make_evidence(post.officer, "B3", 2, earned_on=START - timedelta(days=363 + number))
        make_evidence(post.officer, "C2", 1, earned_on=START - timedelta(days=10))
    two = make_officer("Vũ Văn Ánh")
    make_post(two, "VT14")
    make_post(two, "VT09", is_main=False, organisation=make_organisation(name="Văn phòng"))
    make_post(two, "VT09", is_main=False, organisation=make_organisation(elsewhere, "Văn phòng"))


ALWAYS_KEPT = (Cut.PROVINCE, Cut.COMMUNE, Cut.POSITION, Cut.COMPETENCY)


def figures(on=None, cuts=ALWAYS_KEPT):
    """All figures of all units by what is kept of every day, or by other cuts."""
    db.session.rollback()
    found = {}
    for code in UNITS:
        for cut in cuts:
            counted = queries.count_coverage(get_unit(code) if code else None, by=cut, on=on)
            found[code, cut.value] = counted.rows, counted.officers
    return found


def sources(on=None):
    return {
        code: queries.count_coverage(get_unit(code) if code else None, by=Cut.POSITION, on=on).source
        for code in UNITS
    }


def forget_kept(day):
    with transaction():
        for table in (CoverageLine, CoverageSnapshot, SnapshotDay):
            db.session.execute(delete(table).where(table.day == day))


def test_people_are_counted_once_however_they_are_cut():
    by_competency = queries.count_coverage(get_unit("19"), by="competency")
    b10 = next(row for row in by_competency.rows if row.key == "B10")
    everywhere = queries.count_coverage(None, by="position")

    assert by_competency.officers == 4
    assert (b10.officers, b10.required) == (4, 5)
    assert everywhere.officers == 5
    assert {row.key: row.officers for row in everywhere.rows} == {"VT09": 1, "VT12": 4, "VT14": 1}


def test_what_the_night_keeps_equals_what_is_counted_live():
    live = figures(cuts=Cut)
    pass_night()

    kept = figures(cuts=Cut)

    assert kept == live
    assert sources() == dict.fromkeys(UNITS, CountSource.LIVE) | {None: CountSource.PROVISIONAL}


def test_a_day_that_is_over_is_counted_again_with_everything_that_happened_on_it(at):
    pass_night()
    post = make_post(make_officer("Hà Văn Páo"))
    make_evidence(post.officer, "B10", 2)
    at(QUARTER_END)
    live_then = figures(START)

    pass_night()

    assert figures(START) == live_then
    assert sources(START)[None] == sources(START)["19"] == CountSource.FINAL
    assert sources(START)["19001"] == CountSource.HISTORY
    forget_kept(START)
    assert figures(START) == live_then
    assert sources(START)[None] == CountSource.HISTORY


def test_a_quarter_end_is_frozen_when_it_is_over(at):
    at(QUARTER_END)
    pass_night()
    counted = {key: value for key, value in figures().items() if key[0] is not None}
    assert db.session.get(SnapshotDay, QUARTER_END).state == "provisional"
    at(NEW_YEAR)

    pass_night()

    assert sources(QUARTER_END) == dict.fromkeys(UNITS, CountSource.FROZEN)
    frozen = figures(QUARTER_END)
    assert {key: value for key, value in frozen.items() if key[0] is not None} == counted
    event = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "coverage:frozen")).one()
    assert event.target_id == "2026-12-31"


@pytest.fixture
def frozen(at):
    at(QUARTER_END)
    pass_night()
    at(NEW_YEAR)
    pass_night()
    return figures(QUARTER_END)


def test_frozen_figures_never_change_whatever_happens_to_the_history(frozen, at):
    make_post(make_officer("Hà Văn Páo"), "VT12")
    with transaction():
        db.session.execute(update(Standing).values(status="met"))
    at(date(2027, 4, 2))
    pass_night()
    with transaction():
        db.session.execute(delete(Standing))

    assert figures(QUARTER_END) == frozen


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(lambda by: count_province(QUARTER_END, "19", with_detail=True, by=by), id="province"),
        pytest.param(lambda by: count_nation(QUARTER_END, with_detail=True, by=by), id="nation"),
    ],
)
def test_a_frozen_quarter_cannot_be_counted_again(frozen, count):
    before = rows_of(CoverageLine, CoverageSnapshot, SnapshotDay)
    by = get_system_account()

    with pytest.raises(SnapshotFrozen, match="31/12/2026"), transaction():
        count(by)

    assert rows_of(CoverageLine, CoverageSnapshot, SnapshotDay) == before


def test_a_quarter_end_whose_night_was_missed_is_frozen_as_it_was(at):
    at(START)
    pass_night()
    at(date(2027, 1, 3))
    make_post(make_officer("Hà Văn Páo"), "VT12")

    pass_night()

    assert db.session.get(SnapshotDay, QUARTER_END).state == "frozen"
    assert figures(QUARTER_END)[None, "position"][1] == 5
    assert figures(date(2027, 1, 3))[None, "position"][1] == 6


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        ((3, 31), True),
        ((6, 30), True),
        ((9, 30), True),
        ((12, 31), True),
        ((12, 30), False),
        ((11, 30), False),
    ],
)
def test_quarters_end_four_times_a_year(day, is_one):
    assert is_quarter_end(date(2026, *day)) is is_one


def test_the_full_grain_is_there_for_the_latest_day_and_quarter_ends_only(frozen, at):
    at(date(2027, 1, 3))
    pass_night()

    days = db.session.scalars(select(CoverageSnapshot.day).distinct().order_by(CoverageSnapshot.day)).all()
    assert days == [QUARTER_END, date(2027, 1, 3)]
    kept = db.session.scalars(select(SnapshotDay.day).where(SnapshotDay.has_detail).order_by(SnapshotDay.day))
    assert kept.all() == days


def test_postgresql_knows_at_once_how_many_slices_a_night_has_kept(world):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite plans by the keys")
    pass_night()
    kept = db.session.scalar(select(func.count()).select_from(CoverageSlice))

    known = db.session.scalar(text("SELECT reltuples FROM pg_class WHERE relname = 'coverage_slices'"))

    assert 0 < kept == known


def test_the_full_grain_adds_up_to_the_lines(frozen):
    cells = db.session.scalars(select(CoverageSnapshot).where(CoverageSnapshot.day == QUARTER_END)).all()
    line = db.session.get(CoverageLine, (QUARTER_END, "VN", "", ""))

    for status in ("met", "expiring", "expired", "below", "unproven"):
        assert sum(getattr(cell, status) for cell in cells) == getattr(line, status)
    assert line.officers == 5
    assert line.expired == 2


def plans_of(deed):
    """How SQLite looks up each statement of a deed."""
    found = []

    def note(_connection, cursor, statement, parameters, _context, _many):
        if statement.startswith("SELECT"):
            plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(row[3] for row in plan)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        deed()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return found


@pytest.mark.parametrize("cut", list(Cut))
@pytest.mark.parametrize("code", ["19", "19001"])
@pytest.mark.parametrize("on", [None, START - timedelta(days=1)], ids=["today", "past"])
def test_figures_of_a_unit_never_read_all_standings(world, cut, code, on):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("its plans depend on how many rows there are")
    unit = get_unit(code)

    steps = plans_of(lambda: queries.count_coverage(unit, by=cut, on=on))

    read = [step for step in steps if "standings" in step]
    assert read
    assert not [step for step in read if step.startswith("SCAN")]


@pytest.mark.parametrize("cut", list(Cut))
def test_a_count_takes_few_statements(cut):
    with statements() as found:
        queries.count_coverage(None, by=cut)

    assert len(found) <= 6
