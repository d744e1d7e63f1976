"""The outline of a version: lessons added, named, put in order, taken out."""

from collections.abc import Sequence

from sqlalchemy import case, delete, update
from sqlalchemy.orm.attributes import set_committed_value

from courses import policies, queries, rules
from courses.models import CourseVersion, DocumentMention, Lesson, LessonFile
from courses.rules import LessonText, StudioEvent
from courses.services.editing import edit_draft, touch_part
from courses.services.legal_documents import note_lessons
from courses.services.lesson_writing import save_lesson
from lms import audit
from lms.database import db
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize

MOST_LESSONS = 200


class TooManyLessons(Conflict):
    """A course of so many lessons could not be shown on one page."""


class OutlineChanged(Conflict):
    """The lessons are not those that were put in order."""


def add_lesson(version: CourseVersion, title: str, *, behind: int | None = None, by: Account) -> Lesson:
    """Put a new, empty lesson at the end of a version and return it.

    Args:
        version: being written.
        title: of the lesson.
        behind: how many lessons the editor saw; sent twice, the lesson added first is returned.
        by: an editor of the institution.

    Raises:
        Forbidden: ``by`` does not write for the institution.
        NotEditable: the version is not being written.
        TooManyLessons: there are 200 already.
    """
    authorize(by, policies.may_write, version.owner)
    queries.lock_version(version)  # two lessons added at once both find a place
    present = _find_at(version, behind, title)
    if present is not None:
        return present
    edit_draft(version, by=by)
    return append_lesson(version, title, set(queries.list_slugs(version.id)), by=by)


def _find_at(version: CourseVersion, behind: int | None, title: str) -> Lesson | None:
    """Return the lesson that stands behind so many others, if it has this title."""
    if behind is None or not 0 <= behind < MOST_LESSONS:
        return None
    lesson = queries.find_lesson_at(version, behind + 1)
    return lesson if lesson is not None and lesson.title == title else None


def append_lesson(
    version: CourseVersion, title: str, taken: set[str], *, revision: int = 1, by: Account
) -> Lesson:
    """Put a new, empty lesson at the end of a version that was touched already. Only for services; no gate.

    Args:
        version: being written.
        title: of the lesson.
        taken: the slugs of all its lessons; that of the new one is added.
        revision: where it begins to count: above that of a lesson of the same name that stood there before.
        by: an editor of the institution.

    Raises:
        TooManyLessons: there are 200 already.
    """
    if len(taken) >= MOST_LESSONS:
        raise TooManyLessons(_("A course has at most %(most)d lessons. Split it.", most=MOST_LESSONS))
    text = LessonText(title=title)
    lesson = Lesson(
        version_id=version.id,
        number=len(taken) + 1,
        slug=rules.make_slug(title, taken),
        title=text.title,
        kind=text.kind.value,
        minutes=text.minutes,
        least_seconds=rules.least_seconds(text.kind, text.minutes, 0),
        revision=revision,
    )
    db.session.add(lesson)
    db.session.flush()
    taken.add(lesson.slug)
    note_lessons(lesson)
    audit.record(StudioEvent.LESSON_ADDED, lesson, by=by, slug=lesson.slug)
    return lesson


def add_planned_lessons(version: CourseVersion, *, by: Account) -> int:
    """Add the lessons that the announcement of a course planned, and return how many; twice adds none again.

    Raises:
        Forbidden: ``by`` does not write for the institution.
        NotEditable: the version is not being written.
    """
    authorize(by, policies.may_write, version.owner)
    queries.lock_version(version)
    present = dict(queries.list_titles(version))
    planned = [title for title in version.course.outline if title not in present.values()]
    if planned:
        edit_draft(version, by=by)
    taken = set(present)
    for title in planned:
        append_lesson(version, title, taken, by=by)
    return len(planned)


def rename_lesson(lesson: Lesson, title: str, *, seen: int, by: Account) -> bool:
    """Give a lesson another title; its address stays. Raises as `save_lesson`."""
    said = queries.text_of(lesson)
    changed = LessonText(title, said.kind, said.minutes, said.markdown, said.transcript)
    return save_lesson(lesson, changed, seen=seen, by=by)


def arrange_lessons(
    version: CourseVersion, order: Sequence[str], *, shown: Sequence[str], by: Account
) -> bool:
    """Put the lessons in this order; tell whether it was another one.

    Args:
        version: being written.
        order: the slugs of all its lessons.
        shown: the order the editor saw.
        by: an editor of the institution.

    Raises:
        Forbidden: ``by`` does not write for the institution.
        NotEditable: the version is not being written.
        OutlineChanged: somebody else has moved, added or removed lessons since.
    """
    authorize(by, policies.may_write, version.owner)
    queries.lock_version(version)
    lessons = {lesson.slug: lesson for lesson in queries.list_written_lessons(version)}
    if list(order) == list(lessons):
        return False
    edit_draft(version, by=by)
    if list(shown) != list(lessons) or sorted(order) != sorted(lessons):
        raise OutlineChanged(
            _("The list of lessons has changed meanwhile. Look at it again, then move them.")
        )
    _number(version, [lessons[slug] for slug in order])
    audit.record(StudioEvent.OUTLINE_ARRANGED, version, by=by, revision=version.revision)
    return True


def remove_lesson(lesson: Lesson, *, seen: int, by: Account) -> None:
    """Take a lesson with its files out of a version that is being written.

    Args:
        lesson: of that version.
        seen: the revision of the lesson that was shown: text that was never seen is not deleted.
        by: an editor of the institution.

    Raises:
        EditedMeanwhile: somebody else has changed the lesson since.
        Forbidden: ``by`` does not write for the institution.
        NotEditable: the version is not being written.
    """
    version = lesson.version
    authorize(by, policies.may_write, version.owner)
    touch_part(version, lesson, seen=seen, by=by)
    edit_draft(version, by=by)
    take_out_lessons(version, [lesson], by=by)
    _number(version, queries.list_written_lessons(version))


def take_out_lessons(version: CourseVersion, lessons: Sequence[Lesson], *, by: Account) -> None:
    """Delete lessons with their files; those that stay keep their numbers. Only for services; no gate."""
    ids, subjects = [lesson.id for lesson in lessons], [lesson.subject for lesson in lessons]
    for lesson in lessons:
        audit.record(StudioEvent.LESSON_REMOVED, lesson, by=by, slug=lesson.slug, title=lesson.title)
    db.session.execute(delete(DocumentMention).where(DocumentMention.subject.in_(subjects)))
    db.session.execute(delete(LessonFile).where(LessonFile.lesson_id.in_(ids)))
    db.session.execute(delete(Lesson).where(Lesson.id.in_(ids)))
    db.session.expire(version, ["lessons"])


def _number(version: CourseVersion, lessons: Sequence[Lesson]) -> None:
    """Number lessons from 1; by negative numbers first, since no two may have the same in between."""
    numbers = {lesson.id: number for number, lesson in enumerate(lessons, start=1)}
    if not numbers:
        return
    for wanted in (-Lesson.number, case(numbers, value=Lesson.id)):
        db.session.execute(
            update(Lesson).where(Lesson.version_id == version.id).values(number=wanted),
            execution_options={"synchronize_session": False},
        )
    for lesson in lessons:
        set_committed_value(lesson, "number", numbers[lesson.id])
    db.session.expire(version, ["lessons"])
