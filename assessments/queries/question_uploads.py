"""Reads of files of questions that were handed in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.models import BankFile, QuestionBank, QuestionUpload
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _

_SHOWN = 20


def find_waiting_upload(bank: QuestionBank, sha256: str) -> QuestionUpload | None:
    """Return the upload of this very file that waits for its review, or None."""
    return db.session.scalar(
        select(QuestionUpload).where(
            QuestionUpload.bank_id == bank.id,
            QuestionUpload.sha256 == sha256,
            QuestionUpload.state == "review",
        )
    )


def get_upload(bank: QuestionBank, public_id: UUID) -> QuestionUpload:
    """Return one upload of a bank that the caller may see.

    Raises:
        NotFound: the bank has no such upload.
    """
    upload = db.session.scalar(
        select(QuestionUpload)
        .where(QuestionUpload.bank_id == bank.id, QuestionUpload.public_id == public_id)
        .options(joinedload(QuestionUpload.uploaded_by))
    )
    if upload is None:
        raise NotFound(_("There is no such file."))
    return upload


def list_left_uploads(before: datetime, limit: int) -> Sequence[QuestionUpload]:
    """Return uploads of before an instant that still wait for their review, the oldest first."""
    return db.session.scalars(
        select(QuestionUpload)
        .where(QuestionUpload.state == "review", QuestionUpload.uploaded_at < before)
        .order_by(QuestionUpload.id)
        .limit(limit)
    ).all()


def list_uploads(bank: QuestionBank) -> Sequence[QuestionUpload]:
    """Return the latest uploads of a bank, the newest first."""
    return db.session.scalars(
        select(QuestionUpload)
        .where(QuestionUpload.bank_id == bank.id)
        .order_by(QuestionUpload.id.desc())
        .limit(_SHOWN)
        .options(joinedload(QuestionUpload.uploaded_by))
    ).all()


def list_bank_files(bank_id: int) -> Sequence[BankFile]:
    """Return the pictures of a bank."""
    return db.session.scalars(select(BankFile).where(BankFile.bank_id == bank_id)).all()


def list_files_named(name: str) -> Sequence[BankFile]:
    """Return pictures of this name in whichever bank; one name is one content."""
    return db.session.scalars(select(BankFile).where(BankFile.name == name).limit(3)).all()
