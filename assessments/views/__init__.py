"""HTML pages of this domain: quizzes, case exercises, and what came of attempts."""

from assessments.views import attempts, cases, quizzes
from assessments.views.blueprint import bp

__all__ = ["attempts", "bp", "cases", "quizzes"]
