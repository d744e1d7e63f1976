"""The level rule of DESIGN 4 as tables of cases."""

from datetime import date, timedelta

import pytest

from competency.rules import (
    DEFAULT_POLICY,
    EvidenceKind,
    Piece,
    RuleError,
    attained_ignoring_expiry,
    attained_level,
    best_by_kind,
    carrying_pieces,
    required_level,
    support,
    valid_until,
)

DAY = date(2026, 6, 15)
EARLIER = date(2026, 1, 10)
LATER = date(2027, 1, 10)


def piece(kind, level, **changes):
    fields = {"earned_on": EARLIER, "valid_until": LATER} | changes
    return Piece(EvidenceKind(kind), level, **fields)


def pieces(*kinds_and_levels):
    return [piece(kind, level) for kind, level in kinds_and_levels]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(piece("self_rating", 5), 0, id="self-rating never proves"),
        pytest.param(piece("completion", 4), 1, id="completion is capped at 1"),
        pytest.param(piece("post_test", 5), 2, id="post-test is capped at 2"),
        pytest.param(piece("external", 3), 2, id="external is capped at 2"),
        pytest.param(piece("case", 4), 3, id="case is capped at 3"),
        pytest.param(piece("prior_learning", 5), 3, id="prior learning is capped at 3"),
        pytest.param(piece("work_product", 5), 4, id="work product is capped at 4"),
        pytest.param(piece("assessor", 5), 5, id="assessor may show 5"),
        pytest.param(piece("assessor", 2), 2, id="below the ceiling the level shown counts"),
        pytest.param(piece("case", 0), 0, id="level 0 supports nothing"),
        pytest.param(piece("case", 3, revoked=True), 0, id="revoked"),
        pytest.param(piece("case", 3, earned_on=DAY), 3, id="earned today"),
        pytest.param(piece("case", 3, earned_on=DAY + timedelta(days=1)), 0, id="earned tomorrow"),
        pytest.param(piece("case", 3, valid_until=DAY), 3, id="the last day is included"),
        pytest.param(piece("case", 3, valid_until=DAY - timedelta(days=1)), 0, id="ran out yesterday"),
        pytest.param(piece("case", 3, valid_until=None), 3, id="never runs out"),
    ],
)
def test_support_of_one_piece(one, expected):
    assert support(DEFAULT_POLICY, one, DAY) == expected


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param([], 0, id="nothing shown"),
        pytest.param([("self_rating", 5)], 0, id="self-rating alone"),
        pytest.param([("completion", 1)], 1, id="level 1 from one piece"),
        pytest.param([("post_test", 2)], 2, id="level 2 from one piece"),
        pytest.param([("case", 3)], 2, id="level 3 alone is worth 2"),
        pytest.param([("assessor", 5)], 2, id="even an assessor alone is worth 2"),
        pytest.param([("case", 3), ("case", 3)], 2, id="the same kind does not corroborate"),
        pytest.param([("case", 3), ("completion", 1)], 2, id="two levels below is too far"),
        pytest.param([("case", 3), ("self_rating", 5)], 2, id="self-rating does not corroborate"),
        pytest.param([("case", 3), ("post_test", 2)], 3, id="one level below agrees"),
        pytest.param([("case", 3), ("prior_learning", 3)], 3, id="two kinds tie for 3"),
        pytest.param([("post_test", 2), ("external", 2)], 2, id="a tie does not add up"),
        pytest.param([("completion", 1), ("post_test", 1)], 1, id="a tie at 1 stays 1"),
        pytest.param([("work_product", 4), ("post_test", 2)], 3, id="4 with 2 is worth 3"),
        pytest.param([("work_product", 4), ("case", 3)], 4, id="4 with 3 is 4"),
        pytest.param([("work_product", 4), ("assessor", 4)], 4, id="two kinds tie for 4"),
        pytest.param([("assessor", 5), ("case", 3)], 4, id="5 with 3 is worth 4"),
        pytest.param([("assessor", 5), ("work_product", 4)], 5, id="5 with 4 is 5"),
        pytest.param([("assessor", 5), ("completion", 1)], 2, id="5 with 1 is worth 2"),
        pytest.param(
            [("assessor", 5), ("post_test", 2), ("case", 3)], 4, id="of three kinds the second best agrees"
        ),
        pytest.param([("assessor", 5), ("case", 3), ("work_product", 4)], 5, id="three kinds, all the way"),
        pytest.param([("post_test", 2), ("completion", 1), ("external", 2)], 2, id="three kinds at most 2"),
        pytest.param(
            [("case", 3), ("case", 2), ("post_test", 2)], 3, id="a weaker piece of the same kind is idle"
        ),
    ],
)
def test_attained_level(shown, expected):
    assert attained_level(DEFAULT_POLICY, pieces(*shown), DAY) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"revoked": True}, 2, id="a revoked piece stops corroborating"),
        pytest.param({"valid_until": DAY - timedelta(days=1)}, 2, id="an expired piece stops corroborating"),
        pytest.param({"valid_until": DAY}, 3, id="on its last day it still does"),
        pytest.param({"earned_on": DAY + timedelta(days=1)}, 2, id="a future piece does not yet"),
    ],
)
def test_only_valid_pieces_corroborate(change, expected):
    shown = [piece("case", 3), piece("post_test", 2, **change)]

    assert attained_level(DEFAULT_POLICY, shown, DAY) == expected


@pytest.mark.parametrize(
    ("earned_on", "day", "expected"),
    [
        pytest.param(date(2026, 1, 31), date(2027, 1, 31), 2, id="on the day twelve months later"),
        pytest.param(date(2026, 1, 31), date(2027, 2, 1), 0, id="the day after"),
        pytest.param(date(2028, 2, 29), date(2029, 2, 28), 2, id="earned on a leap day, last day"),
        pytest.param(date(2028, 2, 29), date(2029, 3, 1), 0, id="earned on a leap day, over"),
    ],
)
def test_evidence_counts_to_the_day(earned_on, day, expected):
    last_day = valid_until(DEFAULT_POLICY, EvidenceKind.POST_TEST, "B3", earned_on)
    shown = [piece("post_test", 2, earned_on=earned_on, valid_until=last_day)]

    assert attained_level(DEFAULT_POLICY, shown, day) == expected


def test_ignoring_expiry_forgets_neither_revocation_nor_the_future():
    over = DAY - timedelta(days=1)
    shown = [
        piece("case", 3, valid_until=over),
        piece("post_test", 2, valid_until=over),
        piece("work_product", 4, valid_until=over, revoked=True),
        piece("assessor", 5, earned_on=DAY + timedelta(days=1)),
    ]

    assert attained_ignoring_expiry(DEFAULT_POLICY, shown, DAY) == 3


def test_best_by_kind_leaves_out_kinds_that_support_nothing():
    shown = pieces(("self_rating", 5), ("case", 2), ("case", 3), ("post_test", 2))

    assert best_by_kind(DEFAULT_POLICY, shown, DAY) == {EvidenceKind.CASE: 3, EvidenceKind.POST_TEST: 2}


def test_best_by_kind_can_be_asked_what_will_last():
    shown = [
        piece("case", 3, valid_until=DAY + timedelta(days=9)),
        piece("post_test", 2, valid_until=DAY + timedelta(days=10)),
        piece("assessor", 5, earned_on=DAY + timedelta(days=1)),
    ]

    assert best_by_kind(DEFAULT_POLICY, shown, DAY, lasting_days=10) == {EvidenceKind.POST_TEST: 2}


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param([], (), id="nothing"),
        pytest.param([piece("self_rating", 5, ref=1)], (), id="nothing that proves"),
        pytest.param([piece("completion", 1, ref=1), piece("post_test", 2, ref=2)], (2,), id="the stronger"),
        pytest.param(
            [piece("case", 3, ref=1), piece("post_test", 2, ref=2)], (1, 2), id="with corroboration"
        ),
        pytest.param(
            [piece("case", 3, ref=1), piece("completion", 1, ref=2)], (1,), id="what changes nothing is idle"
        ),
        pytest.param(
            [piece("case", 2, ref=1), piece("post_test", 2, ref=2)], (1,), id="level 2 needs no second piece"
        ),
        pytest.param(
            [piece("post_test", 2, ref=1), piece("post_test", 2, ref=2, valid_until=None)],
            (2,),
            id="what lasts longest",
        ),
        pytest.param(
            [piece("post_test", 2, ref=12), piece("post_test", 2, ref=9)], (9,), id="then the lowest number"
        ),
        pytest.param(
            [piece("post_test", 2, ref="b"), piece("external", 2, ref="a")], ("a",), id="then the first word"
        ),
        pytest.param(
            [piece("post_test", 2), piece("case", 3, ref="case-attempt:812")],
            ("case-attempt:812",),
            id="a piece without a ref cannot be named",
        ),
        pytest.param(
            [piece("case", 3, ref=3), piece("assessor", 4, ref=1, revoked=True), piece("external", 2, ref=2)],
            (3, 2),
            id="revoked pieces carry nothing",
        ),
    ],
)
def test_carrying_pieces(shown, expected):
    assert carrying_pieces(DEFAULT_POLICY, shown, DAY) == expected
    assert carrying_pieces(DEFAULT_POLICY, list(reversed(shown)), DAY) == expected


@pytest.mark.parametrize(
    ("base", "raised", "expected"),
    [(1, False, 1), (5, False, 5), (1, True, 2), (4, True, 5), pytest.param(5, True, 5, id="5 is the top")],
)
def test_required_level(base, raised, expected):
    assert required_level(base, raised) == expected


@pytest.mark.parametrize("base", [-1, 0, 6])
def test_a_required_level_outside_the_scale_is_refused(base):
    with pytest.raises(RuleError, match="from 1 to 5"):
        required_level(base, raised=True)
