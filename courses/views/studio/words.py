"""Sheets, citations and lessons in words, a thought in each line, so that two of them can be compared."""

from collections.abc import Sequence
from datetime import date

from courses import rules
from courses.rules import CitationText, LessonText, VersionSheet
from lms.i18n import format_day
from lms.i18n import gettext as _


def sheet_lines(sheet: VersionSheet) -> str:
    """Return what a sheet says."""
    positions = _("All positions") if sheet.positions is None else ", ".join(sheet.positions)
    outcomes = ", ".join(f"{one.competency} → {one.level}" for one in sheet.outcomes)
    test = sheet.post_test
    lines = {
        _("Title"): sheet.title,
        _("Summary"): sheet.summary,
        _("Content group"): _(rules.ContentGroup(sheet.content_group).label),
        _("Periods"): str(sheet.periods),
        _("For whom"): positions,
        _("Topics"): ", ".join(_(rules.Topic(topic).label) for topic in sheet.topics),
        _("What it develops"): outcomes,
        _("Post-test"): _("none") if test is None else "",
    }
    if test is not None:
        lines[_("Questions asked")] = str(test.questions or _("all"))
        lines[_("Percent to pass")] = str(test.pass_percent)
        lines[_("Minutes")] = str(test.minutes)
        lines[_("Attempts")] = str(test.attempts)
        lines[_("Days between two attempts")] = str(test.days_between)
    return "\n".join(f"{label}: {words}" for label, words in lines.items())


def citation_lines(citations: Sequence[CitationText], review_on: date | None) -> str:
    """Return what a version cites."""
    lines = [f"{_('To be reviewed by')}: {_day(review_on)}"]
    for said in citations:
        days = f"{_('In force from')}: {_day(said.effective_on)}; {_('Check on')}: {_day(said.review_on)}"
        lines.append(f"{said.document}; {days}; {said.note}")
    return "\n".join(lines)


def lesson_lines(text: LessonText) -> str:
    """Return what is written of a lesson."""
    head = [
        f"{_('Title')}: {text.title}",
        f"{_('Kind of lesson')}: {_(text.kind.label)}",
        f"{_('Minutes')}: {text.minutes}",
    ]
    said = [f"{_('Transcript')}:", text.transcript] if text.transcript else []
    return "\n".join([*head, text.markdown, *said])


def _day(day: date | None) -> str:
    return format_day(day) if day else "–"
