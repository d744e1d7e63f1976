"""A real `lms digest`, killed with SIGKILL while it sends, and started again: nobody gets two or none."""

from collections import Counter
from email import message_from_bytes, policy
from time import monotonic

import pytest
from factories import make_account, make_officer, make_post
from post_office import open_post_office
from processes import PATIENCE, CommandLine, finish, kill
from sqlalchemy import select

from competency.models import Digest
from lms.database import db

PEOPLE = 30


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
    commands = CommandLine(world, tmp_path)
    yield lambda mail_url: commands.start("digest", MAIL_URL=str(mail_url))
    commands.stop()


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
        assert kill(process)
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
        assert kill(process)
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
