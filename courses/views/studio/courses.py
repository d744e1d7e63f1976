"""The list of courses somebody writes, a new one, and what is done with a whole version."""

from collections import Counter

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from courses import policies, queries, rules, services
from courses.models import CourseVersion
from courses.rules import CourseState
from courses.schemas.studio import NewCourseIn, StudioQueryIn, SubmissionIn
from courses.services import CodeRefused, NotReady
from courses.views.studio.blueprint import bp, open_course, open_version
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound
from lms.forms import Form, read_form, read_query
from lms.i18n import gettext as _
from lms.pages import page_number
from lms.permissions import Role, ScopeKind, authorize, scopes
from lms.text import clean
from people.models import Organisation


@bp.get("")
def list_courses() -> ResponseReturnValue:
    """List the courses this person writes or reviews, whatever their state."""
    authorize(actor(), policies.may_open_studio, None)
    form = read_query(StudioQueryIn())
    page = queries.list_studio_courses(text=form.data.get("q", ""), number=page_number(), visible_to=actor())
    return render_template(
        "courses/studio/list_courses.html", page=page, form=form, owners=_owners()
    ), 422 if form.errors else 200


@bp.get("/new")
def show_new_course() -> ResponseReturnValue:
    """Ask for code and title of a new course."""
    return _new_page(Form())


@bp.post("/new")
def create_course() -> ResponseReturnValue:
    """Begin a course, or say what is wrong with its code."""
    owners = {owner.code: owner for owner in _writing_for()}
    form = read_form(NewCourseIn())
    owner = owners.get(form.data.get("owner") or next(iter(owners)))
    if form.errors or owner is None:
        errors = form.errors or {"owner": [_("Choose the institution.")]}
        return _new_page(Form(form.raw, errors=errors)), 422
    code, title = form.data["code"].strip().upper(), clean(form.data["title"])
    try:
        with transaction():
            owner = next(one for one in _writing_for() if one.code == owner.code)
            services.create_course(owner, code=code, title=title, by=actor())
    except CodeRefused as refusal:
        return _new_page(Form(form.raw, errors={refusal.field: [str(refusal)]})), 422
    flash(_("The course was begun. Nobody but your institution and its reviewers sees it yet."))
    return redirect(url_for(".show_sheet", code=code))


@bp.get("/<code>")
def show_outline(code: str) -> ResponseReturnValue:
    """Show the version that is being written, or else the latest: lessons, what is missing, the log."""
    return _outline(code, Form())


def _outline(code: str, form: Form) -> str:
    course = open_course(code)
    versions = queries.list_versions(course)
    version = _shown(versions)
    written = queries.read_version(version)
    comments = queries.list_comments(version.subject)
    may_write = policies.may_write(actor(), course.owner)
    is_writable = may_write and version.state in rules.EDITABLE
    return render_template(
        "courses/studio/show_outline.html",
        course=course,
        written=written,
        version=version,
        versions=versions,
        is_writable=is_writable,
        may_begin=may_write and version.state not in rules.OPEN,
        may_take_back=may_write and version.state in rules.OPEN - rules.EDITABLE,
        blockers=queries.list_blockers_of(written) if is_writable else [],
        steps=queries.list_steps(version.subject),
        comments=comments,
        open_comments=Counter(comment.place for comment in comments if comment.settled_at is None),
        may_comment=policies.may_publish(actor(), course.owner),
        form=form,
    )


@bp.post("/<code>/versions")
def begin_version(code: str) -> ResponseReturnValue:
    """Begin the next version; begun already, it is simply opened."""
    with transaction():
        version = services.begin_version(open_course(code), by=actor())
        number = version.number
    flash(_("Version %(number)d is being written. What is published stays as it is.", number=number))
    return redirect(url_for(".show_outline", code=code))


@bp.post("/<code>/submission")
def submit_course(code: str) -> ResponseReturnValue:
    """Hand the version in for review, or say what still stops it."""
    form = read_form(SubmissionIn())
    if form.errors:
        return _outline(code, form), 422
    try:
        with transaction():
            services.submit_course(open_version(code), note=clean(form.data["note"]), by=actor())
    except NotReady as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".show_outline", code=code, _anchor="blockers"))
    flash(_("The version was handed in for review. It cannot be changed until the reviewers answer."))
    return redirect(url_for(".show_outline", code=code))


@bp.post("/<code>/taking-back")
def take_back(code: str) -> ResponseReturnValue:
    """Take a version back from the reviewers to go on writing."""
    with transaction():
        services.take_back_version(open_version(code), by=actor())
    flash(_("The version was taken back. It can be changed again."))
    return redirect(url_for(".show_outline", code=code))


def _shown(versions: list[CourseVersion]) -> CourseVersion:
    """Return what the studio shows: what is being written, else what learners have, else the latest."""
    if not versions:
        raise NotFound(_("There is no such version."))
    for states in (rules.OPEN, {CourseState.PUBLISHED}):
        for version in versions:
            if version.state in states:
                return version
    return versions[0]


def _writing_for() -> list[Organisation]:
    """Return the institutions this person writes for.

    Raises:
        Forbidden: for none.
    """
    authorize(actor(), policies.may_load_courses, None)
    return queries.list_institutions(scopes(actor(), Role.EDITOR, ScopeKind.ORGANISATION))


def _owners() -> list[Organisation]:
    return _writing_for() if policies.may_load_courses(actor(), None) else []


def _new_page(form: Form) -> str:
    owners = [(owner.code, owner.name) for owner in _writing_for()]
    return render_template("courses/studio/new_course.html", form=form, owners=owners)
