"""Long work: one of a kind about a subject, told how far it is, taken up again, its end in plain words."""

from datetime import timedelta

import pytest
from factories import make_account, sign_in
from races import alongside
from sqlalchemy import func, select

from lms import clock, work
from lms.database import db, transaction
from lms.errors import Refused
from lms.models import AuditEntry, Job
from lms.queries import get_system_account
from lms.work import Work


@pytest.fixture
def kinds(monkeypatch):
    """The kinds of work of a test."""
    found = {}
    monkeypatch.setattr(work, "WORK", found)
    return found


def does(kinds, run, kind="count"):
    kinds[kind] = Work(run)


def ask(subject="1", kind="count"):
    with transaction():
        return work.request_work(kind, subject, by=get_system_account()).id


def job_of(job_id):
    db.session.rollback()
    return db.session.get(Job, job_id, populate_existing=True)


def leave_behind(job_id, minutes=11):
    """Make a job look as a worker leaves it that was killed."""
    with transaction():
        job = db.session.get(Job, job_id)
        job.state, job.heartbeat_at = "running", clock.now() - timedelta(minutes=minutes)
        job.attempt = 1


def test_work_is_done_in_the_name_of_who_asked(bare_app, kinds):
    asker, seen = make_account("department", "19"), []
    does(kinds, lambda subject, by, report: seen.append((subject, by.id)))
    with transaction():
        job_id = work.request_work("count", "tệp 7", by=asker).id

    work.run_work(job_id)

    assert seen == [("tệp 7", asker.id)]
    job = job_of(job_id)
    assert (job.state, job.error, job.is_over) == ("done", "", True)


def test_asking_twice_is_asking_once_until_it_is_over(bare_app, kinds):
    does(kinds, lambda *_: None)
    first, again = ask(), ask()
    other = ask(subject="2")
    work.run_work(first)

    assert first == again != other
    assert ask() not in (first, other)
    asked = db.session.scalar(
        select(func.count()).select_from(AuditEntry).where(AuditEntry.event == "system:work_requested")
    )
    assert asked == 3


def test_two_who_ask_at_once_get_the_same_work(app, kinds):
    does(kinds, lambda *_: None)

    found = alongside(app, ask, ask)

    assert found[0] == found[1] == job_of(found[0]).id


def test_what_is_over_is_not_done_again(bare_app, kinds):
    runs = []
    does(kinds, lambda *_: runs.append(1))
    job_id = ask()

    work.run_work(job_id)
    work.run_work(job_id)

    assert runs == [1]


def test_progress_can_be_read_while_it_works(bare_app, kinds):
    seen = []

    def run(subject, by, report):
        report(40, 160)
        seen.append((job_of(job_id).done, job_of(job_id).total, job_of(job_id).percent))

    does(kinds, run)
    job_id = ask()

    work.run_work(job_id)

    assert seen == [(40, 160, 25)]


def test_telling_progress_inside_a_transaction_is_refused_before_it_loses_anything(bare_app, kinds):
    def run(subject, by, report):
        with transaction():
            report(1, 2)

    does(kinds, run)
    job_id = ask()

    work.run_work(job_id)

    assert job_of(job_id).state == "failed"


def test_a_refusal_ends_it_with_the_sentence(bare_app, kinds):
    def run(subject, by, report):
        raise Refused("Tệp không có cột “Họ và tên”.")

    does(kinds, run)
    job_id = ask()

    work.run_work(job_id)

    assert (job_of(job_id).state, job_of(job_id).error) == ("failed", "Tệp không có cột “Họ và tên”.")


def test_a_fault_ends_it_without_telling_strangers_what_is_inside(bare_app, kinds):
    def run(subject, by, report):
        raise ZeroDivisionError("012345678901")

    does(kinds, run)
    job_id = ask()

    work.run_work(job_id)

    job = job_of(job_id)
    assert job.state == "failed"
    assert job.error
    assert "012345678901" not in job.error


def test_what_failed_half_way_leaves_nothing_half_done(bare_app, kinds):
    def run(subject, by, report):
        with transaction():
            make_job = Job(
                kind="other",
                subject="x",
                account_id=by.id,
                state="waiting",
                created_at=clock.now(),
                heartbeat_at=clock.now(),
            )
            db.session.add(make_job)
            db.session.flush()
            raise Refused("Không.")

    does(kinds, run)
    work.run_work(ask())

    assert db.session.scalar(select(func.count()).select_from(Job)) == 1


def test_the_sweep_finds_a_job_nobody_was_nudged_about(bare_app, kinds):
    runs = []
    does(kinds, lambda *_: runs.append(1))
    job_id = ask()

    work.sweep_work()
    assert runs == []  # the nudge may still be under way

    with transaction():
        db.session.get(Job, job_id).created_at = clock.now() - timedelta(minutes=1)
    work.sweep_work()
    assert runs == [1]


def test_the_sweep_takes_up_what_a_killed_worker_left(bare_app, kinds):
    runs = []
    does(kinds, lambda *_: runs.append(1))
    job_id = ask()
    leave_behind(job_id)

    work.sweep_work()

    assert runs == [1]
    assert (job_of(job_id).state, job_of(job_id).attempt) == ("done", 2)


def test_a_job_another_worker_is_at_is_left_alone(bare_app, kinds):
    runs = []
    does(kinds, lambda *_: runs.append(1))
    job_id = ask()
    leave_behind(job_id, minutes=1)

    work.run_work(job_id)

    assert runs == []


def test_who_was_overtaken_cannot_end_the_work_of_the_other(bare_app, kinds):
    def run(subject, by, report):
        with transaction():
            db.session.get(Job, job_id).attempt = 2  # another worker took it over
        report(1, 2)

    does(kinds, run)
    job_id = ask()

    work.run_work(job_id)

    assert (job_of(job_id).state, job_of(job_id).done) == ("running", 0)


def test_what_breaks_off_again_and_again_is_given_up_in_words(bare_app, kinds):
    runs = []
    does(kinds, lambda *_: runs.append(1))
    job_id = ask()
    leave_behind(job_id)
    with transaction():
        db.session.get(Job, job_id).attempt = 3

    work.run_work(job_id)

    assert runs == []
    assert job_of(job_id).state == "failed"
    assert "3" in job_of(job_id).error


def test_nobody_is_asked_for_work_that_nobody_does(bare_app, kinds):
    with pytest.raises(LookupError, match="unknown"):
        ask(kind="unknown")


def test_a_queue_that_is_away_loses_nothing(bare_app, kinds, monkeypatch):
    def refuse(_job_id):
        raise ConnectionError

    does(kinds, lambda *_: None)
    monkeypatch.setitem(bare_app.extensions, "nudge", refuse)
    job_id = ask()

    work.nudge(db.session.get(Job, job_id))

    assert job_of(job_id).state == "waiting"


def test_the_nudge_reaches_the_worker_through_the_queue(bare_app, kinds):
    does(kinds, lambda *_: None)
    job_id = ask()
    queue = bare_app.extensions["huey"]

    work.nudge(db.session.get(Job, job_id))
    while (task := queue.dequeue()) is not None:
        queue.execute(task)

    assert job_of(job_id).state == "done"


def test_the_page_asks_again_until_it_is_over_and_then_reloads(app, client, kinds):
    does(kinds, lambda subject, by, report: report(30, 60))
    sign_in(client, make_account("department", "19"))
    job_id = ask()
    address = f"/work/{job_of(job_id).public_id}"

    waiting = client.get(address)
    work.run_work(job_id)
    over = client.get(address)

    assert f'hx-get="{address}"' in waiting.text
    assert "HX-Refresh" not in waiting.headers
    assert "hx-get" not in over.text
    assert over.headers["HX-Refresh"] == "true"
