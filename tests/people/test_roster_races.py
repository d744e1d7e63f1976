"""Two imports at once: the constraints decide, and one officer remains."""

import pytest
from factories import make_officer, make_unit
from races import results_and_refusals
from roster_files import DUNG, HOA
from sqlalchemy import event, select

from lms import queries
from lms.database import db, transaction
from lms.errors import Conflict
from people.models import Assignment, Officer
from people.services import RosterOptions, load_roster


def test_two_imports_of_the_same_person_at_once_leave_one_officer(bare_app, province, files, count):
    path = files.csv(HOA, DUNG)

    def load():
        by = queries.get_system_account()
        return load_roster(path, province_code="19", options=RosterOptions(), by=by)

    reports, refusals = results_and_refusals(bare_app, load, load)

    assert (len(reports), refusals) == (2, [])
    assert sorted(report.added for report in reports) == [0, 2]
    assert (count(Officer), count(Assignment)) == (2, 2)


@pytest.fixture
def rival(province):
    """Lets somebody add an officer of another province right before the import writes; the reads are over."""
    officer = make_officer(unit=make_unit("07210"), personal_id=HOA["personal_id"])
    values = dict(db.session.execute(select(*Officer.__table__.columns)).mappings().one())
    with transaction():
        db.session.delete(officer)
    waiting = [values]

    def write_first(execution):
        if execution.is_insert and waiting:
            db.session.connection().execute(Officer.__table__.insert(), waiting.pop())

    event.listen(db.session, "do_orm_execute", write_first)
    yield waiting
    event.remove(db.session, "do_orm_execute", write_first)


def test_a_person_whom_somebody_adds_at_the_same_moment_is_a_conflict(load, files, rival, state):
    before = state()

    with pytest.raises(Conflict):
        load(files.csv(HOA))

    assert rival == []
    assert state() == before
