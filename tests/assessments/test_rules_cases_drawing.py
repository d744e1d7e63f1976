"""The drawing of a case: rows by the longest path, everything in its frame, nothing on top of another."""

import re
from itertools import combinations

import pytest
from case_documents import load_case, make_document, make_option, option_of

from assessments.rules import draw_case, read_draft
from assessments.rules.cases.drawing import LETTERS_A_LINE, MOST_LINES


def draw(document):
    return draw_case(read_draft(document)[0])


def rows(picture):
    """Names by row, from the top."""
    tops = sorted({box.y for box in picture.boxes})
    return [{box.name for box in picture.boxes if box.y == top} for top in tops]


def test_decisions_stand_in_rows_by_the_longest_path():
    picture = draw_case(load_case("TH01"))
    assert rows(picture) == [{"n1"}, {"n2_da_xac_minh", "n2_cang_thang", "n2_tra_ho_so"}, {"n3"}, {"ket"}]


def test_a_shortcut_does_not_lift_a_decision():
    document = make_document()
    document["nut"]["n3"] = {"hoi": "?", "lua_chon": {"a": make_option("ket", {"A3": 3})}}
    option_of(document, "n2", "a")["toi"] = "n3"
    option_of(document, "n1", "b")["toi"] = "n3"
    assert rows(draw(document)) == [{"n1"}, {"n2"}, {"n3"}, {"ket"}]


@pytest.mark.parametrize("code", ["TH01", "TH02"])
def test_boxes_lie_in_the_frame_and_apart(code):
    picture = draw_case(load_case(code))
    for box in picture.boxes:
        assert box.x >= 0
        assert box.y + box.height <= picture.height
        assert box.x + box.width <= picture.width
    for one, other in combinations(picture.boxes, 2):
        is_beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        is_below = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert is_beside or is_below


def test_arrows_carry_every_option_once_and_critical_ones_apart():
    picture = draw_case(load_case("TH02"))
    told = [(arrow.is_critical, arrow.options) for arrow in picture.arrows]
    assert (True, ("b", "c")) in told
    assert sum(len(options) for _critical, options in told) == 16


def test_long_words_are_wrapped_and_cut():
    document = make_document()
    document["nut"]["n1"]["hoi"] = "Nghiêng" * 60
    box = next(box for box in draw(document).boxes if box.name == "n1")
    assert len(box.lines) == MOST_LINES
    assert all(len(line) <= LETTERS_A_LINE for line in box.lines)
    assert box.lines[-1].endswith("…")


def test_a_circle_is_drawn_as_a_line_that_leads_back():
    document = make_document()
    option_of(document, "n2", "a")["toi"] = "n1"
    option_of(document, "n2", "b")["toi"] = "n2"
    picture = draw(document)
    assert {arrow.options for arrow in picture.arrows if arrow.is_back} == {("a",), ("b",)}
    numbers = [int(found) for arrow in picture.arrows for found in re.findall(r"\d+", arrow.path)]
    assert max(numbers) <= max(picture.width, picture.height)


def test_a_decision_no_path_reaches_is_marked_and_an_empty_case_is_only_its_end():
    document = make_document()
    document["nut"]["n9"] = {"hoi": "Lạc?", "lua_chon": {"a": make_option("n1", {"A3": 3})}}
    assert [box.name for box in draw(document).boxes if box.is_lost] == ["n9"]
    assert [box.name for box in draw({"nut": {}}).boxes] == ["ket"]
    assert [box.name for box in draw(None).boxes] == ["ket"]


def test_many_long_lines_to_one_place_share_their_way():
    names = [f"n{number}" for number in range(60)]
    document = make_document()
    document["bat_dau"] = "n0"
    document["nut"] = {
        name: {
            "hoi": name,
            "lua_chon": {"a": make_option(following, {"A3": 3}), "b": make_option("ket", {"A3": 0})},
        }
        for name, following in zip(names, [*names[1:], "ket"], strict=True)
    }
    picture = draw(document)
    assert len(picture.arrows) < 240
    assert picture.width < 600
