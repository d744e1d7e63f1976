"""The decisions of a case: added, named, written, taken out."""

from collections.abc import Callable
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import rules, services
from assessments.models import CaseVersion
from assessments.queries.case_words import node_words
from assessments.schemas.case_forms import NodeForm, NodeNameIn, SeenIn, node_print, read_node, show_node
from assessments.views.blueprint import bp
from assessments.views.case_studio.desk import CaseDesk, get_draft, open_draft
from competency.queries import list_competency_names
from courses.queries import list_comments
from courses.rules import Line, compare_passages
from courses.services import EditedMeanwhile
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.models import Account


@bp.post("/studio/cases/<code>/nodes")
def add_case_node(code: str) -> ResponseReturnValue:
    """Add a decision and go on to write it."""
    return _name(code, services.add_case_node)


@bp.get("/studio/cases/<code>/nodes/<node>")
def edit_case_node(code: str, node: str) -> ResponseReturnValue:
    """Show the form of one decision with its options."""
    desk = open_draft(code)
    return _show(desk, node, show_node(_node_of(desk, node), revision=desk.version.revision), 200)


@bp.post("/studio/cases/<code>/nodes/<node>")
def save_case_node(code: str, node: str) -> ResponseReturnValue:
    """Keep a decision, or show it again with what is wrong or who was faster."""
    form = read_node(request.form.to_dict(flat=False))
    if form.errors:
        return _show(open_draft(code), node, form, 422)
    try:
        with transaction():
            version = get_draft(code)
            graph, _findings = rules.read_draft(version.document)
            # Whoever changed another part of the case meanwhile has not changed this decision.
            is_seen = node in graph.nodes and form.part == node_print(graph.nodes[node])
            seen = version.revision if is_seen else form.seen
            services.save_case_node(version, node, form.text(), seen=seen, by=actor())
    except EditedMeanwhile as conflict:
        return _show(open_draft(code), node, form, conflict.status, conflict)
    except services.EntryRefused as refused:
        form.errors["question"] = [str(refused)]
        return _show(open_draft(code), node, form, refused.status)
    flash(_("Saved. The checker has looked at the case again."))
    return redirect(url_for("assessments.edit_case_node", code=code, node=node))


@bp.post("/studio/cases/<code>/nodes/<node>/name")
def rename_case_node(code: str, node: str) -> ResponseReturnValue:
    """Give a decision another name; what leads there follows."""

    def rename(version: CaseVersion, name: str, *, seen: int, by: Account) -> None:
        services.rename_case_node(version, node, name, seen=seen, by=by)

    return _name(code, rename)


@bp.post("/studio/cases/<code>/nodes/<node>/removal")
def remove_case_node(code: str, node: str) -> ResponseReturnValue:
    """Take a decision out of the case."""
    form = read_form(SeenIn())
    try:
        with transaction():
            seen = form.data.get("seen", 0)
            services.remove_case_node(get_draft(code), node, seen=seen, by=actor())
    except EditedMeanwhile as refused:
        return _back(code, str(refused))
    flash(_("The decision is gone. The checker says which options lead nowhere now."))
    return redirect(url_for("assessments.show_studio_case", code=code))


def _name(code: str, deed: Callable[..., None]) -> ResponseReturnValue:
    """Do what gives a decision a name, and go on to write it."""
    form = read_form(NodeNameIn())
    if form.errors:
        return _back(code, next(iter(form.errors.values()))[0])
    name = form.data["name"].strip()
    try:
        with transaction():
            deed(get_draft(code), name, seen=form.data["seen"], by=actor())
    except (services.EntryRefused, EditedMeanwhile) as refused:
        return _back(code, str(refused))
    return redirect(url_for("assessments.edit_case_node", code=code, node=name))


def _node_of(desk: CaseDesk, name: str) -> rules.Node:
    if name not in desk.graph.nodes:
        raise NotFound(_("This case has no such decision point any more."))
    return desk.graph.nodes[name]


def _show(
    desk: CaseDesk, name: str, form: NodeForm, status: int, conflict: EditedMeanwhile | None = None
) -> ResponseReturnValue:
    # Somebody may have taken it out while it was being written; what was typed is not lost by that.
    node = desk.graph.nodes.get(name) or rules.Node(name, "", {})
    lines: tuple[Line, ...] = ()
    if conflict is not None:
        text = form.text()
        mine = rules.Node(name, text.question, {option.id: option for option in text.options})
        lines = compare_passages(node_words(node), node_words(mine))
        form = replace(form, seen=desk.version.revision, part=node_print(node))
    page = render_template(
        "assessments/case_studio/edit_node.html",
        desk=desk,
        node=node,
        form=form,
        summary=Form(errors=form.errors),
        names=list_competency_names(),
        conflict=conflict,
        lines=lines,
        comments=list_comments(desk.version.subject),
    )
    return page, status


def _back(code: str, message: str) -> ResponseReturnValue:
    """Tell on the page of the case what could not be done; nothing long was typed."""
    flash(message, "error")
    return redirect(url_for("assessments.show_studio_case", code=code))
