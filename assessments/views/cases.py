"""The pages of a case exercise: the list, the start, and one decision after the other."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import policies, queries, services
from assessments.models import CaseAttempt
from assessments.schemas.answers import ChoiceIn, read_choice
from assessments.schemas.cases import history, place_of
from assessments.views.attempts import show_result
from assessments.views.blueprint import bp
from competency.queries import list_competency_names
from courses.queries import list_replaced_in
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.pages import page_number


@bp.get("/cases")
def list_cases() -> ResponseReturnValue:
    """Show the published cases, and how far one is with each."""
    text, code = request.args.get("q", "")[:100], request.args.get("competency", "")[:10]
    page = queries.page_of_cases(number=page_number(), visible_to=actor(), text=text, competency_code=code)
    mine = queries.list_my_case_attempts([case.id for case in page.items], visible_to=actor())
    return render_template(
        "assessments/list_cases.html",
        page=page,
        histories={case.id: history(case, mine.get(case.id, [])) for case in page.items},
        competency_choices=[(code, f"{code} – {name}") for code, name in list_competency_names().items()],
        filters=Form(raw={"q": text, "competency": code}),
    )


@bp.get("/cases/<code>")
def show_case(code: str) -> ResponseReturnValue:
    """Show the present decision of the attempt under way, else the situation and what it can show."""
    case = queries.get_case(code, visible_to=actor())
    past = history(case, queries.list_case_attempts(case, visible_to=actor()))
    if past.running is not None:
        return _show_place(past.running, Form(), 200)
    return render_template(
        "assessments/show_case.html",
        case=case,
        graph=case.published.graph if case.published else None,
        past=past,
        names=list_competency_names(),
        may_learn=policies.may_learn(actor(), case),
        waiting=list_replaced_in(case.published.subject) if case.published else [],
    )


@bp.post("/cases/<code>/attempts")
def start_case(code: str) -> ResponseReturnValue:
    """Begin an attempt; twice is as good as once."""
    with transaction():
        services.start_case(queries.get_case(code, visible_to=actor()), by=actor())
    return redirect(url_for("assessments.show_case", code=code))


@bp.post("/attempts/<uuid:attempt_id>/choices")
def choose_option(attempt_id: UUID) -> ResponseReturnValue:
    """Take one decision and go on to what follows from it, or show the present one with what is wrong."""
    form = read_form(ChoiceIn())
    try:
        with transaction():
            attempt = queries.get_case_attempt(attempt_id, visible_to=actor())
            choice = _read_choice(attempt, form)
            if choice is not None:
                services.choose_option(attempt, *choice, by=actor())
            code, is_over = attempt.case.code, not attempt.is_running
    except services.ChoiceRefused as refused:
        form.errors["option"] = [str(refused)]
        return _show_place(queries.get_case_attempt(attempt_id, visible_to=actor()), form, refused.status)
    if choice is None:
        form.errors["option"] = [_("Choose one of the options.")]
        return _show_place(attempt, form, 422)
    if is_over:
        return redirect(url_for("assessments.show_attempt", attempt_id=attempt_id))
    return redirect(url_for("assessments.show_case", code=code))


def _read_choice(attempt: CaseAttempt, form: Form) -> tuple[str, str] | None:
    if form.errors:
        return None
    return read_choice(attempt.version.graph, attempt.seed, form.data)


def _show_place(attempt: CaseAttempt, form: Form, status: int) -> ResponseReturnValue:
    """Show where the officer stands: the present decision, or the end."""
    if not attempt.is_running:
        return show_result(attempt, form, status)
    graph = attempt.version.graph
    page = render_template(
        "assessments/decide_case.html",
        attempt=attempt,
        graph=graph,
        place=place_of(attempt, graph, attempt.steps),
        form=form,
    )
    return page, status
