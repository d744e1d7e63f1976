"""The roster desk of the Department: files handed in, looked at, accepted, undone."""

from collections import Counter
from io import BytesIO
from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competency.policies import own_provinces
from competency.schemas.rosters import FULL, PART, AcceptIn, ExtentIn, RosterIn, UnitNameIn
from competency.views.blueprint import bp
from lms import clock, work
from lms.auth import actor
from lms.database import transaction
from lms.errors import Refused
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.models import Job
from lms.pages import Page, page_number, send_bytes
from lms.permissions import authorize
from lms.tables import XLSX
from people import policies
from people.models import AdministrativeUnit, RosterUpload
from people.queries import get_unit, list_communes, uploads
from people.rules import LineOutcome, UploadState, may_still_be_undone
from people.services import rosters
from people.services.rosters.columns import column_label, value_label

READINGS = "readings"
SHOWN_READINGS, READINGS_PER_PAGE = 6, 40
_WORK = {
    UploadState.CHECKING: rosters.CHECK_WORK,
    UploadState.ACCEPTING: rosters.ACCEPT_WORK,
    UploadState.UNDOING: rosters.UNDO_WORK,
}


@bp.get("/rosters")
def list_rosters() -> ResponseReturnValue:
    """Show the rosters of the province, and where to hand one in."""
    authorize(actor(), policies.may_keep_rosters, None)
    return _desk(Form(raw={"extent": PART}))


@bp.post("/rosters")
def hand_in_roster() -> ResponseReturnValue:
    """Take a file and have it checked, or say why not."""
    authorize(actor(), policies.may_keep_rosters, None)
    form = read_form(RosterIn())
    file = request.files.get("file")
    if file is None or not file.filename:
        form.errors["file"] = [_("Please choose the file.")]
    if form.errors or file is None:
        return _desk(form), 422
    handed_in = rosters.HandedIn(
        file.filename or "", cast(BinaryIO, file.stream), form.data["extent"] == FULL
    )
    try:
        with transaction():
            province = get_unit(form.data["province"])
            upload, job = rosters.hand_in_roster(handed_in, province, by=actor())
            public_id = upload.public_id
    except Refused as refusal:
        return _desk(Form(raw=form.raw, errors={"file": [str(refusal)]})), 422
    return _watch(job, public_id)


@bp.get("/rosters/template.xlsx")
def download_roster_template() -> ResponseReturnValue:
    """Send an empty roster with the lists of the province to choose from."""
    authorize(actor(), policies.may_keep_rosters, None)
    codes = sorted(own_provinces(actor()))
    chosen = request.args.get("province", "")
    province = get_unit(chosen if chosen in codes or not codes else codes[0])
    file = BytesIO()
    rosters.write_roster_template(file, province)
    return send_bytes(file.getvalue(), f"mau-danh-sach-{province.code}.xlsx", XLSX)


@bp.get("/rosters/<uuid:public_id>")
def show_roster(public_id: UUID) -> ResponseReturnValue:
    """Show how far a roster is and what it would do or did; ``?list=`` shows the rows behind a number."""
    return _page(_upload(public_id), Form())


@bp.post("/rosters/<uuid:public_id>/check")
def check_roster(public_id: UUID) -> ResponseReturnValue:
    """Have the file checked anew, as the whole roster or as a part."""
    form = read_form(ExtentIn())
    with transaction():
        upload = _upload(public_id)
        if form.errors:
            raise Refused(_("Say whether the file is the whole roster."))
        job = rosters.check_anew(upload, is_full_roster=form.data["extent"] == FULL, by=actor())
    return _watch(job, public_id)


@bp.post("/rosters/<uuid:public_id>/names")
def name_unit(public_id: UUID) -> ResponseReturnValue:
    """Say which commune a name of the file means."""
    upload = _upload(public_id)
    form = read_form(UnitNameIn())
    if form.errors:
        return _page(upload, form), 422
    with transaction():
        upload = _upload(public_id)
        job = rosters.name_unit(upload, form.data["name"], get_unit(form.data["unit"]), by=actor())
    return _watch(job, public_id)


@bp.post("/rosters/<uuid:public_id>/acceptance")
def accept_roster(public_id: UUID) -> ResponseReturnValue:
    """Have written what the review shows."""
    upload = _upload(public_id)
    form = read_form(AcceptIn())
    if form.errors:
        return _page(upload, form), 422
    try:
        with transaction():
            upload = _upload(public_id)
            job = rosters.accept_roster(upload, by=actor(), **form.data)
    except Refused as refusal:
        upload = _upload(public_id)
        return _page(upload, Form(raw=form.raw, errors={"ends": [str(refusal)]})), 422
    return _watch(job, public_id)


@bp.post("/rosters/<uuid:public_id>/drop")
def drop_roster(public_id: UUID) -> ResponseReturnValue:
    """Put a file away without writing anything."""
    with transaction():
        rosters.drop_roster(_upload(public_id), by=actor())
    flash(_("The file was put away. Nothing of it was written."))
    return redirect(url_for(".list_rosters"))


@bp.post("/rosters/<uuid:public_id>/undo")
def undo_roster(public_id: UUID) -> ResponseReturnValue:
    """Have everything brought back that the roster changed."""
    with transaction():
        job = rosters.undo_roster(_upload(public_id), by=actor())
    return redirect(url_for(".show_roster", public_id=public_id)) if job is None else _watch(job, public_id)


@bp.post("/rosters/<uuid:public_id>/retry")
def retry_roster(public_id: UUID) -> ResponseReturnValue:
    """Have work taken up that broke off."""
    with transaction():
        job = rosters.go_on(_upload(public_id), by=actor())
    return _watch(job, public_id)


@bp.get("/rosters/<uuid:public_id>/errors.xlsx")
def download_roster_errors(public_id: UUID) -> ResponseReturnValue:
    """Send the faulty rows back with a reason each."""
    with transaction():
        upload = _upload(public_id)
        file = rosters.write_upload_errors(upload, by=actor())
    return send_bytes(file.getvalue(), f"dong-loi-{public_id.hex[:8]}.xlsx", XLSX)


def _upload(public_id: UUID) -> RosterUpload:
    """Return a roster of the own province; 403 for those without a desk, 404 for another province's."""
    authorize(actor(), policies.may_keep_rosters, None)
    return uploads.get_upload(public_id, visible_to=actor())


def _watch(job: Job, public_id: UUID) -> ResponseReturnValue:
    work.nudge(job)
    return redirect(url_for(".show_roster", public_id=public_id))


def _desk(form: Form) -> str:
    provinces = [get_unit(code) for code in sorted(own_provinces(actor()))]
    return render_template(
        "competency/list_rosters.html",
        provinces=[(unit.code, unit.full_name) for unit in provinces],
        page=uploads.page_of_uploads(number=page_number(), visible_to=actor()),
        form=form,
    )


def _page(upload: RosterUpload, form: Form) -> str:
    state = UploadState(upload.state)
    outcome = request.args.get("list", "")
    is_listed = outcome in list(LineOutcome) and state not in (UploadState.DROPPED, UploadState.REFUSED)
    lines = uploads.page_of_lines(upload, LineOutcome(outcome), number=page_number()) if is_listed else None
    job = work.find_latest(_WORK[state], str(upload.public_id)) if state in _WORK else None
    unknown = [reading for reading in upload.readings if reading[0] == "unknown_unit"]
    readings = [reading for reading in upload.readings if reading[0] != "unknown_unit"]
    return render_template(
        "competency/show_roster.html",
        upload=upload,
        job=job,
        lines=lines,
        outcome=outcome if is_listed or outcome == READINGS else "",
        column_label=column_label,
        value_label=value_label,
        readings=_page_of_readings(readings) if outcome == READINGS else _some_readings(readings),
        unknown=unknown,
        units=_names_of(upload.province) if lines or unknown else {},
        may_undo=state == UploadState.DONE and may_still_be_undone(upload.accepted_at, clock.now()),
        form=form,
    )


def _some_readings(readings: list[list[Any]]) -> Page:
    """Return what was read otherwise than written, of each kind only the first ones."""
    shown: Counter[str] = Counter()
    found = []
    for reading in readings:
        shown[reading[0]] += 1
        if shown[reading[0]] <= SHOWN_READINGS:
            found.append(reading)
    return Page(found, 1, len(readings), len(readings))


def _page_of_readings(readings: list[list[Any]]) -> Page:
    number = page_number()
    start = (number - 1) * READINGS_PER_PAGE
    return Page(readings[start : start + READINGS_PER_PAGE], number, READINGS_PER_PAGE, len(readings))


def _names_of(province: AdministrativeUnit) -> dict[str, str]:
    return {unit.code: unit.full_name for unit in list_communes(province.code)}
