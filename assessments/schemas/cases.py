"""Cases as pages show them: one decision at a time, and the debrief after the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from assessments import rules
from assessments.models import CaseAttempt, CaseExercise, CaseStep
from assessments.schemas.answers import node_token, option_tokens
from lms import clock
from lms.rich_text import render_markdown


@dataclass(frozen=True, slots=True)
class CasePlace:
    """Where an officer stands in a case.

    Args:
        number: of the decision, from 1.
        token: stands for the decision point in the form.
        options: (token, text) in the order of this attempt.
        consequence: of the decision before; empty at the first.
    """

    number: int
    token: str
    question: str
    options: list[tuple[str, str]]
    consequence: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with all that is told about it after the end."""

    question: str
    choice: str
    consequence: str
    why: str
    is_critical: bool
    is_best: bool
    gained: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Debrief:
    """What is told after the end.

    Args:
        path: one's own decisions.
        best: the decisions of the path that earns most.
        conclusion: safe HTML; may be empty.
    """

    graph: rules.CaseGraph
    score: rules.PathScore
    path: list[Decision]
    best: list[Decision]
    conclusion: Markup

    def percent_of(self, competency_code: str) -> Decimal:
        """Return the share of a competency's points on the path, in percent with one decimal."""
        points = self.score.by_competency[competency_code]
        return rules.Share(Fraction(points.gained), points.maximum).percent


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """One's own attempts at a case.

    Args:
        running: the one under way.
        counted: the last one that counts.
        is_counting: whether the one under way, else the next, counts.
        counts_from: from when an attempt counts again; None if one has not been begun yet.
    """

    attempts: Sequence[CaseAttempt]
    running: CaseAttempt | None
    counted: CaseAttempt | None
    is_counting: bool
    counts_from: date | None


def place_of(attempt: CaseAttempt, graph: rules.CaseGraph, steps: Sequence[CaseStep]) -> CasePlace:
    """Return the decision an officer stands before."""
    node = graph.nodes[attempt.node]
    consequence = ""
    if steps:
        last = steps[-1]
        consequence = graph.nodes[last.node].options[last.option].consequence
    tokens = option_tokens(node, attempt.seed)
    return CasePlace(
        number=len(steps) + 1,
        token=node_token(graph, attempt.seed, node.id),
        question=node.question,
        options=[(token, node.options[option].text) for token, option in tokens.items()],
        consequence=consequence,
    )


@dataclass(frozen=True, slots=True)
class PreviewPlace:
    """Where somebody stands who only tries a case.

    Args:
        node: the decision, or None at the end and where an option leads nowhere yet.
    """

    number: int
    node: rules.Node | None
    consequence: str
    is_end: bool

    @property
    def options(self) -> list[tuple[str, str]]:
        """Return (token, text) in an order as learners may meet it."""
        if self.node is None:
            return []
        tokens = option_tokens(self.node, _PREVIEW)
        return [(token, self.node.options[option].text) for token, option in tokens.items()]

    def choice_of(self, token: str) -> rules.Choice | None:
        """Return the choice behind a token, or None."""
        if self.node is None:
            return None
        option = option_tokens(self.node, _PREVIEW).get(token)
        return (self.node.id, option) if option else None


_PREVIEW = "preview"
"""The seed of the order of options in a preview: no attempt, so none of its own."""


def preview_place(graph: rules.CaseGraph, choices: Sequence[rules.Choice]) -> PreviewPlace:
    """Return where these choices lead, also in a case that is half written."""
    here, consequence = graph.start, ""
    if choices:
        node, option = choices[-1]
        here = graph.nodes[node].options[option].target
        consequence = graph.nodes[node].options[option].consequence
    return PreviewPlace(len(choices) + 1, graph.nodes.get(here), consequence, rules.is_end(here))


def debrief(graph: rules.CaseGraph, steps: Sequence[CaseStep]) -> Debrief:
    """Return the debrief of a finished attempt."""
    return debrief_of(graph, [(step.node, step.option) for step in steps])


def debrief_of(graph: rules.CaseGraph, choices: Sequence[rules.Choice]) -> Debrief:
    """Return the debrief of a way from the start to the end."""
    best = rules.best_path(graph) or ()
    return Debrief(
        graph=graph,
        score=rules.score_path(graph, choices),
        path=[_decision(graph, choice) for choice in choices],
        best=[_decision(graph, choice) for choice in best],
        conclusion=Markup(render_markdown(graph.debrief)),  # noqa: S704 - cleaned by lms.rich_text
    )


def history(case: CaseExercise, attempts: Sequence[CaseAttempt]) -> CaseHistory:
    """Return one's own attempts at a case, given first one first, and what the next one would be."""
    running = next((attempt for attempt in attempts if attempt.is_running), None)
    counted = [attempt for attempt in attempts if attempt.is_counted]
    days = [clock.day_of(attempt.started_at) for attempt in counted]
    is_first = rules.counts_as_first(days, clock.today(), case.reopen_days)
    return CaseHistory(
        attempts=attempts,
        running=running,
        counted=counted[-1] if counted else None,
        is_counting=running.is_counted if running else is_first,
        counts_from=max(days) + timedelta(days=case.reopen_days) if days else None,
    )


def _decision(graph: rules.CaseGraph, choice: rules.Choice) -> Decision:
    node = graph.nodes[choice[0]]
    option = node.options[choice[1]]
    lawful = [other.total for other in node.options.values() if not other.critical]
    return Decision(
        question=node.question,
        choice=option.text,
        consequence=option.consequence,
        why=option.why,
        is_critical=option.critical,
        is_best=not option.critical and option.total == max(lawful),
        gained=option.total,
        maximum=node.total_maximum,
    )
