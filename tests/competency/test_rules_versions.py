"""What old evidence shows under a new version."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.rules import DEFAULT_POLICY as POLICY
from competency.rules import (
    Asked,
    Basis,
    Emphasis,
    EvidenceKind,
    MappingKind,
    MappingLine,
    Piece,
    Post,
    check_mapping,
    compare_posts,
    compose,
    expect_standings,
    narrow_to_differences,
    translate,
)

DAY = date(2026, 11, 20)
CODES = ("A1", "A2", "A3", "A4")
SAME, SPLIT, MERGED, REPLACED, NONE = MappingKind


@pytest.mark.parametrize(
    ("lines", "code", "expected"),
    [
        pytest.param([], "A1", (("A1", 5),), id="no line: the same code"),
        pytest.param([], "A9", (), id="no line and no such code: nothing"),
        pytest.param([MappingLine("A1", "A2", SAME)], "A1", (("A2", 5),), id="another code"),
        pytest.param([MappingLine("A1", "", NONE)], "A1", (), id="none"),
        pytest.param([MappingLine("A1", "A2", REPLACED, 2)], "A1", (("A2", 2),), id="at most"),
        pytest.param(
            [MappingLine("A1", "A2", SPLIT), MappingLine("A1", "A3", SPLIT, 3)],
            "A1",
            (("A2", 5), ("A3", 3)),
            id="split counts twice",
        ),
        pytest.param(
            [MappingLine("A1", "A3", MERGED), MappingLine("A2", "A3", MERGED, 4)],
            "A2",
            (("A3", 4),),
            id="merged",
        ),
    ],
)
def test_what_a_code_counts_for(lines, code, expected):
    assert translate(lines, [*CODES, "A9"], CODES)[code] == expected


targets = st.dictionaries(st.sampled_from(CODES), st.integers(1, 5), max_size=3)
translations = st.fixed_dictionaries(
    {code: targets.map(lambda one: tuple(sorted(one.items()))) for code in CODES}
)
IDENTITY = {code: ((code, 5),) for code in CODES}


@given(translations)
def test_nothing_changes_on_the_way_through_identity(one):
    assert compose(one, IDENTITY) == one
    assert compose(IDENTITY, one) == one


@given(translations, translations, translations)
def test_it_does_not_matter_in_which_order_versions_are_joined(one, two, three):
    assert compose(compose(one, two), three) == compose(one, compose(two, three))


@given(translations, translations)
def test_no_way_lets_more_through_than_its_narrowest_step(one, two):
    for code, reached in compose(one, two).items():
        for target, level in reached:
            ways = [
                min(limit, dict(two[through])[target])
                for through, limit in one[code]
                if target in dict(two[through])
            ]
            assert level == max(ways)


@given(
    st.lists(
        st.builds(
            MappingLine, st.sampled_from(CODES), st.sampled_from(CODES), st.just(SPLIT), st.integers(1, 5)
        )
    )
)
def test_a_mapping_without_problems_names_each_pair_once(lines):
    problems = list(check_mapping(lines, CODES, CODES))
    pairs = [(line.from_code, line.to_code) for line in lines]
    if not problems:
        assert len(set(pairs)) == len(pairs)


levels = st.dictionaries(st.sampled_from(CODES), st.tuples(st.integers(1, 5), st.booleans()))


@given(levels, levels)
def test_the_merge_never_goes_below_the_floor(national, overlay):
    def rows(levels_by_code):
        return [
            Asked(number, code, level, True, 180, date(2026, 7, 1), is_floor=is_floor)
            for number, (code, (level, is_floor)) in enumerate(levels_by_code.items())
        ]

    basis = Basis(POLICY, {(None, "VT14"): rows(national), ("19", "VT14"): rows(overlay)}, {})
    asked = {one.competency_code: one.level for one in basis.asked_of("19", "VT14")}

    assert asked.keys() == national.keys() | overlay.keys()
    for code, (level, is_floor) in national.items():
        assert asked[code] >= level or not is_floor
        assert asked[code] == max(level, overlay.get(code, (0, True))[0]) or not is_floor


@given(levels, levels, levels, st.booleans())
def test_comparing_only_what_differs_finds_what_comparing_all_finds(national, overlay, coming, is_raised):
    def basis(asked, raised):
        rows = {
            (None, "VT14"): [Asked(0, code, level, True, 180, DAY) for code, (level, _is) in asked.items()],
            ("19", "VT14"): [Asked(0, code, level, True, 180, DAY) for code, (level, _is) in overlay.items()],
        }
        emphases = {("do_thi", "A1"): Emphasis(100, frozenset({"VT14"}))} if raised else {}
        return Basis(POLICY, rows, emphases)

    now, then = basis(national, False), basis(coming, is_raised)
    post = Post(1, 1, "19", "19001", "do_thi", "VT14", DAY, None)
    pieces = {(1, code): [Piece(EvidenceKind.POST_TEST, 2, DAY, None, 1)] for code in ("A1", "A2")}

    def changes(one, other):
        before = expect_standings(one, [post], pieces, DAY)
        after = expect_standings(other, [post], pieces, DAY)
        return list(compare_posts([post], before, after))

    assert changes(*narrow_to_differences(now, then)) == changes(now, then)
