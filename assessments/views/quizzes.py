"""The pages of a quiz: before it, and while it runs."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import policies, queries, services
from assessments.models import Quiz, QuizAttempt
from assessments.queries.mentions import list_replaced_in_quiz
from assessments.rules import AttemptState
from assessments.schemas.answers import read_answers
from assessments.schemas.questions import ask, minutes_left
from assessments.views.blueprint import bp
from courses.queries import find_enrolment
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.i18n import format_instant
from lms.i18n import gettext as _
from people.queries import find_officer_of


@bp.get("/quizzes/<code>")
def show_quiz(code: str) -> ResponseReturnValue:
    """Show the attempt under way, else what the quiz is and when one may begin."""
    quiz = queries.get_quiz(code, visible_to=actor())
    attempts = queries.list_quiz_attempts(quiz, visible_to=actor())
    running = next((attempt for attempt in attempts if attempt.is_running), None)
    if running is None:
        return _show_start(quiz, attempts)
    attempt_id = running.public_id
    if queries.is_overdue(running):
        with transaction():
            services.close_if_overdue(running, by=actor())
        return _time_is_up(attempt_id)
    attempt = queries.get_quiz_attempt(attempt_id, visible_to=actor())
    return render_template(
        "assessments/take_quiz.html",
        attempt=attempt,
        quiz=quiz,
        questions=[ask(row, attempt.seed) for row in attempt.answers],
        minutes_left=minutes_left(attempt),
    )


def _show_start(quiz: Quiz, attempts: Sequence[QuizAttempt]) -> ResponseReturnValue:
    officer = find_officer_of(actor())
    course = quiz.course_version.course if quiz.course_version else None
    return render_template(
        "assessments/show_quiz.html",
        quiz=quiz,
        course=course,
        attempts=attempts,
        may_learn=officer is not None and policies.may_learn(actor(), quiz),
        is_enrolled=course is None or (officer is not None and find_enrolment(officer, course) is not None),
        refusal=queries.find_refusal(quiz, officer) if officer else None,
        waiting=list_replaced_in_quiz(quiz),
    )


@bp.post("/quizzes/<code>/attempts")
def start_quiz(code: str) -> ResponseReturnValue:
    """Begin an attempt; twice is as good as once."""
    with transaction():
        services.start_quiz(queries.get_quiz(code, visible_to=actor()), by=actor())
    return redirect(url_for("assessments.show_quiz", code=code))


@bp.post("/attempts/<uuid:attempt_id>/answers")
def save_answers(attempt_id: UUID) -> ResponseReturnValue:
    """Keep the answers of the page; a script saves so after every change, the button without one."""
    with transaction():
        attempt = queries.lock_quiz_attempt(attempt_id, visible_to=actor())
        answers = read_answers(request.form.to_dict(flat=False), attempt.answers)
        state = services.save_answers(attempt, answers, by=actor())
        code = attempt.quiz.code
    if "HX-Request" in request.headers:
        return _tell_script(state, attempt_id)
    if state is not AttemptState.IN_PROGRESS:
        return _time_is_up(attempt_id)
    flash(_("Your answers are saved."))
    return redirect(url_for("assessments.show_quiz", code=code))


@bp.post("/attempts/<uuid:attempt_id>/submission")
def submit_quiz(attempt_id: UUID) -> ResponseReturnValue:
    """Hand in with the answers of the page."""
    with transaction():
        attempt = queries.lock_quiz_attempt(attempt_id, visible_to=actor())
        answers = read_answers(request.form.to_dict(flat=False), attempt.answers)
        services.submit_quiz(attempt, answers, by=actor())
        is_late = attempt.state == AttemptState.EXPIRED
    if is_late:
        return _time_is_up(attempt_id)
    return redirect(url_for("assessments.show_attempt", attempt_id=attempt_id))


def _tell_script(state: AttemptState, attempt_id: UUID) -> ResponseReturnValue:
    """Answer the saving script with a word for the page, or send it to the result when time is up."""
    if state is AttemptState.IN_PROGRESS:
        return render_template("assessments/_saved.html", time=format_instant(clock.now()))
    result = url_for("assessments.show_attempt", attempt_id=attempt_id)
    return "", 200, {"HX-Redirect": result}


def _time_is_up(attempt_id: UUID) -> ResponseReturnValue:
    flash(_("The attempt is closed. What was saved in time counts."), "info")
    return redirect(url_for("assessments.show_attempt", attempt_id=attempt_id))
