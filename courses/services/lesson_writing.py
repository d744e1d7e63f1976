"""The text of a lesson while it is written."""

from courses import policies, queries, rules
from courses.models import Lesson
from courses.rules import LessonText, StudioEvent
from courses.services.editing import touch_part
from courses.services.legal_documents import note_lessons
from courses.services.lesson_pages import renew_html
from lms import audit
from lms.database import db
from lms.models import Account
from lms.permissions import authorize


def save_lesson(lesson: Lesson, text: LessonText, *, seen: int, by: Account) -> bool:
    """Keep what was written of a lesson; tell whether it was changed.

    The same text again changes nothing, whatever was seen: an answer that got lost may be asked for again.

    Args:
        lesson: of a version that is being written.
        text: all of it.
        seen: the revision of the lesson that was shown.
        by: an editor of the institution.

    Raises:
        EditedMeanwhile: somebody else has changed the lesson since.
        Forbidden: ``by`` does not write for the institution.
        NotEditable: the version is not being written.
    """
    version = lesson.version
    authorize(by, policies.may_write, version.owner)
    if queries.text_of(lesson) == text:
        return False
    touch_part(version, lesson, seen=seen, by=by)
    write_text(lesson, text, by=by)
    return True


def write_text(lesson: Lesson, text: LessonText, *, by: Account) -> None:
    """Put a text into a lesson that was touched already. Only for services; no gate."""
    lesson.title = text.title
    lesson.kind = text.kind.value
    lesson.minutes = text.minutes
    lesson.markdown = text.markdown
    lesson.transcript = text.transcript
    words = rules.count_words(rules.words_of(text.markdown))
    lesson.least_seconds = rules.least_seconds(text.kind, text.minutes, words)
    db.session.flush()
    renew_html(lesson, queries.list_slugs(lesson.version_id))
    note_lessons(lesson)
    audit.record(StudioEvent.LESSON_SAVED, lesson, by=by, slug=lesson.slug, revision=lesson.revision)
