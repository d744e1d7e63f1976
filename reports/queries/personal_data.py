"""Everything held about one officer, as plain values; the officer's own rows and nobody else's."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from assessments.models import (
    CaseAttempt,
    CaseExercise,
    CaseStep,
    CriterionMark,
    Marking,
    OpenTask,
    Quiz,
    QuizAnswer,
    QuizAttempt,
    Script,
    TaskVersion,
)
from assessments.rules.marking import MarkingState
from competency.models import (
    Alert,
    Claim,
    Digest,
    Evidence,
    QualificationRequirement,
    QualificationStanding,
    Standing,
)
from competency.services.deliveries import address_of
from courses.models import (
    Completion,
    Course,
    CourseFeedback,
    CourseVersion,
    Enrolment,
    Lesson,
    LessonProgress,
    PeriodLedger,
)
from lms import clock
from lms.database import db
from lms.models import Account, AccountSession, RoleGrant
from lms.secrets import decrypt
from people.models import AdministrativeUnit, Assignment, Officer, Organisation, Position
from reports.models import IssuedDocument

Column = InstrumentedAttribute[Any]
Rows = list[dict[str, Any]]


def get_personal_data(officer: Officer, account: Account) -> dict[str, Any]:
    """Return what is held about an officer and the account they use, ready for JSON.

    The personal number is given in clear: it is the person's own. Names of other people, what only the
    system needs (search keys, hashes, seeds) and right answers of quizzes are left out.
    """
    return {
        "produced_at": _plain(clock.now()),
        "officer": _officer(officer),
        "account": _account(account),
        "assignments": _assignments(officer),
        **_competency(officer),
        **_courses(officer),
        **_assessments(officer),
        **_written_work(officer),
        "papers": _papers(officer),
    }


def _papers(officer: Officer) -> Rows:
    row = IssuedDocument
    columns = (row.public_id, row.kind, row.period_code, row.version, row.code, row.title)
    return _rows(
        (*columns, row.holder_name, row.cut, row.cut_sha256, row.asked_at, row.built_at, row.revoked_at),
        row.officer_id == officer.id,
    )


def _officer(officer: Officer) -> dict[str, Any]:
    names = (
        "public_id",
        "province_code",
        "full_name",
        "employment_kind",
        "degree_level",
        "degree_field",
        "political_theory_level",
        "has_state_management_training",
        "email",
        "created_at",
    )
    return {
        **{name: _plain(getattr(officer, name)) for name in names},
        "personal_id": decrypt(officer.personal_id_sealed),
    }


def _account(account: Account) -> dict[str, Any]:
    names = ("email", "display_name", "locale", "created_at", "password_changed_at")
    session_times = (AccountSession.started_at, AccountSession.seen_at, AccountSession.ended_at)
    return {
        **{name: _plain(getattr(account, name)) for name in names},
        "roles": _rows(
            (RoleGrant.role, RoleGrant.scope_kind, RoleGrant.scope_code, RoleGrant.granted_at),
            RoleGrant.account_id == account.id,
        ),
        "sign_ins": _rows(session_times, AccountSession.account_id == account.id),
        "messages_go_to": dict(zip(("channel", "address"), address_of(account), strict=True)),
        "messages": _rows(
            _named(Digest, "public_id week day state channel attempts error planned_at ended_at"),
            Digest.account_id == account.id,
        ),
    }


def _assignments(officer: Officer) -> Rows:
    columns = (
        Assignment.position_code,
        Position.name.label("position"),
        Organisation.name.label("organisation"),
        Assignment.unit_code,
        AdministrativeUnit.full_name.label("unit"),
        Assignment.is_main,
        Assignment.starts_on,
        Assignment.ends_on,
        Assignment.decision_no,
        Assignment.recorded_at,
    )
    statement = (
        select(*columns)
        .join(Assignment.position)
        .join(Assignment.organisation)
        .join(Assignment.unit)
        .where(Assignment.officer_id == officer.id)
        .order_by(Assignment.id)
    )
    return _dicts(db.session.execute(statement).mappings().all())


def _competency(officer: Officer) -> dict[str, Rows]:
    standing = _named(
        Standing,
        "position_code competency_code required attained status since due_on changes_on is_mandatory "
        "weight_percent valid_from valid_to",
    )
    evidence = _named(
        Evidence,
        "id competency_code level kind source earned_on valid_until recorded_at note revokes_id",
    )
    alert = _named(
        Alert,
        "id kind cause competency_code position_code reason required attained severity state since due_on "
        "next_steps opened_at acknowledged_at disputed_at dispute_text dispute_due_on answer_text "
        "answered_at closed_at close_reason",
    )
    claim = _named(
        Claim,
        "public_id competency_code level title issuer number issued_on media_type size_bytes scan_sha256 "
        "state handed_in_at decided_at confirmed_level reason",
    )
    return {
        "standings": _rows(standing, Standing.officer_id == officer.id),
        "other_standards": _other_standards(officer),
        "evidence": _rows(evidence, Evidence.officer_id == officer.id),
        "certificates": _rows(claim, Claim.officer_id == officer.id),
        "alerts": _rows(alert, Alert.officer_id == officer.id),
    }


def _other_standards(officer: Officer) -> Rows:
    asked = _named(QualificationRequirement, "code name document basis")
    standing = _named(
        QualificationStanding,
        "kind position_code year required attained recorded status is_mandatory since due_on changes_on "
        "valid_from valid_to",
    )
    statement = (
        select(*asked, *standing)
        .join(QualificationStanding.requirement)
        .where(QualificationStanding.officer_id == officer.id)
        .order_by(QualificationStanding.id)
    )
    return _dicts(db.session.execute(statement).mappings().all())


def _courses(officer: Officer) -> dict[str, Rows]:
    enrolments = (
        select(Course.code, Course.title, Enrolment.started_at, Enrolment.post_test_passed_at)
        .add_columns(Completion.completed_at)
        .join(Enrolment.course)
        .outerjoin(Enrolment.completion)
        .where(Enrolment.officer_id == officer.id)
        .order_by(Enrolment.id)
    )
    lessons = (
        select(Course.code.label("course"), Lesson.title, LessonProgress.opened_at)
        .add_columns(LessonProgress.finished_at, LessonProgress.was_too_fast)
        .join(LessonProgress.enrolment)
        .join(Enrolment.course)
        .join(LessonProgress.lesson)
        .where(Enrolment.officer_id == officer.id)
        .order_by(LessonProgress.id)
    )
    feedback = (
        select(Course.code.label("course"), *_named(CourseFeedback, "useful clear words given_at"))
        .join(CourseFeedback.version)
        .join(CourseVersion.course)
        .where(CourseFeedback.officer_id == officer.id)
        .order_by(CourseFeedback.id)
    )
    ledger = _named(PeriodLedger, "year content_group periods source title earned_on recorded_at")
    return {
        "enrolments": _dicts(db.session.execute(enrolments).mappings().all()),
        "lessons": _dicts(db.session.execute(lessons).mappings().all()),
        "feedback": _dicts(db.session.execute(feedback).mappings().all()),
        "periods": _rows(ledger, PeriodLedger.officer_id == officer.id),
    }


def _assessments(officer: Officer) -> dict[str, Rows]:
    quizzes = (
        select(Quiz.code, Quiz.title, *_named(QuizAttempt, "public_id number state started_at deadline_at"))
        .add_columns(*_named(QuizAttempt, "finished_at percent_tenths is_passed"))
        .join(QuizAttempt.quiz)
        .where(QuizAttempt.officer_id == officer.id)
        .order_by(QuizAttempt.id)
    )
    answers = (
        select(QuizAttempt.public_id.label("attempt"), *_named(QuizAnswer, "number answer answered_at"))
        .add_columns(QuizAnswer.points_thousandths)
        .join(QuizAnswer.attempt)
        .where(QuizAttempt.officer_id == officer.id)
        .order_by(QuizAnswer.attempt_id, QuizAnswer.number)
    )
    cases = (
        select(
            CaseExercise.code, CaseExercise.title, *_named(CaseAttempt, "public_id number is_counted state")
        )
        .add_columns(*_named(CaseAttempt, "started_at finished_at gained maximum percent_tenths is_critical"))
        .add_columns(CaseAttempt.result)
        .join(CaseAttempt.case)
        .where(CaseAttempt.officer_id == officer.id)
        .order_by(CaseAttempt.id)
    )
    steps = (
        select(CaseAttempt.public_id.label("attempt"), *_named(CaseStep, "number node option chosen_at"))
        .join(CaseStep.attempt)
        .where(CaseAttempt.officer_id == officer.id)
        .order_by(CaseStep.attempt_id, CaseStep.number)
    )
    return {
        "quiz_attempts": _dicts(db.session.execute(quizzes).mappings().all()),
        "quiz_answers": _dicts(db.session.execute(answers).mappings().all()),
        "case_attempts": _dicts(db.session.execute(cases).mappings().all()),
        "case_steps": _dicts(db.session.execute(steps).mappings().all()),
    }


def _written_work(officer: Officer) -> dict[str, Rows]:
    """Return what the officer wrote, and of what was released how it was marked; no marker's name."""
    texts = (
        select(OpenTask.code, OpenTask.title, TaskVersion.number.label("version"))
        .add_columns(*_named(Script, "public_id number state text word_count begun_at saved_at handed_in_at"))
        .add_columns(*_named(Script, "halves percent_tenths level released_at withdrawn_at"))
        .add_columns(Script.withdrawal_reason)
        .select_from(Script)
        .join(Script.version)
        .join(TaskVersion.task)
        .where(Script.officer_id == officer.id)
        .order_by(Script.id)
    )
    marks = (
        select(Script.public_id.label("script"), *_named(CriterionMark, "number step comment"))
        .select_from(CriterionMark)
        .join(Marking, Marking.id == CriterionMark.marking_id)
        .join(Marking.script)
        .where(Script.officer_id == officer.id, Script.released_at.is_not(None))
        .where(Marking.state == MarkingState.MARKED.value)
        .order_by(Script.id, Marking.round, CriterionMark.number)
    )
    return {
        "written_work": _dicts(db.session.execute(texts).mappings().all()),
        "marks_of_written_work": _dicts(db.session.execute(marks).mappings().all()),
    }


def _named(model: type[Any], names: str) -> tuple[Column, ...]:
    return tuple(getattr(model, name) for name in names.split())


def _rows(columns: Sequence[Column], condition: ColumnElement[bool]) -> Rows:
    """Return the rows of one table, oldest first."""
    model = columns[0].class_
    statement = select(*columns).where(condition).order_by(model.id)
    return _dicts(db.session.execute(statement).mappings().all())


def _dicts(rows: Sequence[Any]) -> Rows:
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    """Return a value JSON knows; days and instants in ISO 8601."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
