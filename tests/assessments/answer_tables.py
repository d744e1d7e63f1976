"""Answers as tables for the analysis, and the same figures computed anew with exact fractions."""

from fractions import Fraction
from math import nan, sqrt

import pandas as pd

ANSWERS = ["attempt", "learner", "question", "number", "credit", "answered", "begun", "saved"]


def answers_of(matrix, *, seconds=None, answered=None):
    """One attempt a row, one question a column; None where it was not asked. Credits in thousandths."""
    rows = []
    for attempt, credits in enumerate(matrix):
        asked = [(question, credit) for question, credit in enumerate(credits) if credit is not None]
        for number, (question, credit) in enumerate(asked, start=1):
            saved = seconds[attempt][question] if seconds else None
            is_answered = answered[attempt][question] if answered else True
            rows.append(
                (
                    attempt,
                    1000 + attempt,
                    question,
                    number,
                    credit,
                    is_answered,
                    0.0,
                    nan if saved is None else saved,
                )
            )
    return pd.DataFrame.from_records(rows, columns=ANSWERS)


def no_choices():
    return pd.DataFrame(columns=["attempt", "question", "option"])


def no_options():
    return pd.DataFrame(columns=["question", "option", "is_right"])


def exact_correlation(pairs):
    """The product-moment correlation of pairs of fractions; None where a side does not vary."""
    count = len(pairs)
    left = sum(x for x, _ in pairs) / Fraction(count)
    right = sum(y for _, y in pairs) / Fraction(count)
    shared = sum((x - left) * (y - right) for x, y in pairs)
    squares = sum((x - left) ** 2 for x, _ in pairs), sum((y - right) ** 2 for _, y in pairs)
    if not all(squares):
        return None
    # The root of one fraction: a product of roots would round twice.
    size = sqrt(shared**2 / (squares[0] * squares[1]))
    return size if shared > 0 else -size


def exact_alpha(matrix):
    """The usual formula from variances of questions and of the sum; everybody was asked everything."""
    count = len(matrix[0])
    parts = sum(_variance([Fraction(row[at]) for row in matrix]) for at in range(count))
    whole = _variance([Fraction(sum(row)) for row in matrix])
    return float(Fraction(count, count - 1) * (1 - parts / whole)) if whole else None


def exact_alpha_by_pairs(matrix, length):
    """Alpha of so many questions from the pairs: means of variances and of covariances, as fractions."""
    questions = range(len(matrix[0]))
    variances = [_covariance(matrix, at, at) for at in questions]
    shared = [_covariance(matrix, i, j) for i in questions for j in questions if i < j]
    variance, covariance = sum(variances) / len(variances), sum(shared) / len(shared)
    whole = variance + (length - 1) * covariance
    return float(length * covariance / whole) if whole > 0 else None


def _covariance(matrix, left, right):
    both = [
        (Fraction(row[left]), Fraction(row[right]))
        for row in matrix
        if row[left] is not None and row[right] is not None
    ]
    mean_left, mean_right = sum(x for x, _ in both) / len(both), sum(y for _, y in both) / len(both)
    return sum((x - mean_left) * (y - mean_right) for x, y in both) / (len(both) - 1)


def _variance(values):
    mean = sum(values) / Fraction(len(values))
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)
