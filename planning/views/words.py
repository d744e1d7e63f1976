"""Sentences for what the rules only name."""

from competency.rules.periods import quarter_of
from lms import clock
from lms.i18n import format_period
from lms.i18n import gettext as _
from planning.rules import LineError, Problem

_YEARS_AHEAD = 1
_QUARTERS = 4


def problem_sentence(error: LineError) -> str:
    """Return what is wrong with a field and what to write instead."""
    sentences = {
        Problem.UNKNOWN_PRIORITY: _("There is no priority “%(value)s”: write high, medium or low."),
        Problem.UNKNOWN_FORM: _(
            "There is no form “%(value)s”: write online self-study, class, workshop, on the job or other."
        ),
        Problem.BAD_MONTH: _("“%(value)s” is no month: write it like 03/2027."),
        Problem.TOO_LONG: _("The text is too long."),
        Problem.NO_OFFICER: _("Write the name of the officer."),
        Problem.UNKNOWN_OFFICER: _("Nobody of this name serves in the unit today."),
        Problem.SEVERAL_OFFICERS: _("Several officers have this name; write the personal number instead."),
        Problem.NO_COMPETENCY: _("Write the code of the competency, such as B10."),
        Problem.UNKNOWN_COMPETENCY: _("There is no competency “%(value)s”; write a code such as B10."),
        Problem.NOT_ASKED: _("No post asks this."),
        Problem.TWICE: _("The same officer and competency stand in two rows."),
        Problem.THERE_ALREADY: _("This line is there already; change it in the table."),
    }
    return sentences[error.problem].replace("%(value)s", error.value[:60])


def field_words() -> dict[str, str]:
    """Return the heading of each column by the name of its field."""
    return {
        "officer": _("Officer"),
        "competency": _("Competency"),
        "content": _("What to learn"),
        "priority": _("Priority"),
        "form": _("Form of training"),
        "month": _("Month"),
        "note": _("Note"),
    }


def priority_words() -> dict[str, str]:
    """Return the words of the priorities."""
    return {"high": _("High"), "medium": _("Medium"), "low": _("Low")}


def form_words() -> dict[str, str]:
    """Return the words of the forms of training."""
    return {
        "self_study": _("Online self-study"),
        "class": _("Class"),
        "workshop": _("Workshop"),
        "on_the_job": _("On the job"),
        "other": _("Another form"),
    }


def period_choices() -> list[tuple[str, str]]:
    """Return the periods one may propose for: this quarter, the four after it, this year and the next."""
    today = clock.today()
    first = today.year * _QUARTERS + quarter_of(today) - 1
    quarters = [
        f"{number // _QUARTERS}-Q{number % _QUARTERS + 1}" for number in range(first, first + _QUARTERS + 1)
    ]
    years = [str(today.year + ahead) for ahead in range(_YEARS_AHEAD + 1)]
    return [(code, format_period(code)) for code in (*quarters, *years)]
