"""Certificates from before or elsewhere: handed in with the scan, decided on by somebody else."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from competency import policies, queries
from competency.models import Claim
from competency.queries import claims
from competency.rules import EvidenceKind
from competency.rules.claims import ClaimEvent, ClaimState, claim_may_become, claim_source
from competency.services.evidence import EvidenceRefused, NewEvidence, record_evidence
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.files import storage
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.scans import Scan, keep_scan
from lms.text import clean
from people.models import Officer

MOST_WAITING = 20
SHORTEST_REASON = 10


class ClaimMoved(Conflict):
    """Somebody has decided on the certificate, or withdrawn it, perhaps a moment ago."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on the paper, and what the officer says it shows.

    Args:
        title: as printed.
        issuer: who issued it.
        number: as printed, or empty.
        issued_on: the day on the paper, not after today.
        competency_code: a competency of the current framework.
        level: from 1 to what a certificate can show at all.
        token: a word of the form that was sent; the same form sent twice is one certificate.
    """

    title: str
    issuer: str
    number: str
    issued_on: date
    competency_code: str
    level: int
    token: str


def hand_in_certificate(officer: Officer, paper: Certificate, scan: Scan, *, by: Account) -> Claim:
    """Keep a certificate with its scan until somebody confirms it, and return it. It proves nothing yet.

    Raises:
        Forbidden: it is not the officer who hands it in.
        EvidenceRefused: it cannot be right, or the same scan waits or counts for the competency already.
        Refused: too many are waiting.
    """
    authorize(by, policies.may_hand_in_certificate, officer)
    known = claims.find_claim_of_form(officer, paper.token)
    if known is not None:
        return known
    _refuse_paper(paper)
    if claims.find_standing_claim(officer, paper.competency_code, scan.sha256) is not None:
        raise _seen_before()
    if claims.count_own_waiting(officer) >= MOST_WAITING:
        raise Refused(
            _("%(most)s certificates wait already. Wait for the first decisions.", most=MOST_WAITING)
        )
    claim = Claim(
        officer_id=officer.id,
        province_code=officer.province_code,
        competency_code=paper.competency_code,
        level=paper.level,
        title=clean(paper.title),
        issuer=clean(paper.issuer),
        number=clean(paper.number),
        issued_on=paper.issued_on,
        token=paper.token,
        storage_key=keep_scan(scan),
        media_type=scan.media_type,
        size_bytes=scan.size_bytes,
        scan_sha256=scan.sha256,
        handed_in_at=clock.now(),
    )
    return _insert_once(officer, claim, by=by)


def _insert_once(officer: Officer, claim: Claim, *, by: Account) -> Claim:
    token, key = claim.token, claim.storage_key
    try:
        with db.session.begin_nested():
            db.session.add(claim)
    except IntegrityError as error:
        storage().discard(key)
        first = claims.find_claim_of_form(officer, token)
        if first is None:
            raise _seen_before() from error
        return first
    audit.record(ClaimEvent.HANDED_IN, claim, by=by, competency=claim.competency_code, scan=claim.scan_sha256)
    return claim


def _seen_before() -> EvidenceRefused:
    return EvidenceRefused(
        _("This scan was handed in for this competency before; see the list below."), field="scan"
    )


def _refuse_paper(paper: Certificate) -> None:
    for field, text in (("title", paper.title), ("issuer", paper.issuer)):
        if not clean(text):
            raise EvidenceRefused(_("Please fill this in."), field=field)
    if paper.issued_on > clock.today():
        raise EvidenceRefused(_("The day must not be after today."), field="issued_on")
    if paper.competency_code not in queries.list_competency_codes()[1]:
        raise EvidenceRefused(
            _("There is no competency %(code)s.", code=paper.competency_code), field="competency_code"
        )
    highest = claims.highest_certificate_level()
    if not 1 <= paper.level <= highest:
        raise EvidenceRefused(
            _("A certificate can show level 1 to %(highest)s.", highest=highest), field="level"
        )


def confirm_claim(claim: Claim, level: int, *, remark: str = "", by: Account) -> Claim:
    """Confirm by name that a certificate shows a level: it becomes evidence, and standings follow.

    Twice is once.

    Args:
        claim: one that waits.
        level: what it shows, not more than the officer said.
        remark: why lower, for the officer; may be empty.
        by: a leader of the officer or the Department of the province, never the officer.

    Raises:
        Forbidden: ``by`` is neither, or is the officer.
        EvidenceRefused: the level is higher than the officer said, or none.
        ClaimMoved: it was refused or withdrawn.
    """
    authorize(by, policies.may_decide_claim, claim)
    _hold(claim)
    if claim.state == ClaimState.CONFIRMED:
        return claim
    _refuse_move(claim, ClaimState.CONFIRMED)
    if not 1 <= level <= claim.level:
        raise EvidenceRefused(
            _("The level may be lowered, not raised: 1 to %(highest)s.", highest=claim.level), field="level"
        )
    said = ", ".join(filter(None, (claim.title, claim.issuer, claim.number)))
    new = NewEvidence(
        competency_code=claim.competency_code,
        level=level,
        kind=EvidenceKind.PRIOR_LEARNING,
        earned_on=claim.issued_on,
        source=claim_source(claim.id),
        note=said,
    )
    evidence = record_evidence(claim.officer, new, by=by)
    _decide(claim, ClaimState.CONFIRMED, clean(remark), by=by)
    claim.confirmed_level = evidence.level
    claim.evidence = evidence
    audit.record(ClaimEvent.CONFIRMED, claim, by=by, level=level, evidence=evidence.id)
    return claim


def refuse_claim(claim: Claim, reason: str, *, by: Account) -> None:
    """Refuse a certificate with a reason the officer reads. Twice is once.

    Raises:
        Forbidden: ``by`` does not decide on it.
        Refused: the reason is too short to be of use.
        ClaimMoved: it was confirmed or withdrawn.
    """
    authorize(by, policies.may_decide_claim, claim)
    said = clean(reason)
    if len(said) < SHORTEST_REASON:
        raise Refused(_("Please write at least %(least)s characters.", least=SHORTEST_REASON))
    _hold(claim)
    if claim.state == ClaimState.REFUSED:
        return
    _refuse_move(claim, ClaimState.REFUSED)
    _decide(claim, ClaimState.REFUSED, said, by=by)
    audit.record(ClaimEvent.REFUSED, claim, by=by, reason=said)


def withdraw_claim(claim: Claim, *, by: Account) -> None:
    """Take a waiting certificate back. Twice is once.

    Raises:
        Forbidden: it is somebody else's.
        ClaimMoved: somebody has decided on it.
    """
    authorize(by, policies.may_withdraw_claim, claim)
    _hold(claim)
    if claim.state == ClaimState.WITHDRAWN:
        return
    _refuse_move(claim, ClaimState.WITHDRAWN)
    _decide(claim, ClaimState.WITHDRAWN, "", by=by)
    audit.record(ClaimEvent.WITHDRAWN, claim, by=by)


def _hold(claim: Claim) -> None:
    """Wait for whoever does something about the same officer, and see the certificate as they left it."""
    queries.lock_officers([claim.officer_id])
    db.session.refresh(claim)


def _refuse_move(claim: Claim, following: ClaimState) -> None:
    if not claim_may_become(ClaimState(claim.state), following):
        raise ClaimMoved(_("This certificate was decided on or withdrawn meanwhile. Open it again."))


def _decide(claim: Claim, state: ClaimState, reason: str, *, by: Account) -> None:
    claim.state = state.value
    claim.reason = reason
    claim.decided_at = clock.now()
    claim.decided_by_id = by.id
