"""Expert panels as pages show them: a sheet to rate, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments import rules
from assessments.models import CasePanel
from assessments.rules import CaseGraph, Cell
from lms.agreement import NoAlpha
from lms.i18n import format_number
from lms.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class RatedOption:
    """An option on an expert's sheet.

    Args:
        cells: name of the field, code of the competency, own rating or None.
    """

    text: str
    cells: list[tuple[str, str, int | None]]


@dataclass(frozen=True, slots=True)
class RatedNode:
    """A decision on an expert's sheet; the options in an order of the expert's own."""

    question: str
    codes: tuple[str, ...]
    options: list[RatedOption]


def rating_sheet(graph: CaseGraph, own: Mapping[Cell, int], *, seed: str) -> list[RatedNode]:
    """Return the decisions of a case for an expert: without the author's points, flags or consequences."""
    numbers = {cell: number for number, cell in enumerate(rules.cells_of(graph))}
    sheet = []
    for node in graph.nodes.values():
        codes = rules.framework_order(node.maximum)
        options = [
            RatedOption(
                node.options[option].text,
                [
                    (f"r.{numbers[node.id, option, code]}", code, own.get((node.id, option, code)))
                    for code in codes
                ],
            )
            for option in rules.shuffled(node.options, f"{seed}:{node.id}")
        ]
        if codes:
            sheet.append(RatedNode(node.question, codes, options))
    return sheet


@dataclass(frozen=True, slots=True)
class PanelResult:
    """What experts said, once their panel is closed.

    Args:
        alpha: in words.
        verdict: what the figure means; empty where there is none.
        is_doubtful: whether somebody must look at it.
    """

    alpha: str
    verdict: str
    is_doubtful: bool
    options: tuple[rules.OptionAgreement, ...]
    texts: Mapping[tuple[str, str], str]

    @property
    def flagged(self) -> int:
        """Return how many options the experts do not agree on."""
        return sum(option.is_flagged for option in self.options)


def show_result(panel: CasePanel, ratings: rules.Ratings) -> PanelResult | None:
    """Return what came of a panel; None while it is open, so that nobody sees the ratings of others."""
    if panel.is_open:
        return None
    graph, _findings = rules.read_draft(panel.document)
    cells = rules.cells_of(graph)
    texts = {
        (node.id, option.id): option.text for node in graph.nodes.values() for option in node.options.values()
    }
    alpha, verdict, is_doubtful = _words(panel)
    return PanelResult(alpha, verdict, is_doubtful, rules.agree(cells, ratings), texts)


def _words(panel: CasePanel) -> tuple[str, str, bool]:
    if panel.alpha is None:
        if panel.alpha_reason == NoAlpha.NO_VARIATION:
            told = _("All ratings are the same: complete agreement, for which there is no figure (0 / 0).")
            return _("none"), told, False
        return _("none"), _("No cell was rated by two experts, so agreement cannot be told."), True
    figure = format_number(panel.alpha, 3)
    if panel.alpha >= rules.ALPHA_RELIABLE:
        return figure, _("Reliable: the experts agree (0.800 or more)."), False
    if panel.alpha >= rules.ALPHA_TENTATIVE:
        return figure, _("Tentative: look at the options below (0.667 to 0.800)."), False
    return (
        figure,
        _("Too little agreement: talk with the experts before using the key (below 0.667)."),
        True,
    )
