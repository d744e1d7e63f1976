"""Quizzes and case exercises: what is asked, what is handed in, how it is graded."""
