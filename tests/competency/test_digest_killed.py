"""A real `lms digest`, killed with SIGKILL while it sends, and started again: nobody gets two or none."""

import os
import signal
import subprocess
import sys
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path
from time import monotonic

import pytest
from factories import make_account, make_officer, make_post
from post_office import open_post_office
from sqlalchemy import select

from competency.models import Digest
from lms.database import db

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = 30
PATIENCE = 60


@pytest.fixture
def people(app):
    """Officers with gaps and accounts; their addresses."""
    addresses = [f"nguoi{number}@vidu.vn" for number in range(PEOPLE)]
    for address in addresses:
        make_post(make_officer(account=make_account(email=address)))
    db.session.remove()
    return addresses


@pytest.fixture
def command(world, tmp_path):
    """Start `lms digest` on the database of the test: ``command(mail_url)``."""
    server = world.server
    if world.app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        url = f"sqlite:///{server.folder / server.current}"
    else:
        url = server.uri.replace("/postgres?", f"/{server.current}?")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = {
        **kept,
        "DATABASE_URL": url,
        "JOBS_URL": f"sqlite:///{tmp_path}/jobs.db",
        "SECRET_KEY": world.app.config["SECRET_KEY"],
        "DATA_KEY": world.app.config["DATA_KEY"],
    }
    started = []

    def start(mail_url):
        line = [sys.executable, "-c", "from app import main; main()", "digest"]
        process = subprocess.Popen(  # noqa: S603
            line,
            cwd=ROOT,
            env={**env, "MAIL_URL": str(mail_url)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def kill(process):
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=PATIENCE) == -signal.SIGKILL


def finish(process):
    said, _nothing = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def states():
    db.session.rollback()
    return Counter(db.session.scalars(select(Digest.state)).all())


def wait_for_files(folder, count, process):
    """Look until so many messages are there; the process is at work meanwhile."""
    end = monotonic() + PATIENCE
    while len(list(folder.glob("*.eml"))) < count:
        assert process.poll() is None, process.communicate()
        assert monotonic() < end


def receivers(folder):
    files = sorted(folder.glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default)["To"] for file in files]


def test_killed_twice_while_writing_files_everybody_has_exactly_one(people, command, tmp_path):
    folder = tmp_path / "mail"
    for count in (3, 12):
        process = command(folder)
        wait_for_files(folder, count, process)
        kill(process)
    assert states()["sent"] < PEOPLE

    status, said = finish(command(folder))

    assert status == 0, said
    assert sorted(receivers(folder)) == sorted(people)
    assert states() == {"sent": PEOPLE}


def test_killed_while_the_server_takes_a_message_nobody_gets_it_twice(people, command):
    with open_post_office() as office:
        office.is_silent = True  # it takes the first message and never says so
        process = command(office.url)
        assert office.arrived.wait(PATIENCE)
        kill(process)
        office.is_silent = False
        office.released.set()
        assert states() == {"sending": 1, "planned": PEOPLE - 1}

        status, said = finish(command(office.url))

        # Whether the first one arrived nobody can know: it is shown, and a person decides.
        assert status == 1, said
        assert states() == {"sent": PEOPLE - 1, "uncertain": 1}
        assert sorted(office.receivers()) == sorted(people)


def test_two_commands_at_once_send_one_message_to_each(people, command, tmp_path):
    folder = tmp_path / "mail"
    both = [command(folder), command(folder)]

    for process in both:
        finish(process)
    status, said = finish(command(folder))

    assert status == 0, said
    assert sorted(receivers(folder)) == sorted(people)
    db.session.rollback()
    assert set(db.session.scalars(select(Digest.attempts))) == {1}
