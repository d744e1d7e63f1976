"""What learners say of a course they have completed."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from courses import queries, services
from courses.rules.feedback import Given
from courses.schemas.feedback import FeedbackIn
from courses.views.catalogue import bp, render_course
from lms.auth import actor
from lms.database import transaction
from lms.forms import read_form
from lms.i18n import gettext as _
from lms.text import clean


@bp.post("/<code>/feedback")
def give_feedback(code: str) -> ResponseReturnValue:
    """Keep what I say of a course; sent twice, the first stands."""
    form = read_form(FeedbackIn())
    if form.errors:
        return render_course(code, form), 422
    given = Given(form.data["useful"], form.data["clear"], clean(form.data["words"]))
    with transaction():
        services.give_feedback(queries.get_course(code, visible_to=actor()), given, by=actor())
    flash(_("Thank you. Those who write the course see it without your name."))
    return redirect(url_for("courses.show_course", code=code))
