"""Writing rubrics: every saved text is a version of its own, known by its hash, and stays."""

from assessments import queries
from assessments.models import Rubric, RubricVersion
from assessments.rules.marking import MarkingEvent, MarkingFinding, RubricContent, rubric_findings
from assessments.services.making import EntryRefused, add_coded, check_code, tidy_title
from courses import policies
from courses.services import EditedMeanwhile
from lms import audit, clock
from lms.database import db
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people.models import Organisation


class RubricRefused(Refused):
    """The rubric cannot be used so; ``findings`` name each place."""

    def __init__(self, findings: list[MarkingFinding]) -> None:
        super().__init__(" ".join(_(one.template, **one.params) for one in findings))
        self.findings = findings


def create_rubric(owner: Organisation, *, code: str, title: str, by: Account) -> Rubric:
    """Make a rubric that says nothing yet.

    Raises:
        EntryRefused: the code is none or in use; the title is missing or too long.
        Forbidden: ``by`` does not write for the owner.
    """
    authorize(by, policies.may_write, owner)
    check_code(code)
    rubric = Rubric(code=code, owner_id=owner.id, title=tidy_title(title))
    add_coded(rubric)
    audit.record(MarkingEvent.RUBRIC_CREATED, rubric, by=by, code=code)
    return rubric


def save_rubric(rubric: Rubric, content: RubricContent, *, seen: str, by: Account) -> RubricVersion:
    """Return the version of a rubric that says this, written now if there was none.

    What was saved before stays as it is: tasks and marks go on with the version they were made with.

    Args:
        rubric: of one's own institution.
        content: as typed.
        seen: the hash of the newest version when the form was opened; empty if there was none.
        by: an editor of the institution.

    Raises:
        EditedMeanwhile: somebody else has saved another version since.
        Forbidden: ``by`` does not write for the owner.
        RubricRefused: something is missing.
    """
    authorize(by, policies.may_write, rubric.owner)
    queries.lock_rubric(rubric)
    tidy = content.cleaned()
    findings = rubric_findings(tidy)
    if findings:
        raise RubricRefused(findings)
    newest = rubric.newest
    if newest is not None and newest.content_hash == tidy.hash:
        return newest
    if (newest.content_hash if newest else "") != seen:
        raise EditedMeanwhile(
            _("Somebody else has saved this rubric since you opened it. Nothing was overwritten."),
            revision=newest.number if newest else 0,
        )
    known = next((one for one in rubric.versions if one.content_hash == tidy.hash), None)
    if known is not None:
        raise EntryRefused(
            _("Version %(number)s says exactly this already: tasks can use it.", number=known.number),
            "criterion-0",
        )
    return _write(rubric, tidy, by=by)


def _write(rubric: Rubric, content: RubricContent, *, by: Account) -> RubricVersion:
    version = RubricVersion(
        number=len(rubric.versions) + 1,
        content=content.document,
        content_hash=content.hash,
        saved_at=clock.now(),
        saved_by_id=by.id,
    )
    rubric.versions.append(version)
    db.session.flush()
    audit.record(
        MarkingEvent.RUBRIC_SAVED, version, by=by, number=version.number, sha256=version.content_hash
    )
    return version
