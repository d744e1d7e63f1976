"""A version of a task as the sections that reviewers read, comment on and compare, in plain words."""

from collections.abc import Iterator

from assessments.models import TaskVersion
from assessments.rules.marking import Outcome, RubricContent
from competency.queries import list_competency_names
from courses.rules import Section
from lms.i18n import gettext as _


def task_sections(version: TaskVersion) -> list[Section]:
    """Return what is asked, what the marks show, and the rubric, one section for each criterion."""
    sections = [
        Section("sheet", _("The task"), "\n".join(_sheet(version))),
        Section("outcomes", _("What the marks show"), "\n".join(map(_outcome, version.levels))),
    ]
    if version.rubric_version is not None:
        sections += _criteria(version.rubric)
    return sections


def _sheet(version: TaskVersion) -> Iterator[str]:
    names = list_competency_names()
    code = version.competency_code or ""
    yield _("Title: %(text)s", text=version.task.title)
    yield version.prompt
    yield _("%(least)s to %(most)s syllables", least=version.least_words, most=version.most_words)
    yield _("Competency: %(code)s", code=f"{code} {names.get(code, '')}".strip())
    if version.rubric_version is not None:
        rubric = version.rubric_version
        yield _(
            "Rubric: %(code)s, version %(number)s (%(hash)s)",
            code=rubric.rubric.code,
            number=rubric.number,
            hash=rubric.content_hash[:12],
        )


def _outcome(outcome: Outcome) -> str:
    return _(
        "From %(percent)s per cent, no criterion below step %(least)s: level %(level)s",
        percent=outcome.percent,
        least=outcome.least,
        level=outcome.level,
    )


def _criteria(rubric: RubricContent) -> list[Section]:
    return [
        Section(
            f"criterion:{number}",
            criterion.name,
            "\n".join(
                f"{step}: {text}" for step, text in zip(rubric.steps, criterion.descriptors, strict=True)
            ),
        )
        for number, criterion in enumerate(rubric.criteria)
    ]
