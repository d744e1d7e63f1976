"""Reads of this domain, by noun."""

from planning.queries.gaps import Gap, list_asked, list_gaps, list_served_posts
from planning.queries.lines import (
    find_line_keys,
    list_lines,
    list_lines_by_id,
    list_people,
    page_of_lines,
)
from planning.queries.needs import (
    ContentNeed,
    Needs,
    NeedsOfUnit,
    get_needs,
    list_needs_of_units,
    page_of_lines_behind,
)
from planning.queries.offers import find_content_titles, list_suggestions
from planning.queries.papers import get_paper
from planning.queries.proposals import (
    ProposalRow,
    find_proposal,
    get_proposal,
    list_places,
    lock_proposal,
    page_of_proposals,
    select_proposals,
)
from planning.queries.sheets import EXPORT_HEADERS, list_sheet_rows

__all__ = [
    "EXPORT_HEADERS",
    "ContentNeed",
    "Gap",
    "Needs",
    "NeedsOfUnit",
    "ProposalRow",
    "find_content_titles",
    "find_line_keys",
    "find_proposal",
    "get_needs",
    "get_paper",
    "get_proposal",
    "list_asked",
    "list_gaps",
    "list_lines",
    "list_lines_by_id",
    "list_needs_of_units",
    "list_people",
    "list_places",
    "list_served_posts",
    "list_sheet_rows",
    "list_suggestions",
    "lock_proposal",
    "page_of_lines",
    "page_of_lines_behind",
    "page_of_proposals",
    "select_proposals",
]
