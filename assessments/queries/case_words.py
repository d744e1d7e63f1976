"""A case as plain text for people: what reviewers read, and what two states of it are compared by."""

from assessments import rules
from assessments.rules import CaseGraph, Node
from courses.rules import Section
from lms.i18n import gettext as _


def node_words(node: Node) -> str:
    """Return a decision as plain words, a paragraph for each part: by these two states of it are compared."""
    lines = [node.question]
    for option in node.options.values():
        lines += [
            f"{option.id}) {option.text}",
            _(
                "Points: %(points)s",
                points=", ".join(f"{code} {points}" for code, points in option.points.items()),
            ),
            _("What follows: %(text)s", text=option.consequence),
            _("Leads to: %(target)s", target=option.target),
        ]
        if option.critical:
            lines.append(_("Critical choice"))
        if option.why:
            lines.append(_("Why: %(text)s", text=option.why))
    return "\n\n".join(lines)


def case_sections(graph: CaseGraph) -> list[Section]:
    """Return a case in parts, as reviewers read it and two states of it are compared."""
    nodes = [
        Section(f"node:{node.id}", _("Decision point %(name)s", name=node.id), node_words(node))
        for node in graph.nodes.values()
    ]
    return [Section("sheet", _("Facts"), facts_words(rules.facts_of(graph))), *nodes]


def facts_words(facts: rules.CaseFacts) -> str:
    """Return the facts of a case as plain words, a paragraph for each."""
    lines = [
        facts.title,
        facts.role,
        _("Minutes: %(minutes)s", minutes=facts.minutes),
        _("Kinds of area: %(areas)s", areas=", ".join(facts.area_types)),
        facts.situation,
        _("First decision: %(name)s", name=facts.start),
        *(f"{basis.document} {basis.note}".strip() for basis in facts.legal_basis),
        *(f"{code}: {level}" for code, level in facts.levels.items()),
        facts.debrief,
    ]
    return "\n\n".join(line for line in lines if line)
