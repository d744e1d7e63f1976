"""The form of a question: what was typed, and what is wrong with it at its field, in words for authors."""

from collections.abc import Iterable

from assessments.queries.question_words import KIND_NAMES
from assessments.rules import Finding, QuestionFault, TypedQuestion
from lms.forms import Form
from lms.i18n import gettext as _
from lms.i18n import lazy_gettext as _l

_PART_NAMES = {
    "options": _l("options"),
    "pairs": _l("pairs"),
    "distractors": _l("further texts"),
    "items": _l("lines to put in order"),
    "answers": _l("accepted answers"),
}
_NUMBER_OF_NOTHING = "None"


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds as a list to choose from offers them."""
    return [(kind.value, str(name)) for kind, name in KIND_NAMES.items()]


def question_form(typed: TypedQuestion, findings: Iterable[Finding] = ()) -> Form:
    """Return the form of a question with each finding at the field it is about."""
    errors: dict[str, list[str]] = {}
    for finding in findings:
        told = errors.setdefault(_field_of(finding), [])
        if (words := sentence(finding)) not in told:
            told.append(words)
    return Form(raw=typed.fields, errors=errors)


def field_labels(form: Form) -> dict[str, str]:
    """Return what stands before a sentence about a field in the list above the form."""
    plain = {
        "key": _("Code of the question"),
        "text": _("Question"),
        "competency": _("Competency"),
        "level": _("Level"),
        "tags": _("Tags"),
    }
    labels: dict[str, str] = {}
    for name in form.errors:
        first, _dot, rest = name.partition(".")
        number = rest.partition(".")[0]
        if name in plain:
            labels[name] = plain[name]
        elif first in _PART_NAMES and number.isdigit():
            labels[name] = _("Line %(number)s", number=int(number) + 1)
    return labels


def sentence(finding: Finding) -> str:
    """Return a finding in the reader's language, with the words of the form for the names of lists."""
    params = dict(finding.params)
    if finding.code == QuestionFault.BAD_NUMBER and params.get("number") == _NUMBER_OF_NOTHING:
        return _("Write a number here, or both ends of a range.")
    if "key" in params:
        params["key"] = str(_PART_NAMES.get(str(params["key"]), params["key"]))
    return _(finding.template, **params)


def _field_of(finding: Finding) -> str:
    """Return the field a finding is about; a range as a whole is told where it begins."""
    is_whole_line = finding.where.rpartition(".")[2].isdigit() and finding.where.startswith("answers.")
    return f"{finding.where}.minimum" if is_whole_line else finding.where or "text"
