"""What the worker does for the roster desk: the check, and writing what was accepted."""

from io import BytesIO
from typing import Any

from sqlalchemy import delete, update

from lms import audit, clock
from lms.database import db, insert_many
from lms.errors import Conflict
from lms.files import storage
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.secrets import unseal
from lms.tables import CellError, Table, write_errors
from people import policies
from people.models import RosterChange, RosterLine, RosterUpload
from people.queries import rosters as queries
from people.queries import uploads as queries_of_uploads
from people.rules import PeopleEvent, UploadState
from people.services.rosters.loading import check_roster, read_roster, write_checked
from people.services.rosters.reviewing import Review, as_rows, review_checked
from people.services.rosters.shapes import Change, Checked, Prepare, RosterOptions

_CHANGES: Any = RosterChange.__table__
_LINES: Any = RosterLine.__table__


def read_upload(upload: RosterUpload, *, by: Account) -> Table:
    """Return the rows of the kept file.

    Raises:
        Conflict: the file was thrown away.
    """
    authorize(by, policies.may_keep_upload, upload)
    if upload.storage_key is None:
        raise Conflict(_("The file of this roster is no longer kept. Please hand it in again."))
    with storage().open(upload.storage_key) as sealed:
        return read_roster(BytesIO(unseal(sealed.read())))


def check_upload(upload: RosterUpload, table: Table, *, by: Account) -> Checked:
    """Return what the file would do now. Changes nothing."""
    authorize(by, policies.may_keep_upload, upload)
    options = RosterOptions(skip_errors=True, close_missing=upload.is_full_roster)
    return check_roster(table, upload.province_code, options)


def write_upload_errors(upload: RosterUpload, *, by: Account) -> BytesIO:
    """Return the faulty rows of the kept file as a spreadsheet with a reason each; it goes on the trail.

    An accepted file is judged as it was when it was accepted: by what is kept of its review.

    Raises:
        Conflict: the file was thrown away.
    """
    table = read_upload(upload, by=by)
    errors = [
        CellError(line.number, column or None, "", problem, remedy)
        for line in queries_of_uploads.list_error_lines(upload)
        for column, _value, problem, remedy in line.detail
    ]
    target = BytesIO()
    write_errors(target, table, errors)
    audit.record(PeopleEvent.LIST_OPENED, upload, by=by, purpose=_("Faulty rows of a roster"), filters={})
    return target


def note_checked(upload: RosterUpload, checked: Checked, review: Review, *, by: Account) -> None:
    """Keep what a check found for people to look at, unless the upload has gone on since."""
    authorize(by, policies.may_keep_upload, upload)
    if upload.state != UploadState.CHECKING:
        return
    _keep(upload, checked, review)


def write_accepted(upload: RosterUpload, table: Table, *, by: Account, prepare: Prepare) -> set[int] | None:
    """Write an accepted roster and return the officers concerned; None if it has been written.

    If the roster of the province has changed since the review, nothing is written and the upload waits for
    another look: an empty set. ``prepare`` is told the known officers concerned before anything is written.

    Raises:
        Conflict: somebody else wrote the same people a moment ago.
    """
    authorize(by, policies.may_keep_upload, upload)
    queries.lock_province(upload.province_code)
    db.session.refresh(upload)
    if upload.state != UploadState.ACCEPTING:
        return None
    checked = check_upload(upload, table, by=by)
    review = review_checked(checked)
    if review.digest != upload.digest:
        _keep(upload, checked, review)
        upload.problem = _(
            "The roster of the province has changed since the file was checked, so nothing was written. It"
            " was checked anew; please look at it again."
        )
        return set()
    upload_id = upload.id
    write_checked(checked, by=by, prepare=prepare)
    insert_many(_CHANGES, [_change_row(upload_id, change) for change in checked.report.changes])
    db.session.execute(
        update(RosterUpload)
        .where(RosterUpload.id == upload_id)
        .values(state=UploadState.DONE.value, accepted_at=clock.now())
    )
    return checked.report.officer_ids


def refuse_back(upload: RosterUpload, problem: str, *, by: Account) -> None:
    """Let an upload wait for another look because it could not be written, and say why. For tasks."""
    authorize(by, policies.may_keep_upload, upload)
    if upload.state == UploadState.ACCEPTING:
        upload.state, upload.problem = UploadState.REVIEW.value, problem


def _keep(upload: RosterUpload, checked: Checked, review: Review) -> None:
    db.session.execute(delete(RosterLine).where(RosterLine.upload_id == upload.id))
    report = checked.report
    upload.readings, upload.notices = as_rows(report.readings), list(report.notices)
    upload.counts, upload.digest = review.counts, review.digest
    if report.table.is_refused:
        upload.state = UploadState.REFUSED.value
        upload.problem = "\n".join(str(error) for error in report.errors)
        return
    insert_many(_LINES, [{"upload_id": upload.id, **line} for line in review.lines])
    upload.state, upload.problem = UploadState.REVIEW.value, ""


def _change_row(upload_id: int, change: Change) -> dict[str, object]:
    return {
        "upload_id": upload_id,
        "kind": change.kind.value,
        "target_id": change.target_id,
        "officer_id": change.officer_id,
        "before": change.before,
        "after": change.after,
    }
