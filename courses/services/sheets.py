"""What the sheet of a published version says, put where the catalogue and the search read it."""

from courses import rules
from courses.models import Course, CourseOutcome, CoursePosition, CourseTopic
from courses.rules import VersionSheet
from lms.collation import sort_word
from lms.config import LOCALES
from lms.i18n import gettext as _
from lms.i18n import speaking
from lms.text import fold


def apply_sheet(course: Course, sheet: VersionSheet) -> None:
    """Let a course be what a sheet says. Only for services that publish; no gate."""
    course.title = sheet.title
    course.summary = sheet.summary
    course.content_group = int(sheet.content_group)
    course.periods = sheet.periods
    course.for_all_positions = sheet.positions is None
    topics = dict.fromkeys(word for topic in sheet.topics for word in _words_of(rules.Topic(topic)))
    course.search_key = fold(" ".join([course.code, sheet.title, sheet.summary, *topics]))
    course.sort_key = sort_word(sheet.title)
    _apply_lists(course, sheet)


def _words_of(topic: rules.Topic) -> list[str]:
    """Return a topic in every language: who publishes does not choose in which words learners search."""
    words = [topic.value]
    for locale in LOCALES:
        with speaking(locale):
            words.append(_(topic.label))
    return words


def _apply_lists(course: Course, sheet: VersionSheet) -> None:
    """Change only rows that differ: those that stay are not deleted and written anew."""
    wanted = set(sheet.positions or ())
    course.positions = [row for row in course.positions if row.position_code in wanted]
    known = {row.position_code for row in course.positions}
    course.positions += [
        CoursePosition(position_code=code) for code in sheet.positions or () if code not in known
    ]
    course.topics = [row for row in course.topics if row.topic in sheet.topics]
    topics = {row.topic for row in course.topics}
    course.topics += [CourseTopic(topic=topic) for topic in sheet.topics if topic not in topics]
    rows = {row.competency_code: row for row in course.outcomes}
    outcomes = []
    for rank, outcome in enumerate(sheet.outcomes, start=1):
        row = rows.get(outcome.competency) or CourseOutcome(competency_code=outcome.competency)
        row.level, row.rank = outcome.level, rank
        outcomes.append(row)
    course.outcomes = outcomes
