"""What the ledger and the completions say to what posts ask."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select

from competency.queries import Source
from competency.rules import Duty, Found, QualificationKind
from courses.models import Completion, Course, Enrolment, PeriodLedger
from courses.rules import judge_course, judge_periods
from lms import clock
from lms.database import db


def find_periods(
    officer_ids: Collection[int], duties: Sequence[Duty], day: date
) -> dict[tuple[int, int], Found]:
    """Return how the periods of the calendar year stand, by officer and requirement; one statement."""
    rows = db.session.execute(
        select(PeriodLedger.officer_id, PeriodLedger.content_group, func.sum(PeriodLedger.periods))
        .where(PeriodLedger.officer_id.in_(officer_ids), PeriodLedger.year == day.year)
        .group_by(PeriodLedger.officer_id, PeriodLedger.content_group)
    )
    counted: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for officer_id, group, periods in rows:
        counted[officer_id][group] = int(periods)
    return {
        (officer_id, duty.requirement_id): judge_periods(duty, by_group)
        for officer_id, by_group in counted.items()
        for duty in duties
    }


def find_completed_courses(
    officer_ids: Collection[int], duties: Sequence[Duty], day: date
) -> dict[tuple[int, int], Found]:
    """Return how mandatory courses stand, by officer and requirement; one statement."""
    rows = db.session.execute(
        select(Enrolment.officer_id, Course.code, Completion.completed_at)
        .join(Completion.enrolment)
        .join(Enrolment.course)
        .where(Enrolment.officer_id.in_(officer_ids))
        .where(Course.code.in_(sorted({duty.value for duty in duties})))
    )
    completed = {(row[0], row[1]): clock.day_of(row[2]) for row in rows}
    return {
        (officer_id, duty.requirement_id): judge_course(completed_on)
        for (officer_id, code), completed_on in completed.items()
        for duty in duties
        if duty.value == code and completed_on <= day
    }


QUALIFICATION_SOURCES: dict[QualificationKind, Source] = {
    QualificationKind.PERIODS: find_periods,
    QualificationKind.COURSE: find_completed_courses,
}
"""What `app` puts into `competency.queries.SOURCES` of the domain below."""
