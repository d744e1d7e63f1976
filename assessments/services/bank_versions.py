"""The rows of a new version of a question bank. Only for other services: nothing here asks who may."""

from collections.abc import Iterable

from assessments import queries
from assessments.models import BankMember, BankVersion, QuestionBank
from assessments.services.making import first_revision
from courses.rules import CourseState
from lms import clock
from lms.database import db


def add_bank_version(bank: QuestionBank) -> BankVersion:
    """Add the next version of a bank, a draft without questions; it has its id now."""
    newest = queries.find_newest_version(bank)
    version = BankVersion(
        bank_id=bank.id,
        number=newest.number + 1 if newest else 1,
        state=CourseState.DRAFT.value,
        revision=first_revision(newest),
        created_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()  # the rule of one open version a bank speaks now, and members refer to the id
    return version


def add_members(version: BankVersion, question_ids: Iterable[int]) -> None:
    """Let a version have these rows of questions, in this order."""
    db.session.add_all(
        BankMember(version_id=version.id, question_id=question_id, rank=rank)
        for rank, question_id in enumerate(question_ids, start=1)
    )
    db.session.flush()
