"""How questions, cases and courses work: figures for those who write and review them. No names anywhere."""

from flask import render_template
from flask.typing import ResponseReturnValue

from assessments.analysis import LEAST_ANSWERS
from assessments.queries.case_figures import get_case_report
from assessments.queries.course_figures import get_course_report
from assessments.queries.question_figures import find_line, get_bank_figures
from assessments.queries.question_words import KIND_NAMES
from assessments.schemas.figures import BankFiguresIn, CaseFiguresIn
from assessments.views.blueprint import bp
from assessments.views.figure_files import steps_of
from assessments.views.figure_words import FLAG_NAMES, advice, why_no_alpha
from courses.policies import may_open_studio
from lms.auth import actor
from lms.forms import read_query
from lms.pages import Page, page_number
from lms.permissions import authorize

FLAGGED = "flagged"
_QUESTIONS_A_PAGE = 20


@bp.get("/studio/banks/<code>/figures")
def show_bank_figures(code: str) -> ResponseReturnValue:
    """Show how the questions of a bank work, and how reliable the tests are that draw from it."""
    authorize(actor(), may_open_studio, None)
    form = read_query(BankFiguresIn())
    figures = get_bank_figures(code, visible_to=actor())
    lines = figures.flagged if form.data.get("show") == FLAGGED else figures.lines
    number = page_number()
    shown = lines[(number - 1) * _QUESTIONS_A_PAGE : number * _QUESTIONS_A_PAGE]
    page = render_template(
        "assessments/figures/show_bank_figures.html",
        bank=figures.bank,
        figures=figures,
        page=Page(shown, number, _QUESTIONS_A_PAGE, len(lines)),
        form=form,
        least=LEAST_ANSWERS,
        names=FLAG_NAMES,
        advice=advice,
        why_no_alpha=why_no_alpha,
    )
    return page, 422 if form.errors else 200


@bp.get("/studio/banks/<code>/figures/<int:question_id>")
def show_question_figures(code: str, question_id: int) -> ResponseReturnValue:
    """Show all figures of one version of a question, option by option."""
    authorize(actor(), may_open_studio, None)
    figures = get_bank_figures(code, visible_to=actor())
    return render_template(
        "assessments/figures/show_question_figures.html",
        bank=figures.bank,
        line=find_line(figures, question_id),
        kinds=KIND_NAMES,
        least=LEAST_ANSWERS,
        names=FLAG_NAMES,
        advice=advice,
    )


@bp.get("/studio/cases/<code>/figures")
def show_case_figures(code: str) -> ResponseReturnValue:
    """Show which ways officers take through a case, what they choose and what they earn."""
    authorize(actor(), may_open_studio, None)
    form = read_query(CaseFiguresIn())
    report = get_case_report(code, form.data.get("version"), visible_to=actor())
    page = render_template(
        "assessments/figures/show_case_figures.html",
        report=report,
        case=report.case,
        figures=report.figures,
        least=LEAST_ANSWERS,
        names=FLAG_NAMES,
        advice=advice,
    )
    return page, 422 if form.errors else 200


@bp.get("/studio/courses/<code>/figures")
def show_course_figures(code: str) -> ResponseReturnValue:
    """Show how far learners come in a course, and what they say of it."""
    authorize(actor(), may_open_studio, None)
    report = get_course_report(code, visible_to=actor())
    return render_template(
        "assessments/figures/show_course_figures.html", report=report, course=report.course, steps_of=steps_of
    )
