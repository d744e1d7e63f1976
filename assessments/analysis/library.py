"""All that computes figures, in one module that `loading` brings."""

import pandas as pd

from assessments.analysis.cases import case_figures
from assessments.analysis.questions import question_figures
from assessments.analysis.reliability import reliability

__all__ = ["case_figures", "question_figures", "reliability", "table"]


def table(rows: list[tuple[object, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Return rows as a table; it has its columns even when there are no rows."""
    return pd.DataFrame.from_records(rows, columns=list(columns))
