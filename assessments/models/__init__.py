"""Questions, quizzes and case exercises; what was handed in and how it was scored."""

from assessments.models.cases import (
    OUTDATED,
    PUBLISHED,
    CaseAreaType,
    CaseAttempt,
    CaseCompetency,
    CaseExercise,
    CaseStep,
    CaseVersion,
)
from assessments.models.questions import BankFile, BankMember, BankVersion, Question, QuestionBank
from assessments.models.quizzes import Quiz, QuizAnswer, QuizAttempt, QuizSection

__all__ = [
    "OUTDATED",
    "PUBLISHED",
    "BankFile",
    "BankMember",
    "BankVersion",
    "CaseAreaType",
    "CaseAttempt",
    "CaseCompetency",
    "CaseExercise",
    "CaseStep",
    "CaseVersion",
    "Question",
    "QuestionBank",
    "Quiz",
    "QuizAnswer",
    "QuizAttempt",
    "QuizSection",
]
