"""Steps of content, numbers of legal documents, and differences in words: as tables of cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules import (
    EDITABLE,
    OPEN,
    Change,
    CourseState,
    Section,
    StepRefusal,
    compare_passages,
    compare_sections,
    documents_named,
    may_become,
    refusal,
)

DRAFT, REVIEW, APPROVED = CourseState.DRAFT, CourseState.IN_REVIEW, CourseState.APPROVED


@pytest.mark.parametrize(
    ("present", "wanted", "facts", "expected"),
    [
        pytest.param(DRAFT, REVIEW, {}, None, id="handed in"),
        pytest.param(DRAFT, CourseState.PUBLISHED, {}, StepRefusal.WRONG_STATE, id="no way past the review"),
        pytest.param(DRAFT, APPROVED, {}, StepRefusal.WRONG_STATE, id="nothing approved that was not sent"),
        pytest.param(REVIEW, APPROVED, {}, None, id="approved"),
        pytest.param(
            REVIEW, APPROVED, {"is_seen": False}, StepRefusal.CHANGED_MEANWHILE, id="only what was seen"
        ),
        pytest.param(
            CourseState.WITHDRAWN, DRAFT, {}, StepRefusal.WRONG_STATE, id="withdrawn is withdrawn for good"
        ),
        pytest.param(
            CourseState.OUTDATED, CourseState.PUBLISHED, {}, StepRefusal.WRONG_STATE, id="never back in force"
        ),
    ],
)
def test_refusal(present, wanted, facts, expected):
    assert refusal(present, wanted, **facts) is expected


def test_every_open_state_leads_to_learners_only_through_an_approval():
    before_published = {state for state in CourseState if may_become(state, CourseState.PUBLISHED)}
    before_approved = {state for state in CourseState if may_become(state, APPROVED)}

    assert before_published == {APPROVED}
    assert before_approved == {REVIEW}
    assert EDITABLE < OPEN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Nghị định 171/2025/NĐ-CP", ("171/2025/NĐ-CP",), id="decree"),
        pytest.param("nghị định số 5/2025/nđ–cp", ("05/2025/NĐ-CP",), id="small letters, a dash, no zero"),
        pytest.param("Nghị định 118/2025/ND-CP", ("118/2025/NĐ-CP",), id="Đ written as D"),
        pytest.param("Luật số 80/2025/QH15, 72/2025/QH15", ("80/2025/QH15", "72/2025/QH15"), id="two laws"),
        pytest.param("Nghị quyết 57-NQ/TW", ("57-NQ/TW",), id="resolution of the Party"),
        pytest.param("Quyết định 749/QĐ-TTg.", ("749/QĐ-TTg",), id="decision without a year"),
        pytest.param("1671/NQ-UBTVQH15 và 76/2025/UBTVQH15", ("1671/NQ-UBTVQH15", "76/2025/UBTVQH15"),
                     id="standing committee"),
        pytest.param("02/2025/TT-BNV; 2/2025/TT-BNV", ("02/2025/TT-BNV",), id="the same twice is once"),
        pytest.param("118/2025/NĐ-CP/", ("118/2025/NĐ-CP",), id="a stroke behind"),
        pytest.param("ngày 12/7/2025, tỷ lệ 1/2, 45/2019", (), id="days and shares are none"),
        pytest.param("https://vidu.vn/118/2025/NĐ-CP", (), id="part of an address"),
        pytest.param("", (), id="nothing"),
    ],
)  # fmt: skip
def test_documents_named(text, expected):
    assert documents_named(text) == expected


@given(st.text(max_size=300))
def test_any_text_can_be_searched_and_what_is_found_is_found_again(text):
    found = documents_named(text)

    assert all(documents_named(number) == (number,) for number in found)


def shown(lines):
    signs = {Change.SAME: "{}", Change.ADDED: "+{}+", Change.REMOVED: "-{}-"}
    return [
        f"…{line.count}" if line.kind == "skipped" else
        "".join(signs[piece.kind].format(piece.text) for piece in line.pieces)
        for line in lines
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("Một hai ba", "Một hai ba", [], id="the same"),
        pytest.param("Hạn là năm ngày.", "Hạn là ba ngày.", ["Hạn là -năm-+ba+ ngày."], id="a word"),
        pytest.param("", "Mới", ["+Mới+"], id="all new"),
        pytest.param("Cũ", "", ["-Cũ-"], id="all gone"),
        pytest.param("A\nB\nC\nD\nE", "A\nB\nC\nD\nE\nG", ["…4", "E", "+G+"], id="far ones are counted"),
        pytest.param(
            "Mất điện thoại thì báo ngay.",
            "Trẻ em được miễn lệ phí hộ tịch theo luật.",
            ["-Mất điện thoại thì báo ngay.-", "+Trẻ em được miễn lệ phí hộ tịch theo luật.+"],
            id="another paragraph, not a changed one",
        ),
    ],
)
def test_compare_passages(old, new, expected):
    assert shown(compare_passages(old, new)) == expected


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_differences_hold_both_texts(old, new):
    lines = compare_passages(old, new)

    def words(kinds):
        text = " ".join("".join(p.text for p in line.pieces if p.kind in kinds) for line in lines)
        return text.split()

    if not any(line.kind == "skipped" for line in lines) and lines:
        assert "".join(words({Change.SAME, Change.ADDED})) == "".join(new.split())
        assert "".join(words({Change.SAME, Change.REMOVED})) == "".join(old.split())


def test_sections_are_compared_by_their_place():
    old = [Section("a", "A", "một"), Section("b", "B", "hai"), Section("c", "C", "ba")]
    new = [Section("a", "A", "một và"), Section("c", "C", "ba"), Section("d", "D", "bốn")]

    found = {change.place: change.kind for change in compare_sections(old, new)}

    assert found == {"a": Change.CHANGED, "b": Change.REMOVED, "d": Change.ADDED}


def test_a_section_that_only_moved_is_told():
    old = [Section("a", "A", "một"), Section("b", "B", "hai"), Section("c", "C", "ba")]

    changes = compare_sections(old, [old[2], old[0], old[1]])

    assert [(change.place, change.kind, change.lines) for change in changes] == [("c", Change.MOVED, ())]
