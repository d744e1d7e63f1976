"""Random small cases: what is computed without listing paths equals what listing them gives."""

from fractions import Fraction

import pytest
from case_documents import all_paths
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules import (
    END,
    CaseFault,
    CaseGraph,
    CaseResult,
    Node,
    Option,
    best_path,
    check_case,
    score_path,
)

COMPETENCIES = ("A1", "B2", "C3")


@st.composite
def cases(draw):
    size = draw(st.integers(1, 5))
    nodes = {}
    for number in range(size):
        touched = draw(st.lists(st.sampled_from(COMPETENCIES), unique=True))
        later = [f"n{other}" for other in range(number + 1, size)]
        options = {}
        for option_id in "abc"[: draw(st.integers(1, 3))]:
            options[option_id] = Option(
                id=option_id,
                text="Lựa chọn",
                points={code: draw(st.integers(0, 3)) for code in touched},
                critical=draw(st.sampled_from([False, False, True])),
                consequence="Hệ quả.",
                target=draw(st.sampled_from([END, *later, *later])),
            )
        nodes[f"n{number}"] = Node(f"n{number}", "Làm gì?", options)
    return CaseGraph("TH", "Tên", "Vai", (), 10, "Tình huống", "n0", nodes)


def lawful_scores(case):
    scores = {choices: score_path(case, choices) for choices in all_paths(case)}
    return {choices: score for choices, score in scores.items() if not score.critical}


def share(score):
    return Fraction(score.gained, score.maximum) if score.maximum else Fraction(0)


@given(cases())
def test_the_best_path_is_the_best_of_all_paths(case):
    lawful = lawful_scores(case)

    expected = min(lawful, key=lambda choices: (-share(lawful[choices]), len(choices), choices), default=None)

    assert best_path(case) == expected


@given(cases())
def test_competencies_out_of_reach_are_those_no_path_shows(case):
    lawful = lawful_scores(case)
    touched = {code for choices in all_paths(case) for code in score_path(case, choices).by_competency}
    shown = {code for score in lawful.values() for code in score.evidence}

    findings = check_case(case, COMPETENCIES)

    expected = touched - shown if lawful else set()
    assert {f.params["competency"] for f in findings if f.code == CaseFault.NEVER_EVIDENCE} == expected


@given(cases())
def test_lawful_paths_and_reachable_nodes_are_found(case):
    findings = check_case(case, COMPETENCIES)

    visited = {node_id for choices in all_paths(case) for node_id, _ in choices}
    unreachable = {finding.params["node"] for finding in findings if finding.code == CaseFault.UNREACHABLE}
    assert unreachable == set(case.nodes) - visited
    assert any(f.code == CaseFault.NO_LAWFUL_PATH for f in findings) == (not lawful_scores(case))


@given(cases())
def test_every_score_keeps_its_promises(case):
    for choices in all_paths(case):
        score = score_path(case, choices)
        assert 0 <= score.gained <= score.maximum
        assert (score.result is CaseResult.REDO) == score.critical
        assert score.gained == sum(points.gained for points in score.by_competency.values())
        for code, points in score.by_competency.items():
            enough = points.maximum > 0 and 10 * points.gained >= 7 * points.maximum
            assert (code in score.evidence) == (enough and not score.critical)


@pytest.mark.parametrize("order", [["n0", "n1", "n2"], ["n2", "n1", "n0"]], ids=["forwards", "backwards"])
def test_the_order_of_nodes_in_the_file_does_not_matter(order):
    option = {"critical": False, "text": "", "consequence": ""}
    nodes = {
        "n0": Node("n0", "?", {"a": Option(id="a", points={"A1": 1}, target="n1", **option)}),
        "n1": Node("n1", "?", {"a": Option(id="a", points={"A1": 1}, target="n2", **option)}),
        "n2": Node("n2", "?", {"a": Option(id="a", points={"A1": 1}, target=END, **option)}),
    }
    case = CaseGraph("TH", "", "", (), 1, "", "n0", {name: nodes[name] for name in order})

    assert best_path(case) == (("n0", "a"), ("n1", "a"), ("n2", "a"))
