"""Expert panels: opened, watched and closed by editors; rated by experts, each alone."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import queries, rules, services
from assessments.policies import may_rate
from assessments.schemas.case_forms import SeenIn, read_ratings
from assessments.schemas.case_panels import rating_sheet, show_result
from assessments.schemas.entries import read_number
from assessments.views.blueprint import bp
from assessments.views.case_studio.desk import get_draft, open_desk
from competency.queries import list_competency_names
from courses.services import EditedMeanwhile
from lms.auth import actor
from lms.database import transaction
from lms.errors import Refused
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.permissions import authorize


@bp.get("/studio/cases/<code>/panel")
def show_case_panel(code: str) -> ResponseReturnValue:
    """Show the panels about a version: how far the experts are, or what they said."""
    desk = open_desk(code)
    panels = queries.list_panels(desk.version)
    return render_template(
        "assessments/case_studio/show_panel.html",
        desk=desk,
        panels=panels,
        counts=queries.count_ratings(panels),
        results={
            panel.id: show_result(panel, queries.list_ratings(panel)) for panel in panels if not panel.is_open
        },
        choices=[
            (account.id, f"{account.display_name} ({account.email})")
            for account in (queries.list_possible_experts(desk.version) if desk.is_editable else ())
        ],
        form=Form(),
    )


@bp.post("/studio/cases/<code>/panel")
def open_case_panel(code: str) -> ResponseReturnValue:
    """Ask experts about the draft as it stands."""
    named = [number for word in request.form.getlist("expert") if (number := read_number(word)) is not None]
    seen = read_number(request.form.get("seen", "")) or 0
    try:
        with transaction():
            services.open_panel(get_draft(code), named, seen=seen, by=actor())
    except (EditedMeanwhile, Refused, services.PanelRefused) as refused:
        flash(str(refused), "error")
        return redirect(url_for("assessments.show_case_panel", code=code))
    flash(_("The panel is open. The experts find it under “Cases” of the studio."))
    return redirect(url_for("assessments.show_case_panel", code=code))


@bp.post("/studio/panels/<uuid:panel_id>/closing")
def close_case_panel(panel_id: UUID) -> ResponseReturnValue:
    """End the ratings and show what the experts said."""
    code = _code_of(panel_id)
    try:
        with transaction():
            services.close_panel(queries.get_panel(panel_id), by=actor())
    except Refused as refused:
        flash(str(refused), "error")
    else:
        flash(_("The panel is closed."))
    return redirect(url_for("assessments.show_case_panel", code=code))


@bp.post("/studio/panels/<uuid:panel_id>/key")
def apply_panel_key(panel_id: UUID) -> ResponseReturnValue:
    """Give the options of the draft the points of the panel."""
    seen = read_form(SeenIn()).data.get("seen", 0)
    code = _code_of(panel_id)
    try:
        with transaction():
            panel = queries.get_panel(panel_id)
            left = services.apply_key(panel, seen=seen, by=actor())
    except (EditedMeanwhile, services.PanelRefused) as refused:
        flash(str(refused), "error")
        return redirect(url_for("assessments.show_case_panel", code=code))
    flash(_("The points of the draft are those of the panel now."))
    if left:
        count = len({cell[:2] for cell in left})
        told = ngettext(
            "%(count)s option was left as it is: it has changed since the experts read it.",
            "%(count)s options were left as they are: they have changed since the experts read them.",
            count,
            count=count,
        )
        flash(told, "warning")
    return redirect(url_for("assessments.show_case_panel", code=code))


@bp.get("/studio/panels/<uuid:panel_id>")
def rate_panel(panel_id: UUID) -> ResponseReturnValue:
    """Show an expert the options and the own ratings, never those of others."""
    return _show_sheet(panel_id, None, [], 200)


@bp.post("/studio/panels/<uuid:panel_id>")
def save_panel_ratings(panel_id: UUID) -> ResponseReturnValue:
    """Keep what an expert says so far."""
    seat = queries.get_seat(panel_id, visible_to=actor())
    authorize(actor(), may_rate, seat)
    graph, _findings = rules.read_draft(seat.panel.document)
    ratings, wrong = read_ratings(request.form.to_dict(flat=False), rules.cells_of(graph))
    if wrong:
        return _show_sheet(panel_id, ratings, wrong, 422)
    try:
        with transaction():
            mine = queries.get_seat(panel_id, visible_to=actor())
            services.save_ratings(mine, ratings, by=actor())
    except services.PanelRefused as refused:
        flash(str(refused), "error")
        return redirect(url_for("assessments.rate_panel", panel_id=panel_id))
    flash(_("Your ratings are saved. You may come back until the panel is closed."))
    return redirect(url_for("assessments.rate_panel", panel_id=panel_id))


def _code_of(panel_id: UUID) -> str:
    """Return the code of the case, for those who write or review it; for others there is no such panel."""
    panel = queries.get_panel(panel_id)
    return queries.get_own_case(panel.version.case.code, visible_to=actor()).code


def _show_sheet(
    panel_id: UUID, typed: dict[rules.Cell, int] | None, wrong: list[str], status: int
) -> ResponseReturnValue:
    seat = queries.get_seat(panel_id, visible_to=actor())
    authorize(actor(), may_rate, seat)
    graph, _findings = rules.read_draft(seat.panel.document)
    own = {rating.cell: rating.points for rating in seat.ratings} if typed is None else typed
    is_closed = not seat.panel.is_open
    page = render_template(
        "assessments/case_studio/rate_panel.html",
        seat=seat,
        graph=graph,
        names=list_competency_names(),
        sheet=rating_sheet(graph, own, seed=f"{seat.panel_id}:{seat.account_id}"),
        rated=len(own),
        asked=len(rules.cells_of(graph)),
        wrong=wrong,
        result=show_result(seat.panel, queries.list_ratings(seat.panel)) if is_closed else None,
    )
    return page, status
