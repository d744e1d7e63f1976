"""Adding to what officers have shown: one piece, many at once, confirmed by a leader, revoked."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from competency import policies, queries, rules
from competency.models import Evidence
from competency.rules import HIGHEST_LEVEL, Basis, CompetencyEvent, EvidenceKind
from competency.services.missed import lock_caught_up
from competency.services.standings import refresh_on_basis
from lms import audit, clock
from lms.database import db, read_rows
from lms.errors import Conflict, Refused
from lms.i18n import format_day
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import clean
from people.models import Officer
from people.policies import led_posts

LONGEST_SOURCE = 120
SHORTEST_PRODUCT = 20
_BATCH = 500
_FEW = 20
"""Of so many officers only what their positions ask is read; an import needs nearly all of it."""


class EvidenceRefused(Refused):
    """A piece of evidence cannot be right: a day to come, an unknown competency, a level that is none.

    ``field`` names what of it, as the documents of the API do.
    """

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """One thing an officer has shown.

    Args:
        competency_code: a competency of the current framework.
        level: 0 to 5, as shown; the ceiling of the kind is applied when standings are computed.
        kind: how it was shown.
        earned_on: on which day, not after today.
        source: the word of what stands behind it, such as "case-attempt:812"; counts once.
        note: what people may read about it.
    """

    competency_code: str
    level: int
    kind: EvidenceKind
    earned_on: date
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """Evidence of one officer among many."""

    officer_id: int
    new: NewEvidence


@dataclass(frozen=True, slots=True)
class WorkProduct:
    """Something an officer made at work, as the leader confirms it.

    Args:
        competency_code: what it shows.
        level: 1 to 4, as shown.
        product: what it is, in at least twenty characters.
        reference: its number, or where it can be found.
        made_on: when it was done, not after today.
        token: a word of the form that was sent; the same form sent twice counts once.
    """

    competency_code: str
    level: int
    product: str
    reference: str
    made_on: date
    token: str


@dataclass(frozen=True, slots=True)
class _Judge:
    """What new evidence is checked and dated by."""

    basis: Basis
    framework_id: int
    codes: frozenset[str]
    today: date
    now: datetime

    @classmethod
    def ready(cls, officer_ids: Collection[int]) -> "_Judge":
        """Return a judge of today for these officers."""
        framework_id, codes = queries.list_competency_codes()
        is_few = len(officer_ids) <= _FEW
        basis = queries.get_basis_for(officer_ids) if is_few else queries.get_basis()
        return cls(basis, framework_id, codes, clock.today(), clock.now())

    def values(self, officer_id: int, province_code: str, new: NewEvidence, by: Account) -> dict[str, Any]:
        """Return the columns of a new row.

        Raises:
            EvidenceRefused: it cannot be right.
        """
        framework_id = self._home(new.competency_code)
        self._refuse(new)
        kind = EvidenceKind(new.kind)
        return {
            "officer_id": officer_id,
            "province_code": province_code,
            "competency_code": new.competency_code,
            "level": new.level,
            "kind": kind.value,
            "source": new.source,
            "earned_on": new.earned_on,
            "valid_until": rules.valid_until(self.basis.policy, kind, new.competency_code, new.earned_on),
            "framework_id": framework_id,
            "recorded_at": self.now,
            "entered_by_id": by.id,
            "note": new.note,
        }

    def _home(self, code: str) -> int:
        """Return the framework version by which evidence for a competency is read.

        A course may still name a competency that only an earlier version has: its evidence belongs to that
        version, and the mapping says what it shows today.
        """
        found = self.framework_id if code in self.codes else queries.find_former_version_of(code)
        if found is None:
            raise EvidenceRefused(_("There is no competency %(code)s.", code=code), field="competency")
        return found

    def _refuse(self, new: NewEvidence) -> None:
        if new.kind not in set(EvidenceKind):
            raise EvidenceRefused(_("There is no kind of evidence “%(kind)s”.", kind=new.kind), field="kind")
        if not 0 <= new.level <= HIGHEST_LEVEL:
            raise EvidenceRefused(
                _("The level must be from 0 to 5, not %(level)s.", level=new.level), field="level"
            )
        if new.earned_on > self.today:
            raise EvidenceRefused(_("The day must not be after today."), field="earned_on")
        if not new.source or len(new.source) > LONGEST_SOURCE:
            raise EvidenceRefused(
                _("The source must have 1 to %(longest)s characters.", longest=LONGEST_SOURCE), field="source"
            )


def record_evidence(officer: Officer, new: NewEvidence, *, by: Account) -> Evidence:
    """Add a piece of evidence, refresh the officer's standings, and return the row.

    Only for other services, which know that it is true: no gate. The same source twice returns the first row
    and changes nothing.

    Raises:
        EvidenceRefused: the piece cannot be right.
    """
    return record_once(officer, new, by=by)[0]


def record_many_evidence(items: Sequence[EvidenceItem], *, by: Account) -> int:
    """Add evidence of many officers set-wise, refresh their standings, and return how many rows are new.

    Only for other services and importers: no gate. Sources that are known already, also earlier in the same
    list, are passed over.

    Raises:
        EvidenceRefused: a piece cannot be right; nothing of the list may be kept.
    """
    officer_ids = sorted({item.officer_id for item in items})
    judge = _Judge.ready(officer_ids)
    by_officer: dict[int, list[NewEvidence]] = {officer_id: [] for officer_id in officer_ids}
    for item in items:
        by_officer[item.officer_id].append(item.new)
    added = 0
    for start in range(0, len(officer_ids), _BATCH):
        batch = officer_ids[start : start + _BATCH]
        lock_caught_up(batch, by=by)
        added += _insert_batch({key: by_officer[key] for key in batch}, judge, by=by)
        refresh_on_basis(judge.basis, batch, judge.today, by=by, are_locked=True)
    return added


def confirm_work_product(officer: Officer, product: WorkProduct, *, by: Account) -> Evidence:
    """Confirm in the leader's name that an officer showed a level at work, and return the evidence.

    Raises:
        Forbidden: ``by`` does not lead the officer today, or is the officer.
        EvidenceRefused: the description is too short, nothing says where the product can be found, the level
            is none of 1 to 4, or the day is to come or before the post began.
    """
    described, reference = clean(product.product), clean(product.reference)
    authorize(by, policies.may_confirm_work_product, officer)
    _refuse_short(described)
    if not reference:
        raise EvidenceRefused(
            _("Give the number of the product, or where it can be found."), field="reference"
        )
    new = NewEvidence(
        competency_code=product.competency_code,
        level=product.level,
        kind=EvidenceKind.WORK_PRODUCT,
        earned_on=product.made_on,
        source=f"work-product:{product.token}",
        note=f"{described} ({reference})",
    )
    return confirm_once(officer, new, by=by)[0]


def confirm_once(officer: Officer, new: NewEvidence, *, by: Account) -> tuple[Evidence, bool]:
    """Confirm a work product that its note describes; return the row of its source and whether it is new.

    Raises:
        Forbidden, EvidenceRefused: as ``confirm_work_product``.
    """
    authorize(by, policies.may_confirm_work_product, officer)
    _refuse_short(new.note)
    highest = queries.get_policy().ceilings[EvidenceKind.WORK_PRODUCT]
    if not 1 <= new.level <= highest:
        raise EvidenceRefused(
            _("A work product can show level 1 to %(highest)s.", highest=highest), field="level"
        )
    began_on = min(post.starts_on for post in led_posts(by, officer))
    if new.earned_on < began_on:
        raise EvidenceRefused(
            _("The day must not be before the post began, on %(day)s.", day=format_day(began_on)),
            field="earned_on",
        )
    evidence, is_new = record_once(officer, new, by=by)
    if is_new:
        audit.record(CompetencyEvent.EVIDENCE_CONFIRMED, evidence, by=by)
    return evidence, is_new


def _refuse_short(described: str) -> None:
    if len(described) < SHORTEST_PRODUCT:
        raise EvidenceRefused(
            _("Describe the work product in at least %(least)s characters.", least=SHORTEST_PRODUCT),
            field="note",
        )


def revoke_evidence(evidence: Evidence, reason: str, *, by: Account) -> Evidence:
    """Take a piece of evidence back by a new row that revokes it, and return that row. Twice is once.

    Raises:
        Forbidden: ``by`` corrects no records here.
        Refused: no reason was given.
        Conflict: the row itself revokes another.
    """
    return revoke_once(evidence, reason, by=by)[0]


def revoke_once(evidence: Evidence, reason: str, *, by: Account) -> tuple[Evidence, bool]:
    """Do as ``revoke_evidence``; return the revoking row and whether it is new."""
    authorize(by, policies.may_revoke_evidence, evidence)
    return _revoke(evidence, reason, by=by)


def take_back_evidence(evidence: Evidence, reason: str, *, by: Account) -> None:
    """Take a piece of evidence back because what stood behind it was withdrawn. Twice is once.

    Only for other services, which wrote it and have asked who may withdraw: no gate.

    Raises:
        Refused: no reason was given.
    """
    _revoke(evidence, reason, by=by)


def _revoke(evidence: Evidence, reason: str, *, by: Account) -> tuple[Evidence, bool]:
    text = clean(reason)
    if not text:
        raise Refused(_("Please give a reason."))
    if evidence.revokes_id is not None:
        raise Conflict(_("This entry takes another one back; it cannot be taken back itself."))
    lock_caught_up([evidence.officer_id], by=by)
    revoking = Evidence(
        officer_id=evidence.officer_id,
        province_code=evidence.province_code,
        competency_code=evidence.competency_code,
        level=0,
        kind=evidence.kind,
        source=f"revocation:{evidence.id}",
        earned_on=evidence.earned_on,
        valid_until=evidence.valid_until,
        framework_id=evidence.framework_id,
        recorded_at=clock.now(),
        entered_by_id=by.id,
        note=text,
        revokes_id=evidence.id,
    )
    stored, is_new = _insert_once(revoking)
    if is_new:
        audit.record(CompetencyEvent.EVIDENCE_REVOKED, stored, by=by, revokes=evidence.id)
        basis = queries.get_basis_for([evidence.officer_id])
        refresh_on_basis(basis, [evidence.officer_id], clock.today(), by=by, are_locked=True)
    return stored, is_new


def record_once(officer: Officer, new: NewEvidence, *, by: Account) -> tuple[Evidence, bool]:
    """Do as ``record_evidence``; return the row of the source and whether it is new."""
    # Whoever comes second about the same officer waits here, and then computes from all evidence.
    lock_caught_up([officer.id], by=by)
    judge = _Judge.ready([officer.id])
    values = judge.values(officer.id, officer.province_code, new, by)
    evidence, is_new = _insert_once(Evidence(**values))
    if is_new:
        audit.record(CompetencyEvent.EVIDENCE_RECORDED, evidence, by=by, **_trail(new))
        refresh_on_basis(judge.basis, [officer.id], judge.today, by=by, are_locked=True)
    return evidence, is_new


def _insert_once(evidence: Evidence) -> tuple[Evidence, bool]:
    """Return the stored row of this source; the constraint decides which was first."""
    key = evidence.officer_id, evidence.competency_code, evidence.source
    try:
        with db.session.begin_nested():
            db.session.add(evidence)
    except IntegrityError:
        first = queries.find_evidence(*key)
        if first is None:
            raise
        return first, False
    return evidence, True


def _insert_batch(by_officer: dict[int, list[NewEvidence]], judge: _Judge, *, by: Account) -> int:
    known = queries.list_sources(by_officer)
    provinces = _province_codes(by_officer)
    rows: dict[tuple[int, str, str], dict[str, Any]] = {}
    for officer_id, pieces in by_officer.items():
        for new in pieces:
            key = officer_id, new.competency_code, new.source
            if key not in known and key not in rows:
                rows[key] = judge.values(officer_id, provinces[officer_id], new, by)
    if not rows:
        return 0
    ids = db.session.scalars(insert(Evidence).returning(Evidence.id), list(rows.values())).all()
    _record_trail(ids, by=by)
    return len(ids)


def _record_trail(ids: Iterable[int], *, by: Account) -> None:
    targets = [(Evidence.__tablename__, str(key)) for key in ids]
    audit.record_many(CompetencyEvent.EVIDENCE_RECORDED, targets, by=by)


def _province_codes(officer_ids: Collection[int]) -> dict[int, str]:
    return {row.id: row.province_code for row in read_rows(_select_provinces(), {"ids": list(officer_ids)})}


@cache
def _select_provinces() -> Select[int, str]:
    return select(Officer.id, Officer.province_code).where(Officer.id.in_(bindparam("ids", expanding=True)))


def _trail(new: NewEvidence) -> dict[str, Any]:
    return {"competency": new.competency_code, "kind": str(new.kind), "level": new.level}
