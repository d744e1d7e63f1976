"""Reads about evidence."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from competency.models import Competency, Evidence, Framework
from competency.queries.frameworks import select_current_framework
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from people.models import Officer
from people.queries import select_officers

SourceKey = tuple[int, str, str]
"""Officer, competency and source: what no two pieces of evidence share."""

_CHUNK = 5_000
"""Values in one IN list: engines allow some 30,000 parameters in a statement."""


def list_evidence(officer: Officer) -> list[Evidence]:
    """Return what counts or once counted for an officer, the latest first, with who entered it.

    What was revoked is left out, and so are the revoking rows.
    """
    revoking = aliased(Evidence)
    return list(
        db.session.scalars(
            select(Evidence)
            .where(Evidence.officer_id == officer.id, Evidence.revokes_id.is_(None))
            .where(~select(revoking.id).where(revoking.revokes_id == Evidence.id).exists())
            .options(joinedload(Evidence.entered_by, innerjoin=True).lazyload(Account.grants))
            .order_by(Evidence.earned_on.desc(), Evidence.id.desc())
        )
    )


def list_all_evidence(officer: Officer) -> list[Evidence]:
    """Return every row about an officer as it was recorded, revoked and revoking ones too."""
    return list(
        db.session.scalars(
            select(Evidence)
            .where(Evidence.officer_id == officer.id)
            .options(joinedload(Evidence.entered_by, innerjoin=True))
            .order_by(Evidence.id)
        )
    )


def get_evidence(evidence_id: int, *, visible_to: Account) -> Evidence:
    """Return one piece of evidence with its officer.

    Raises:
        NotFound: there is no such evidence, or of nobody this person may know of.
    """
    known = select_officers(visible_to=visible_to).with_only_columns(Officer.id)
    evidence = db.session.scalar(
        select(Evidence)
        .where(Evidence.id == evidence_id, Evidence.officer_id.in_(known))
        .options(joinedload(Evidence.officer, innerjoin=True))
    )
    if evidence is None:
        raise NotFound(_("There is no such evidence."))
    return evidence


def find_evidence(officer_id: int, competency_code: str, source: str) -> Evidence | None:
    """Return the row a source wrote for an officer and competency, or None. No gate: only for services."""
    return db.session.scalar(
        select(Evidence).where(
            Evidence.officer_id == officer_id,
            Evidence.competency_code == competency_code,
            Evidence.source == source,
        )
    )


def list_sources(officer_ids: Collection[int]) -> dict[SourceKey, tuple[int, str, date]]:
    """Return level, kind and day of all evidence of these officers by officer, competency and source.

    No gate: only for services.
    """
    wanted = sorted(officer_ids)
    found: dict[SourceKey, tuple[int, str, date]] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = db.session.execute(
            select(
                Evidence.officer_id,
                Evidence.competency_code,
                Evidence.source,
                Evidence.level,
                Evidence.kind,
                Evidence.earned_on,
            ).where(Evidence.officer_id.in_(wanted[start : start + _CHUNK]))
        )
        found.update(((row[0], row[1], row[2]), (row[3], row[4], row[5])) for row in rows)
    return found


def list_competency_codes() -> tuple[int, frozenset[str]]:
    """Return the id of the current framework and the codes of its competencies, without the pillars.

    Raises:
        NotFound: the database was not initialised (`lms init`).
    """
    current = select_current_framework().with_only_columns(Framework.id).scalar_subquery()
    rows = db.session.execute(
        select(Competency.framework_id, Competency.code).where(
            Competency.framework_id == current, Competency.pillar_code.is_not(None)
        )
    ).all()
    if not rows:
        raise NotFound(_("There is no published competency framework yet. Run: lms init."))
    return rows[0][0], frozenset(code for _framework_id, code in rows)
