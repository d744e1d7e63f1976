import pytest
from case_documents import FRAMEWORK, codes_of, findings_of, load_case, make_document, option_of

from assessments.rules import CaseFault, CaseGraph, Node, Option, Severity, check_case


def test_the_sound_case_has_no_findings():
    assert codes_of(make_document()) == []


@pytest.mark.parametrize("code", ["TH01", "TH02"])
def test_the_written_cases_pass_with_the_warning_the_domain_note_gives(code):
    findings = check_case(load_case(code), FRAMEWORK)

    assert [(finding.severity, finding.code) for finding in findings] == [
        (Severity.WARNING, CaseFault.LONGEST_IS_BEST)
    ]


def changed(**targets):
    """A document whose options named like n1_a lead elsewhere."""
    document = make_document()
    for name, target in targets.items():
        option_of(document, *name.split("_"))["toi"] = target
    return document


def circle():
    return changed(n2_a="n1")


def circle_without_end():
    return changed(n1_c="n2", n2_a="n1", n2_b="n1", n2_c="n1")


def unreachable():
    return changed(n1_a="ket", n1_b="ket")


def dead_end():
    document = make_document()
    document["nut"]["n2"]["lua_chon"] = {}
    return document


def unknown_target():
    return changed(n2_b="n9")


def unknown_start():
    return make_document() | {"bat_dau": "n9"}


def points(**by_option):
    document = make_document()
    for name, value in by_option.items():
        option_of(document, *name.split("_"))["diem"] = value
    return document


def no_lawful_path():
    document = make_document()
    for option in "abc":
        option_of(document, "n2", option)["nghiem_trong"] = True
    return document


def only_a_critical_option_shows_it():
    document = points(n2_a={"A5": 2}, n2_b={"A5": 3})
    option_of(document, "n2", "b")["nghiem_trong"] = True
    return document


def no_points_at_all():
    return points(n1_a={}, n1_b={}, n1_c={}, n2_a={}, n2_b={}, n2_c={})


@pytest.mark.parametrize(
    ("document", "code", "where"),
    [
        pytest.param(circle(), CaseFault.CYCLE, "nut.n2", id="a circle"),
        pytest.param(changed(n1_a="n1"), CaseFault.CYCLE, "nut.n1", id="an option to its own node"),
        pytest.param(circle_without_end(), CaseFault.ENDLESS, "nut.n1", id="a path without end"),
        pytest.param(unreachable(), CaseFault.UNREACHABLE, "nut.n2", id="an unreachable node"),
        pytest.param(dead_end(), CaseFault.DEAD_END, "nut.n2", id="a dead end"),
        pytest.param(
            unknown_target(), CaseFault.UNKNOWN_TARGET, "nut.n2.lua_chon.b.toi", id="a missing target"
        ),
        pytest.param(unknown_start(), CaseFault.UNKNOWN_START, "bat_dau", id="a missing start"),
        pytest.param(
            points(n2_b={"A5": 1, "D9": 1}),
            CaseFault.UNKNOWN_COMPETENCY,
            "nut.n2.lua_chon.b.diem.D9",
            id="an unknown competency",
        ),
        pytest.param(
            points(n1_b={"A3": 1}),
            CaseFault.UNEVEN_COMPETENCIES,
            "nut.n1.lua_chon.b.diem",
            id="different competencies in a node",
        ),
        pytest.param(
            points(n2_a={"A5": 4}),
            CaseFault.POINTS_OUT_OF_RANGE,
            "nut.n2.lua_chon.a.diem.A5",
            id="four points",
        ),
        pytest.param(
            points(n2_c={"A5": -1}),
            CaseFault.POINTS_OUT_OF_RANGE,
            "nut.n2.lua_chon.c.diem.A5",
            id="minus one point",
        ),
        pytest.param(
            only_a_critical_option_shows_it(), CaseFault.NEVER_EVIDENCE, "nut", id="never 70 percent"
        ),
        pytest.param(
            points(n2_a={"A5": 0}, n2_b={"A5": 0}), CaseFault.NEVER_EVIDENCE, "nut", id="never a point"
        ),
        pytest.param(no_lawful_path(), CaseFault.NO_LAWFUL_PATH, "nut", id="no lawful path"),
        pytest.param(no_points_at_all(), CaseFault.NO_COMPETENCY, "nut", id="no competency"),
        pytest.param(
            make_document() | {"muc": {"D9": 2}},
            CaseFault.UNKNOWN_COMPETENCY,
            "muc.D9",
            id="a level for an unknown competency",
        ),
    ],
)
def test_what_the_checker_refuses(document, code, where):
    found = {(finding.code, finding.where): finding.severity for finding in findings_of(document)}

    assert found[code, where] is Severity.ERROR


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        pytest.param(dead_end(), [CaseFault.DEAD_END], id="a dead end"),
        pytest.param(unknown_target(), [CaseFault.UNKNOWN_TARGET], id="a missing target"),
        pytest.param(circle(), [CaseFault.CYCLE], id="a circle"),
        pytest.param(unreachable(), [CaseFault.UNREACHABLE], id="an unreachable node"),
        pytest.param(no_lawful_path(), [CaseFault.NO_LAWFUL_PATH], id="no lawful path"),
    ],
)
def test_one_mistake_is_reported_once(document, codes):
    errors = [finding for finding in findings_of(document) if finding.is_error]

    assert [finding.code for finding in errors] == codes


def test_a_circle_names_its_nodes():
    (finding,) = [finding for finding in findings_of(circle()) if finding.code == CaseFault.CYCLE]

    assert finding.params["path"] == "n1 → n2 → n1"


def test_a_competency_may_recover_elsewhere_on_the_path():
    """A3 earns 2 of 3 at best in n2, but 3 of 3 in n1: 5/6 is enough."""
    document = points(n2_a={"A3": 2}, n2_b={"A3": 3}, n2_c={"A3": 0})
    option_of(document, "n2", "b")["nghiem_trong"] = True

    assert CaseFault.NEVER_EVIDENCE not in codes_of(document)


def longest_is_best():
    document = make_document()
    for node in ("n1", "n2"):
        option_of(document, node, "a")["noi_dung"] = "Một lựa chọn tốt, viết thật dài và đầy đủ"
    return document


def two_options():
    document = make_document()
    del document["nut"]["n2"]["lua_chon"]["c"]
    return document


def several_best():
    return points(n1_b={"A3": 3, "B3": 3}, n2_b={"A5": 3})


@pytest.mark.parametrize(
    ("document", "code", "where"),
    [
        pytest.param(longest_is_best(), CaseFault.LONGEST_IS_BEST, "nut", id="the longest text is best"),
        pytest.param(two_options(), CaseFault.FEW_OPTIONS, "nut.n2", id="two options"),
        pytest.param(several_best(), CaseFault.SEVERAL_BEST, "nut", id="two best options everywhere"),
        pytest.param(
            points(n1_c={"A3": 2, "B3": 2}), CaseFault.CRITICAL_PAYS, "nut.n1", id="a critical option pays"
        ),
        pytest.param(points(n2_a={"A5": 2}), CaseFault.LOW_MAXIMUM, "nut.n2", id="no full marks"),
        pytest.param(
            make_document() | {"muc": {"B1": 2}},
            CaseFault.LEVEL_UNUSED,
            "muc.B1",
            id="a level without points",
        ),
    ],
)
def test_what_the_checker_warns_about(document, code, where):
    findings = findings_of(document)

    assert [(finding.severity, finding.code, finding.where) for finding in findings] == [
        (Severity.WARNING, code, where)
    ]


def test_the_longest_text_may_be_best_in_some_nodes():
    document = longest_is_best()
    option_of(document, "n2", "a")["noi_dung"] = "Ghi sổ"

    assert codes_of(document) == []


def long_case(length, width):
    def make(node_id, option):
        target = f"n{node_id + 1}" if node_id + 1 < length else "ket"
        return Option(str(option), "Lựa chọn", {"A1": option, "B1": 3 - option}, False, "Hệ quả.", target)

    nodes = {
        f"n{node_id}": Node(f"n{node_id}", "?", {str(o): make(node_id, o) for o in range(width)})
        for node_id in range(length)
    }
    return CaseGraph("TH", "", "", (), 1, "", "n0", nodes)


def test_a_case_with_more_paths_than_atoms_is_checked_at_once():
    findings = check_case(long_case(3000, 4), FRAMEWORK)

    assert not any(finding.is_error for finding in findings)
