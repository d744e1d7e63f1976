"""Cronbach's alpha of a quiz whose attempts draw their questions at random.

Alpha of k questions is k·c / (v + (k - 1)·c), with v the mean of their variances and c the mean of their
covariances (L. J. Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16
(1951)). Where everybody was asked the same questions that is the usual formula. Where each attempt draws
its own, v and c are taken question by question and pair by pair from those who were asked both; alpha then
stands for a test of k questions drawn from those it covers.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.analysis.figures import LEAST_ANSWERS, NoReliability, Reliability
from assessments.analysis.questions import drop_empty

_NOTHING = 1e-12

Matrix = NDArray[np.float64]


def reliability(answers: pd.DataFrame) -> Reliability:
    """Return Cronbach's alpha of a quiz.

    Args:
        answers: of this quiz only, as in `questions.question_figures`.

    Every pair of questions alpha rests on was asked together in at least `LEAST_ANSWERS` attempts; questions
    of which that does not hold are left out, those with most such pairs first.
    """
    table = drop_empty(answers)
    asked = table["question"].nunique()
    wide = table.pivot_table(index="attempt", columns="question", values="credit", aggfunc="first")
    if len(wide) < LEAST_ANSWERS or asked < 2:  # noqa: PLR2004
        return Reliability(None, len(wide), asked, reason=NoReliability.TOO_FEW)
    common, covariance = _covariances(wide)
    kept = _asked_together(common)
    if len(kept) < 2:  # noqa: PLR2004
        return Reliability(None, len(wide), asked, reason=NoReliability.TOO_FEW)
    length = min(int(table.groupby("attempt").size().mode().iloc[-1]), len(kept))
    alpha = _alpha(covariance[np.ix_(kept, kept)], length)
    reason = NoReliability.NO_VARIATION if alpha is None else None
    return Reliability(alpha, len(wide), asked, len(kept), length, reason)


def _covariances(wide: pd.DataFrame) -> tuple[Matrix, Matrix]:
    """Return for each pair how many were asked both, and the covariance of credits over these.

    Credits are in thousandths: every sum here is a whole number below 2**53, so that nothing is lost
    before the one division.
    """
    is_asked = wide.notna().to_numpy(float)
    credit = wide.fillna(0).to_numpy(float)
    common = is_asked.T @ is_asked
    sums = credit.T @ is_asked
    spread = common * (credit.T @ credit) - sums * sums.T
    return common, spread / np.maximum(common * (common - 1), 1)


def _asked_together(common: Matrix) -> list[int]:
    """Return the places of the questions that were all asked together, pair by pair, often enough."""
    is_rare = common < LEAST_ANSWERS
    rare = is_rare.sum(axis=1)
    kept = set(range(len(common)))
    while any(rare[at] for at in kept):
        # Of those with most rare pairs the one that was asked least goes, then the newest.
        worst = max(kept, key=lambda at: (rare[at], -common[at, at], at))
        kept.remove(worst)
        rare = rare - is_rare[worst]
    return sorted(kept)


def _alpha(covariance: Matrix, length: int) -> float | None:
    count = len(covariance)
    variance = float(np.trace(covariance)) / count
    shared = float(covariance.sum() - np.trace(covariance)) / (count * (count - 1))
    whole = variance + (length - 1) * shared
    if whole <= variance * _NOTHING:
        return None
    return length * shared / whole
