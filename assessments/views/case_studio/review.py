"""The way of a case to its learners: handed in. What follows stands on the page of its review."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from assessments import services
from assessments.schemas.reviews import SubmissionIn
from assessments.views.blueprint import bp
from assessments.views.case_studio.desk import get_draft
from assessments.views.case_studio.lists import render_case
from lms.auth import actor
from lms.database import transaction
from lms.forms import read_form
from lms.i18n import gettext as _


@bp.post("/studio/cases/<code>/submission")
def submit_case(code: str) -> ResponseReturnValue:
    """Hand the draft in for review, unless the checker found errors."""
    form = read_form(SubmissionIn())
    if form.errors:
        return render_case(code, form, 422)
    try:
        with transaction():
            services.submit_case(get_draft(code), by=actor(), note=form.data["note"])
    except services.CaseNotReady as refused:
        flash(str(refused), "error")
        return redirect(url_for("assessments.show_studio_case", code=code))
    flash(_("The case is with the reviewers now."))
    return redirect(url_for("assessments.show_studio_case", code=code))
