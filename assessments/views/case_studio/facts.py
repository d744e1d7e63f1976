"""The facts of a case: what it says before its first decision and after its last."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments import rules, services
from assessments.queries.case_words import facts_words
from assessments.schemas.case_forms import (
    MANY_FACTS,
    FactsIn,
    basis_lines,
    facts_print,
    read_facts,
)
from assessments.views.blueprint import bp
from assessments.views.case_studio.desk import get_draft, open_draft
from competency.queries import list_competency_names
from courses.rules import compare_passages
from courses.services import EditedMeanwhile
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.i18n import gettext as _


@bp.get("/studio/cases/<code>/facts")
def edit_case_facts(code: str) -> ResponseReturnValue:
    """Show the form of the facts."""
    return _show(code, Form(), 200)


@bp.post("/studio/cases/<code>/facts")
def save_case_facts(code: str) -> ResponseReturnValue:
    """Keep the facts, or show them again with what is wrong or who was faster."""
    form = read_form(FactsIn(), many=MANY_FACTS)
    if form.errors:
        return _show(code, form, 422)
    try:
        with transaction():
            version = get_draft(code)
            graph, _findings = rules.read_draft(version.document)
            # Whoever changed another part of the case meanwhile has not changed this one.
            is_seen = form.data["part"] == facts_print(graph)
            seen = version.revision if is_seen else form.data["seen"]
            services.save_case_facts(version, read_facts(form.data), seen=seen, by=actor())
    except EditedMeanwhile as conflict:
        return _show(code, form, conflict.status, conflict)
    except services.EntryRefused as refused:
        form.errors["situation"] = [str(refused)]
        return _show(code, form, refused.status)
    flash(_("Saved. The checker has looked at the case again."))
    return redirect(url_for("assessments.edit_case_facts", code=code))


def _show(code: str, form: Form, status: int, conflict: EditedMeanwhile | None = None) -> ResponseReturnValue:
    desk = open_draft(code)
    facts = rules.facts_of(desk.graph)
    lines = compare_passages(facts_words(facts), facts_words(read_facts(form.data))) if conflict else ()
    has_seen = conflict is not None or not form.raw
    page = render_template(
        "assessments/case_studio/edit_facts.html",
        desk=desk,
        facts=facts,
        form=form,
        basis=basis_lines(form, facts),
        names=list_competency_names(),
        conflict=conflict,
        lines=lines,
        seen=desk.version.revision if has_seen else form.raw.get("seen", 0),
        part=facts_print(desk.graph) if has_seen else form.raw.get("part", ""),
    )
    return page, status
