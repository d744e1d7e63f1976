"""Work of this package done later: papers are made."""

from uuid import UUID

from lms.database import snapshot, transaction
from lms.models import Account
from lms.work import Report, Work
from reports import services
from reports.queries.documents import get_document_to_build
from reports.services.asking import WORK_KIND

STEPS = 3


def build_document(subject: str, by: Account, report: Report) -> None:
    """Make a paper: freeze its figures, set its files, keep them. Run again it goes on where it broke off."""
    public_id = UUID(subject)
    document = get_document_to_build(public_id)
    if document.is_built:
        return
    if document.cut is None:
        with snapshot():  # all figures of one moment
            cut = services.collect_cut(get_document_to_build(public_id), by=by)
        with transaction():
            services.freeze_cut(get_document_to_build(public_id), cut, by=by)
    report(1, STEPS)
    files = services.render_files(get_document_to_build(public_id))
    report(2, STEPS)
    with transaction():
        services.keep_files(get_document_to_build(public_id), files, by=by)
    report(STEPS, STEPS)


WORK = {WORK_KIND: Work(build_document)}
