"""Difficulty, discrimination, options and time of questions.

Source of the formulas: F. M. Lord and M. R. Novick, Statistical Theories of Mental Test Scores (1968), ch.
15; the correction of the discrimination is that of S. Henrysson, Correction of item-total correlations in
item analysis, Psychometrika 28 (1963).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from assessments.analysis.figures import LEAST_ANSWERS, OptionFigures, QuestionFigures

FULL = 1000
"""A whole credit; credits come in thousandths, as they are stored, so that sums are exact."""


def question_figures(
    answers: pd.DataFrame, choices: pd.DataFrame, options: pd.DataFrame
) -> dict[int, QuestionFigures]:
    """Return the figures of every question that was asked, by its id.

    Args:
        answers: one row for each question of each attempt: attempt, learner (numbers), question (id),
            number (place in the attempt, from 1), credit (0 to 1000), answered (bool), begun (seconds, of
            the attempt), saved (seconds, when the answer was last changed; NaN where it was not). Every
            attempt comes whole.
        choices: one row for each option chosen: attempt, question, option.
        options: one row for each option of a choice question: question, option, is_right.

    Attempts in which nothing was answered are left out. Where somebody met the same version of a question
    in two attempts (of two quizzes), the first one counts.
    """
    table = _with_scores(drop_empty(answers))
    table["seconds"] = seconds_of_answers(table)
    table = table.sort_values(["begun", "attempt", "number"], kind="stable")
    table = table.drop_duplicates(["learner", "question"])
    chosen, offered = choices.groupby("question").groups, options.groupby("question").groups
    found = {}
    for question, rows in table.groupby("question"):
        known = int(str(question))
        found[known] = _figures(known, rows, _part(choices, chosen, known), _part(options, offered, known))
    return found


def drop_empty(answers: pd.DataFrame) -> pd.DataFrame:
    """Return the answers without attempts in which nothing was answered: they tell nothing of questions."""
    is_begun = answers.groupby("attempt")["answered"].transform("any").astype(bool)
    return answers[is_begun].copy()


def seconds_of_answers(answers: pd.DataFrame) -> pd.Series:
    """Return how long each answer took, in seconds; NaN where it cannot be known.

    Only the last change of an answer is stored. The time from the change before it is known to have gone
    into this question when that earlier change was of the question just before it (for the first: the
    beginning), and when nothing else was changed at the same moment. So answers that were saved together,
    come back to, or given out of order have no time, and neither have those of browsers that save only at
    the end.
    """
    table = answers.sort_values(["attempt", "saved", "number"], kind="stable")
    by_attempt = table.groupby("attempt")
    is_shared = table.duplicated(["attempt", "saved"], keep=False)
    previous_number = by_attempt["number"].shift().fillna(0)
    previous_saved = by_attempt["saved"].shift().fillna(table["begun"])
    follows = previous_number == table["number"] - 1
    seconds = table["saved"] - previous_saved
    return seconds.where(follows & ~is_shared & (seconds > 0)).reindex(answers.index)


def correlation(left: pd.Series, right: pd.Series) -> float | None:
    """Return the product-moment correlation, which for a credit of 0 or 1 is the point-biserial one.

    None where one side does not vary.
    """
    if left.nunique() < 2 or right.nunique() < 2:  # noqa: PLR2004
        return None
    return float(np.corrcoef(left.to_numpy(float), right.to_numpy(float))[0, 1])


def _part(whole: pd.DataFrame, groups: Mapping[Any, pd.Index], question: int) -> pd.DataFrame:
    """Return the rows of one question in their order."""
    return whole.loc[groups[question]] if question in groups else whole.iloc[:0]


def _with_scores(answers: pd.DataFrame) -> pd.DataFrame:
    """Add the mean credit of the attempt, with this question ("total") and without it ("rest")."""
    by_attempt = answers.groupby("attempt")["credit"]
    credit, count = by_attempt.transform("sum"), by_attempt.transform("size")
    return answers.assign(
        total=credit / count / FULL,
        rest=((credit - answers["credit"]) / (count - 1).where(count > 1)) / FULL,
    )


def _figures(
    question: int, rows: pd.DataFrame, choices: pd.DataFrame, options: pd.DataFrame
) -> QuestionFigures:
    answered = int(rows["answered"].sum())
    if answered < LEAST_ANSWERS:
        return QuestionFigures(question, len(rows), answered)
    compared = rows.dropna(subset=["rest"])
    seconds = rows["seconds"].dropna()
    return QuestionFigures(
        question=question,
        asked=len(rows),
        answered=answered,
        difficulty=int(rows["credit"].sum()) / len(rows) / FULL,
        discrimination=correlation(compared["credit"], compared["rest"]),
        discrimination_total=correlation(compared["credit"], compared["total"]),
        seconds=float(seconds.median()) if len(seconds) >= LEAST_ANSWERS else None,
        timed=len(seconds),
        options=_options(rows[rows["answered"]], choices, options),
    )


def _options(rows: pd.DataFrame, choices: pd.DataFrame, options: pd.DataFrame) -> tuple[OptionFigures, ...]:
    """Return the figures of options in the order in which they are written; ``rows`` were answered."""
    chosen = {str(option): set(part["attempt"]) for option, part in choices.groupby("option")}
    found = []
    for option, is_right in zip(options["option"], options["is_right"], strict=True):
        is_chosen = rows["attempt"].isin(chosen.get(option, set()))
        compared = rows["rest"].notna()
        found.append(
            OptionFigures(
                option=str(option),
                is_right=bool(is_right),
                chosen=int(is_chosen.sum()),
                share=int(is_chosen.sum()) / len(rows),
                discrimination=correlation(is_chosen[compared], rows["rest"][compared]),
            )
        )
    return tuple(found)
