"""Files of questions from the moment they are handed in: looked at, accepted or put away."""

import hashlib
import re
from datetime import timedelta
from io import BytesIO
from typing import BinaryIO

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from assessments import queries
from assessments.models import QuestionBank, QuestionUpload
from assessments.queries import question_uploads as uploads
from assessments.rules import AssessmentEvent
from assessments.rules.exchange import LARGEST_FILE
from assessments.services.question_plans import ImportPlan, apply_import, plan_import
from courses import policies
from courses import services as courses
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.files import storage
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize

REVIEW, DONE, DROPPED = "review", "done", "dropped"
KEPT_DAYS = 14
_SWEPT_AT_ONCE = 50
_LONGEST_NAME = 120
_PATH = re.compile(r"^.*[/\\]")


def hand_in_questions(bank: QuestionBank, name: str, stream: BinaryIO, *, by: Account) -> QuestionUpload:
    """Keep a file so that it can be looked at. The same file again while it waits is the same upload.

    Raises:
        Forbidden: ``by`` does not write for the owner of the bank.
        Refused: the file is empty or too large.
    """
    authorize(by, policies.may_write, bank.owner)
    content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Refused(_("The file is too large: at most %(limit)s MB.", limit=LARGEST_FILE // 1024**2))
    if not content:
        raise Refused(_("The file is empty. Choose the file that holds the questions."))
    sha256 = hashlib.sha256(content).hexdigest()
    waiting = uploads.find_waiting_upload(bank, sha256)
    return waiting or _add(bank, name, content, sha256, by)


def read_upload(upload: QuestionUpload, *, by: Account) -> ImportPlan:
    """Return what the file of an upload would do now.

    Raises:
        Conflict: the file was thrown away already.
        Forbidden: ``by`` does not write for the owner of the bank.
    """
    if upload.storage_key is None:
        raise Conflict(_("The file is no longer kept. Hand it in again."))
    with storage().open(upload.storage_key) as stream:
        return plan_import(upload.bank, stream.read(), upload.file_name, by=by)


def accept_questions(upload: QuestionUpload, *, digest: str, refused: int, by: Account) -> ImportPlan:
    """Write what the review showed, all of it at once, and return it.

    Args:
        upload: waits for its review.
        digest: of the review that the person looked at.
        refused: how many questions the person agrees to leave out.
        by: an editor of the institution.

    Raises:
        Conflict: the bank has changed since the review, or the file was accepted already.
        Forbidden: ``by`` does not write for the owner of the bank.
        NotEditable: the version is with the reviewers.
        Refused: the person has not agreed to leave out what cannot be taken over.
    """
    authorize(by, policies.may_write, upload.bank.owner)
    plan = read_upload(upload, by=by)  # takes longest, so nobody is kept waiting meanwhile
    _move(upload, DONE)
    if plan.digest != digest:
        raise Conflict(_("The bank has changed since you looked at the file. Look at it again and accept."))
    if plan.counts["refused"] != refused:
        raise Refused(_("Say that the questions that cannot be taken over are to be left out."))
    apply_import(upload.bank, plan, by=by)
    _note_who_brought(upload, plan, by=by)
    upload.counts = plan.counts
    upload.accepted_at = clock.now()
    _throw_away(upload)
    return plan


def drop_questions(upload: QuestionUpload, *, by: Account) -> None:
    """Put a file away without writing anything. Twice is once.

    Raises:
        Conflict: it was accepted already.
        Forbidden: ``by`` does not write for the owner of the bank.
    """
    authorize(by, policies.may_write, upload.bank.owner)
    if upload.state == DROPPED:
        return
    _move(upload, DROPPED)
    _throw_away(upload)
    audit.record(AssessmentEvent.QUESTIONS_DROPPED, upload, by=by)


def forget_left_questions(*, by: Account) -> int:
    """Put files away that nobody accepted within 14 days; return how many. Only at night; no gate."""
    left = uploads.list_left_uploads(clock.now() - timedelta(days=KEPT_DAYS), _SWEPT_AT_ONCE)
    forgotten = [upload for upload in left if _take(upload, DROPPED)]
    for upload in forgotten:
        _throw_away(upload)
        audit.record(AssessmentEvent.QUESTIONS_DROPPED, upload, by=by, days=KEPT_DAYS)
    db.session.flush()
    return len(forgotten)


def _add(bank: QuestionBank, name: str, content: bytes, sha256: str, by: Account) -> QuestionUpload:
    upload = QuestionUpload(
        bank_id=bank.id,
        file_name=_shown_name(name),
        sha256=sha256,
        size_bytes=len(content),
        state=REVIEW,
        uploaded_by_id=by.id,
        uploaded_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(upload)
            db.session.flush()  # the rule of one review a file speaks now
    except IntegrityError as error:
        waiting = uploads.find_waiting_upload(bank, sha256)
        if waiting is None:
            raise Conflict(_("Somebody else has handed this file in. Look at it again.")) from error
        return waiting
    upload.storage_key = storage().save(BytesIO(content), suffix=".questions")
    audit.record(AssessmentEvent.QUESTIONS_HANDED_IN, upload, by=by, sha256=sha256)
    return upload


def _shown_name(name: str) -> str:
    """Return a file name without its path and without signs that nobody sees; its ending stays."""
    printable = "".join(sign if sign.isprintable() else " " for sign in _PATH.sub("", name))
    return " ".join(printable.split())[-_LONGEST_NAME:] or "–"


def _note_who_brought(upload: QuestionUpload, plan: ImportPlan, *, by: Account) -> None:
    """Let who handed a file in be an author of what it brought, whoever accepted it."""
    version = queries.find_open_version(upload.bank)
    if plan.to_write and version is not None:
        courses.note_other_authors(version, {upload.uploaded_by_id: upload.uploaded_at}, by=by)


def _move(upload: QuestionUpload, state: str) -> None:
    """Let only one of two who decide at once go on."""
    if not _take(upload, state):
        raise Conflict(_("This file was accepted or put away already."))


def _take(upload: QuestionUpload, state: str) -> bool:
    """Bring an upload that waits for its review into another state; tell whether it still waited."""
    moved = db.session.execute(
        update(QuestionUpload)
        .where(QuestionUpload.id == upload.id, QuestionUpload.state == REVIEW)
        .values(state=state)
    )
    db.session.refresh(upload)
    return bool(moved.rowcount)  # type: ignore[attr-defined]


def _throw_away(upload: QuestionUpload) -> None:
    if upload.storage_key is not None:
        storage().discard(upload.storage_key)
        upload.storage_key = None
