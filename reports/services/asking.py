"""Asking for a paper: the row that says what is wanted, once however often it is asked."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from competency.rules.periods import PeriodKind, Span, span_of
from courses.models import Completion
from lms import audit, clock, work
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account, Job
from lms.permissions import authorize
from lms.text import clean
from people.models import AdministrativeUnit, Officer
from people.services import note_list_opened
from reports import policies
from reports.models import IssuedDocument
from reports.queries.cuts.certificate import collect_certificate
from reports.queries.cuts.sheet import collect_sheet, same_content
from reports.queries.documents import find_latest_document, find_unfinished_document
from reports.rules.documents import (
    CODE_LENGTH,
    CODE_SIGNS,
    REPORTS,
    DocumentEvent,
    DocumentKind,
    group_code,
)
from reports.services.making import freeze_cut

WORK_KIND = "document"
_NATION = "VN"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which paper: what it is about in one word, and what its row says."""

    kind: DocumentKind
    subject: str
    unit: AdministrativeUnit | None = None
    officer: Officer | None = None
    period_code: str = ""
    purpose: str = ""


def issue_document(
    kind: DocumentKind, unit: AdministrativeUnit | None, period_code: str, *, purpose: str = "", by: Account
) -> IssuedDocument:
    """Have a paper about a unit made; return its row, the unfinished one if it was asked for already.

    The figures are frozen by the work that makes it. A paper that was finished stays as it is: asked for
    again, a new version begins. Nudge the worker about ``request_building`` after the commit.

    Args:
        kind: a report, or a list of names.
        unit: a province or commune; None is the country.
        period_code: "2026-Q4" or "2026" for reports; empty for lists of names, which are of the day.
        purpose: of a list of names, in words; it goes on the trail.
        by: who asks.

    Raises:
        Forbidden: ``by`` may not ask for this paper about this unit.
        Refused: there is no such period, it has not begun, or no purpose was stated.
    """
    code = unit.code if unit else _NATION
    if kind in REPORTS:
        authorize(by, policies.may_ask_report, unit)
        _check_period(kind, period_code)
        wanted = Wanted(kind, f"{kind.value}:{code}:{period_code}", unit, period_code=period_code)
    else:
        authorize(by, policies.may_ask_names, unit)
        note_list_opened(purpose, code, {"paper": kind.value}, by=by)
        subject = f"{kind.value}:{code}:{by.id}"
        wanted = Wanted(kind, subject, unit, purpose=clean(purpose))
    return _find_or_add(wanted, by=by)


def request_building(document: IssuedDocument, *, by: Account) -> Job:
    """Return the work that makes a paper; a new one if the last has failed. Nudge it after the commit.

    Raises:
        Forbidden: ``by`` may not have this paper made.
        Conflict: it is made already.
    """
    authorize(by, policies.may_keep_signed_copy, document)
    if document.is_built:
        raise Conflict(_("This paper is made already."))
    return work.request_work(WORK_KIND, str(document.public_id), by=by)


def issue_learning_sheet(officer: Officer, span: Span, *, by: Account) -> IssuedDocument:
    """Return the learning sheet of an officer for a quarter, frozen now; the last one if nothing has changed.

    Raises:
        Forbidden: ``by`` is neither the officer nor leads the officer.
        Refused: the quarter has not begun.
    """
    authorize(by, policies.may_make_sheet, officer)
    _check_period(DocumentKind.QUARTER_REPORT, span.code)
    subject = f"{DocumentKind.LEARNING_SHEET.value}:{officer.public_id}:{span.code}"
    wanted = Wanted(DocumentKind.LEARNING_SHEET, subject, officer=officer, period_code=span.code)
    return _issue_frozen(wanted, collect_sheet(officer, span), by=by)


def issue_certificate(completion: Completion, *, by: Account) -> IssuedDocument:
    """Return the certificate of a completed course, frozen now; the last one if nothing has changed.

    Raises:
        Forbidden: somebody else completed the course.
        Conflict: the certificate was revoked.
    """
    officer = completion.enrolment.officer
    authorize(by, policies.may_have_certificate, officer)
    subject = f"{DocumentKind.CERTIFICATE.value}:{completion.id}"
    latest = find_latest_document(subject)
    if latest is not None and latest.revoked_at is not None:
        raise Conflict(_("This certificate was revoked: %(reason)s", reason=latest.revoke_reason))
    wanted = Wanted(DocumentKind.CERTIFICATE, subject, officer=officer)
    return _issue_frozen(wanted, collect_certificate(completion), by=by)


def _issue_frozen(wanted: Wanted, cut: dict[str, Any], *, by: Account) -> IssuedDocument:
    latest = find_latest_document(wanted.subject)
    if latest is not None and latest.cut is not None:
        said = json.loads(latest.cut)
        said.pop("verify_at")
        if not latest.is_built or same_content(said) == same_content(cut):
            return latest
    document = _find_or_add(wanted, by=by)
    if document.cut is None:
        freeze_cut(document, cut, by=by)
    return document


def _check_period(kind: DocumentKind, code: str) -> None:
    span = span_of(code)
    asked = PeriodKind.YEAR if kind is DocumentKind.YEAR_REPORT else PeriodKind.QUARTER
    if span is None or span.kind is not asked:
        raise Refused(_("There is no reporting period %(code)s.", code=code))
    if span.starts_on > clock.today():
        raise Refused(_("This period has not begun yet."))


def _find_or_add(wanted: Wanted, *, by: Account) -> IssuedDocument:
    found = find_unfinished_document(wanted.subject)
    if found is not None:
        return found
    latest = find_latest_document(wanted.subject)
    document = IssuedDocument(
        code=group_code("".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))),
        kind=wanted.kind.value,
        subject=wanted.subject,
        version=latest.version + 1 if latest else 1,
        unit_code=wanted.unit.code if wanted.unit else None,
        province_code=wanted.unit.province_code if wanted.unit else None,
        officer_id=wanted.officer.id if wanted.officer else None,
        period_code=wanted.period_code,
        purpose=wanted.purpose,
        asked_at=clock.now(),
        asked_by_id=by.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(document)
    except IntegrityError:  # somebody else asked for the same a moment ago
        found = find_unfinished_document(wanted.subject) or find_latest_document(wanted.subject)
        if found is None:
            raise
        return found
    audit.record(DocumentEvent.ASKED, document, by=by, subject=wanted.subject, version=document.version)
    return document
