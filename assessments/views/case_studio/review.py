"""The way of a case to its learners: handed in. What follows stands on the page of its review."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from assessments import services
from assessments.schemas.case_forms import SeenIn
from assessments.views.blueprint import bp
from assessments.views.case_studio.desk import get_draft
from lms.auth import actor
from lms.database import transaction
from lms.forms import read_form
from lms.i18n import gettext as _


@bp.post("/studio/cases/<code>/submission")
def submit_case(code: str) -> ResponseReturnValue:
    """Hand the draft in for review, unless the checker found errors."""
    note = read_form(SeenIn()).data.get("note", "")
    try:
        with transaction():
            services.submit_case(get_draft(code), by=actor(), note=note)
    except services.CaseNotReady as refused:
        flash(str(refused), "error")
        return redirect(url_for("assessments.show_studio_case", code=code))
    flash(_("The case is with the reviewers now."))
    return redirect(url_for("assessments.show_studio_case", code=code))
