"""Finding an officer of the province, and changing posts and qualifications by hand: for the Department."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competency.schemas.rosters import LastDayIn, NewPostIn, OfficersSearchIn, QualificationsIn
from competency.services import posts
from competency.views.blueprint import bp
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound, Refused
from lms.forms import Form, read_form, read_query
from lms.i18n import gettext as _
from lms.pages import Page, page_number
from lms.permissions import authorize
from people import policies
from people.models import Assignment, Officer
from people.queries import (
    get_officer,
    get_position,
    get_unit,
    list_communes,
    list_positions,
    page_of_officers,
    uploads,
)
from people.services import note_names_read
from people.services.posts import NewPost, Qualifications
from people.services.rosters.columns import DEGREE_LEVELS, POLITICAL_THEORY_LEVELS

PER_PAGE = 20
SHORTEST_PURPOSE = 5


@bp.get("/officers")
def find_officers() -> ResponseReturnValue:
    """Look for officers of the province by name; what for goes on the trail."""
    authorize(actor(), policies.may_keep_rosters, None)
    form = read_query(OfficersSearchIn())
    text, purpose = form.data.get("q", ""), form.data.get("purpose", "").strip()
    if text and len(purpose) < SHORTEST_PURPOSE:
        form.errors["purpose"] = [_("Please say what you need the list for.")]
    if form.errors or not text:
        return render_template(
            "competency/find_officers.html", form=form, page=None
        ), 422 if form.errors else 200
    with transaction():
        note_names_read(purpose, {"q": text}, by=actor())
        page = _found(text)
        return render_template("competency/find_officers.html", form=form, page=page)


@bp.get("/officers/<uuid:public_id>/posts")
def show_posts(public_id: UUID) -> ResponseReturnValue:
    """Show the posts and qualifications of an officer, and how to change them."""
    return _page(_kept(public_id), Form())


@bp.post("/officers/<uuid:public_id>/posts")
def add_post(public_id: UUID) -> ResponseReturnValue:
    """Transfer an officer, or give a concurrent post."""
    officer = _kept(public_id)
    form = read_form(NewPostIn())
    if form.errors:
        return _page(officer, form), 422
    try:
        with transaction():
            deed = posts.transfer if form.data["kind"] == "transfer" else posts.give_post
            deed(_kept(public_id), _new_post(form), by=actor())
    except Refused as refusal:
        return _refused(public_id, form, refusal)
    flash(_("The post was written down; what it asks was computed anew."))
    return redirect(url_for(".show_posts", public_id=public_id))


@bp.post("/officers/<uuid:public_id>/posts/<int:post_id>/end")
def end_post(public_id: UUID, post_id: int) -> ResponseReturnValue:
    """Let one post end."""
    officer = _kept(public_id)
    form = read_form(LastDayIn())
    if form.errors:
        return _page(officer, form), 422
    try:
        with transaction():
            post = _post_of(_kept(public_id), post_id)
            posts.end_post(post, form.data["last_day"], by=actor())
    except Refused as refusal:
        return _refused(public_id, form, refusal)
    flash(_("The end of the post was written down."))
    return redirect(url_for(".show_posts", public_id=public_id))


@bp.post("/officers/<uuid:public_id>/leaving")
def leave_service(public_id: UUID) -> ResponseReturnValue:
    """Let all posts of an officer end."""
    officer = _kept(public_id)
    form = read_form(LastDayIn())
    if form.errors:
        return _page(officer, form), 422
    try:
        with transaction():
            posts.leave(_kept(public_id), form.data["last_day"], by=actor())
    except Refused as refusal:
        return _refused(public_id, form, refusal)
    flash(_("All posts end on that day. The record of what was learnt stays."))
    return redirect(url_for(".show_posts", public_id=public_id))


@bp.post("/officers/<uuid:public_id>/qualifications")
def change_qualifications(public_id: UUID) -> ResponseReturnValue:
    """Write down degree, political theory and state-management training."""
    officer = _kept(public_id)
    form = read_form(QualificationsIn())
    if form.errors:
        return _page(officer, form), 422
    with transaction():
        posts.change_qualifications(_kept(public_id), Qualifications(**form.data), by=actor())
    flash(_("The qualifications were written down."))
    return redirect(url_for(".show_posts", public_id=public_id))


def _kept(public_id: UUID) -> Officer:
    """Return an officer whose record the actor keeps.

    Raises:
        NotFound: there is none whom the actor may know of.
        Forbidden: the actor may know of the officer, but not keep the record.
    """
    authorize(actor(), policies.may_keep_rosters, None)
    officer = get_officer(public_id, visible_to=actor())
    authorize(actor(), policies.may_keep_officer, officer)
    return officer


def _post_of(officer: Officer, post_id: int) -> Assignment:
    post = next((post for post in officer.assignments if post.id == post_id), None)
    if post is None:
        raise NotFound(_("There is no such post."))
    return post


def _found(text: str) -> Page:
    return page_of_officers(unit=None, text=text, number=page_number(), per_page=PER_PAGE, visible_to=actor())


def _new_post(form: Form) -> NewPost:
    given = form.data
    return NewPost(
        unit=get_unit(given["unit"]),
        organisation=given["organisation"],
        position=get_position(given["position"]),
        starts_on=given["starts_on"],
        decision_no=given["decision_no"],
    )


def _refused(public_id: UUID, form: Form, refusal: Refused) -> ResponseReturnValue:
    errors = {refusal.field or "_form": [str(refusal)]}
    return _page(_kept(public_id), Form(raw=form.raw, errors=errors)), 422


def _page(officer: Officer, form: Form) -> str:
    today = clock.today()
    is_going_on = {post.id for post in officer.assignments if post.ends_on is None or post.ends_on >= today}
    return render_template(
        "competency/show_posts.html",
        officer=officer,
        going_on=is_going_on,
        communes=[(unit.code, unit.full_name) for unit in list_communes(officer.province_code)],
        positions=[(one.code, f"{one.code} – {one.name}") for one in list_positions()],
        organisations=uploads.list_organisation_names(officer.province_code),
        degrees=[(level.value, words) for words, level in list(DEGREE_LEVELS.items())[:6]],
        theories=[(level.value, words) for words, level in list(POLITICAL_THEORY_LEVELS.items())[:5]],
        form=form,
        path=request.path,
    )
