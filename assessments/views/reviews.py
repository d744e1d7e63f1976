"""One version under review: its parts, comments at their place, what changed, and the steps it may take."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from assessments import services
from assessments.queries import reviews, sections
from assessments.schemas.reviews import ApprovalIn, BackIn, CommentIn, NoteIn, PublicationIn
from assessments.views.blueprint import bp
from courses import policies, queries, rules
from courses import services as content
from courses.models import CourseVersion
from courses.rules import CourseState
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.pages import Page, page_number

PER_PAGE = 40
CHANGES_A_PAGE = 10


@bp.get("/studio/reviews/<subject>")
def show_review(subject: str) -> ResponseReturnValue:
    """Show a version part by part, and what may be done with it."""
    return _show(subject, Form(), 200)


def _show(subject: str, form: Form, status: int) -> ResponseReturnValue:
    version = reviews.get_version(subject, visible_to=actor())
    found = sections.list_sections(version)
    earlier = reviews.find_earlier_version(version)
    changes = rules.compare_sections(sections.list_sections(earlier), found) if earlier else []
    comments = queries.list_comments(subject)
    page = render_template(
        "assessments/studio/show_review.html",
        **_frame(version),
        page=Page.cut(found, page_number(), PER_PAGE),
        earlier=earlier,
        changed={change.place: change.kind for change in changes},
        gone=[change for change in changes if change.kind == rules.Change.REMOVED],
        comments=comments,
        open_places=[comment.place for comment in comments if comment.settled_at is None],
        steps=queries.list_steps(subject),
        authors=queries.list_authors(subject),
        may=_possible(version),
        questions=reviews.find_questions_of(version) if isinstance(version, CourseVersion) else None,
        form=form,
    )
    return page, status


@bp.get("/studio/reviews/<subject>/differences")
def show_differences(subject: str) -> ResponseReturnValue:
    """Show what changed since the version that learners have."""
    version = reviews.get_version(subject, visible_to=actor())
    earlier = reviews.find_earlier_version(version)
    before = sections.list_sections(earlier) if earlier else []
    changes = rules.compare_sections(before, sections.list_sections(version))
    return render_template(
        "assessments/studio/show_differences.html",
        **_frame(version),
        earlier=earlier,
        page=Page.cut(changes, page_number(), CHANGES_A_PAGE),
    )


@bp.get("/studio/reviews/<subject>/parts/<path:place>")
def show_part(subject: str, place: str) -> ResponseReturnValue:
    """Show one part as it is, what changed in it, and the comments at this place."""
    version = reviews.get_version(subject, visible_to=actor())
    found = sections.list_sections(version)
    at = next((number for number, one in enumerate(found) if one.place == place), None)
    if at is None:
        raise NotFound(_("This version has no such part."))
    earlier = reviews.find_earlier_version(version)
    before = [one for one in sections.list_sections(earlier) if one.place == place] if earlier else []
    return render_template(
        "assessments/studio/show_part.html",
        **_frame(version),
        section=found[at],
        html=_lesson_html(version, place),
        changes=rules.compare_sections(before, [found[at]]) if earlier else [],
        previous=found[at - 1] if at else None,
        following=found[at + 1] if at + 1 < len(found) else None,
        comments=queries.list_comments(subject),
    )


@bp.post("/studio/reviews/<subject>/approval")
def approve_version(subject: str) -> ResponseReturnValue:
    """Approve what was seen; never one's own."""
    return _take(subject, content.approve_version, _("Approved. It can be published now."), ApprovalIn())


@bp.post("/studio/reviews/<subject>/changes")
def request_changes(subject: str) -> ResponseReturnValue:
    """Return a version to its editors."""
    return _take(subject, content.request_changes, _("Returned to the editors with your note."), NoteIn())


@bp.post("/studio/reviews/<subject>/taking-back")
def take_back_version(subject: str) -> ResponseReturnValue:
    """Go on writing what is with the reviewers."""
    return _take(subject, content.take_back_version, _("Taken back: it can be edited again."))


@bp.post("/studio/reviews/<subject>/publication")
def publish_version(subject: str) -> ResponseReturnValue:
    """Let learners begin an approved version."""
    return _take(
        subject, services.publish_content, _("Published. Learners can begin it now."), PublicationIn()
    )


@bp.post("/studio/reviews/<subject>/withdrawal")
def withdraw_version(subject: str) -> ResponseReturnValue:
    """Take a version away from learners, or give up a draft."""
    return _take(
        subject,
        services.withdraw_content,
        _("Withdrawn. The reason stands in the publication log."),
        NoteIn(),
    )


@bp.post("/studio/reviews/<subject>/comments")
def add_comment(subject: str) -> ResponseReturnValue:
    """Note something at a place, and go back to the page it was written on."""
    form = read_form(CommentIn())
    version = reviews.get_version(subject, visible_to=actor())
    if form.errors:
        flash(_("Write what should be changed, in at most 4000 characters."), "error")
    else:
        with transaction():
            version = reviews.get_version(subject, visible_to=actor())
            content.add_comment(version, form.data["place"], form.data["text"], by=actor())
        flash(_("The comment was added."))
    return redirect(_local(request.form.get("back", "")) or url_for(".show_review", subject=version.subject))


@bp.post("/studio/comments/<uuid:public_id>/settlement")
def settle_comment(public_id: UUID) -> ResponseReturnValue:
    """Mark a comment as settled, and go back."""
    form = read_form(BackIn())
    with transaction():
        comment = queries.get_comment(public_id)
        version = reviews.get_version(comment.subject, visible_to=actor())
        content.settle_comment(comment, by=actor())
        subject = version.subject
    return redirect(_local(form.data.get("back", "")) or url_for(".show_review", subject=subject))


def _take(
    subject: str, deed: Callable[..., None], said: str, schema: Schema | None = None
) -> ResponseReturnValue:
    """Do one step with a version, as the form of the step says, and go back to its page."""
    form = read_form(schema) if schema else Form()
    if form.errors:
        return _show(subject, form, 422)
    with transaction():
        deed(reviews.get_version(subject, visible_to=actor()), **form.data, by=actor())
    flash(said)
    return redirect(url_for(".show_review", subject=subject))


def _local(path: str) -> str:
    """Return the path if it leads to a page of the studio here, else nothing."""
    is_ours = path.startswith("/studio/") and "\\" not in path and "//" not in path
    return path if is_ours and path.isprintable() else ""


def _frame(version: Any) -> dict[str, Any]:
    """Return what every page about a version shows."""
    item = reviews.item_of(version)
    return {
        "version": version,
        "item": item,
        "title": reviews.title_of(version),
        "kind": version.subject.partition(":")[0],
    }


def _possible(version: Any) -> dict[str, bool]:
    """Return which steps this person may take now, by the names of the page."""
    steps = policies.possible_steps(actor(), version)
    is_asked = version.state == CourseState.IN_REVIEW and policies.may_review(actor(), version.owner)
    return {
        "approve": CourseState.APPROVED in steps,
        "is_own": is_asked and CourseState.APPROVED not in steps,
        "return": CourseState.CHANGES_REQUESTED in steps,
        "take_back": CourseState.DRAFT in steps,
        "publish": CourseState.PUBLISHED in steps,
        "withdraw": CourseState.WITHDRAWN in steps,
        "edit": version.state in rules.EDITABLE and policies.may_write(actor(), version.owner),
    }


def _lesson_html(version: Any, place: str) -> str:
    """Return a lesson as learners see it, its pictures found from here; empty for all other parts."""
    if not isinstance(version, CourseVersion) or not place.startswith("lesson:"):
        return ""
    lesson = queries.get_written_lesson(version, place.removeprefix("lesson:"))
    files = url_for("courses.show_course", code=version.course.code) + "/files/"
    return lesson.html.replace('="../files/', f'="{files}')
