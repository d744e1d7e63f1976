"""Figures about questions, quizzes and cases: tables in, figures out, by pandas.

pandas takes some 60 MiB of a process and most never compute a figure. What figures look like is therefore
known at once, and what computes them comes with `computing()`, with the first page that asks.
"""

from assessments.analysis.figures import (
    LEAST_ANSWERS,
    CaseFigures,
    ChoiceFigures,
    CompetencyFigures,
    NoReliability,
    OptionFigures,
    PathFigures,
    QuestionFigures,
    Reliability,
)
from assessments.analysis.flags import (
    Flag,
    case_flags,
    choice_flags,
    competency_flags,
    question_flags,
    quiz_flags,
)
from assessments.analysis.loading import computing

__all__ = [
    "LEAST_ANSWERS",
    "CaseFigures",
    "ChoiceFigures",
    "CompetencyFigures",
    "Flag",
    "NoReliability",
    "OptionFigures",
    "PathFigures",
    "QuestionFigures",
    "Reliability",
    "case_flags",
    "choice_flags",
    "competency_flags",
    "computing",
    "question_flags",
    "quiz_flags",
]
