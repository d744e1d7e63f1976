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


def debrief(graph: rules.CaseGraph, steps: Sequence[CaseStep]) -> Debrief:
    """Return the debrief of a finished attempt."""
    choices = [(step.node, step.option) for step in steps]
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
