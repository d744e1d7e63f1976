"""Deeds that happen at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from lms.database import db, transaction
from lms.errors import LMSError


def together(app, *deeds):
    """Run deeds in threads, each in a transaction and session of its own; return what each gave or raised."""
    db.session.rollback()  # what is read afterwards must be read anew
    gate = Barrier(len(deeds))

    def perform(deed):
        with app.app_context():
            gate.wait(timeout=10)
            try:
                with transaction():
                    return deed()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(deeds)) as pool:
        futures = [pool.submit(perform, deed) for deed in deeds]
    return [future.exception() or future.result() for future in futures]


def results_and_refusals(app, *deeds):
    """Run deeds together; return what they gave and how they were refused. Any other error is raised."""
    outcomes = together(app, *deeds)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, LMSError):
            raise outcome
    refusals = [outcome for outcome in outcomes if isinstance(outcome, LMSError)]
    return [outcome for outcome in outcomes if not isinstance(outcome, LMSError)], refusals


def change_meanwhile(row, **values):
    """Change a row as another request does between a read and a deed: past the session, which has read it."""
    table = type(row).__table__
    db.session.connection().execute(table.update().where(table.c.id == row.id).values(**values))


def alongside(app, *deeds):
    """Run deeds in threads that open their transactions themselves; return what each gave or raised."""
    db.session.rollback()
    gate = Barrier(len(deeds))

    def perform(deed):
        with app.app_context():
            gate.wait(timeout=10)
            try:
                return deed()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(deeds)) as pool:
        futures = [pool.submit(perform, deed) for deed in deeds]
    return [future.exception() or future.result() for future in futures]
