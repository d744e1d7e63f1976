"""All ways through a case with their scores, and walking one as a learner would; nothing is written."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import rules
from assessments.schemas.case_desk import path_lines
from assessments.schemas.cases import debrief_of, preview_place
from assessments.views.blueprint import bp
from assessments.views.case_studio.desk import open_desk
from competency.queries import list_competency_names
from lms.pages import Page, page_number

PATHS_A_PAGE = 25


@bp.get("/studio/cases/<code>/paths")
def list_case_paths(code: str) -> ResponseReturnValue:
    """Show every way through a case and what it earns, the best first."""
    desk = open_desk(code)
    paths = rules.list_paths(desk.graph) if rules.is_walkable(desk.graph) else None
    listed = paths.listed if paths else ()
    first = (page_number() - 1) * PATHS_A_PAGE
    lines = path_lines(listed[first : first + PATHS_A_PAGE])
    return render_template(
        "assessments/case_studio/list_paths.html",
        desk=desk,
        paths=paths,
        page=Page(lines, page_number(), PATHS_A_PAGE, len(listed)),
    )


@bp.get("/studio/cases/<code>/preview")
def preview_case(code: str) -> ResponseReturnValue:
    """Show a case as a learner meets it, decision by decision; the way taken stands in the address."""
    desk = open_desk(code)
    choices = rules.known_walk(desk.graph, _read_way(request.args.get("way", "")))
    token = request.args.get("option", "")
    if token:
        choice = preview_place(desk.graph, choices).choice_of(token)
        taken = (*choices, choice) if choice else choices
        way = ",".join(f"{node}.{option}" for node, option in taken)
        return redirect(url_for("assessments.preview_case", code=code, way=way, version=desk.version.number))
    place = preview_place(desk.graph, choices)
    is_told = place.is_end and rules.is_walkable(desk.graph)
    return render_template(
        "assessments/case_studio/preview_case.html",
        desk=desk,
        place=place,
        way=request.args.get("way", "")[:4000],
        told=debrief_of(desk.graph, choices) if is_told else None,
        names=list_competency_names(),
    )


def _read_way(text: str) -> list[rules.Choice]:
    """Return the choices an address names: "n1.a,n2.c"."""
    steps = [step.partition(".") for step in text[:4000].split(",") if step]
    return [(node, option) for node, _point, option in steps]
