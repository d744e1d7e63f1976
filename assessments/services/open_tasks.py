"""Tasks to write on, on their way to officers: made, written, handed in for review, published."""

from dataclasses import dataclass
from datetime import datetime

from assessments import queries
from assessments.models import CaseExercise, OpenTask, RubricVersion, TaskVersion
from assessments.rules.marking import MOST_OUTCOMES, MarkingEvent, MarkingFinding, Outcome, TaskKind
from assessments.services.making import (
    EntryRefused,
    add_coded,
    begin_once,
    check_code,
    first_revision,
    tidy_title,
)
from competency import queries as competency
from courses import policies, services
from courses import queries as content
from courses.models import Course
from courses.rules import EDITABLE, CourseState
from courses.services.legal_documents import keep_holding
from lms import audit, clock
from lms.database import db
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize

DEFAULT_WORDS = 100, 150
LONGEST_PROMPT = 10_000
MOST_WORDS = 3000


class TaskNotReady(Refused):
    """Something stops the task from being handed in for review; ``findings`` name each place."""

    def __init__(self, findings: list[MarkingFinding]) -> None:
        super().__init__(" ".join(_(one.template, **one.params) for one in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class TaskText:
    """What an author enters about a task.

    Args:
        prompt: Markdown.
        least_words: of the answer, in syllables.
        most_words: likewise.
        rubric_version: of the same institution, or None while undecided.
        competency_code: what the marks can show; empty while undecided.
        outcomes: which result shows which level, the lowest first.
    """

    prompt: str
    least_words: int
    most_words: int
    rubric_version: RubricVersion | None
    competency_code: str
    outcomes: tuple[Outcome, ...]


def create_task(
    place: Course | CaseExercise, *, kind: TaskKind, code: str, title: str, by: Account
) -> OpenTask:
    """Make a task of a course or a case with its first version, open for writing.

    Raises:
        EntryRefused: the code is none or in use; the title is missing; a reflection belongs to no case.
        Forbidden: ``by`` does not write for the owner of the course or case.
    """
    authorize(by, policies.may_write, place.owner)
    check_code(code)
    if kind is TaskKind.REFLECTION and not isinstance(place, CaseExercise):
        raise EntryRefused(_("A reflection looks back on a case: choose one."), "place")
    task = OpenTask(
        code=code,
        title=tidy_title(title),
        kind=kind.value,
        owner_id=place.owner_id,
        course_id=place.id if isinstance(place, Course) else None,
        case_id=place.id if isinstance(place, CaseExercise) else None,
    )
    add_coded(task)
    audit.record(MarkingEvent.TASK_CREATED, task, by=by, code=code)
    begin_task_version(task, by=by)
    return task


def begin_task_version(task: OpenTask, *, by: Account) -> TaskVersion:
    """Return the open version of a task, begun now with what is published if there was none.

    Begun twice, or twice at once, it is one.

    Raises:
        Forbidden: ``by`` does not write for the owner.
    """
    authorize(by, policies.may_write, task.owner)
    source = queries.find_published_task_version(task) or queries.find_newest_task_version(task)
    version, is_new = begin_once(lambda: queries.find_open_task_version(task), lambda: _copy(task, source))
    if is_new:
        services.note_author(version, by=by)
        services.note_mentions(version.subject, version.prompt)
        if source is not None:
            services.keep_authors(version, source, by=by)
            keep_holding({source.subject: version.subject})
        audit.record(MarkingEvent.TASK_BEGUN, version, by=by, number=version.number)
    return version


def save_task(version: TaskVersion, said: TaskText, *, seen: int, by: Account) -> None:
    """Keep what an author entered, finished or not.

    Raises:
        EditedMeanwhile: another revision stands there now.
        EntryRefused: the numbers of words are out of order, or the rubric is another institution's.
        Forbidden: ``by`` does not write for the owner.
        NotEditable: it is with the reviewers, or officers have it.
    """
    authorize(by, policies.may_write, version.owner)
    _check(version, said)
    services.touch_draft(version, seen=seen, by=by)
    version.prompt = said.prompt.strip()
    version.least_words, version.most_words = said.least_words, said.most_words
    version.rubric_version_id = said.rubric_version.id if said.rubric_version else None
    version.competency_code = said.competency_code or None
    version.outcomes = [outcome.document for outcome in said.outcomes]
    db.session.flush()
    db.session.expire(version, ["rubric_version"])
    services.note_mentions(version.subject, version.prompt)
    if said.rubric_version is not None:
        services.note_other_authors(version, _writers(said.rubric_version), by=by)
    audit.record(MarkingEvent.TASK_SAVED, version, by=by, revision=version.revision)


def submit_task(version: TaskVersion, *, by: Account, note: str = "") -> None:
    """Hand the open version of a task in for review, with its rubric; twice is as good as once.

    Raises:
        Forbidden: ``by`` does not write for the owner.
        StepRefused: it is not being written.
        TaskNotReady: something must be put right before.
    """
    authorize(by, policies.may_write, version.owner)
    content.lock_version(version)
    if version.state in EDITABLE:
        findings = queries.list_task_findings(version)
        if findings:
            raise TaskNotReady(findings)
    services.submit_version(version, by=by, note=note)


def publish_task_version(version: TaskVersion, *, by: Account) -> None:
    """Let officers write on an approved version; twice is as good as once.

    Texts that were begun on the version before are finished and marked on it.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        StepRefused: it is not approved.
    """
    services.put_in_force(version, queries.find_published_task_version(version.task), by=by)


def _copy(task: OpenTask, source: TaskVersion | None) -> TaskVersion:
    newest = queries.find_newest_task_version(task)
    least, most = DEFAULT_WORDS
    return TaskVersion(
        task_id=task.id,
        number=newest.number + 1 if newest else 1,
        state=CourseState.DRAFT.value,
        revision=first_revision(newest),
        prompt=source.prompt if source else "",
        least_words=source.least_words if source else least,
        most_words=source.most_words if source else most,
        rubric_version_id=source.rubric_version_id if source else None,
        competency_code=source.competency_code if source else None,
        outcomes=list(source.outcomes) if source else [],
        created_at=clock.now(),
    )


def _writers(rubric_version: RubricVersion) -> dict[int, datetime | None]:
    """Return who wrote a rubric up to a version: its words come to officers with the task."""
    versions = rubric_version.rubric.versions
    return {one.saved_by_id: one.saved_at for one in versions if one.number <= rubric_version.number}


def _check(version: TaskVersion, said: TaskText) -> None:
    if not 1 <= said.least_words <= said.most_words <= MOST_WORDS:
        raise EntryRefused(
            _("Write how many words at least and at most, from 1 to %(most)s.", most=MOST_WORDS), "most_words"
        )
    if len(said.prompt) > LONGEST_PROMPT:
        raise EntryRefused(
            _("The text is longer than %(limit)s characters. Shorten it.", limit=LONGEST_PROMPT), "prompt"
        )
    if len(said.outcomes) > MOST_OUTCOMES:
        raise EntryRefused(_("At most %(most)s lines.", most=MOST_OUTCOMES), "outcome-0")
    if said.competency_code and said.competency_code not in competency.list_competency_names():
        raise EntryRefused(_("Choose the competency that the text can show."), "competency")
    if said.rubric_version is not None and said.rubric_version.rubric.owner_id != version.task.owner_id:
        raise EntryRefused(_("Choose a rubric of your own institution."), "rubric")
