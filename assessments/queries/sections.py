"""A version of any kind as the sections that reviewers read, comment on and compare, in plain words."""

from collections.abc import Callable, Iterator
from typing import Any

from assessments.models import BankVersion, CaseVersion, TaskVersion
from assessments.queries.banks import draft_of, list_members
from assessments.queries.case_words import case_sections
from assessments.queries.question_words import describe
from assessments.queries.task_sections import task_sections
from assessments.rules import read_draft
from competency.queries import list_competency_names
from courses import queries, rules
from courses.models import CourseVersion
from courses.rules import Section
from lms.i18n import format_day, ngettext
from lms.i18n import gettext as _


def list_sections(version: Any) -> list[Section]:
    """Return the sections of a course, bank, case or task version, in the order of reading."""
    return _READERS[type(version)](version)


def _course(version: CourseVersion) -> list[Section]:
    lessons = [
        Section(
            f"lesson:{lesson.slug}",
            lesson.title,
            "\n".join(
                _filled(
                    ngettext("about %(num)d minute", "about %(num)d minutes", lesson.minutes),
                    lesson.markdown,
                    _("Transcript: %(text)s", text=lesson.transcript) if lesson.transcript else "",
                    *(_("File: %(name)s", name=file.name) for file in lesson.attachments),
                )
            ),
        )
        for lesson in queries.list_written_lessons(version)
    ]
    return [Section("sheet", _("Course sheet"), "\n".join(_sheet(version))), *lessons]


def _sheet(version: CourseVersion) -> Iterator[str]:
    sheet, names = queries.sheet_of(version), list_competency_names()
    group = rules.ContentGroup(sheet.content_group)
    yield _("Title: %(text)s", text=sheet.title)
    yield _("Summary: %(text)s", text=sheet.summary)
    yield _("Content group: %(text)s", text=f"{int(group)}. {_(group.label)}")
    yield _("Periods: %(number)d", number=sheet.periods)
    positions = _("all positions") if sheet.positions is None else ", ".join(sheet.positions)
    yield _("For whom: %(text)s", text=positions)
    if sheet.topics:
        yield _("Topics: %(text)s", text="; ".join(_(rules.Topic(topic).label) for topic in sheet.topics))
    for outcome in sheet.outcomes:
        name = f"{outcome.competency} {names.get(outcome.competency, '')}".strip()
        yield _("Develops: %(name)s, to level %(level)d", name=name, level=outcome.level)
    if sheet.post_test is not None:
        yield _("Post-test: %(questions)s questions, pass mark %(percent)d per cent, %(minutes)d minutes",
                questions=sheet.post_test.questions or _("all"),
                percent=sheet.post_test.pass_percent,
                minutes=sheet.post_test.minutes)  # fmt: skip
    for citation in queries.list_citations(version):
        day = f" ({format_day(citation.effective_on)})" if citation.effective_on else ""
        yield _("Legal basis: %(text)s", text=f"{citation.document}{day} {citation.note}".strip())
    if version.review_on is not None:
        yield _("To be reviewed by %(day)s", day=format_day(version.review_on))


def _bank(version: BankVersion) -> list[Section]:
    return [
        Section(f"question:{member.question.key}", member.question.key, describe(draft_of(member.question)))
        for member in list_members(version)
    ]


def _case(version: CaseVersion) -> list[Section]:
    graph, _findings = read_draft(version.document)
    return case_sections(graph)


def _filled(*lines: str) -> list[str]:
    return [line for line in lines if line]


_READERS: dict[type[Any], Callable[[Any], list[Section]]] = {
    CourseVersion: _course,
    BankVersion: _bank,
    CaseVersion: _case,
    TaskVersion: task_sections,
}
