"""Long work: asked for in a transaction, done by the worker, watched on a page, taken up when it broke off.

The row is the truth. A job on the queue is only a nudge; a sweep finds what a lost nudge or a killed worker
left behind.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from flask import current_app
from huey import crontab
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.database import db, is_in_transaction, transaction
from lms.errors import LMSError, NotFound
from lms.i18n import gettext as _
from lms.jobs import PeriodicJob
from lms.models import Account, Job
from lms.rules import AccountEvent, JobState

Report = Callable[[int, int], None]
"""Hears how many pieces are done, of how many; between transactions, because it is one itself."""

Run = Callable[[str, Account, Report], None]
"""Does the work about a subject, in somebody's name. It may be killed anywhere and is then run again."""

FORGOTTEN_AFTER = timedelta(seconds=30)
SILENT_AFTER = timedelta(minutes=10)
MOST_ATTEMPTS = 3

logger = logging.getLogger(__name__)


class Work(NamedTuple):
    """One kind of work and what does it."""

    run: Run


WORK: dict[str, Work] = {}
"""Every kind of work; the domains name theirs and `app` puts them together, because imports go down only."""


class WorkLost(Exception):
    """Another worker has taken this job over; whoever hears it stops without a word."""


def request_work(kind: str, subject: str, *, by: Account) -> Job:
    """Return the unfinished job of this kind about a subject; a new one if there is none.

    Only for other services, which have asked whether ``by`` may: no gate. Nudge the worker after the commit.
    """
    if kind not in WORK:
        raise LookupError(f"nobody does work of kind {kind!r}")
    found = find_unfinished(kind, subject)
    if found is not None:
        return found
    now = clock.now()
    job = Job(
        kind=kind,
        subject=subject,
        account_id=by.id,
        state=JobState.WAITING.value,
        created_at=now,
        heartbeat_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(job)
    except IntegrityError:  # somebody else asked for the same a moment ago
        found = find_unfinished(kind, subject)
        if found is None:
            raise
        return found
    audit.record(AccountEvent.WORK_REQUESTED, job, by=by, kind=kind, subject=subject)
    return job


def nudge(job: Job) -> None:
    """Tell the worker that a job waits, after the commit. If that fails the sweep finds the job."""
    try:
        current_app.extensions["nudge"](job.id)
    except Exception:  # whatever the queue is made of: the work is not lost with it
        logger.warning("the queue did not take job %s; the sweep will find it", job.id, exc_info=True)


def run_work(job_id: int) -> None:
    """Do a job that waits, or that a worker left behind. Nothing happens if it is over or in other hands."""
    attempt = _claim(job_id)
    if attempt is None:
        return
    job = db.session.get_one(Job, job_id)
    kind, subject, account = job.kind, job.subject, job.account
    report = _Reporter(job_id, attempt)
    try:
        WORK[kind].run(subject, account, report)
    except WorkLost:
        db.session.rollback()
    except LMSError as error:
        _finish(job_id, attempt, error=str(error))
    except Exception:
        logger.exception("job %s failed", job_id)
        _finish(job_id, attempt, error=_("The work broke off. It was written down; try again later."))
    else:
        _finish(job_id, attempt)


def sweep_work() -> None:
    """Do what waits although nobody was nudged, or what a worker has left without a word."""
    for job_id in db.session.scalars(select(Job.id).where(_is_left()).order_by(Job.id)).all():
        run_work(job_id)


def find_unfinished(kind: str, subject: str) -> Job | None:
    """Return the job of a kind about a subject that is not over."""
    return db.session.scalar(
        select(Job).where(Job.kind == kind, Job.subject == subject, Job.finished_at.is_(None))
    )


def find_latest(kind: str, subject: str) -> Job | None:
    """Return the newest job of a kind about a subject, over or not."""
    statement = select(Job).where(Job.kind == kind, Job.subject == subject).order_by(Job.id.desc()).limit(1)
    return db.session.scalar(statement)


def get_job(public_id: UUID) -> Job:
    """Return a job by the word in its address, which nobody guesses and which tells only how far it is.

    Raises:
        NotFound: there is none.
    """
    job = db.session.scalar(select(Job).where(Job.public_id == public_id))
    if job is None:
        raise NotFound(_("There is no such work."))
    return job


def list_jobs(limit: int) -> list[Job]:
    """Return the newest jobs, for the administrator."""
    return list(db.session.scalars(select(Job).order_by(Job.id.desc()).limit(limit)))


PERIODIC: list[PeriodicJob] = [(sweep_work, crontab(minute="*"))]


class _Reporter:
    """Writes down how far one attempt is; whole percents only, so that a page has something and rows rest."""

    def __init__(self, job_id: int, attempt: int) -> None:
        self._job_id, self._attempt = job_id, attempt
        self._told = -1

    def __call__(self, done: int, total: int) -> None:
        percent = 100 * done // total if total else 0
        if percent == self._told:
            return
        self._told = percent
        if is_in_transaction():
            raise RuntimeError("progress told inside a transaction would lose what that one has done")
        with transaction():
            _change(self._job_id, self._attempt, done=done, total=total)


def _is_left() -> ColumnElement[bool]:
    now = clock.now()
    return or_(
        and_(Job.state == JobState.WAITING, Job.created_at < now - FORGOTTEN_AFTER),
        and_(Job.state == JobState.RUNNING, Job.heartbeat_at < now - SILENT_AFTER),
    )


def _claim(job_id: int) -> int | None:
    """Take a job and return the number of this attempt; None if it is not to be had."""
    now = clock.now()
    with transaction():
        job = db.session.get(Job, job_id, with_for_update=True)
        is_silent = job is not None and job.heartbeat_at < now - SILENT_AFTER
        if job is None or not (
            job.state == JobState.WAITING or (job.state == JobState.RUNNING and is_silent)
        ):
            return None
        job.attempt += 1
        job.heartbeat_at = now
        if job.attempt > MOST_ATTEMPTS:
            job.state, job.finished_at = JobState.FAILED.value, now
            job.error = _("The work broke off %(count)s times. Tell the administrator.", count=MOST_ATTEMPTS)
            return None
        job.state = JobState.RUNNING.value
        return job.attempt


def _finish(job_id: int, attempt: int, *, error: str = "") -> None:
    state = JobState.FAILED if error else JobState.DONE
    try:
        with transaction():
            _change(job_id, attempt, state=state.value, error=error, finished_at=clock.now())
    except WorkLost:
        db.session.rollback()


def _change(job_id: int, attempt: int, **values: object) -> None:
    changed = db.session.execute(
        update(Job)
        .where(Job.id == job_id, Job.attempt == attempt, Job.state == JobState.RUNNING)
        .values(heartbeat_at=clock.now(), **values)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise WorkLost
