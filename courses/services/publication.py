"""The steps of a version from draft to learners and away from them. One way for courses, banks and cases."""

from courses import policies, queries, rules
from courses.models import PublicationStep
from courses.queries import Version
from courses.rules import ContentEvent, CourseState, StepRefusal
from courses.services.editing import EditedMeanwhile
from courses.services.sealing import content_hash
from lms import audit, clock
from lms.config import LOCALES
from lms.database import Base, db
from lms.errors import Conflict, Forbidden, Refused
from lms.i18n import gettext as _
from lms.i18n import speaking
from lms.models import Account
from lms.permissions import authorize


class StepRefused(Conflict):
    """The version is in a state from which this step does not lead."""


class OwnWork(Forbidden):
    """Nobody approves what they wrote themselves."""


def submit_version(version: Version, *, by: Account, note: str = "") -> None:
    """Hand a version in for review; handed in twice it is as good as once.

    The services of each kind ask before what stops it: call those.

    Raises:
        Forbidden: ``by`` does not write for the owner.
        StepRefused: it is not being written.
    """
    authorize(by, policies.may_write, queries.owner_of(version))
    if _lock(version, CourseState.IN_REVIEW):
        version.revision += 1  # whoever saw an earlier one approves nothing
        _take(version, CourseState.IN_REVIEW, ContentEvent.SUBMITTED, note, by=by)


def take_back_version(version: Version, *, by: Account) -> None:
    """Let the editors go on writing what is under review or approved, and not published yet.

    Raises:
        Forbidden: ``by`` does not write for the owner.
        StepRefused: it is neither.
    """
    authorize(by, policies.may_write, queries.owner_of(version))
    if _lock(version, CourseState.DRAFT):
        _take(version, CourseState.DRAFT, ContentEvent.TAKEN_BACK, "", by=by)


def request_changes(version: Version, *, note: str, by: Account) -> None:
    """Return a version to its editors with what is to be changed.

    Raises:
        Forbidden: ``by`` does not review for the owner.
        Refused: there is no note.
        StepRefused: it is not under review.
    """
    authorize(by, policies.may_review, queries.owner_of(version))
    _require_note(note, _("Write in a sentence or two what must be changed."))
    if _lock(version, CourseState.CHANGES_REQUESTED):
        _take(version, CourseState.CHANGES_REQUESTED, ContentEvent.CHANGES_REQUESTED, note, by=by)


def approve_version(version: Version, *, seen: int, by: Account, note: str = "") -> None:
    """Approve what was seen of a version.

    Args:
        version: under review.
        seen: the revision that was shown to the reviewer.
        by: a reviewer who wrote nothing of it.
        note: for the log.

    Raises:
        EditedMeanwhile: another revision stands there now.
        Forbidden: ``by`` does not review for the owner.
        OwnWork: ``by`` wrote in it.
        StepRefused: it is not under review.
    """
    authorize(by, policies.may_review, queries.owner_of(version))
    if not _lock(version, CourseState.APPROVED, is_seen_of=seen):
        return
    if queries.find_author(version.subject, by) is not None:
        raise OwnWork(_("You wrote in this version yourself: somebody else must review it."))
    digest = _require_unchanged(version)
    _take(version, CourseState.APPROVED, ContentEvent.APPROVED, note, digest=digest, by=by)


def withdraw_version(version: Version, *, note: str, by: Account) -> None:
    """Take a version away from learners for good, or give up a draft. What was learned of it stays recorded.

    For banks and cases call `assessments.services.withdraw_content`, which also tells the quizzes.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        Refused: no reason is given.
        StepRefused: it is with the reviewers, or withdrawn already.
    """
    authorize(by, policies.may_publish, queries.owner_of(version))
    _require_note(note, _("Write the reason: it stays in the publication log."))
    if _lock(version, CourseState.WITHDRAWN):
        _take(version, CourseState.WITHDRAWN, ContentEvent.WITHDRAWN, note, by=by)


def put_in_force(version: Version, published: Version | None, *, by: Account) -> bool:
    """Let learners begin an approved version; the one before steps aside. Tell whether that is new.

    Sealed in the same moment: from now on nothing of it changes. Only for the publishing services of each
    kind, which bring along what belongs to it.

    Args:
        version: approved, complete in the database.
        published: what learners begin now, or None; published twice, that is the version itself.
        by: who writes or reviews for the owner.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        StepRefused: it is not approved.
    """
    authorize(by, policies.may_publish, queries.owner_of(version))
    previous = None if published is version else published
    if previous is not None:
        queries.lock_version(previous)
    if not _lock(version, CourseState.PUBLISHED):
        return False
    digest = _require_unchanged(version)
    _step_aside(previous, by=by)
    _publish(version, version.state, "", digest=digest, by=by)
    return True


def put_import_in_force(version: Version, previous: Version | None, *, by: Account, note: str = "") -> None:
    """Publish and seal what an import has just written as a draft: it was reviewed elsewhere.

    Only for imports that have asked who may; no gate. The order: the version as a draft with all its content,
    flushed; then this.
    """
    if not note:
        with speaking(LOCALES[0]):  # the log is one for all readers
            note = _("Imported: reviewed elsewhere.")
    db.session.flush()
    _step_aside(previous, by=by)
    _publish(version, None, note, digest=content_hash(version), by=by)


def _lock(version: Version, wanted: CourseState, *, is_seen_of: int | None = None) -> bool:
    """Lock a version for a step; tell whether the step is still to be taken."""
    queries.lock_version(version)
    if version.state == wanted:
        return False
    is_seen = is_seen_of is None or is_seen_of == version.revision
    found = rules.refusal(CourseState(version.state), wanted, is_seen=is_seen)
    if found is StepRefusal.CHANGED_MEANWHILE:
        message = _("It was changed since you opened it. Read it again before you decide.")
        raise EditedMeanwhile(message, revision=version.revision)
    if found is not None:
        raise StepRefused(
            _("This step is not possible now: the version has gone on meanwhile. Look at it again.")
        )
    return True


def _require_unchanged(version: Version) -> str:
    """Return the hash of the content, which must be, to the byte, what took the last step.

    No slip goes past the reviewers.
    """
    last = queries.list_last_steps([version.subject]).get(version.subject)
    digest = content_hash(version)
    if last is not None and last.content_hash != digest:
        message = _(
            "It was changed since it was handed in. Return it to its editors and have it reviewed again."
        )
        raise EditedMeanwhile(message, revision=version.revision)
    return digest


def _require_note(note: str, message: str) -> None:
    if not note.strip():
        raise Refused(message)


def _step_aside(previous: Version | None, *, by: Account) -> None:
    if previous is not None and previous.state == CourseState.PUBLISHED:
        _take(previous, CourseState.OUTDATED, ContentEvent.OUTDATED, "", by=by)
        db.session.flush()  # only one version may be published at a time


def _publish(version: Version, before: str | None, note: str, *, digest: str, by: Account) -> None:
    version.sealed_hash = digest
    version.published_at = clock.now()
    version.state = CourseState.PUBLISHED.value
    _note(version, before, ContentEvent.PUBLISHED, note, digest=digest, by=by)
    db.session.flush()


def _take(
    version: Version, wanted: CourseState, event: ContentEvent, note: str, *, digest: str = "", by: Account
) -> None:
    before = version.state
    version.state = wanted.value
    _note(version, before, event, note, digest=digest or content_hash(version), by=by)
    db.session.flush()


def _note(
    version: Version, before: str | None, event: ContentEvent, note: str, *, digest: str, by: Account
) -> None:
    """Write a step into the publication log and into the trail."""
    step = PublicationStep(
        subject=version.subject,
        from_state=before,
        to_state=version.state,
        note=note.strip(),
        account_id=by.id,
        at=clock.now(),
        content_hash=digest,
    )
    db.session.add(step)
    if isinstance(version, Base):
        audit.record(event, version, by=by, subject=version.subject)
