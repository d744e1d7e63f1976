"""Two people asking for the same paper at the same moment: the constraints decide, and there is one."""

from io import BytesIO

from races import results_and_refusals
from scans import pdf
from sqlalchemy import select

from lms import work
from lms.database import db
from lms.models import Account, Job
from lms.scans import read_scan
from reports import services
from reports.models import IssuedDocument, SignedCopy
from reports.rules.documents import DocumentKind
from tests.reports.conftest import make_members, unit
from tests.reports.papers import make, this_quarter


def test_two_who_ask_at_once_get_one_paper_and_one_work(app, town):
    make_members(town.code, 1)
    account_id, period = town.department.id, this_quarter()

    def ask():
        by = db.session.get(Account, account_id)
        document = services.issue_document(DocumentKind.QUARTER_REPORT, unit("19"), period, by=by)
        return document.id, services.request_building(document, by=by).id

    found, refusals = results_and_refusals(app, ask, ask)

    assert refusals == []
    assert len(set(found)) == 1
    assert len(db.session.scalars(select(IssuedDocument)).all()) == 1
    (job,) = db.session.scalars(select(Job)).all()
    work.run_work(job.id)
    assert db.session.scalars(select(IssuedDocument)).one().is_built


def test_the_same_scan_handed_in_twice_at_once_is_kept_once(app, town):
    make_members(town.code, 1)
    document_id, account_id = make(town.department).id, town.department.id
    content = pdf()

    def hand_in():
        by, document = db.session.get(Account, account_id), db.session.get(IssuedDocument, document_id)
        return services.keep_signed_copy(document, read_scan(BytesIO(content)), by=by).sha256

    found, refusals = results_and_refusals(app, hand_in, hand_in)

    assert (len(found), refusals) == (2, [])
    assert len(db.session.scalars(select(SignedCopy)).all()) == 1
