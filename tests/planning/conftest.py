"""A commune with gaps, its leader, and the Department of the province."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

from lms.database import db, transaction
from planning.models import NeedProposal
from planning.queries import list_lines
from planning.rules import Edit, GapChoice, LineText, Place
from planning.services import open_proposal, save_lines, take_gaps
from planning.services.lines import base_of
from tests import factories

TODAY = date(2026, 11, 20)
PERIOD = "2027"


@pytest.fixture(autouse=True)
def today(still):
    still(datetime.combine(TODAY, time(5), tzinfo=UTC))


@dataclass
class Ward:
    """Two officers of a commune of province 19 with gaps, and who leads them."""

    place: Place
    leader: object
    department: object
    first: object
    second: object


@pytest.fixture
def ward(app):
    first = factories.make_post(factories.make_officer("Lò Thị Yến", account=factories.make_account()))
    second = factories.make_post(factories.make_officer("Vũ Văn Ánh"))
    return Ward(
        place=Place(first.unit_code),
        leader=factories.make_account("leader", first.unit_code, name="Lý Thị Mẩy"),
        department=factories.make_account("department", "19", name="Sở Nội vụ"),
        first=first.officer,
        second=second.officer,
    )


@pytest.fixture
def proposal(ward):
    """An empty draft for 2027."""
    with transaction():
        return open_proposal(ward.place, PERIOD, by=ward.leader)


@pytest.fixture
def taken(ward, proposal):
    """A draft with a line for every gap in two competencies."""
    for code in ("B10", "C2"):
        with transaction():
            take_gaps(proposal, GapChoice.ALL, competency_code=code, by=ward.leader)
    return proposal


def lines_of(proposal):
    """The stored lines by name and competency."""
    db.session.expire_all()
    found = db.session.get(NeedProposal, proposal.id)
    return {(line.officer.full_name, line.competency_code): line for line in list_lines(found)}


def text(**changes):
    """What a leader types into a row."""
    values = {"content": "Lớp chuyển đổi số", "priority": "cao", "form": "tập huấn", "month": "3/2027"}
    return LineText(**values | {"note": "Ưu tiên một cửa"} | changes)


def change(line, base=None, **changes):
    """A row of the form in which a line was changed."""
    flags = {name: changes.pop(name) for name in ("is_removed", "takes_theirs") if name in changes}
    return Edit(f"l{line.id}", line.id, base or base_of(line), text(**changes), **flags)


def new(row="n1", officer="Lò Thị Yến", competency="B10", **changes):
    """A new row of the form."""
    return Edit(row, None, "", text(officer=officer, competency=competency, **changes))


def save(proposal, *edits, by):
    """Save rows and return how many were changed, removed, added and known."""
    with transaction():
        saved = save_lines(proposal, edits, by=by)
    return saved.changed, saved.removed, saved.added, saved.known
