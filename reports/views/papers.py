"""Papers about one officer, made on the spot: the learning sheet of a quarter, a certificate."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from competency.rules.periods import PeriodKind, Span, quarter_of, span_of
from courses import queries as courses
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound
from lms.i18n import gettext as _
from people import queries as people
from people.models import Officer
from people.policies import may_lead
from reports import services
from reports.queries.documents import get_document
from reports.tasks import build_document
from reports.views.blueprint import bp
from reports.views.files import send_paper


@bp.get("/me/learning-sheet.pdf")
def download_learning_sheet() -> ResponseReturnValue:
    """Give my learning sheet of a quarter (default: this one), kept so that it can come back signed."""
    return _sheet(people.get_officer_of(actor()))


@bp.get("/team/<uuid:public_id>/learning-sheet.pdf")
def download_team_sheet(public_id: UUID) -> ResponseReturnValue:
    """Give the learning sheet of somebody I lead."""
    officer = people.get_officer(public_id, visible_to=actor())
    if not may_lead(actor(), officer):
        raise NotFound(_("There is no such officer."))
    return _sheet(officer)


@bp.get("/courses/<code>/certificate.pdf")
def download_certificate(code: str) -> ResponseReturnValue:
    """Give my certificate of a course I completed."""
    course = courses.get_course(code, visible_to=actor())
    enrolment = courses.find_enrolment(people.get_officer_of(actor()), course)
    if enrolment is None or enrolment.completion is None:
        raise NotFound(_("There is a certificate once the course is completed."))
    with transaction():
        completion = courses.find_completion(enrolment)
        if completion is None:
            raise NotFound(_("There is a certificate once the course is completed."))
        document = services.issue_certificate(completion, by=actor())
        public_id = document.public_id
    return _finished(public_id, f"giay-chung-nhan-{code}")


def _sheet(officer: Officer) -> ResponseReturnValue:
    span, officer_id = _quarter(), officer.public_id
    with transaction():
        found = people.get_officer(officer_id, visible_to=actor())
        public_id = services.issue_learning_sheet(found, span, by=actor()).public_id
    return _finished(public_id, f"phieu-hoc-tap-{span.code}")


def _quarter() -> Span:
    """Return the quarter that is asked for, this one by default.

    Raises:
        NotFound: there is no such quarter.
    """
    today = clock.today()
    span = span_of(request.args.get("quarter") or f"{today.year}-Q{quarter_of(today)}")
    if span is None or span.kind is not PeriodKind.QUARTER:
        raise NotFound(_("There is no such quarter."))
    return span


def _finished(public_id: UUID, name: str) -> ResponseReturnValue:
    """Make the paper if it is not made yet, and send it."""
    build_document(str(public_id), actor(), _tell_nobody)
    document = get_document(public_id, visible_to=actor())
    return send_paper(services.read_file(document, "pdf"), "pdf", name)


def _tell_nobody(_done: int, _total: int) -> None:
    """Nobody waits for the progress of a single page."""
