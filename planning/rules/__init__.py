"""Words, shapes and arithmetic of training needs. Pure."""

from planning.rules.lines import (
    Edit,
    LineError,
    LineFields,
    LineText,
    Problem,
    fields_digest,
    month_words,
    read_fields,
)
from planning.rules.pasting import LONGEST_PASTE, MOST_PASTED_ROWS, PASTE_COLUMNS, PasteTooLarge, read_paste
from planning.rules.ways import Suggestion, choose_suggestion
from planning.rules.words import (
    EDITABLE,
    GapChoice,
    NeedPriority,
    Place,
    PlanningEvent,
    ProposalState,
    TrainingForm,
    proposal_may_become,
)

__all__ = [
    "EDITABLE",
    "LONGEST_PASTE",
    "MOST_PASTED_ROWS",
    "PASTE_COLUMNS",
    "Edit",
    "GapChoice",
    "LineError",
    "LineFields",
    "LineText",
    "NeedPriority",
    "PasteTooLarge",
    "Place",
    "PlanningEvent",
    "Problem",
    "ProposalState",
    "Suggestion",
    "TrainingForm",
    "choose_suggestion",
    "fields_digest",
    "month_words",
    "proposal_may_become",
    "read_fields",
    "read_paste",
]
