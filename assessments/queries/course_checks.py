"""What the post-test of a course still lacks before the course is handed in."""

from sqlalchemy import func, select

from assessments.models import BankMember, QuestionBank
from assessments.queries.banks import count_current, find_open_version
from assessments.queries.quizzes import find_bank
from courses.models import CourseVersion
from courses.queries import Blocker, sheet_of
from courses.rules import EDITABLE
from lms.database import db
from lms.i18n import gettext as _

PLACE = "questions"


def check_post_test(version: CourseVersion) -> list[Blocker]:
    """Return what of the questions stops a course version, or deserves a second look."""
    settings = sheet_of(version).post_test
    if settings is None:
        return []
    bank = find_bank(version.course.code)
    if bank is None:
        return [
            Blocker(
                PLACE,
                "new",
                _("The course ends with a test, but it has no questions yet."),
                _("Begin a question bank with the code %(code)s.", code=version.course.code),
            )
        ]
    return _check_bank(bank, settings.questions or 1)


def _check_bank(bank: QuestionBank, asked: int) -> list[Blocker]:
    open_version = find_open_version(bank)
    count = sum(count_current(bank).values())
    if open_version is not None:
        members = select(func.count()).where(BankMember.version_id == open_version.id)
        count = db.session.scalar(members) or 0
    found = []
    if count < asked:
        problem = _(
            "The test asks %(asked)s questions, but the bank has %(count)s.", asked=asked, count=count
        )
        found.append(Blocker(PLACE, "bank", problem, _("Write more questions, or ask fewer.")))
    if open_version is not None and open_version.state in EDITABLE:
        problem = _("The questions of the test are still being written.")
        remedy = _("Hand the question bank in for review, too.")
        found.append(Blocker(PLACE, "bank", problem, remedy, is_blocking=False))
    return found
