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
from assessments.models.panels import CasePanel, PanelExpert, PanelRating
from assessments.models.question_uploads import QuestionUpload
from assessments.models.questions import BankFile, BankMember, BankVersion, Question, QuestionBank
from assessments.models.quizzes import Quiz, QuizAnswer, QuizAttempt, QuizSection
from assessments.models.rubrics import OpenTask, Rubric, RubricVersion, TaskVersion
from assessments.models.scripts import CriterionMark, Marking, Script

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
    "CasePanel",
    "CaseStep",
    "CaseVersion",
    "CriterionMark",
    "Marking",
    "OpenTask",
    "PanelExpert",
    "PanelRating",
    "Question",
    "QuestionBank",
    "QuestionUpload",
    "Quiz",
    "QuizAnswer",
    "QuizAttempt",
    "QuizSection",
    "Rubric",
    "RubricVersion",
    "Script",
    "TaskVersion",
]
