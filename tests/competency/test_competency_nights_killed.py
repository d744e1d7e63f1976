"""The nightly pass as a real process that is killed at any moment: nothing is lost, nothing is done twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from factories import make_evidence, make_officer, make_organisation, make_post, make_unit
from nights import pass_night, rows_of
from sqlalchemy import select

from competency.models import NightlyPass
from lms import clock
from lms.database import db
from lms.models import AuditEntry

ROOT = Path(__file__).resolve().parent.parent.parent
DAYS = 12
OFFICERS = 40


@pytest.fixture
def address(app, world):
    """The address of the database under test, for another process."""
    server = world.server
    if world.app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return f"sqlite:///{server.folder / server.current}"
    before, _slash, after = server.url.partition("/postgres?")
    return f"{before}/{server.current}?{after}"


@pytest.fixture
def environment(world, address, tmp_path):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "DATABASE_URL": address,
        "JOBS_URL": f"sqlite:///{tmp_path}/jobs.db",
        "FILES_URL": f"{tmp_path}/files",
        "MAIL_URL": f"{tmp_path}/mail",
        "SECRET_KEY": world.app.config["SECRET_KEY"],
        "DATA_KEY": world.app.config["DATA_KEY"],
    }


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


def expire(environment):
    command = [sys.executable, "-c", "from app import main; main()", "expire"]
    return subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def kill_somewhere(environment, lines):
    """Kill the pass after so many lines of progress, a little later each time; tell whether it was alive."""
    process = expire(environment)
    for _line in range(lines):
        if not process.stderr.readline():
            break
    time.sleep(lines % 7 / 500)
    process.send_signal(signal.SIGKILL)
    was_alive = process.wait(timeout=60) == -signal.SIGKILL
    process.stdout.close()
    process.stderr.close()
    return was_alive


def test_killed_again_and_again_it_ends_as_if_undisturbed(world, still, environment):
    today = clock.today()
    live_until(still, today)
    world.let_go()

    killed = sum(kill_somewhere(environment, lines) for lines in (1, 5, 2, 11, 3, 7))
    last = expire(environment)
    output, trouble = last.communicate(timeout=120)

    assert last.returncode == 0, trouble
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


def test_the_command_only_looks_at_a_day_to_come_and_twice_says_nothing_to_do(world, environment):
    make_post()
    world.let_go()

    def run(*arguments):
        command = [sys.executable, "-c", "from app import main; main()", "expire", *arguments]
        return subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
        )

    future = run("--on", (clock.today() + timedelta(days=1)).isoformat())
    wrong, first, again = run("--on", "31/02/2026"), run(), run()

    assert (future.returncode, wrong.returncode, first.returncode, again.returncode) == (0, 2, 0, 0)
    assert (clock.today() + timedelta(days=1)).strftime("%d/%m/%Y") in future.stdout
    assert "Traceback" not in future.stderr + wrong.stderr
    assert first.stdout != again.stdout
    assert db.session.query(NightlyPass).count() == 1
    assert db.session.get(NightlyPass, clock.today()) is not None
