"""Reads of rubrics and of tasks to write on: for those who write them, and for officers who answer them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.models import CaseAttempt, CaseExercise, OpenTask, Rubric, RubricVersion, Script, TaskVersion
from assessments.queries.versions import OPEN_STATES, PUBLISHED_STATES, find_newest
from assessments.rules.marking import MarkingFinding, outcome_findings
from competency import queries as competency
from courses.models import Course, Enrolment
from courses.queries import is_within
from courses.rules import CourseState
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.messages import N_
from lms.models import Account
from lms.permissions import Role, ScopeKind, scopes
from people.models import Officer, Organisation

_PUBLISHED = CourseState.PUBLISHED.value


def list_rubrics(*, visible_to: Account) -> Sequence[Rubric]:
    """Return the rubrics of the institutions somebody writes or reviews for, by code, with their versions."""
    return db.session.scalars(
        select(Rubric)
        .where(is_within(visible_to, Rubric.owner_id))
        .options(joinedload(Rubric.owner), selectinload(Rubric.versions))
        .order_by(Rubric.code)
    ).all()


def get_rubric(code: str, *, visible_to: Account) -> Rubric:
    """Return one rubric.

    Raises:
        NotFound: there is none, or it is another institution's.
    """
    rubric = db.session.scalar(
        select(Rubric)
        .where(Rubric.code == code, is_within(visible_to, Rubric.owner_id))
        .options(joinedload(Rubric.owner), selectinload(Rubric.versions))
    )
    if rubric is None:
        raise NotFound(_("There is no such rubric."))
    return rubric


def lock_rubric(rubric: Rubric) -> None:
    """Read a rubric anew while other requests about it wait for the caller."""
    db.session.scalars(select(Rubric.id).where(Rubric.id == rubric.id).with_for_update()).one()
    db.session.expire(rubric, ["versions"])


def list_rubric_versions(owner: Organisation) -> Sequence[RubricVersion]:
    """Return what the tasks of an institution may be marked with, the newest versions first."""
    return db.session.scalars(
        select(RubricVersion)
        .join(RubricVersion.rubric)
        .where(Rubric.owner_id == owner.id)
        .options(joinedload(RubricVersion.rubric))
        .order_by(Rubric.code, RubricVersion.number.desc())
    ).all()


def find_rubric_version(key: int) -> RubricVersion | None:
    """Return one version of a rubric, or None; whoever asks. Only for those that ask then whose it is."""
    return db.session.get(RubricVersion, key)


def count_uses(rubric: Rubric) -> dict[int, int]:
    """Return how many versions of tasks use each version of a rubric, by its key."""
    rows: Sequence[Any] = db.session.execute(
        select(RubricVersion.id, func.count())
        .join(TaskVersion, TaskVersion.rubric_version_id == RubricVersion.id)
        .where(RubricVersion.rubric_id == rubric.id)
        .group_by(RubricVersion.id)
    ).all()
    return dict(rows)


def list_tasks(*, visible_to: Account) -> Sequence[OpenTask]:
    """Return the tasks of the institutions somebody writes or reviews for, by code, with their versions."""
    return db.session.scalars(
        _with_place(select(OpenTask))
        .where(is_within(visible_to, OpenTask.owner_id))
        .options(selectinload(OpenTask.versions))
        .order_by(OpenTask.code)
    ).all()


def get_task(code: str, *, visible_to: Account) -> OpenTask:
    """Return one task with all its versions, for those who write or review it.

    Raises:
        NotFound: there is none, or it is another institution's.
    """
    task = db.session.scalar(
        _with_place(select(OpenTask))
        .where(OpenTask.code == code, is_within(visible_to, OpenTask.owner_id))
        .options(selectinload(OpenTask.versions))
    )
    if task is None:
        raise _missing()
    return task


def get_task_to_write(code: str, *, visible_to: Account) -> OpenTask:
    """Return one task that officers may write on, or that somebody has written on.

    Raises:
        NotFound: there is none, or it is not published and one never wrote on it.
    """
    task = db.session.scalar(
        _with_place(select(OpenTask)).where(
            OpenTask.code == code,
            or_(
                _is_published(),
                OpenTask.id.in_(_written_by(visible_to)),
                is_within(visible_to, OpenTask.owner_id),
            ),
        )
    )
    if task is None:
        raise _missing()
    return task


def list_tasks_of(place: Course | CaseExercise) -> Sequence[OpenTask]:
    """Return the published tasks of a course or a case, by code."""
    column = OpenTask.course_id if isinstance(place, Course) else OpenTask.case_id
    return db.session.scalars(
        select(OpenTask).where(column == place.id, _is_published()).order_by(OpenTask.code)
    ).all()


def list_course_work(course: Course) -> list[tuple[str, str]]:
    """Return the published tasks of a course, as (code, title): what `app` adds to its page."""
    return [(task.code, task.title) for task in list_tasks_of(course)]


def list_tasks_for(officer: Officer) -> Sequence[OpenTask]:
    """Return the published tasks of the cases an officer has finished and of the courses they have begun."""
    cases = select(CaseAttempt.case_id).where(
        CaseAttempt.officer_id == officer.id, CaseAttempt.finished_at.is_not(None)
    )
    courses = select(Enrolment.course_id).where(Enrolment.officer_id == officer.id)
    return db.session.scalars(
        _with_place(select(OpenTask))
        .where(_is_published(), or_(OpenTask.case_id.in_(cases), OpenTask.course_id.in_(courses)))
        .order_by(OpenTask.code)
    ).all()


def list_places(account: Account) -> list[tuple[str, str]]:
    """Return the courses and cases of the institutions somebody writes for, as (word, title)."""
    found: list[tuple[str, str]] = []
    for word, place in _PLACES.items():
        mine = select(place.code, place.title).where(place.owner_id.in_(_written_for(account)))
        rows = db.session.execute(mine.order_by(place.code)).all()
        found.extend((f"{word}:{row.code}", f"{row.code} – {row.title}") for row in rows)
    return found


def find_place(word: str, account: Account) -> Course | CaseExercise | None:
    """Return the course or case of a word of `list_places`, or None where it is not one's own."""
    kind, _colon, code = word.partition(":")
    place = _PLACES.get(kind)
    if place is None:
        return None
    mine = select(place).where(place.code == code, place.owner_id.in_(_written_for(account)))
    found: Course | CaseExercise | None = db.session.scalar(mine)
    return found


_PLACES: dict[str, Any] = {"case": CaseExercise, "course": Course}
"""What a task may belong to, by the beginning of its word."""


def _written_for(account: Account) -> Select[int]:
    """Return the statement of the keys of the institutions somebody writes for."""
    codes = sorted(scopes(account, Role.EDITOR, ScopeKind.ORGANISATION))
    return select(Organisation.id).where(Organisation.code.in_(codes))


def find_open_task_version(task: OpenTask) -> TaskVersion | None:
    """Return the version of a task that is on its way to officers, or None."""
    return find_newest(TaskVersion, TaskVersion.task_id == task.id, OPEN_STATES)


def find_published_task_version(task: OpenTask) -> TaskVersion | None:
    """Return the version of a task that officers write on, or None."""
    return find_newest(TaskVersion, TaskVersion.task_id == task.id, PUBLISHED_STATES)


def find_newest_task_version(task: OpenTask) -> TaskVersion | None:
    """Return the latest version of a task, or None."""
    return find_newest(TaskVersion, TaskVersion.task_id == task.id)


def has_finished(officer: Officer, case: CaseExercise) -> bool:
    """Tell whether an officer has come to the end of a case, so that there is something to reflect on."""
    found = select(CaseAttempt.id).where(
        CaseAttempt.officer_id == officer.id,
        CaseAttempt.case_id == case.id,
        CaseAttempt.finished_at.is_not(None),
    )
    return db.session.scalar(found.limit(1)) is not None


def list_task_findings(version: TaskVersion) -> list[MarkingFinding]:
    """Return what stops a version from being handed in for review."""
    found = []
    if not version.prompt:
        found.append(MarkingFinding("prompt", N_("Write what is to be done.")))
    codes = {known.code for known in competency.list_competencies()}
    if version.competency_code not in codes:
        found.append(MarkingFinding("competency", N_("Choose the competency that the text can show.")))
    if version.rubric_version is None:
        found.append(MarkingFinding("rubric", N_("Choose the rubric by which it is marked.")))
    else:
        found.extend(outcome_findings(version.levels, version.rubric.top))
    return found


def _is_published() -> ColumnElement[bool]:
    return (
        exists()
        .where(TaskVersion.task_id == OpenTask.id, TaskVersion.state == _PUBLISHED)
        .correlate(OpenTask)
    )


def _written_by(account: Account) -> Select[int]:
    return select(Script.task_id).join(Script.officer).where(Officer.account_id == account.id).correlate(None)


def _with_place(statement: Select[OpenTask]) -> Select[OpenTask]:
    return statement.options(
        joinedload(OpenTask.owner), joinedload(OpenTask.course), joinedload(OpenTask.case)
    )


def _missing() -> NotFound:
    return NotFound(_("There is no such task."))
