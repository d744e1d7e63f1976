"""Cases as the studio shows them: findings with their places, ways with their scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments import rules
from assessments.rules import CaseGraph, Finding
from lms.i18n import gettext as _
from lms.i18n import lazy_gettext as _l

_FACTS = {
    "id": ("", _l("Code")),
    "ten": ("title", _l("Title")),
    "vai": ("role", _l("Role of the officer")),
    "dia_ban": ("areas", _l("Kinds of area")),
    "thoi_luong_phut": ("minutes", _l("Minutes")),
    "tinh_huong": ("situation", _l("Situation")),
    "bat_dau": ("start", _l("First decision")),
    "ket_luan": ("debrief", _l("Debrief")),
    "can_cu": ("document-1", _l("Legal basis")),
    "muc": ("levels", _l("Levels")),
    "nut": ("", _l("All decisions")),
}
_NODE = {"hoi": ("question", _l("Question")), "lua_chon": ("", _l("Options"))}
_OPTION = {
    "noi_dung": ("text", _l("Wording")),
    "diem": ("points", _l("Points")),
    "nghiem_trong": ("critical", _l("Critical")),
    "he_qua": ("consequence", _l("What follows")),
    "toi": ("target", _l("Leads to")),
    "vi_sao": ("why", _l("Why")),
}


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What the checker found, as a page tells it.

    Args:
        place: in words.
        node: the decision to open; empty where it is not about one.
        anchor: the field in the form.
        is_about_facts: whether the page of the facts is where it is put right.
    """

    is_error: bool
    sentence: str
    place: str
    node: str = ""
    anchor: str = ""
    is_about_facts: bool = False


def finding_lines(findings: Sequence[Finding], graph: CaseGraph) -> list[FindingLine]:
    """Return the findings with where each is put right."""
    return [_line(finding, graph) for finding in findings]


def _line(finding: Finding, graph: CaseGraph) -> FindingLine:
    sentence = _(finding.template, **finding.params)
    parts = finding.where.split(".") if finding.where else []
    if not parts:
        return FindingLine(finding.is_error, sentence, _("The case"))
    if parts[0] == "nut" and len(parts) > 1 and parts[1] in graph.nodes:
        place, anchor = _place_in_node(parts[2:])
        words = " · ".join((_("Decision point %(name)s", name=parts[1]), *place))
        return FindingLine(finding.is_error, sentence, words, node=parts[1], anchor=anchor)
    anchor, label = _FACTS.get(parts[0], ("", parts[0]))
    words = " · ".join((str(label), *parts[1:]))
    return FindingLine(finding.is_error, sentence, words, anchor=anchor, is_about_facts=parts[0] != "nut")


def _place_in_node(parts: Sequence[str]) -> tuple[list[str], str]:
    """Return the words and the field for a place below a decision."""
    if len(parts) < 2:  # noqa: PLR2004 - "hoi", or "lua_chon" itself
        anchor, label = _NODE.get(parts[0], ("", parts[0])) if parts else ("", "")
        return [str(label)] if label else [], anchor
    option = parts[1]
    words = [_("Option %(name)s", name=option)]
    if len(parts) == 2:  # noqa: PLR2004 - the option as a whole
        return words, f"text.{option}"
    name, label = _OPTION.get(parts[2], ("text", parts[2]))
    rest = list(parts[3:])
    return [*words, str(label), *rest], ".".join((name, option, *rest))


@dataclass(frozen=True, slots=True)
class PathLine:
    """One way through a case in words."""

    steps: str
    score: rules.PathScore
    points: str
    evidence: str


def path_lines(paths: Sequence[rules.ScoredPath]) -> list[PathLine]:
    """Return ways through a case as a list shows them."""
    return [
        PathLine(
            steps=" → ".join(f"{node} {option}" for node, option in path.choices),
            score=path.score,
            points=", ".join(
                f"{code} {points.gained}/{points.maximum}"
                for code, points in path.score.by_competency.items()
            ),
            evidence=", ".join(path.score.evidence),
        )
        for path in paths
    ]
