"""Which questions of a bank quizzes draw from."""

from sqlalchemy import select, update

from assessments.models import BankMember, BankVersion, Question, QuestionBank
from lms.database import db


def ask_members(version: BankVersion) -> None:
    """Let quizzes draw from the members of a version and from nothing else of its bank.

    Only for services that publish; no gate.
    """
    db.session.flush()
    members = select(BankMember.question_id).where(BankMember.version_id == version.id)
    of_bank = Question.bank_id == version.bank_id
    for is_current, condition in ((False, Question.id.not_in(members)), (True, Question.id.in_(members))):
        db.session.execute(
            update(Question)
            .where(of_bank, condition, Question.is_current.is_(not is_current))
            .values(is_current=is_current)
            .execution_options(synchronize_session="fetch")
        )


def ask_nothing(bank: QuestionBank) -> None:
    """Let quizzes draw from a bank no more. Only for services that withdraw; no gate."""
    db.session.flush()
    db.session.execute(
        update(Question)
        .where(Question.bank_id == bank.id, Question.is_current)
        .values(is_current=False)
        .execution_options(synchronize_session="fetch")
    )
