"""The pictures that questions of a bank show, and who may see them."""

from sqlalchemy import Select, Text, cast, or_, select

from assessments.models import BankFile, Question, QuestionBank, QuizAnswer, QuizAttempt
from assessments.queries.banks import is_own_bank
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from people.models import Officer


def list_pictures(bank_id: int) -> set[str]:
    """Return the names of the pictures of a bank."""
    return set(db.session.scalars(select(BankFile.name).where(BankFile.bank_id == bank_id)))


def find_bank_file(bank: QuestionBank, name: str) -> BankFile | None:
    """Return a picture of a bank, whoever asks, or None."""
    return db.session.scalar(select(BankFile).where(BankFile.bank_id == bank.id, BankFile.name == name))


def get_bank_file(code: str, name: str, *, visible_to: Account) -> BankFile:
    """Return a picture to whoever may see a question that shows it.

    Those are who writes or reviews the bank, and who was asked such a question in an attempt of one's own.

    Raises:
        NotFound: there is no such picture, or none this person may see.
    """
    file = db.session.scalar(
        select(BankFile)
        .join(QuestionBank, QuestionBank.id == BankFile.bank_id)
        .where(QuestionBank.code == code, BankFile.name == name)
        .where(or_(is_own_bank(visible_to), BankFile.bank_id.in_(_banks_that_asked(name, visible_to))))
    )
    if file is None:
        raise NotFound(_("This file does not exist."))
    return file


def _banks_that_asked(name: str, account: Account) -> Select[int]:
    """Return the banks whose questions showed a person this picture in an attempt.

    Names of pictures are letters and digits only, so that they stand in the stored text as they are.
    """
    return (
        select(Question.bank_id)
        .join(QuizAnswer, QuizAnswer.question_id == Question.id)
        .join(QuizAttempt, QuizAttempt.id == QuizAnswer.attempt_id)
        .join(Officer, Officer.id == QuizAttempt.officer_id)
        .where(Officer.account_id == account.id)
        .where(cast(Question.payload, Text).contains(name, autoescape=True))
        .correlate(None)
    )
