"""What came of an attempt. Its address exists for its officer only."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments import queries
from assessments.models import CaseAttempt, QuizAttempt
from assessments.schemas.cases import debrief
from assessments.schemas.questions import review
from assessments.services.grading import score_again
from assessments.views.blueprint import bp
from competency.queries import list_competency_names
from lms.auth import actor
from lms.forms import Form


@bp.get("/attempts/<uuid:attempt_id>")
def show_attempt(attempt_id: UUID) -> ResponseReturnValue:
    """Show the result of a quiz or the debrief of a case; what still runs is continued."""
    attempt = queries.get_attempt(attempt_id, visible_to=actor())
    if isinstance(attempt, QuizAttempt):
        if attempt.is_running:
            return redirect(url_for("assessments.show_quiz", code=attempt.quiz.code))
        return _show_quiz_result(attempt)
    if attempt.is_running:
        return redirect(url_for("assessments.show_case", code=attempt.case.code))
    return show_result(attempt, Form(), 200)


def _show_quiz_result(attempt: QuizAttempt) -> ResponseReturnValue:
    version = attempt.quiz.course_version
    return render_template(
        "assessments/quiz_result.html",
        attempt=attempt,
        quiz=attempt.quiz,
        course=version.course if version else None,
        score=score_again(attempt),
        questions=[review(row) for row in attempt.answers],
        evidence=queries.list_written_evidence(attempt),
        names=list_competency_names(),
        refusal=queries.find_refusal(attempt.quiz, attempt.officer),
    )


def show_result(attempt: CaseAttempt, form: Form, status: int) -> ResponseReturnValue:
    """Show the debrief of a finished case attempt, with what was wrong about the last request."""
    graph = attempt.version.graph
    evidence = queries.list_written_evidence(attempt)
    page = render_template(
        "assessments/case_result.html",
        attempt=attempt,
        told=debrief(graph, attempt.steps),
        evidence={piece.competency_code: piece for piece in evidence},
        names=list_competency_names(),
        tasks=queries.list_tasks_of(attempt.case),
        form=form,
    )
    return page, status
