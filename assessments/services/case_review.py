"""The way of a case to its learners: what stops it, handed in, published."""

from dataclasses import dataclass

from assessments import queries, rules
from assessments.models import CasePanel, CaseVersion
from assessments.services.case_drafts import name_case
from assessments.services.case_files import show_competencies
from competency import queries as competency
from courses import policies, services
from courses import queries as content
from courses.rules import EDITABLE
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.models import Account
from lms.permissions import authorize


class CaseNotReady(Refused):
    """The checker found errors; ``count`` says how many."""

    def __init__(self, count: int) -> None:
        message = ngettext(
            "The checker found %(count)s error. Correct it, then hand the case in.",
            "The checker found %(count)s errors. Correct them, then hand the case in.",
            count,
            count=count,
        )
        super().__init__(message)
        self.count = count


@dataclass(frozen=True, slots=True)
class CheckedCase:
    """A version as it stands, and what the checker says of it, errors first."""

    graph: rules.CaseGraph
    findings: list[rules.Finding]

    @property
    def errors(self) -> int:
        """Return how many findings stop it."""
        return sum(finding.is_error for finding in self.findings)


def check_version(version: CaseVersion) -> CheckedCase:
    """Return what the checker says of a version, in whatever state. Only reads, and asks nobody."""
    known = {found.code for found in competency.list_competencies()}
    return CheckedCase(*rules.check_draft(version.document, known))


def submit_case(version: CaseVersion, *, by: Account, note: str = "") -> None:
    """Hand a case in for review; twice is as good as once.

    What it can show is written beside it now, so that what is approved is what will be published.

    Raises:
        CaseNotReady: the checker found errors.
        Forbidden: ``by`` does not write for the owner.
        StepRefused: it is not being written.
    """
    authorize(by, policies.may_write, version.owner)
    content.lock_version(version)
    if version.state in EDITABLE:
        checked = check_version(version)
        if checked.errors:
            raise CaseNotReady(checked.errors)
        show_competencies(version, checked.graph)
    services.submit_version(version, by=by, note=note)


def publish_case_version(version: CaseVersion, *, by: Account) -> None:
    """Let new attempts begin on an approved version; twice is as good as once.

    Attempts under way stay on theirs, whatever its state.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        StepRefused: it is not approved.
    """
    if services.put_in_force(version, queries.find_published_case_version(version.case), by=by):
        graph, _findings = rules.read_draft(version.document)
        name_case(version.case, graph)


def list_remarks(version: CaseVersion, panels: list[CasePanel]) -> list[str]:
    """Return what an editor should know before a case is handed in, in the reader's language; stops nothing.

    Args:
        version: the draft.
        panels: those about it, the newest first.
    """
    remarks = []
    published = queries.find_published_case_version(version.case)
    if published and published.published_at and published.published_at > version.created_at:
        remarks.append(
            _(
                "Version %(number)s was published after this one was begun. Is nothing of it lost?",
                number=published.number,
            )
        )
    if not panels:
        return [*remarks, _("No expert panel has rated the options; the key is that of the author alone.")]
    panel = panels[0]
    if panel.is_open:
        return [*remarks, _("The expert panel is still open: its key is not known yet.")]
    if panel.key_applied_at is None:
        remarks.append(_("The key of the expert panel was not applied to the draft."))
    return remarks + _doubts(panel)


def _doubts(panel: CasePanel) -> list[str]:
    """Return where experts did not agree."""
    graph, _findings = rules.read_draft(panel.document)
    lines = rules.agree(rules.cells_of(graph), queries.list_ratings(panel))
    flagged = [f"{line.node} · {line.option}" for line in lines if line.is_flagged]
    doubts = []
    if panel.alpha is None:
        doubts.append(_("The agreement of the experts cannot be told: see the page of the panel."))
    elif panel.alpha < rules.ALPHA_TENTATIVE:
        doubts.append(_("The experts agree too little over all options: see the page of the panel."))
    if flagged:
        doubts.append(
            _("Options on which the experts did not agree: %(options)s.", options=", ".join(flagged))
        )
    return doubts
