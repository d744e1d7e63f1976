from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules import (
    AttemptRefusalCode,
    GradedQuestion,
    deadline,
    draw,
    is_late,
    may_attempt,
    quiz_score,
    shortages,
)

NOON = datetime(2026, 5, 31, 12, tzinfo=UTC)
FAILED, PASSED = False, True


def ago(**span):
    return NOON - timedelta(**span)


@given(st.lists(st.integers(), unique=True, min_size=5, max_size=20), st.text(max_size=5), st.randoms())
def test_a_draw_depends_on_the_seed_alone(bank, seed, random):
    mixed = random.sample(bank, len(bank))

    drawn = draw({"I": bank, "II": [*bank[:2], "x", "y"]}, {"I": 5, "II": 2}, seed)

    assert drawn == draw({"I": mixed, "II": ["y", "x", *bank[:2]]}, {"I": 5, "II": 2}, seed)
    assert [section for section, _ in drawn] == ["I"] * 5 + ["II"] * 2
    assert len({question for _, question in drawn}) == 7


def test_seeds_draw_different_questions():
    draws = {tuple(draw({"I": range(30)}, {"I": 3}, str(seed))) for seed in range(50)}

    assert len(draws) > 40


def test_a_section_without_a_count_asks_everything():
    assert sorted(draw({"I": [3, 1, 2]}, {}, "s")) == [("I", 1), ("I", 2), ("I", 3)]


def test_a_bank_too_small_is_told_before_and_refused_in_the_draw():
    banks = {"I": [1, 2, 3], "II": [3, 4]}

    assert shortages(banks, {"I": 3, "II": 2, "III": 1}) == {"II": 1, "III": 1}
    with pytest.raises(ValueError):
        draw(banks, {"II": 2}, "s")


def test_time_is_up_after_the_last_second_and_the_grace():
    end = deadline(NOON, 30)

    assert end == NOON + timedelta(minutes=30)
    assert not is_late(end, end)
    assert is_late(end + timedelta(seconds=1), end)
    assert not is_late(end + timedelta(seconds=20), end, grace_seconds=20)


def test_time_without_limit_is_never_up():
    assert deadline(NOON, None) is None
    assert not is_late(NOON, None)


@pytest.mark.parametrize(
    ("previous", "code"),
    [
        pytest.param([], None, id="never tried"),
        pytest.param([(ago(days=1), FAILED)], None, id="a day ago"),
        pytest.param([(ago(hours=23), FAILED)], AttemptRefusalCode.TOO_SOON, id="too soon"),
        pytest.param(
            [(ago(hours=1), FAILED), (ago(days=9), FAILED)],
            AttemptRefusalCode.TOO_SOON,
            id="the latest decides",
        ),
        pytest.param([(ago(days=9), PASSED)], AttemptRefusalCode.ALREADY_PASSED, id="passed"),
        pytest.param(
            [(ago(days=n), FAILED) for n in (9, 8, 7)], AttemptRefusalCode.NO_ATTEMPTS_LEFT, id="three times"
        ),
        pytest.param(
            [(ago(hours=n), FAILED) for n in (3, 2, 1)],
            AttemptRefusalCode.NO_ATTEMPTS_LEFT,
            id="three times today",
        ),
    ],
)
def test_when_a_quiz_may_be_tried_again(previous, code):
    refusal = may_attempt(previous, NOON)

    assert (refusal and refusal.code) == code


def test_a_refusal_says_when_to_come_back():
    refusal = may_attempt([(ago(hours=1), FAILED)], NOON)

    assert refusal.available_at == NOON + timedelta(hours=23)
    assert refusal.available_on == date(2026, 6, 1)
    assert may_attempt([(ago(hours=1), PASSED)], NOON).available_on is None


def test_limit_and_days_are_settings():
    previous = [(ago(hours=n), FAILED) for n in range(1, 6)]

    assert may_attempt(previous, NOON, limit=None, days_between=0) is None


def graded(*points, section="I", competency="B3"):
    return [GradedQuestion(section, Fraction(p), competency) for p in points]


@pytest.mark.parametrize(
    ("questions", "marks", "percent", "passed"),
    [
        pytest.param(graded(1, 1, 0), {}, "66.7", False, id="below the whole mark"),
        pytest.param(graded(1, 1, 1, 1, 1, 1, 1, 0, 0, 0), {}, "70.0", True, id="exactly the mark"),
        pytest.param(
            graded(1, 1, 1, 1) + graded(0, section="II"),
            {"II": 50},
            "80.0",
            False,
            id="a section below its mark",
        ),
        pytest.param(
            graded(1, 1) + graded("1/2", section="II"), {"II": 50}, "83.3", True, id="a section at its mark"
        ),
        pytest.param(graded(1), {"III": 50}, "100.0", False, id="a section with a mark but no question"),
        pytest.param([], {}, "0.0", False, id="no questions"),
    ],
)
def test_when_a_quiz_is_passed(questions, marks, percent, passed):
    score = quiz_score(questions, marks, 70)

    assert score.percent == Decimal(percent)
    assert score.passed is passed


def test_points_are_counted_by_section_and_by_competency():
    score = quiz_score(
        [
            *graded(1, "1/3", competency="C10"),
            *graded(0, section="II", competency="C2"),
            *graded(1, section="II", competency=None),
        ],
        {"I": 70, "II": 50},
        50,
    )

    assert {name: share.percent for name, share in score.by_section.items()} == {
        "I": Decimal("66.7"),
        "II": Decimal("50.0"),
    }
    assert list(score.by_competency) == ["C2", "C10"]
    assert score.failed_sections == ("I",)
    assert score.total.points == Fraction(7, 3)
