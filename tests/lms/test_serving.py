"""The web server: processes share connections evenly, and what ends is counted no longer."""

import subprocess
import sys

import pytest

from lms import serving
from lms.serving import FairWorker, _Crowd
from tests.processes import ROOT


@pytest.fixture
def crowd(monkeypatch):
    found = _Crowd()
    monkeypatch.setattr(serving, "_CROWD", found)
    return found


@pytest.fixture
def waits(monkeypatch):
    found = []
    monkeypatch.setattr(serving.time, "sleep", found.append)
    return found


class Listener:
    def accept(self):
        raise BlockingIOError(11, "another process was quicker")


def make_worker(age, connections):
    worker = FairWorker.__new__(FairWorker)
    worker.age = age
    worker.nr_conns = connections
    return worker


def test_the_fewest_connections_are_those_of_processes_that_live(crowd):
    crowd.note(1, 5)
    crowd.note(2, 3)
    assert crowd.least() == 3

    crowd.leave(2)
    assert crowd.least() == 5


@pytest.mark.parametrize(
    ("own", "others", "is_patient"),
    [
        pytest.param(3, 2, True, id="another has fewer"),
        pytest.param(2, 2, False, id="as many"),
        pytest.param(1, 2, False, id="the fewest"),
    ],
)
def test_who_has_more_leaves_a_new_connection_to_others_for_a_moment(crowd, waits, own, others, is_patient):
    make_worker(2, others)
    worker = make_worker(1, own)

    worker.accept(Listener())

    assert waits == [serving.PATIENCE] * is_patient


@pytest.mark.parametrize(
    "library",
    [
        "alembic",
        "apprise",
        "docxtpl",
        "krippendorff",
        "lxml",
        "mammoth",
        "markdownify",
        "numpy",
        "openpyxl",
        "pandas",
        "PIL",
        "tqdm",
        "xhtml2pdf",
    ],
)
def test_what_few_requests_need_takes_no_memory_of_every_process(loaded, library):
    assert library not in loaded


@pytest.fixture(scope="module")
def loaded():
    """What a process has loaded that has served nothing yet."""
    script = "import sys, app; print(*{name.split('.')[0] for name in sys.modules})"
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = set(answer.stdout.split())
    assert "flask" in found
    return found
