"""The certificate of a completed course as a cut."""

from typing import Any

from courses.models import Completion
from lms import clock
from reports.queries.cuts.places import unit_facts


def collect_certificate(completion: Completion) -> dict[str, Any]:
    """Return what a certificate says: holder, course, day, and which institution gave the course.

    No personal number: the paper is shown to anybody.
    """
    enrolment = completion.enrolment
    course, owner = enrolment.course, enrolment.course.owner
    return {
        "form": 1,
        "made_on": clock.today().isoformat(),
        "holder": enrolment.officer.full_name,
        "course": {
            "code": course.code,
            "title": course.title,
            "periods": course.periods,
            "group": course.content_group,
        },
        "completed_on": clock.day_of(completion.completed_at).isoformat(),
        "institution": owner.name,
        "unit": unit_facts(owner.unit) if owner.unit else None,
    }
