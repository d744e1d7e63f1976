"""Case exercises: reading, checking, walking and scoring."""

from assessments.rules.cases.checking import MIN_OPTIONS, check_case
from assessments.rules.cases.graph import (
    DEFAULT_LEVEL,
    END,
    MAX_POINTS,
    CaseGraph,
    Choice,
    LegalBasis,
    Node,
    Option,
    framework_order,
)
from assessments.rules.cases.reading import AREA_GROUPS, AREA_TYPES, parse_case
from assessments.rules.cases.scoring import PathScore, Points, best_path, score_path
from assessments.rules.cases.walking import (
    REOPEN_DAYS,
    counts_as_first,
    current_node,
    is_end,
    next_node,
    validate_choice,
)
from assessments.rules.shuffling import masked, shuffled

__all__ = [
    "AREA_GROUPS",
    "AREA_TYPES",
    "DEFAULT_LEVEL",
    "END",
    "MAX_POINTS",
    "MIN_OPTIONS",
    "REOPEN_DAYS",
    "CaseGraph",
    "Choice",
    "LegalBasis",
    "Node",
    "Option",
    "PathScore",
    "Points",
    "best_path",
    "check_case",
    "counts_as_first",
    "current_node",
    "framework_order",
    "is_end",
    "masked",
    "next_node",
    "parse_case",
    "score_path",
    "shuffled",
    "validate_choice",
]
