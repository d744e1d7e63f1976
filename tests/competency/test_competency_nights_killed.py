"""The nightly pass as a real process that is killed at any moment: nothing is lost, nothing is done twice."""

from datetime import timedelta

import pytest
from factories import make_evidence, make_officer, make_organisation, make_post, make_unit
from nights import pass_night, rows_of
from processes import CommandLine, kill
from sqlalchemy import select

from competency.models import NightlyPass
from lms import clock
from lms.database import db
from lms.models import AuditEntry

DAYS = 12
OFFICERS = 40


@pytest.fixture
def commands(app, world, tmp_path):
    """`lms` as a process on the database of the test."""
    started = CommandLine(world, tmp_path)
    yield started
    started.stop()


def live_until(still, day):
    """People, and nights up to a day on which the pass was last done; then the machine stood still."""
    now = clock.now()
    still(now - timedelta(days=DAYS))
    units = [
        make_unit(),
        make_unit("19003", "Phường Đồng Tâm"),
        make_unit("24001", "Xã Hữu Lũng", parent="24"),
    ]
    for number in range(OFFICERS):
        unit = units[number % 3]
        starts_on = clock.today() - timedelta(days=170 + number % 12)
        post = make_post(
            make_officer(f"Lò Thị {number}", unit=unit),
            "VT12",
            organisation=make_organisation(unit),
            starts_on=starts_on,
        )
        make_evidence(post.officer, "B3", 2, earned_on=clock.today() - timedelta(days=360 + number % 5))
    pass_night()
    still(now)
    assert clock.today() == day


def kill_somewhere(commands, lines):
    """Kill the pass after so many lines of progress, a little later each time; tell whether it was alive."""
    process = commands.start("expire")
    for _line in range(lines):
        if not process.stdout.readline():
            break
    return kill(process)


def test_killed_again_and_again_it_ends_as_if_undisturbed(world, still, commands):
    today = clock.today()
    live_until(still, today)
    world.let_go()

    killed = sum(kill_somewhere(commands, lines) for lines in (1, 5, 2, 11, 3, 7))
    status, output = commands.run("expire")

    assert status == 0, output
    assert killed >= 4
    nights = db.session.scalars(select(AuditEntry.target_id).where(AuditEntry.event == "night:passed")).all()
    assert sorted(nights) == [(today - timedelta(days=DAYS - day)).isoformat() for day in range(DAYS + 1)]
    disturbed = rows_of()
    assert today.strftime("%d/%m/%Y") in output
    world.let_go()
    for _app in world.fresh(world.reference):
        live_until(still, today)
        pass_night()
        undisturbed = rows_of()
    for name, rows in undisturbed.items():
        assert disturbed[name] == rows, name


def test_the_command_only_looks_at_a_day_to_come_and_twice_says_nothing_to_do(world, commands):
    make_post()
    world.let_go()

    future = commands.run("expire", "--on", (clock.today() + timedelta(days=1)).isoformat())
    wrong = commands.run("expire", "--on", "31/02/2026")
    first, again = commands.run("expire"), commands.run("expire")

    assert [status for status, _said in (future, wrong, first, again)] == [0, 2, 0, 0]
    assert (clock.today() + timedelta(days=1)).strftime("%d/%m/%Y") in future[1]
    assert "Traceback" not in future[1] + wrong[1]
    assert first[1] != again[1]
    assert db.session.query(NightlyPass).count() == 1
    assert db.session.get(NightlyPass, clock.today()) is not None
