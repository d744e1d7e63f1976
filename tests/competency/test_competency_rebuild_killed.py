"""A real `lms recompute --all`, killed and started again: nothing is lost, nothing stands twice."""

import pytest
from processes import CommandLine, finish, kill
from sqlalchemy import delete, func, select
from synthetic_world import ignore

from competency.models import Alert, Standing
from demo.synth import SynthOptions, make_synthetic_world
from lms.database import db, transaction
from lms.models import AuditEntry, SystemFact

OFFICERS = 3_200  # more than three batches


@pytest.fixture
def crowded_app(world):
    """The application on a world of several batches whose standings were all lost."""
    if not hasattr(world, "crowded"):

        def fill():
            make_synthetic_world(SynthOptions(OFFICERS, seed=3), ignore)
            with transaction():
                db.session.execute(delete(Standing))
                db.session.execute(delete(Alert))

        world.crowded = world._make(world.reference, fill)
    yield from world.fresh(world.crowded)


@pytest.fixture
def command_line(crowded_app, world, tmp_path):
    commands = CommandLine(world, tmp_path)
    world.let_go()
    yield commands
    commands.stop()


def read_until_progress(process):
    """Wait until some batches were said to be done."""
    while not (line := process.stdout.readline()).endswith(f"/{OFFICERS}\n"):
        assert line, "it ended without saying how far it is"


def test_killed_in_the_middle_it_goes_on_where_it_stopped(command_line, world):
    process = command_line.start("recompute", "--all")
    read_until_progress(process)
    assert kill(process)

    done = db.session.scalar(select(func.count(Standing.officer_id.distinct())))
    assert 0 < done < OFFICERS
    world.let_go()
    status, said = command_line.run("recompute", "--all")

    assert status == 0
    assert str(OFFICERS - done) in said or done % 1_000, "only those who were left"
    status, said = command_line.run("recompute", "--all", "--check")
    assert (status, said.splitlines()[-1]) == (0, "differences: 0")
    trail = db.session.scalars(
        select(AuditEntry.event).where(AuditEntry.event == "standings:recomputed")
    ).all()
    assert len(trail) == 1
    assert db.session.scalar(select(SystemFact).where(SystemFact.key == "recompute:all")) is None


def test_two_at_once_come_to_the_same_rows(command_line):
    first, second = command_line.start("recompute", "--all"), command_line.start("recompute", "--all")

    assert [finish(process)[0] for process in (first, second)] == [0, 0]
    assert command_line.run("recompute", "--all", "--check")[1].splitlines()[-1] == "differences: 0"
