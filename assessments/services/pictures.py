"""Pictures that questions of a bank show."""

from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from sqlalchemy.exc import IntegrityError

from assessments import queries
from assessments.models import BankFile, QuestionBank
from assessments.rules import AssessmentEvent
from courses import policies
from lms import audit
from lms.database import db
from lms.errors import Conflict
from lms.files import storage
from lms.i18n import gettext as _
from lms.images import Picture, take_picture
from lms.models import Account
from lms.permissions import authorize


def save_picture(bank: QuestionBank, stream: BinaryIO, *, by: Account) -> BankFile:
    """Keep a picture for the questions of a bank and return it; the same picture is kept once.

    Raises:
        Forbidden: ``by`` does not write for the owner of the bank.
        PictureRefused: it is no picture that can be shown; the sentence says why.
    """
    authorize(by, policies.may_write, bank.owner)
    return keep_picture(bank, take_picture(stream), by=by)


def keep_picture(bank: QuestionBank, picture: Picture, *, by: Account) -> BankFile:
    """Keep a picture that was taken already. Only for services that have asked who may; no gate."""
    kept = queries.find_bank_file(bank, picture.name)
    if kept is not None:
        return kept
    try:
        with db.session.begin_nested():
            kept = BankFile(
                bank_id=bank.id,
                name=picture.name,
                media_type=picture.media_type,
                storage_key=storage().save(BytesIO(picture.content), suffix=PurePath(picture.name).suffix),
                size_bytes=len(picture.content),
            )
            db.session.add(kept)
            db.session.flush()  # the rule of one picture a name speaks now
    except IntegrityError:
        return _brought_meanwhile(bank, picture.name)
    audit.record(AssessmentEvent.BANK_PICTURE_ADDED, kept, by=by, name=picture.name)
    return kept


def _brought_meanwhile(bank: QuestionBank, name: str) -> BankFile:
    """Return the same picture that somebody else has just brought."""
    kept = queries.find_bank_file(bank, name)
    if kept is None:
        raise Conflict(_("Somebody else has changed this meanwhile. Look at it again and repeat."))
    return kept
