"""How far the marking of an institution is, and the release of marks. Without names, too."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import policies, queries, services
from assessments.views.blueprint import bp
from lms.auth import actor
from lms.database import transaction
from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.permissions import authorize


@bp.get("/studio/marking")
def list_releases() -> ResponseReturnValue:
    """Show what can be released, what waits for marks, and what was released last."""
    authorize(actor(), policies.may_see_releases, None)
    ready = queries.list_ready_to_release(visible_to=actor())
    waiting = queries.list_awaiting_marks(visible_to=actor())
    return render_template(
        "assessments/studio/list_releases.html",
        ready=ready,
        waiting=waiting,
        released=queries.list_released(visible_to=actor()),
        late=sum(line.is_late for line in (*ready, *waiting)),
    )


@bp.post("/studio/marking/release")
def release_scripts() -> ResponseReturnValue:
    """Release the scripts that were ticked, all or none of them."""
    authorize(actor(), policies.may_see_releases, None)
    with transaction():
        scripts = queries.list_led_scripts(request.form.getlist("word"), visible_to=actor())
        count = services.release_scripts(scripts, by=actor())
    if count:
        flash(ngettext("The marks of %(num)d script were released.",
                       "The marks of %(num)d scripts were released.", count))  # fmt: skip
    else:
        flash(_("Nothing new was released."), "info")
    return redirect(url_for("assessments.list_releases"))


@bp.post("/studio/marking/<word>/<int:marking_id>/taking-back")
def take_back_claim(word: str, marking_id: int) -> ResponseReturnValue:
    """Give a script that lies too long with a marker to somebody else."""
    authorize(actor(), policies.may_see_releases, None)
    with transaction():
        services.take_back_claim(queries.get_claim(word, marking_id, visible_to=actor()), by=actor())
    flash(_("The script waits for another marker now."))
    return redirect(url_for("assessments.list_releases"))
