"""The figures of a paper as its page shows them: those that were frozen, not those of today."""

import json
from typing import Any, NamedTuple

from reports.models import IssuedDocument
from reports.rules.documents import REPORTS
from reports.rules.papers.words import STATUSES


class Figures(NamedTuple):
    """The frozen total of a report; officers and requirements are numbers, the counts by status."""

    as_of: str
    officers: int
    required: int
    counts: dict[str, int]
    targets: int
    undecided: int
    """Targets for which there are not enough data."""


def get_figures(document: IssuedDocument) -> Figures | None:
    """Return the figures of a report; other papers have none to show."""
    if document.kind not in REPORTS or document.cut is None:
        return None
    cut: dict[str, Any] = json.loads(document.cut)
    total, targets = cut["coverage"]["total"], cut["targets"] or []
    return Figures(
        as_of=cut["as_of"],
        officers=total["officers"],
        required=total["required"],
        counts={status: total[status] for status in STATUSES},
        targets=len(targets),
        undecided=sum(one["verdict"] in ("not_enough_data", "no_entry") for one in targets),
    )
