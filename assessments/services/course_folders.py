"""Bringing a course folder in: lessons and post-test together, so that an error in either refuses both."""

from pathlib import Path

from assessments.services.documents import ContentRefused
from assessments.services.post_tests import check_post_test, load_post_test
from courses.services import CourseReport, load_course
from lms.models import Account


def load_course_with_test(
    folder: Path, *, by: Account, institution: str = "", is_dry_run: bool = False
) -> CourseReport:
    """Take in a course folder with its quiz.gift; the same folder twice changes nothing.

    Args:
        folder: as CONTRACTS 4.3 describes it.
        by: an editor of the owner, or the system.
        institution: code of the owner, for a new course whose folder does not name it.
        is_dry_run: change nothing, report the same.

    Raises:
        ContentRefused: every error of the folder, with its place. The caller's transaction must not be kept.
        Forbidden: ``by`` does not edit for the owner.
    """
    report = load_course(folder, by=by, institution=institution, is_dry_run=is_dry_run)
    problems = [str(error) for error in report.errors]
    gift_text, settings = report.gift_text, report.post_test
    if gift_text is None or settings is None:
        if problems:
            raise ContentRefused(problems)
        return report
    try:
        check_post_test(gift_text, settings)
    except ContentRefused as refused:
        problems += [f"quiz.gift · {problem}" for problem in refused.problems]
    if problems:
        raise ContentRefused(problems)
    if report.version is not None and not is_dry_run:
        load_post_test(report.version, gift_text, settings, by=by)
    return report
