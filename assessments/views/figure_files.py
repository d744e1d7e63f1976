"""The same figures as workbooks with real numbers; what they mean stands on the second sheet."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

from flask import Response
from flask.typing import ResponseReturnValue

from assessments.analysis import LEAST_ANSWERS, Flag, OptionFigures
from assessments.queries.case_figures import CaseReport, get_case_report
from assessments.queries.course_figures import VersionReport, get_course_report
from assessments.queries.question_figures import QuestionLine, get_bank_figures
from assessments.queries.question_words import KIND_NAMES
from assessments.rules import QuestionKind
from assessments.rules.quizzes.choosing import OfferedOption
from assessments.schemas.figures import CaseFiguresIn
from assessments.views.blueprint import bp
from assessments.views.figure_words import FLAG_NAMES
from courses.policies import may_open_studio
from lms.auth import actor
from lms.forms import read_query
from lms.i18n import gettext as _
from lms.pages import send_bytes
from lms.permissions import authorize
from lms.rich_text import plain_text
from lms.tables import XLSX, Figures, write_figures

_DIGITS = Decimal("0.000001")


@bp.get("/studio/banks/<code>/figures.xlsx")
def download_bank_figures(code: str) -> ResponseReturnValue:
    """Give the figures of a bank: one row a question, and one row for each of its options below it."""
    authorize(actor(), may_open_studio, None)
    found = get_bank_figures(code, visible_to=actor())
    headers = [
        _("Question"),
        _("Option"),
        _("Right"),
        _("What to look at"),
        _("Version"),
        _("Asked"),
        _("Answered"),
        _("Difficulty"),
        _("Discrimination"),
        _("Discrimination with the total"),
        _("Seconds"),
        _("Times known"),
    ]
    rows = [row for line in found.lines for row in _question_rows(line)]
    return _send(Figures(found.bank.code, headers, 4, rows, _notes()), f"so-lieu-{code}")


@bp.get("/studio/cases/<code>/figures.xlsx")
def download_case_figures(code: str) -> ResponseReturnValue:
    """Give the choices of a version of a case: one row an option."""
    authorize(actor(), may_open_studio, None)
    form = read_query(CaseFiguresIn())
    report = get_case_report(code, form.data.get("version"), visible_to=actor())
    headers = [_("Decision"), _("Option"), _("What to look at"), _("Came here"), _("Chose it"), _("Share")]
    figures = Figures(report.case.code, headers, 3, _choice_rows(report), _notes())
    return _send(figures, f"so-lieu-{code}-{report.version.number}")


@bp.get("/studio/courses/<code>/figures.xlsx")
def download_course_figures(code: str) -> ResponseReturnValue:
    """Give how far learners came in each version of a course: one row a step."""
    authorize(actor(), may_open_studio, None)
    report = get_course_report(code, visible_to=actor())
    headers = [_("Step"), _("Version"), _("Learners"), _("Share")]
    rows = [row for version in report.versions for row in _step_rows(version)]
    return _send(Figures(report.course.code, headers, 1, rows, _notes()), f"so-lieu-{code}")


def _question_rows(line: QuestionLine) -> list[list[object]]:
    question, figures = line.question, line.figures
    counts = [question.version, figures.asked, figures.answered]
    measures = [figures.difficulty, figures.discrimination, figures.discrimination_total, figures.seconds]
    texts = [question.key, str(KIND_NAMES[QuestionKind(question.kind)]), "", _flag_words(line.flags)]
    first: list[object] = [*texts, *counts, *map(_number, measures), figures.timed]
    return [first, *(_option_row(line, *option) for option in line.options)]


def _option_row(line: QuestionLine, offered: OfferedOption, chosen: OptionFigures | None) -> list[object]:
    right = _("yes") if offered.is_right else _("no")
    texts = [line.question.key, _option_words(offered.text, offered.id), right, ""]
    if chosen is None:
        return [*texts, line.question.version, *[None] * 7]
    measures = [_number(chosen.share), _number(chosen.discrimination)]
    return [*texts, line.question.version, None, chosen.chosen, *measures, None, None, None]


def _option_words(text: str, option_id: str) -> str:
    return plain_text(text) if text else {"true": _("True"), "false": _("False")}[option_id]


def _choice_rows(report: CaseReport) -> list[list[object]]:
    return [
        [node, option.text, _flag_words(flags), figures.reached, figures.chosen, _number(figures.share)]
        for node, lines in report.choices.items()
        for option, figures, flags in lines
    ]


def _step_rows(version: VersionReport) -> list[list[object]]:
    return [
        [name, version.funnel.number, count, _number(version.share(count))]
        for name, count in steps_of(version)
    ]


def steps_of(version: VersionReport) -> list[tuple[str, int]]:
    """Return the steps learners take in a course with how many took each, in order."""
    funnel = version.funnel
    lessons = [
        (_("Lesson %(number)d finished: %(title)s", number=line.number, title=line.title), line.finished)
        for line in funnel.lessons
    ]
    test = [(_("Post-test tried"), version.tried), (_("Post-test passed"), funnel.passed)]
    return [
        (_("Began the course"), funnel.begun),
        *lessons,
        *(test if funnel.has_post_test else []),
        (_("Completed"), funnel.completed),
    ]


def _flag_words(flags: Sequence[Flag]) -> str:
    return "; ".join(str(FLAG_NAMES[flag]) for flag in flags)


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(_DIGITS)


def _notes() -> list[tuple[str, str]]:
    return [
        (_("Who counts"), _("The first finished attempt of each officer; no names.")),
        (_("From when"), _("From %(count)d answers on; empty cells before.", count=LEAST_ANSWERS)),
        (_("Difficulty"), _("Mean credit from 0 to 1; of an option, the share of answers that chose it.")),
        (_("Discrimination"), _("Point-biserial correlation with the other questions of the attempt.")),
    ]


def _send(figures: Figures, name: str) -> Response:
    target = BytesIO()
    write_figures(target, figures)
    return send_bytes(target.getvalue(), f"{name}.xlsx", XLSX)
