"""The roster desk: a file is handed in, checked, looked at and accepted, and may be undone for a day.

Here is what a person asks for; `checking_work`, `accepting` and `undoing` do it in the worker.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.files import storage
from lms.i18n import gettext as _
from lms.models import Account, Job
from lms.permissions import authorize
from lms.secrets import seal
from lms.tables import CellProblem
from lms.tables.guards import refuse_wrong_name
from lms.text import clean, tone_position_key
from lms.work import request_work
from people import policies
from people.models import AdministrativeUnit, FormerUnitName, RosterLine, RosterUpload
from people.queries import uploads as queries
from people.rules import PeopleEvent, UploadState, may_still_be_undone
from people.services.rosters.loading import LIMITS

CHECK_WORK, ACCEPT_WORK, UNDO_WORK = "roster-check", "roster-accept", "roster-undo"
KEPT_FOR = timedelta(days=30)
"""Files and their lines hold names and numbers: afterwards they are thrown away; the trail stays."""

_LONGEST_FILE_NAME = 120
_PATH = re.compile(r"^.*[/\\]")
_WORK_OF_STATE = {
    UploadState.CHECKING: CHECK_WORK,
    UploadState.ACCEPTING: ACCEPT_WORK,
    UploadState.UNDOING: UNDO_WORK,
}


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file as it came.

    Args:
        name: what the person called it.
        stream: its content, from the beginning.
        is_full_roster: whether posts it does not have are to end.
    """

    name: str
    stream: BinaryIO
    is_full_roster: bool = False


def hand_in_roster(file: HandedIn, province: AdministrativeUnit, *, by: Account) -> tuple[RosterUpload, Job]:
    """Keep a file, sealed, and ask for its check. The same file again while it waits is the same upload.

    Raises:
        Forbidden: ``by`` does not keep the roster of this province.
        Refused: the unit is no province, or the file is too large.
    """
    authorize(by, policies.may_import_roster, province)
    if not province.is_province:
        raise Refused(_("%(unit)s is not a province.", unit=province.full_name))
    content = _read(file)
    sha256 = hashlib.sha256(content).hexdigest()
    upload = queries.find_open_upload(province.code, sha256)
    if upload is None:
        upload = _add(file, content, sha256, province, by)
    return upload, request_work(CHECK_WORK, str(upload.public_id), by=by)


def check_anew(upload: RosterUpload, *, is_full_roster: bool, by: Account) -> Job:
    """Ask for another check, of the file as the whole roster or as a part of it.

    Raises:
        Conflict: the file waits for no review.
    """
    authorize(by, policies.may_keep_upload, upload)
    _move(upload, UploadState.REVIEW, UploadState.CHECKING, is_full_roster=is_full_roster)
    return request_work(CHECK_WORK, str(upload.public_id), by=by)


def drop_roster(upload: RosterUpload, *, by: Account) -> None:
    """Put a file away that is not to be accepted. Twice is once.

    Raises:
        Conflict: it was accepted, or is just being worked on.
    """
    authorize(by, policies.may_keep_upload, upload)
    if upload.state == UploadState.DROPPED:
        return
    was = UploadState.REFUSED if upload.state == UploadState.REFUSED else UploadState.REVIEW
    _move(upload, was, UploadState.DROPPED)
    throw_away(upload)
    audit.record(PeopleEvent.ROSTER_DROPPED, upload, by=by)


def accept_roster(upload: RosterUpload, *, digest: str, ends: int, by: Account) -> Job:
    """Ask for what the review showed to be written.

    Args:
        upload: waits for its review.
        digest: of the review that the person looked at.
        ends: how many posts the person agrees to end.
        by: who accepts, by name.

    Raises:
        Conflict: the review is another by now, there is nothing to write, somebody else was first, or
            another roster of the province is being written.
        Refused: the person has not agreed to the number of posts that will end.
    """
    authorize(by, policies.may_keep_upload, upload)
    counts = upload.counts
    if upload.state != UploadState.REVIEW or upload.digest != digest:
        raise Conflict(_("This roster has changed since the page was opened. Please look at it again."))
    if not (counts["new"] or counts["changed"] or counts["ended"]):
        raise Conflict(_("There is nothing to write: the system already holds what the file says."))
    if counts["ended"] != ends:
        raise Refused(
            _(
                "Please tick that %(count)s posts will end, or check the file as a part.",
                count=counts["ended"],
            )
        )
    _move(upload, UploadState.REVIEW, UploadState.ACCEPTING, accepted_by_id=by.id, problem="")
    audit.record(PeopleEvent.ROSTER_ACCEPTED, upload, by=by, sha256=upload.sha256, counts=counts)
    return request_work(ACCEPT_WORK, str(upload.public_id), by=by)


def undo_roster(upload: RosterUpload, *, by: Account) -> Job | None:
    """Ask for everything an accepted roster changed to be as it was; None if that has happened.

    Raises:
        Conflict: it was not accepted, more than a day has passed, or another roster is being written.
    """
    authorize(by, policies.may_keep_upload, upload)
    if upload.state == UploadState.UNDONE:
        return None
    if upload.state != UploadState.DONE:
        raise Conflict(_("Only a roster that was accepted can be undone."))
    if not may_still_be_undone(upload.accepted_at, clock.now()):
        raise Conflict(
            _("A roster can be undone for 24 hours only. Correct officers by hand or hand in a roster.")
        )
    _move(upload, UploadState.DONE, UploadState.UNDOING, undone_by_id=by.id, problem="", conflicts=[])
    audit.record(PeopleEvent.ROSTER_UNDO_ASKED, upload, by=by)
    return request_work(UNDO_WORK, str(upload.public_id), by=by)


def go_on(upload: RosterUpload, *, by: Account) -> Job:
    """Ask again for work that broke off.

    Raises:
        Conflict: nothing is left to do.
    """
    authorize(by, policies.may_keep_upload, upload)
    kind = _WORK_OF_STATE.get(UploadState(upload.state))
    if kind is None:
        raise Conflict(_("Nothing is left to do for this roster."))
    return request_work(kind, str(upload.public_id), by=by)


def name_unit(upload: RosterUpload, name: str, unit: AdministrativeUnit, *, by: Account) -> Job:
    """Remember which commune a name of the file means, for all rosters to come, and check the file anew.

    Raises:
        Refused: the unit is no commune of the province.
        Conflict: the file waits for no review.
    """
    authorize(by, policies.may_keep_upload, upload)
    name = clean(name)
    if unit.parent_code != upload.province_code or not name:
        raise Refused(_("Choose a commune, ward or special zone of the province."))
    key = tone_position_key(name)
    known = db.session.scalar(
        select(FormerUnitName).where(
            FormerUnitName.province_code == upload.province_code, FormerUnitName.name_key == key
        )
    )
    row = known or FormerUnitName(province_code=upload.province_code, name=name, name_key=key)
    row.unit_code, row.entered_by_id, row.entered_at = unit.code, by.id, clock.now()
    try:
        audit.record(PeopleEvent.UNIT_NAME_ENTERED, row, by=by, name=name, unit=unit.code)
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(_("Somebody else has just said what this name means. Reload the page.")) from error
    return check_anew(upload, is_full_roster=upload.is_full_roster, by=by)


def throw_away(upload: RosterUpload) -> None:
    """Keep the file and its lines no longer. Only for services: no gate."""
    key, upload.storage_key = upload.storage_key, None
    db.session.execute(delete(RosterLine).where(RosterLine.upload_id == upload.id))
    if key is not None:
        storage().discard(key)


def throw_away_old(*, by: Account) -> int:
    """Throw the files away that have been kept long enough. Only for tasks: no gate, no deed of a person."""
    del by
    resting = (UploadState.REVIEW, UploadState.DONE, UploadState.UNDONE, UploadState.REFUSED)
    old = db.session.scalars(
        select(RosterUpload).where(
            RosterUpload.storage_key.is_not(None),
            RosterUpload.uploaded_at < clock.now() - KEPT_FOR,
            RosterUpload.state.in_(resting),
        )
    ).all()
    for upload in old:
        if upload.state == UploadState.REVIEW:
            upload.state = UploadState.DROPPED.value
        throw_away(upload)
    return len(old)


def find_upload_to_work_on(subject: str, *, by: Account) -> RosterUpload:
    """Return the upload of a job, as the account may see it that asked. Only for tasks."""
    return queries.get_upload(UUID(subject), visible_to=by)


def _read(file: HandedIn) -> bytes:
    most = LIMITS.file_bytes
    content = file.stream.read(most + 1)
    if len(content) > most:
        raise Refused(
            _("The file is larger than %(size)d MB.", size=most // 1024**2)
            + " "
            + _("Remove pictures and needless sheets, or split the table into several files.")
        )
    try:
        refuse_wrong_name(file.name, content)
    except CellProblem as problem:
        raise Refused(str(problem)) from problem
    return content


def _add(
    file: HandedIn, content: bytes, sha256: str, province: AdministrativeUnit, by: Account
) -> RosterUpload:
    upload = RosterUpload(
        province_code=province.code,
        file_name=clean(_PATH.sub("", file.name))[:_LONGEST_FILE_NAME] or "?",
        storage_key=storage().save(BytesIO(seal(content)), suffix=".sealed"),
        sha256=sha256,
        size_bytes=len(content),
        is_full_roster=file.is_full_roster,
        state=UploadState.CHECKING.value,
        uploaded_by_id=by.id,
        uploaded_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(upload)
    except IntegrityError:  # the same button pressed a moment ago
        found = queries.find_open_upload(province.code, sha256)
        if found is None:
            raise
        return found
    audit.record(PeopleEvent.ROSTER_RECEIVED, upload, by=by, sha256=sha256, bytes=len(content))
    return upload


def _move(upload: RosterUpload, was: UploadState, becomes: UploadState, **columns: object) -> None:
    """Bring an upload from one state into another, if nobody else was first."""
    try:
        with db.session.begin_nested():
            moved = db.session.execute(
                update(RosterUpload)
                .where(RosterUpload.id == upload.id, RosterUpload.state == was)
                .values(state=becomes.value, **columns)
            )
    except IntegrityError as error:
        raise Conflict(
            _("Another roster of the province is being written at this moment. Try again when it is done.")
        ) from error
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise Conflict(_("Somebody else has just decided about this roster. Please look at it again."))
    db.session.refresh(upload)
