"""Reads about certificates that were handed in, and about what somebody has confirmed."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, exists, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from competency.models import Claim, Evidence
from competency.queries.bases import get_policy
from competency.rules import EvidenceKind
from competency.rules.claims import ClaimState
from lms import clock
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.listing import get_page
from lms.models import Account
from lms.pages import Page
from lms.permissions import Role, ScopeKind, scopes
from people.models import Assignment, Officer, Organisation
from people.queries import is_held

PER_PAGE = 30
CONFIRMED_KINDS = (EvidenceKind.WORK_PRODUCT.value, EvidenceKind.PRIOR_LEARNING.value)


class Twin(NamedTuple):
    """The same scan, handed in for another officer; the name only where the reader knows that officer."""

    public_id: UUID | None
    name: str
    state: str


def select_claims(*, visible_to: Account) -> Select[Claim]:
    """Return the statement of the certificates a person may see: the own ones, and those one decides on."""
    is_own = Claim.officer_id.in_(select(Officer.id).where(Officer.account_id == visible_to.id))
    return select(Claim).where(or_(is_own, _is_decided_by(visible_to)))


def get_claim(public_id: UUID, *, visible_to: Account) -> Claim:
    """Return one certificate with its officer, the officer's posts, and who decided.

    Raises:
        NotFound: there is none, or none this person may see.
    """
    posts = selectinload(Officer.assignments).options(
        joinedload(Assignment.organisation), joinedload(Assignment.position)
    )
    claim = db.session.scalar(
        select_claims(visible_to=visible_to)
        .where(Claim.public_id == public_id)
        .options(joinedload(Claim.officer, innerjoin=True).options(posts), joinedload(Claim.decided_by))
    )
    if claim is None:
        raise NotFound(_("There is no such certificate."))
    return claim


def list_claims(officer: Officer) -> list[Claim]:
    """Return the certificates of an officer, the latest first, with who decided."""
    return list(
        db.session.scalars(
            select(Claim)
            .where(Claim.officer_id == officer.id)
            .options(joinedload(Claim.decided_by))
            .order_by(Claim.id.desc())
        )
    )


def page_of_waiting_claims(*, number: int, visible_to: Account) -> Page:
    """Return one page of the certificates somebody has to decide on, the longest waiting first."""
    statement = _select_waiting(visible_to).options(joinedload(Claim.officer, innerjoin=True))
    return get_page(statement.order_by(Claim.handed_in_at, Claim.id), number=number, per_page=PER_PAGE)


def count_waiting_claims(*, visible_to: Account) -> int:
    """Return how many certificates wait for somebody's decision."""
    waiting = _select_waiting(visible_to).with_only_columns(Claim.id)
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def count_own_waiting(officer: Officer) -> int:
    """Return how many certificates of an officer wait."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Claim.officer_id == officer.id, Claim.state == ClaimState.WAITING.value
            )
        )
        or 0
    )


def find_claim_of_form(officer: Officer, token: str) -> Claim | None:
    """Return the certificate a form brought in, or None. Only for services."""
    return db.session.scalar(select(Claim).where(Claim.officer_id == officer.id, Claim.token == token))


def find_standing_claim(officer: Officer, competency_code: str, sha256: str) -> Claim | None:
    """Return the certificate with this scan that waits, or counts, for a competency. Only for services."""
    counts = (Claim.state == ClaimState.CONFIRMED.value) & ~is_taken_back(Claim.evidence_id)
    return db.session.scalar(
        select(Claim)
        .where(Claim.officer_id == officer.id, Claim.competency_code == competency_code)
        .where(Claim.scan_sha256 == sha256, or_(Claim.state == ClaimState.WAITING.value, counts))
        .limit(1)
    )


def list_twins(claim: Claim, *, visible_to: Account) -> Sequence[Twin]:
    """Return where the same scan was handed in for other officers; who they are only if the reader knows."""
    known = set(
        db.session.scalars(
            select_claims(visible_to=visible_to)
            .where(Claim.scan_sha256 == claim.scan_sha256)
            .with_only_columns(Claim.id)
        )
    )
    rows = db.session.execute(
        select(Claim.id, Claim.public_id, Officer.full_name, Claim.state)
        .join(Claim.officer)
        .where(Claim.scan_sha256 == claim.scan_sha256, Claim.officer_id != claim.officer_id)
        .order_by(Claim.id)
        .limit(PER_PAGE)
    )
    return [
        Twin(public_id, name, state) if claim_id in known else Twin(None, "", state)
        for claim_id, public_id, name, state in rows
    ]


def is_revoked(claim: Claim) -> bool:
    """Tell whether the evidence of a confirmed certificate was taken back."""
    if claim.evidence_id is None:
        return False
    return db.session.scalar(select(Evidence.id).where(Evidence.revokes_id == claim.evidence_id)) is not None


def page_of_confirmations(*, number: int, visible_to: Account) -> Page:
    """Return one page of what somebody confirmed by name, the latest first; each is a ``Confirmation``."""
    statement = _select_confirmed_by(visible_to).order_by(Evidence.id.desc())
    page = get_page(statement, number=number, per_page=PER_PAGE)
    ids = [evidence.id for evidence in page.items]
    rows = db.session.scalars(select(Evidence).where(Evidence.revokes_id.in_(ids)))
    gone = {row.revokes_id: row for row in rows}
    items = [Confirmation(evidence, gone.get(evidence.id)) for evidence in page.items]
    return Page(items, page.number, page.per_page, page.total)


class Confirmation(NamedTuple):
    """A piece of evidence somebody confirmed, and the row that took it back, if any."""

    evidence: Evidence
    revoked_by: Evidence | None


def get_confirmation(evidence_id: int, *, visible_to: Account) -> Confirmation:
    """Return one thing somebody confirmed.

    Raises:
        NotFound: there is none, or somebody else confirmed it.
    """
    evidence = db.session.scalar(_select_confirmed_by(visible_to).where(Evidence.id == evidence_id))
    if evidence is None:
        raise NotFound(_("There is no such confirmation."))
    gone = db.session.scalar(select(Evidence).where(Evidence.revokes_id == evidence.id))
    return Confirmation(evidence, gone)


def highest_certificate_level() -> int:
    """Return the most a certificate can show, by the evidence policy."""
    return get_policy().ceilings[EvidenceKind.PRIOR_LEARNING]


def is_taken_back(evidence_id: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    """Tell of a piece of evidence whether another row takes it back; for statements."""
    revoking = aliased(Evidence)
    return exists().where(revoking.revokes_id == evidence_id)


def _select_confirmed_by(account: Account) -> Select[Evidence]:
    return (
        select(Evidence)
        .where(
            Evidence.entered_by_id == account.id,
            Evidence.kind.in_(CONFIRMED_KINDS),
            Evidence.revokes_id.is_(None),
        )
        .options(
            joinedload(Evidence.officer, innerjoin=True)
            .selectinload(Officer.assignments)
            .joinedload(Assignment.organisation)
        )
    )


def _select_waiting(account: Account) -> Select[Claim]:
    own = select(Officer.id).where(Officer.account_id == account.id)
    return (
        select(Claim)
        .where(Claim.state == ClaimState.WAITING.value, _is_decided_by(account))
        .where(Claim.officer_id.not_in(own))
    )


def _is_decided_by(account: Account) -> ColumnElement[bool]:
    """Tell of a certificate whether somebody leads its officer today, or acts for the Department."""
    conditions: list[ColumnElement[bool]] = []
    provinces = sorted(scopes(account, Role.DEPARTMENT, ScopeKind.UNIT))
    if provinces:
        conditions.append(Claim.province_code.in_(provinces))
    units = sorted(scopes(account, Role.LEADER, ScopeKind.UNIT))
    organisations = sorted(scopes(account, Role.LEADER, ScopeKind.ORGANISATION))
    if units or organisations:
        own = select(Organisation.id).where(Organisation.code.in_(organisations))
        is_led = or_(Assignment.unit_code.in_(units), Assignment.organisation_id.in_(own))
        led = select(Assignment.officer_id).where(is_held(clock.today()), is_led)
        conditions.append(Claim.officer_id.in_(led))
    return or_(*conditions) if conditions else false()
