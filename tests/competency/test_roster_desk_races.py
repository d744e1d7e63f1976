"""Two people at the roster desk at the same moment, and a worker that is killed."""

from datetime import date, timedelta

import pytest
from factories import make_account
from races import alongside, results_and_refusals
from roster_desk import DUNG, HOA, accept, do, fetch, hand_in, held, request_acceptance, request_undo, xlsx

from competency import tasks
from competency.services import posts, recompute_check
from lms import clock, work
from lms.database import db, transaction
from lms.errors import LMSError
from lms.models import Account, AuditEntry, Job
from lms.queries import get_system_account
from people.models import Officer
from people.queries import get_position, get_unit, uploads
from people.services import rosters
from people.services.posts import NewPost


@pytest.fixture
def department(app):
    """The account of the Department of province 19."""
    return make_account("department", "19")


def accepting(upload, by):
    public_id, digest, by_id = upload.public_id, upload.digest, by.id

    def deed():
        account = db.session.get(Account, by_id)
        found = uploads.get_upload(public_id, visible_to=account)
        return rosters.accept_roster(found, digest=digest, ends=0, by=account).id

    return deed


def test_two_people_who_accept_at_once_accept_once(app, department):
    upload, other = hand_in(xlsx(HOA), department), make_account("department", "19")

    jobs, refusals = results_and_refusals(app, accepting(upload, department), accepting(upload, other))

    assert (len(jobs), len(refusals)) == (1, 1)
    do(jobs[0])
    assert len(held()[1]) == 1
    accepted = db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == "roster:accepted")).all()
    assert len(accepted) == 1


def test_of_two_rosters_of_a_province_one_is_written_at_a_time(app, department):
    first, second = hand_in(xlsx(HOA), department), hand_in(xlsx(DUNG), department)

    jobs, refusals = results_and_refusals(app, accepting(first, department), accepting(second, department))

    assert (len(jobs), len(refusals)) == (1, 1)


def test_a_job_that_runs_twice_at_once_writes_once(app, department):
    upload = hand_in(xlsx(HOA), department)
    public_id, by_id = str(upload.public_id), department.id
    request_acceptance(upload, department)

    def run():
        return tasks.accept_roster(public_id, db.session.get(Account, by_id), lambda *_: None)

    outcomes = alongside(app, run, run)

    assert [outcome for outcome in outcomes if isinstance(outcome, BaseException)] == []
    assert len(held()[1]) == 1
    assert fetch(upload.public_id, department).state == "done"


@pytest.mark.parametrize("stage", ["accepting", "undoing"])
def test_a_worker_killed_before_the_commit_leaves_nothing_behind_and_is_taken_up(
    department, monkeypatch, still, stage
):
    upload = hand_in(xlsx(HOA), department)
    if stage == "undoing":
        upload = accept(upload, department)
        job_id = request_undo(upload.public_id, department)
    else:
        job_id = request_acceptance(upload, department)
    before = held()

    class Killed(BaseException):
        pass

    def die(*_args, **_more):
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr("competency.services.rosters.refresh_qualifications", die)
        with pytest.raises(Killed):
            do(job_id)
    assert held() == before
    assert fetch(upload.public_id, department).state == stage

    still(clock.now() + timedelta(minutes=11))
    assert do(job_id).state == "done"
    assert held() != before


def test_a_conflict_while_writing_brings_the_review_back(department, monkeypatch):
    upload = hand_in(xlsx(HOA), department)
    job_id = request_acceptance(upload, department)

    def collide(*_args, **_more):
        raise rosters.UndoRefused([])  # any Conflict will do

    monkeypatch.setattr("people.services.rosters.working.write_checked", collide)
    job = do(job_id)

    assert job.state == "failed"
    assert fetch(upload.public_id, department).state == "review"
    assert held() == ([], [])


def test_dropping_while_somebody_accepts_is_refused(app, department):
    upload = hand_in(xlsx(HOA), department)
    public_id = upload.public_id
    request_acceptance(upload, department)

    with pytest.raises(LMSError), transaction():
        rosters.drop_roster(uploads.get_upload(public_id, visible_to=department), by=department)
    assert db.session.scalars(db.select(Job.state).order_by(Job.id)).all() == ["done", "waiting"]


def test_files_are_thrown_away_after_thirty_days(department, still):
    upload = accept(hand_in(xlsx(HOA), department), department)
    still(clock.now() + timedelta(days=31))

    tasks.throw_away_rosters()

    upload = fetch(upload.public_id, department)
    assert (upload.storage_key, upload.state) == (None, "done")


def test_undoing_and_a_transfer_by_hand_at_once_leave_one_truth(app, department):
    upload = accept(hand_in(xlsx(HOA), department), department)
    public_id, by_id = upload.public_id, department.id
    job_id = request_undo(public_id, department)
    officer_id = db.session.scalars(db.select(Officer.id)).one()

    def transfer():
        by = db.session.get(Account, by_id)
        new = NewPost(
            unit=get_unit("05500"),
            organisation="Phòng Kinh tế",
            position=get_position("VT11"),
            starts_on=date(2026, 3, 10),
        )
        with transaction():
            posts.transfer(db.session.get(Officer, officer_id), new, by=by)

    outcomes = alongside(app, transfer, lambda: work.run_work(job_id))

    assert [outcome for outcome in outcomes if isinstance(outcome, BaseException)] == []
    kept = [row[5] for row in held()[1] if row[7] is None]
    assert kept == [True]
    assert fetch(public_id, department).state in ("done", "undone")
    assert recompute_check([officer_id], by=get_system_account()) == []
