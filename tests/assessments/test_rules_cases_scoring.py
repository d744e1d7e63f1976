from decimal import Decimal

import pytest
from case_documents import all_paths, load_case, make_document, option_of

from assessments.rules import CaseResult, best_path, parse_case, score_path

PASSED, NOT_PASSED, REDO = CaseResult.PASSED, CaseResult.NOT_PASSED, CaseResult.REDO


def path(text):
    """Read "n1 a, n3 b" as choices."""
    return [tuple(step.split()) for step in text.split(", ")]


@pytest.mark.parametrize(
    ("choices", "points", "percent", "result"),
    [
        pytest.param("n1 a, n2_kip a, n3 a", (33, 33), "100.0", PASSED, id="best"),
        pytest.param("n1 d, n2_kip a, n3 a", (27, 33), "81.8", PASSED, id="everybody out"),
        pytest.param("n1 b, n2_dem a, n3 a", (24, 33), "72.7", PASSED, id="waiting for the order"),
        pytest.param("n1 a, n2_kip b, n3 a", (24, 33), "72.7", REDO, id="critical in the middle"),
    ],
)
def test_th02_gives_the_results_of_the_domain_note(choices, points, percent, result):
    score = score_path(load_case("TH02"), path(choices))

    assert (score.gained, score.maximum) == points
    assert score.percent == Decimal(percent)
    assert score.result is result


@pytest.mark.parametrize(
    ("choices", "points", "percent", "result"),
    [
        pytest.param("n1 b, n2_da_xac_minh a, n3 a", (30, 30), "100.0", PASSED, id="best"),
        pytest.param("n1 b, n2_da_xac_minh b, n3 d", (21, 30), "70.0", PASSED, id="exactly the mark"),
        pytest.param("n1 d, n2_da_xac_minh a, n3 a", (24, 30), "80.0", PASSED, id="slow start"),
        pytest.param("n1 c, n2_tra_ho_so a, n3 a", (21, 27), "77.8", PASSED, id="recovered"),
        pytest.param("n1 d, n2_da_xac_minh b, n3 d", (15, 30), "50.0", NOT_PASSED, id="half"),
        pytest.param("n1 a, n2_cang_thang a, n3 a", (18, 27), "66.7", REDO, id="critical, then right"),
    ],
)
def test_th01_gives_the_results_of_the_domain_note(choices, points, percent, result):
    score = score_path(load_case("TH01"), path(choices))

    assert (score.gained, score.maximum) == points
    assert score.percent == Decimal(percent)
    assert score.result is result


def test_waiting_for_the_order_passes_but_shows_only_three_competencies():
    score = score_path(load_case("TH02"), path("n1 b, n2_dem a, n3 a"))

    assert score.evidence == ("A2", "C5", "C8")
    assert score.by_competency["C10"] == (3, 6)
    assert score.by_competency["C7"] == (4, 6)
    assert score.by_competency["C2"] == (4, 6)
    assert score.by_competency["B1"] == (1, 3)


def test_a_critical_choice_leaves_no_evidence():
    score = score_path(load_case("TH02"), path("n1 a, n2_kip b, n3 a"))

    assert score.critical
    assert score.evidence == ()


def test_evidence_does_not_wait_for_the_case_to_be_passed():
    case, _ = parse_case(make_document())

    score = score_path(case, [("n1", "b"), ("n2", "a")])

    assert (score.percent, score.result) == (Decimal("66.7"), NOT_PASSED)
    assert score.evidence == ("A5",)


@pytest.mark.parametrize(
    ("code", "paths", "passed", "critical"), [("TH01", 60, 7, 33), ("TH02", 64, 7, 34)], ids=["TH01", "TH02"]
)
def test_all_paths_of_a_case_counted(code, paths, passed, critical):
    case = load_case(code)

    scores = [score_path(case, choices) for choices in all_paths(case)]

    assert len(scores) == paths
    assert sum(score.result is PASSED for score in scores) == passed
    assert sum(score.critical for score in scores) == critical


def test_the_maximum_is_what_an_option_of_the_node_earns():
    document = make_document()
    option_of(document, "n2", "a")["diem"] = {"A5": 2}
    case, _ = parse_case(document)

    assert score_path(case, [("n1", "a"), ("n2", "a")]).by_competency["A5"] == (2, 2)


def test_competencies_come_in_framework_order():
    case = load_case("TH02")

    score = score_path(case, path("n1 a, n2_kip a, n3 a"))

    assert tuple(score.by_competency) == ("A2", "A3", "B1", "B6", "C2", "C5", "C7", "C8", "C10")


def test_nothing_to_earn_is_no_percent_and_no_pass():
    document = make_document()
    for node, option in (("n1", "a"), ("n1", "b"), ("n1", "c"), ("n2", "a"), ("n2", "b"), ("n2", "c")):
        option_of(document, node, option)["diem"] = {"A3": 0}
    case, _ = parse_case(document)

    score = score_path(case, [("n1", "a"), ("n2", "a")])

    assert (score.percent, score.result, score.evidence) == (Decimal("0.0"), NOT_PASSED, ())


@pytest.mark.parametrize(
    "choices",
    [
        pytest.param([], id="nothing chosen"),
        pytest.param([("n1", "a")], id="unfinished"),
        pytest.param([("n2", "a")], id="not from the start"),
        pytest.param([("n1", "z"), ("n2", "a")], id="unknown option"),
        pytest.param([("n1", "c"), ("n2", "a")], id="beyond the end"),
        pytest.param([("n1", "a"), ("n1", "a"), ("n2", "a")], id="a step twice"),
    ],
)
def test_what_is_no_path_is_not_scored(choices):
    case, _ = parse_case(make_document())
    with pytest.raises(ValueError):
        score_path(case, choices)


def test_the_best_path_of_the_written_cases():
    assert best_path(load_case("TH01")) == tuple(path("n1 b, n2_da_xac_minh a, n3 a"))
    assert best_path(load_case("TH02")) == tuple(path("n1 a, n2_kip a, n3 a"))


def test_no_best_path_where_every_path_is_critical():
    document = make_document()
    for option in "abc":
        option_of(document, "n1", option)["nghiem_trong"] = True
    case, _ = parse_case(document)

    assert best_path(case) is None


def test_of_equal_paths_the_shorter_then_the_first_is_best():
    document = make_document()
    option_of(document, "n1", "b")["diem"] = {"A3": 3, "B3": 3}
    case, _ = parse_case(document)
    assert best_path(case) == (("n1", "a"), ("n2", "a"))

    option_of(document, "n1", "b")["toi"] = "ket"
    case, _ = parse_case(document)
    assert best_path(case) == (("n1", "b"),)
