"""What the pages of one case share: which version is looked at, and what its checker says."""

from dataclasses import dataclass

from flask import request

from assessments import queries, rules
from assessments.models import CaseExercise, CaseVersion
from assessments.schemas.case_desk import FindingLine, finding_lines
from assessments.schemas.entries import read_number
from assessments.services.case_review import check_version
from courses.policies import may_write
from courses.rules import EDITABLE
from courses.services import NotEditable
from lms.auth import actor
from lms.i18n import gettext as _
from lms.permissions import authorize


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """One version of a case on the desk of whoever is looking.

    Args:
        is_editable: whether this person may change it now.
        findings: with where each is put right, errors first.
    """

    case: CaseExercise
    version: CaseVersion
    graph: rules.CaseGraph
    findings: list[FindingLine]
    may_write: bool
    is_editable: bool

    @property
    def errors(self) -> int:
        """Return how many findings stop the case."""
        return sum(finding.is_error for finding in self.findings)

    @property
    def drawing(self) -> rules.CaseDrawing:
        """Return the drawing of the case."""
        return rules.draw_case(self.graph)

    def at_node(self, name: str) -> list[FindingLine]:
        """Return what was found at one decision."""
        return [finding for finding in self.findings if finding.node == name]


def open_desk(code: str) -> CaseDesk:
    """Return the version asked for by ``?version=``, else the open, published or newest one."""
    case = queries.get_own_case(code, visible_to=actor())
    version = queries.get_case_version(case, read_number(request.args.get("version", "")))
    checked = check_version(version)
    may = may_write(actor(), case.owner)
    return CaseDesk(
        case=case,
        version=version,
        graph=checked.graph,
        findings=finding_lines(checked.findings, checked.graph),
        may_write=may,
        is_editable=may and version.state in EDITABLE,
    )


def open_draft(code: str) -> CaseDesk:
    """Return the version that is being written, for a page with its forms.

    Raises:
        Forbidden: this person does not write for the owner.
        NotEditable: nothing is being written now.
    """
    desk = open_desk(code)
    authorize(actor(), may_write, desk.case.owner)
    if not desk.is_editable:
        raise NotEditable(_("No version of this case is being written now. Begin the next one first."))
    return desk


def get_draft(code: str) -> CaseVersion:
    """Return the open version of a case, for a deed inside a transaction.

    Raises:
        NotEditable: there is none.
    """
    version = queries.find_open_case_version(queries.get_own_case(code, visible_to=actor()))
    if version is None:
        raise NotEditable(_("No version of this case is being written now. Begin the next one first."))
    return version
