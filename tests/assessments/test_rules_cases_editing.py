"""Edits of a case: references follow, and whatever is done, page and checker go on answering."""

import pytest
from case_documents import FRAMEWORK, findings_of, load_case, load_document, make_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.queries.case_words import node_words
from assessments.rules import (
    CaseFacts,
    EditRefused,
    LegalBasis,
    Option,
    add_node,
    change_facts,
    change_node,
    change_points,
    check_draft,
    document_of,
    draw_case,
    hinders_draft,
    is_walkable,
    known_walk,
    list_paths,
    new_case,
    new_option,
    parse_case,
    read_draft,
    remove_node,
    rename_node,
)
from assessments.services.case_imports import dump_case
from assessments.services.documents import read_yaml


def sound():
    return parse_case(make_document())[0]


@pytest.mark.parametrize("code", ["TH01", "TH02"])
def test_a_case_is_written_as_the_document_it_was_read_from(code):
    case = load_case(code)
    assert parse_case(document_of(case)) == (case, [])


def test_writing_is_the_same_every_time():
    document = document_of(load_case("TH01"))
    assert document_of(read_draft(document)[0]) == document


def test_a_renamed_decision_is_followed_by_start_and_targets():
    case = rename_node(rename_node(sound(), "n2", "sau"), "n1", "đầu")

    assert list(case.nodes) == ["đầu", "sau"]
    assert (case.start, case.nodes["đầu"].options["a"].target) == ("đầu", "sau")
    assert findings_of(document_of(case)) == []


def test_what_led_to_a_removed_decision_leads_nowhere():
    case = remove_node(sound(), "n2")
    _graph, findings = check_draft(document_of(case), FRAMEWORK)

    assert [option.target for option in case.nodes["n1"].options.values()] == ["", "", "ket"]
    assert {str(one.code) for one in findings if one.is_error} == {"unknown_target"}


def test_the_start_may_be_removed_and_named_anew():
    case = remove_node(sound(), "n1")
    assert case.start == ""
    assert "unknown_start" in {str(one.code) for one in check_draft(document_of(case), FRAMEWORK)[1]}


@pytest.mark.parametrize("name", ["", " ", "n1", "ket", "a b", "x" * 41, "a.b", "a/b"])
def test_a_name_that_cannot_be_is_refused(name):
    with pytest.raises(EditRefused):
        add_node(sound(), name)


def test_a_case_has_an_end_to_its_length():
    case = new_case("TH99", "Dài")
    for number in range(4, 61):
        case = add_node(case, f"n{number}")
    with pytest.raises(EditRefused):
        add_node(case, "n61")


def test_new_options_take_the_first_free_letter():
    assert new_option(["a", "c"]).id == "b"
    assert new_option([chr(97 + number) for number in range(26)]).id == "o1"


def test_two_options_of_one_name_are_refused():
    option = Option("a", "", {}, critical=False, consequence="", target="")
    with pytest.raises(EditRefused):
        change_node(sound(), "n1", "?", [option, option])


def test_facts_keep_one_level_short_and_several_by_competency():
    def levels(given):
        facts = CaseFacts("Tên", "", (), 5, "", "n1", legal_basis=(LegalBasis("", ""),), levels=given)
        return document_of(change_facts(sound(), facts)).get("muc")

    assert levels({"A3": 2, "A5": 2, "B3": 2}) == 2
    assert levels({"A3": 3, "A5": 3, "B3": 3}) is None
    assert levels({"A3": 3, "A5": 1, "B3": 3}) == {"A5": 1}


def test_points_change_only_where_the_case_has_the_cell():
    cells = {("n2", "a", "A5"): 2, ("n2", "a", "Z9"): 1, ("n9", "a", "A5"): 1, ("n2", "z", "A5"): 1}
    case, unknown = change_points(sound(), cells)

    assert case.nodes["n2"].options["a"].points == {"A5": 2}
    assert set(unknown) == set(cells) - {("n2", "a", "A5")}


def test_a_half_written_file_may_come_in_and_a_wrong_one_may_not():
    half, wrong = make_document(), make_document()
    half["nut"]["n1"]["hoi"], half["bat_dau"] = "", ""
    wrong["nut"]["n1"]["lạ"] = 1

    assert not any(hinders_draft(one) for one in read_draft(half)[1])
    assert any(hinders_draft(one) for one in read_draft(wrong)[1])


NAMES = st.sampled_from(["n1", "n2", "n3", "n4", "đầu", "ket", "", "a b", "yes"])
TEXTS = st.one_of(
    st.text(max_size=30), st.sampled_from(["", "Xin lỗi bà Hòa", "1:2:3", "yes", "- a", "x: y"])
)
OPTIONS = st.lists(
    st.builds(
        Option,
        id=st.sampled_from(["a", "b", "c", "d", "", "x y"]),
        text=TEXTS,
        points=st.dictionaries(st.sampled_from(["A3", "B3", "Z9"]), st.integers(-1, 4), max_size=3),
        critical=st.booleans(),
        consequence=TEXTS,
        target=NAMES,
        why=TEXTS,
    ),
    max_size=5,
)
FACTS = st.builds(
    CaseFacts,
    title=TEXTS,
    role=TEXTS,
    area_types=st.just(("do_thi",)),
    minutes=st.integers(0, 700),
    situation=TEXTS,
    start=NAMES,
    debrief=TEXTS,
    legal_basis=st.lists(st.builds(LegalBasis, TEXTS, TEXTS), max_size=2).map(tuple),
    levels=st.dictionaries(st.sampled_from(["A3", "B3"]), st.integers(1, 5), max_size=2),
)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just(add_node), NAMES),
        st.tuples(st.just(remove_node), NAMES),
        st.tuples(st.just(rename_node), NAMES, NAMES),
        st.tuples(st.just(change_node), NAMES, TEXTS, OPTIONS),
        st.tuples(st.just(change_facts), FACTS),
    ),
    max_size=12,
)


def edited(edits):
    case = new_case("TH99", "Tên")
    for edit, *given_to in edits:
        try:
            case = edit(case, *given_to)
        except (EditRefused, KeyError):
            continue
    return case


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(EDITS)
def test_whatever_is_written_checker_drawing_and_lists_answer(edits):
    case = edited(edits)
    document = document_of(case)
    graph, findings = check_draft(document, FRAMEWORK)

    assert document_of(graph) == document
    picture = draw_case(graph)
    assert {box.name for box in picture.boxes} == {*graph.nodes, "ket"}
    assert all(box.x >= 0 and box.x + box.width <= picture.width for box in picture.boxes)
    if is_walkable(graph):
        paths = list_paths(graph, most=50)
        assert len(paths.listed) == min(paths.total, 50)
    if not any(finding.is_error for finding in findings):
        assert parse_case(document)[0] is not None
    for node in graph.nodes.values():
        known_walk(graph, [(node.id, option) for option in node.options])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(EDITS)
def test_whatever_is_written_comes_back_from_its_file(edits):
    document = document_of(edited(edits))
    assert read_yaml(dump_case(document)) == document


def test_words_of_a_decision_name_all_that_can_change():
    node = parse_case(load_document("TH01"))[0].nodes["n1"]
    for option in node.options.values():
        assert option.text in node_words(node)


def test_odd_ends_of_lines_come_back_from_a_file():
    document = make_document() | {"ket_luan": "một\u2028hai\x85ba", "vai": "0abcdef" * 9, "ten": "1:1:1"}
    assert read_yaml(dump_case(document)) == document
