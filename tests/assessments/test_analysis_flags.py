"""What figures give cause to look at."""

import pytest

from assessments.analysis import (
    CaseFigures,
    ChoiceFigures,
    CompetencyFigures,
    Flag,
    OptionFigures,
    QuestionFigures,
    Reliability,
    case_flags,
    choice_flags,
    competency_flags,
    question_flags,
    quiz_flags,
)


def option(word, *, is_right=False, chosen=10, discrimination=-0.1):
    return OptionFigures(word, is_right, chosen, 0.25, discrimination)


def question(difficulty=0.6, discrimination=0.4, *, answered=40, seconds=30.0, options=()):
    return QuestionFigures(1, answered, answered, difficulty, discrimination, 0.5, seconds, 40, options)


@pytest.mark.parametrize(
    ("figures", "flags"),
    [
        pytest.param(question(), (), id="all is well"),
        pytest.param(question(0.0, None), (Flag.EVERYONE_WRONG,), id="nobody right"),
        pytest.param(question(0.2), (Flag.TOO_HARD,), id="hard"),
        pytest.param(question(0.97, 0.1), (Flag.TOO_EASY,), id="easy, so that it can hardly tell apart"),
        pytest.param(question(0.6, 0.19), (Flag.LOW,), id="low"),
        pytest.param(question(0.6, 0.2), (), id="just enough"),
        pytest.param(question(0.6, -0.1), (Flag.NEGATIVE,), id="the weak do better"),
        pytest.param(question(seconds=4.9), (Flag.TOO_FAST,), id="faster than it can be read"),
        pytest.param(question(seconds=None), (), id="no time known"),
        pytest.param(question(0.0, answered=29), (), id="too few answers"),
        pytest.param(
            question(options=(option("a", is_right=True, discrimination=0.3), option("b", chosen=0))),
            (Flag.UNUSED_OPTION,),
            id="a distractor nobody takes",
        ),
        pytest.param(
            question(options=(option("a", is_right=True, chosen=0, discrimination=None), option("b"))),
            (),
            id="a right option nobody takes is no distractor",
        ),
        pytest.param(
            question(
                0.2,
                -0.3,
                options=(option("a", is_right=True, discrimination=-0.3), option("b", discrimination=0.4)),
            ),
            (Flag.KEY_DOUBTFUL, Flag.TOO_HARD, Flag.NEGATIVE),
            id="the strong choose what is marked wrong",
        ),
        pytest.param(
            question(
                0.6,
                0.3,
                options=(option("a", is_right=True, discrimination=-0.3), option("b", discrimination=0.3)),
            ),
            (),
            id="no more than chance",
        ),
    ],
)
def test_each_flag_of_a_question_has_its_bound(figures, flags):
    assert question_flags(figures, least_seconds=5.0) == flags


@pytest.mark.parametrize(("alpha", "flags"), [(0.69, (Flag.LOW_ALPHA,)), (0.7, ()), (None, ())])
def test_a_test_is_flagged_below_seven_tenths(alpha, flags):
    assert quiz_flags(Reliability(alpha, 50, 10, 10, 10)) == flags


@pytest.mark.parametrize(
    ("percent", "flags"),
    [(0.96, (Flag.CASE_TOO_EASY,)), (0.8, ()), (0.2, (Flag.CASE_TOO_HARD,)), (None, ())],
)
def test_a_case_can_be_too_easy_or_too_hard(percent, flags):
    assert case_flags(CaseFigures(40, percent)) == flags


@pytest.mark.parametrize(
    ("figures", "flags"),
    [
        (ChoiceFigures("n1", "a", False, 40, 20, 0.5), ()),
        (ChoiceFigures("n1", "a", False, 40, 39, 0.975), (Flag.SAME_CHOICE,)),
        (ChoiceFigures("n1", "a", False, 40, 0, 0.0), (Flag.UNUSED_CHOICE,)),
        (ChoiceFigures("n1", "a", True, 40, 0, 0.0), ()),
        (ChoiceFigures("n1", "a", True, 40, 8, 0.2), (Flag.CRITICAL_COMMON,)),
        (ChoiceFigures("n1", "a", True, 29, 29, 1.0), ()),
        (ChoiceFigures("n1", "a", True, 0, 0, None), ()),
    ],
)
def test_each_flag_of_a_choice_has_its_bound(figures, flags):
    assert choice_flags(figures) == flags


def test_a_competency_of_which_less_than_half_is_earned_is_flagged():
    assert competency_flags(CompetencyFigures("A3", 40, 1.0, 3.0, 1 / 3)) == (Flag.WEAK_COMPETENCY,)
    assert competency_flags(CompetencyFigures("A3", 40, 1.5, 3.0, 0.5)) == ()
    assert competency_flags(CompetencyFigures("A3", 29, 1.0, 3.0, 1 / 3)) == ()
