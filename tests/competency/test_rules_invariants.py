"""The invariants of DESIGN 4 that hold for the rules alone, as properties."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from competency.rules import (
    DEFAULT_POLICY,
    EvidenceKind,
    Piece,
    StandingStatus,
    alert_kind_and_reason,
    attained_ignoring_expiry,
    attained_level,
    carrying_pieces,
    compute_standing,
    is_met,
    next_change_on,
    next_turn_on,
    support,
)

DAY = date(2026, 6, 15)
EVER = 400  # Every generated piece has run out by then, and its notice too.
SETTINGS = settings(derandomize=True, deadline=None, max_examples=200)


@st.composite
def a_piece(draw, earliest=-120, latest=20):
    earned_on = DAY + timedelta(days=draw(st.integers(earliest, latest)))
    lasts = draw(st.none() | st.integers(0, 240))
    return Piece(
        kind=draw(st.sampled_from(EvidenceKind)),
        level=draw(st.integers(0, 5)),
        earned_on=earned_on,
        valid_until=None if lasts is None else earned_on + timedelta(days=lasts),
        ref=draw(st.none() | st.integers(1, 9) | st.sampled_from(["case-attempt:8", "quiz-attempt:7"])),
        revoked=draw(st.sampled_from([False, False, False, True])),
    )


PIECES = st.lists(a_piece(), max_size=6)
PIECES_OF_THE_PAST = st.lists(a_piece(latest=0), max_size=6)
REQUIRED = st.integers(1, 5)


def level_in_the_words_of_the_design(pieces, day):
    supports = [(support(DEFAULT_POLICY, piece, day), piece.kind) for piece in pieces]
    s1 = max((level for level, _ in supports), default=0)
    kinds_of_s1 = {kind for level, kind in supports if level == s1}
    others = [level for level, kind in supports if kind not in kinds_of_s1]
    s2 = s1 if len(kinds_of_s1) > 1 else max(others, default=0)
    return min(s1, max(2, s2 + 1))


@SETTINGS
@given(pieces=PIECES)
def test_the_level_is_what_the_design_says(pieces):
    assert attained_level(DEFAULT_POLICY, pieces, DAY) == level_in_the_words_of_the_design(pieces, DAY)


@SETTINGS
@given(pieces=PIECES)
def test_the_level_is_never_above_the_strongest_piece(pieces):
    strongest = max((support(DEFAULT_POLICY, piece, DAY) for piece in pieces), default=0)

    assert min(strongest, 2) <= attained_level(DEFAULT_POLICY, pieces, DAY) <= strongest


@SETTINGS
@given(pieces=PIECES, another=a_piece(latest=0))
def test_adding_evidence_never_lowers_a_level(pieces, another):
    more = [*pieces, another]

    assert attained_level(DEFAULT_POLICY, more, DAY) >= attained_level(DEFAULT_POLICY, pieces, DAY)
    assert attained_ignoring_expiry(DEFAULT_POLICY, more, DAY) >= attained_ignoring_expiry(
        DEFAULT_POLICY, pieces, DAY
    )


@SETTINGS
@given(pieces=PIECES, another=a_piece(), required=REQUIRED)
def test_adding_evidence_never_worsens_a_status(pieces, another, required):
    before = compute_standing(DEFAULT_POLICY, pieces, required, DAY).status
    after = compute_standing(DEFAULT_POLICY, [*pieces, another], required, DAY).status

    better_or_equal = {
        StandingStatus.MET: {StandingStatus.MET},
        StandingStatus.EXPIRING: {StandingStatus.EXPIRING, StandingStatus.MET},
        # With a second kind, what ran out earlier would now be enough: the reason is the expiry then.
        StandingStatus.BELOW: set(StandingStatus) - {StandingStatus.UNPROVEN},
        StandingStatus.EXPIRED: set(StandingStatus) - {StandingStatus.UNPROVEN, StandingStatus.BELOW},
        StandingStatus.UNPROVEN: set(StandingStatus),
    }
    assert after in better_or_equal[before]


@SETTINGS
@given(pieces=PIECES, required=REQUIRED, data=st.data())
def test_the_order_of_arrival_does_not_matter(pieces, required, data):
    shuffled = data.draw(st.permutations(pieces))

    assert compute_standing(DEFAULT_POLICY, shuffled, required, DAY) == compute_standing(
        DEFAULT_POLICY, pieces, required, DAY
    )
    assert next_turn_on(shuffled, DAY) == next_turn_on(pieces, DAY)


@SETTINGS
@given(pieces=PIECES, required=REQUIRED)
def test_revoked_pieces_are_as_if_they_were_not_there(pieces, required):
    standing_without = compute_standing(DEFAULT_POLICY, [p for p in pieces if not p.revoked], required, DAY)

    assert compute_standing(DEFAULT_POLICY, pieces, required, DAY) == standing_without


@SETTINGS
@given(pieces=PIECES_OF_THE_PAST, required=REQUIRED, passed=st.integers(0, EVER), more=st.integers(0, EVER))
def test_time_alone_never_raises_a_level(pieces, required, passed, more):
    first, second = DAY + timedelta(days=passed), DAY + timedelta(days=passed + more)

    before = compute_standing(DEFAULT_POLICY, pieces, required, first)
    after = compute_standing(DEFAULT_POLICY, pieces, required, second)

    assert after.attained <= before.attained
    assert is_met(before.status) or not is_met(after.status)
    assert before.status is not StandingStatus.EXPIRING or after.status is not StandingStatus.MET


@SETTINGS
@given(pieces=PIECES, required=REQUIRED)
def test_the_status_agrees_with_the_level(pieces, required):
    result = compute_standing(DEFAULT_POLICY, pieces, required, DAY)

    assert is_met(result.status) == (result.attained >= required)
    assert result.status is not StandingStatus.BELOW or 0 < result.attained < required
    assert result.status is not StandingStatus.UNPROVEN or result.attained == 0
    assert (alert_kind_and_reason(DEFAULT_POLICY, pieces, result, DAY) is None) == (
        result.status is StandingStatus.MET
    )


@SETTINGS
@given(pieces=PIECES)
def test_the_carrying_pieces_alone_give_the_level(pieces):
    numbered = [
        Piece(p.kind, p.level, p.earned_on, p.valid_until, number, p.revoked)
        for number, p in enumerate(pieces)
    ]

    carrying = carrying_pieces(DEFAULT_POLICY, numbered, DAY)

    level = attained_level(DEFAULT_POLICY, numbered, DAY)
    assert attained_level(DEFAULT_POLICY, [numbered[ref] for ref in carrying], DAY) == level
    assert len(carrying) == (0 if level == 0 else 1 if level <= 2 else 2)


@settings(SETTINGS, max_examples=80)
@given(pieces=PIECES, required=REQUIRED)
def test_the_next_change_is_the_first_day_that_differs(pieces, required):
    today, *later = [
        (day, compute_standing(DEFAULT_POLICY, pieces, required, day))
        for day in (DAY + timedelta(days=passed) for passed in range(EVER))
    ]
    visible = (today[1].attained, today[1].status)

    changes = (day for day, result in later if (result.attained, result.status) != visible)
    turning = next_turn_on(pieces, DAY)

    assert next_change_on(DEFAULT_POLICY, pieces, required, DAY) == next(changes, None)
    assert all(result == today[1] for day, result in later if turning is None or day < turning)
