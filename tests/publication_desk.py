"""Editors and reviewers of one institution, and a course on its way."""

from datetime import timedelta

from factories import make_account, make_institution
from sqlalchemy import select

from courses import services
from courses.models import Course, CourseVersion, LegalCitation, Lesson
from courses.rules import Outcome, PostTestSettings, VersionSheet
from lms import clock
from lms.database import db, transaction

PROVINCE = "19"


def make_editor(name="Lê Thị Biên"):
    return make_account("editor", make_institution().code, name=name)


def make_reviewer(name="Phạm Văn Thẩm", scope=PROVINCE):
    make_institution()
    return make_account("reviewer", scope, name=name)


def make_written(editor, *slugs, code="KH80", title="Tiếp công dân", outcomes=(("B10", 2),), post_test=False):
    """The first version of a course, written by ``editor`` and not handed in yet."""
    slugs = slugs or ("mo-dau", "thuc-hanh")
    with transaction():
        version = services.create_course(make_institution(), code=code, title=title, by=editor)
        version.sheet = VersionSheet(
            title=title,
            summary="Khóa ngắn.",
            content_group=4,
            periods=4,
            outcomes=tuple(Outcome(*pair) for pair in outcomes),
            post_test=PostTestSettings() if post_test else None,
        ).as_json()
        version.has_post_test = post_test
        db.session.add(LegalCitation(version_id=version.id, rank=1, document="Luật số 42/2013/QH13"))
        for number, slug in enumerate(slugs, start=1):
            db.session.add(make_lesson(version, number, slug))
    return find(code)


def make_lesson(version, number, slug, markdown="Theo Nghị định 124/2020/NĐ-CP."):
    return Lesson(
        version_id=version.id,
        number=number,
        slug=slug,
        title=f"Bài {slug}",
        kind="text",
        minutes=5,
        least_seconds=1,
        markdown=markdown,
        html=f"<p>{markdown}</p>",
    )


def find(code="KH80", number=None):
    """A version of the course, read anew; the latest one without a number."""
    db.session.rollback()
    statement = select(CourseVersion).join(CourseVersion.course).where(Course.code == code)
    if number is not None:
        statement = statement.where(CourseVersion.number == number)
    return db.session.scalars(statement.order_by(CourseVersion.number.desc())).first()


def hand_in(version, by):
    with transaction():
        services.submit_version(version, by=by)
    return version


def approve(version, by):
    with transaction():
        services.approve_version(version, seen=version.revision, by=by)
    return version


def publish(version, by, stays_until=None):
    with transaction():
        services.publish_course_version(version, stays_until=stays_until, by=by)
    return version


def bring_to_learners(version, editor, reviewer, stays_until=None):
    """The whole way: handed in, approved, published."""
    return publish(approve(hand_in(version, editor), reviewer), editor, stays_until)


def begin_next(editor, code="KH80"):
    """The next version of a course, a copy of what is published."""
    version = find(code)
    with transaction():
        services.begin_version(version.course, by=editor)
    return find(code)


def in_days(days):
    return clock.today() + timedelta(days=days)
