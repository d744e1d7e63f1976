"""Deeds of this domain, by noun."""

from planning.services.gaps import MOST_LINES, clear_untouched, take_gaps
from planning.services.lines import (
    LineConflict,
    LinesConflict,
    LinesRefused,
    Saved,
    save_lines,
)
from planning.services.proposals import (
    ProposalMoved,
    accept_proposal,
    note_exported,
    note_lines_opened,
    note_read,
    open_proposal,
    return_proposal,
    submit_proposal,
)

__all__ = [
    "MOST_LINES",
    "LineConflict",
    "LinesConflict",
    "LinesRefused",
    "ProposalMoved",
    "Saved",
    "accept_proposal",
    "clear_untouched",
    "note_exported",
    "note_lines_opened",
    "note_read",
    "open_proposal",
    "return_proposal",
    "save_lines",
    "submit_proposal",
    "take_gaps",
]
