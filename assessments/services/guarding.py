"""How published banks and cases are guarded; the lock itself is in `courses.services.guarding`."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from assessments.models import (
    BankFile,
    BankMember,
    BankVersion,
    CaseAreaType,
    CaseCompetency,
    CaseVersion,
    Question,
    TaskVersion,
)
from courses.services.guarding import (
    VERSION_MAY_CHANGE,
    Guard,
    is_sealed_version,
    key_of,
    of_sealed_version,
)


def _is_asked_of_learners() -> ColumnElement[bool]:
    """Tell of a question whether it was written in, or belongs to, a version that learners have met."""
    sealed = select(BankVersion.id).where(is_sealed_version(BankVersion))
    return or_(
        Question.written_in_id.in_(sealed),
        Question.id.in_(select(BankMember.question_id).where(BankMember.version_id.in_(sealed))),
    )


GUARDS: dict[type[Any], Guard] = {
    BankVersion: Guard(lambda: is_sealed_version(BankVersion), VERSION_MAY_CHANGE),
    BankMember: Guard(
        lambda: of_sealed_version(BankMember.version_id, BankVersion),
        parent=lambda row: (BankVersion, key_of(row, "version", "version_id")),
    ),
    Question: Guard(_is_asked_of_learners, frozenset({"is_current"})),
    BankFile: Guard(
        lambda: BankFile.bank_id.in_(select(BankVersion.bank_id).where(is_sealed_version(BankVersion)))
    ),
    CaseVersion: Guard(lambda: is_sealed_version(CaseVersion), VERSION_MAY_CHANGE),
    CaseCompetency: Guard(
        lambda: of_sealed_version(CaseCompetency.version_id, CaseVersion),
        parent=lambda row: (CaseVersion, row.version_id),
    ),
    CaseAreaType: Guard(
        lambda: of_sealed_version(CaseAreaType.version_id, CaseVersion),
        parent=lambda row: (CaseVersion, row.version_id),
    ),
    TaskVersion: Guard(lambda: is_sealed_version(TaskVersion), VERSION_MAY_CHANGE),
}
"""What `app` adds to `courses.services.guarding.GUARDS` of the domain below."""
