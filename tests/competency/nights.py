"""What the tests of the nightly pass share."""

from sqlalchemy import select

from competency import tasks
from competency.models import (
    Alert,
    CoverageGroup,
    CoverageKind,
    CoverageLine,
    CoverageSlice,
    CoverageSnapshot,
    NightlyPass,
    SnapshotDay,
    Standing,
)
from lms import clock
from lms.database import db
from lms.queries import get_system_account

# Instants, keys and the order in which rows were written differ between two runs; nothing else may.
FIGURES = (CoverageSnapshot, CoverageLine, CoverageKind, CoverageSlice, CoverageGroup)
EVERYTHING = (Standing, Alert, NightlyPass, SnapshotDay, *FIGURES)
LEFT_OUT = {"id", "taken_at", "frozen_at", "started_at", "finished_at", "opened_at", "closed_at", "checked"}


def pass_night(until=None):
    """Do the nightly pass up to a day (default: today); return the days that were worked on."""
    db.session.rollback()
    return tasks.run_nights(until or clock.today(), by=get_system_account(), tell=lambda *_: None)


def rows_of(*models):
    """Everything in these tables that two runs of the same nights must have in common."""
    db.session.rollback()
    found = {}
    for model in models or EVERYTHING:
        columns = [column for column in model.__table__.columns if column.name not in LEFT_OUT]
        found[model.__name__] = sorted(map(repr, db.session.execute(select(*columns))))
    return found
