"""Evidence that other systems and people post, and take back, one piece at a time (CONTRACTS 3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from competency import policies, queries
from competency.models import Evidence, Standing
from competency.policies import Posting
from competency.rules import EvidenceKind
from competency.services.evidence import (
    EvidenceRefused,
    NewEvidence,
    confirm_once,
    record_once,
    revoke_once,
)
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import clean
from people.models import Officer

# Words this installation gives to what it records itself; a stranger that used one would stand in its way.
_OWN_SOURCES = re.compile(
    r"(?:quiz-attempt|case-attempt|completion|revocation|claim):\d+", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posting came to.

    Args:
        evidence: the row of the source, the first one if it was known.
        is_new: whether it was recorded now.
        officer: whose it is.
        standings: what has changed by it, as it stands now.
    """

    evidence: Evidence
    is_new: bool
    officer: Officer
    standings: Sequence[Standing]


def post_evidence(officer: Officer, new: NewEvidence, *, by: Account) -> Posted:
    """Record what a person or system says that an officer has shown. The same source twice is once.

    Raises:
        Forbidden: ``by`` may not post this kind for this officer.
        EvidenceRefused: the piece cannot be right, or its source is one of our own.
    """
    authorize(by, policies.may_post_evidence, Posting(officer, new.kind))
    new = replace(new, source=clean(new.source), note=clean(new.note))
    if _OWN_SOURCES.fullmatch(new.source):
        raise EvidenceRefused(
            _("This word is kept for what the system itself records. Begin the source with one of your own."),
            field="source",
        )
    before = _held(officer)
    record = confirm_once if new.kind == EvidenceKind.WORK_PRODUCT else record_once
    evidence, is_new = record(officer, new, by=by)
    return Posted(evidence, is_new, officer, _changed(officer, before) if is_new else [])


def post_revocation(evidence: Evidence, reason: str, *, by: Account) -> Posted:
    """Take a piece of evidence back; the answer carries the row that revokes it. Twice is once.

    Raises:
        Forbidden: ``by`` corrects no records here.
        Refused: no reason was given.
        Conflict: the row itself revokes another.
    """
    officer = evidence.officer
    before = _held(officer)
    revoking, is_new = revoke_once(evidence, reason, by=by)
    return Posted(revoking, is_new, officer, _changed(officer, before) if is_new else [])


def _held(officer: Officer) -> frozenset[int]:
    return frozenset(row.id for row in queries.list_standings(officer))


def _changed(officer: Officer, before: frozenset[int]) -> list[Standing]:
    return [row for row in queries.list_standings(officer) if row.id not in before]
