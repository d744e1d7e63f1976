"""HTML pages of this domain: quizzes, case exercises, and what came of attempts; and the studio."""

from assessments.views import (
    attempts,
    banks,
    case_studio,
    cases,
    documents,
    figure_files,
    figures,
    markings,
    open_tasks,
    question_files,
    questions,
    quizzes,
    releases,
    reviews,
    rubrics,
    scripts,
    studio,
)
from assessments.views.blueprint import bp

__all__ = [
    "attempts",
    "banks",
    "bp",
    "case_studio",
    "cases",
    "documents",
    "figure_files",
    "figures",
    "markings",
    "open_tasks",
    "question_files",
    "questions",
    "quizzes",
    "releases",
    "reviews",
    "rubrics",
    "scripts",
    "studio",
]
