"""A case while it is written: what its checker says of it, and which faults a draft may have."""

from collections.abc import Collection

from assessments.rules.cases.checking import check_case
from assessments.rules.cases.graph import CaseGraph
from assessments.rules.cases.reading import read_draft
from assessments.rules.findings import Finding
from assessments.rules.messages import CaseFault

UNFINISHED = frozenset({CaseFault.EMPTY_TEXT, CaseFault.MISSING_KEY, CaseFault.OUT_OF_BOUNDS})
"""What the reader may find in a file that comes in as a draft: texts and figures still to be written.

Anything else it finds (keys it does not know, wrong types, names that are none) would be lost in the forms.
"""


def check_draft(document: object, known_competencies: Collection[str]) -> tuple[CaseGraph, list[Finding]]:
    """Return what a document holds, and all that reader and checker say of it, errors first.

    Where both speak of the same place, only the checker does: it speaks in the author's terms.
    """
    graph, notes = read_draft(document)
    checked = check_case(graph, known_competencies)
    places = {finding.where for finding in checked if finding.is_error}
    found = [finding for finding in notes if finding.where not in places] + checked
    return graph, sorted(found, key=lambda finding: not finding.is_error)


def hinders_draft(finding: Finding) -> bool:
    """Tell whether what the reader found keeps a file from coming in even as a draft.

    A name that is still empty (where an option leads, where the case starts) is no hindrance.
    """
    if not finding.is_error or finding.code in UNFINISHED:
        return False
    return not (finding.code == CaseFault.BAD_NAME and not finding.params.get("name"))
