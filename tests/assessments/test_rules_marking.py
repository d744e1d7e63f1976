"""Rules of written work: who marks how often, what the marks come to, what a text must keep to."""

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules import marking as rules
from assessments.rules.marking import Criterion, Outcome, Round, RubricContent, ScriptRefusal

OUTCOMES = (Outcome(50, 1, 2), Outcome(80, 2, 4))
NOON = datetime(2026, 11, 20, 5, tzinfo=timezone.utc)  # noqa: UP017 - as the clock gives it
STEPS = st.integers(0, 3)
MARKS = st.lists(st.tuples(STEPS, STEPS, STEPS), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("marks", "halves", "percent_tenths", "level"),
    [
        pytest.param([(3, 3)], (6, 6), 1000, 4, id="one marker, everything"),
        pytest.param([(0, 0)], (0, 0), 0, 0, id="one marker, nothing"),
        pytest.param([(1, 2)], (2, 4), 500, 2, id="exactly the share"),
        pytest.param([(0, 3)], (0, 6), 500, 0, id="one criterion below its step"),
        pytest.param([(1, 2), (2, 2)], (3, 4), 583, 2, id="two: the mean, exact to half a step"),
        pytest.param([(2, 3), (3, 3)], (5, 6), 917, 4, id="two, high"),
        pytest.param([(1, 3), (2, 3)], (3, 6), 750, 2, id="half a step below"),
        pytest.param([(0, 3), (3, 3), (2, 1)], (4, 6), 833, 4, id="three: the middle one of each"),
    ],
)
def test_the_final_mark(marks, halves, percent_tenths, level):
    verdict = rules.compute_verdict(marks, 3, OUTCOMES)

    assert (verdict.halves, verdict.percent_tenths, verdict.level) == (halves, percent_tenths, level)


@pytest.mark.parametrize("marks", [[], [(1,)] * 4, [(1, 2), (1,)]], ids=["none", "four", "two rubrics"])
def test_no_mark_of_nobody_or_of_four(marks):
    with pytest.raises(ValueError):
        rules.compute_verdict(marks, 3, OUTCOMES)


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        pytest.param((2, 2), (2, 2), False, id="the same"),
        pytest.param((1, 2), (2, 1), False, id="one step each"),
        pytest.param((0, 2), (2, 2), True, id="two steps on one criterion"),
        pytest.param((2, 3), (2, 2), True, id="the levels are two apart although the steps are one"),
        pytest.param((1, 2), (1, 1), True, id="a level and nothing: two apart"),
        pytest.param((2, 2), (1, 2), False, id="the same level"),
    ],
)
def test_when_two_markers_differ(first, second, differ):
    assert rules.do_differ(first, second, 3, OUTCOMES) is differ
    assert rules.do_differ(second, first, 3, OUTCOMES) is differ


@given(MARKS)
def test_the_final_mark_lies_between_the_marks(marks):
    verdict = rules.compute_verdict(marks, 3, OUTCOMES)

    for half, given_steps in zip(verdict.halves, zip(*marks, strict=True), strict=True):
        assert 2 * min(given_steps) <= half <= 2 * max(given_steps)
    exact = Fraction(1000 * sum(verdict.halves), 2 * 3 * 3)
    assert abs(verdict.percent_tenths - exact) <= Fraction(1, 2)


@given(MARKS)
def test_who_marked_first_does_not_matter(marks):
    assert rules.compute_verdict(marks, 3, OUTCOMES) == rules.compute_verdict(marks[::-1], 3, OUTCOMES)


@given(MARKS, st.integers(0, 2), st.integers(0, 2))
def test_a_better_mark_never_shows_less(marks, marker, criterion):
    better = [list(one) for one in marks]
    steps = better[marker % len(better)]
    steps[criterion] = min(3, steps[criterion] + 1)

    before, after = (rules.compute_verdict(one, 3, OUTCOMES) for one in (marks, better))

    assert after.level >= before.level
    assert after.percent_tenths >= before.percent_tenths


@pytest.mark.parametrize(
    ("taken", "marked", "is_drawn", "differ", "wanted"),
    [
        pytest.param([], [], False, False, Round.FIRST, id="nobody yet"),
        pytest.param([1], [], False, False, None, id="one is enough"),
        pytest.param([1], [], True, False, Round.SECOND, id="drawn: a second at the same time"),
        pytest.param([2], [], True, False, Round.FIRST, id="the first stepped aside"),
        pytest.param([1, 2], [1], True, False, None, id="both taken"),
        pytest.param([1, 2], [1, 2], True, False, None, id="both agree"),
        pytest.param([1, 2], [1, 2], True, True, Round.THIRD, id="both differ"),
        pytest.param([1, 2, 3], [1, 2], True, True, None, id="the third is taken"),
    ],
)
def test_which_marker_is_wanted(taken, marked, is_drawn, differ, wanted):
    assert rules.open_round(taken, marked, is_drawn=is_drawn, differ=differ) == wanted


@pytest.mark.parametrize(
    ("marked", "is_drawn", "differ", "complete"),
    [
        ([], False, False, False),
        ([1], False, False, True),
        ([1], True, False, False),
        ([2], True, False, False),
        ([1, 2], True, False, True),
        ([1, 2], True, True, False),
        ([1, 2, 3], True, True, True),
    ],
)
def test_when_all_marks_are_in(marked, is_drawn, differ, complete):
    assert rules.is_complete(marked, is_drawn=is_drawn, differ=differ) is complete


@given(
    st.lists(st.tuples(st.sampled_from(["claim", "mark", "leave"]), st.integers(0, 5)), max_size=60),
    st.booleans(),
    st.booleans(),
)
def test_whatever_markers_do_nobody_marks_twice_and_no_mark_is_lost(deeds, is_drawn, differ):
    """Six people claim, mark and step aside in any order; ``differ``: whether the first two would."""
    claimed, marked, had = {}, {}, set()
    for deed, person in deeds:
        wants_third = is_drawn and differ and {1, 2} <= set(marked)
        if deed == "claim" and person not in had:
            taken = [*claimed.values(), *marked]
            found = rules.open_round(taken, list(marked), is_drawn=is_drawn, differ=wants_third)
            if found is not None:
                assert found not in taken
                claimed[person] = found
                had.add(person)
        elif deed == "mark" and person in claimed:
            marked[claimed.pop(person)] = person
        elif deed == "leave":
            claimed.pop(person, None)

    wants_third = is_drawn and differ and {1, 2} <= set(marked)
    complete = rules.is_complete(list(marked), is_drawn=is_drawn, differ=wants_third)
    wanted = rules.open_round(
        [*claimed.values(), *marked], list(marked), is_drawn=is_drawn, differ=wants_third
    )
    assert len(set(marked.values())) == len(marked) <= 1 + is_drawn + (is_drawn and differ)
    assert complete is (len(marked) == 1 + is_drawn + wants_third)
    assert (wanted is None) is (len(marked) + len(claimed) == 1 + is_drawn + wants_third)


def test_one_script_in_ten_is_drawn():
    drawn = sum(
        rules.is_drawn(f"hat-giong-{number}", rules.content_hash(f"bài {number}")) for number in range(20_000)
    )

    assert 1850 <= drawn <= 2150, "10 % of 20,000, five standard deviations either way are 212"


def test_fresh_seeds_draw_one_in_ten_of_the_same_text():
    text_hash = rules.content_hash("Cùng một bài")
    drawn = sum(rules.is_drawn(rules.new_seed(), text_hash) for _number in range(10_000))

    assert 800 <= drawn <= 1200, "six and a half standard deviations either way"


@given(st.text(max_size=40), st.text())
def test_the_same_seed_and_text_always_draw_the_same(seed, text):
    text_hash = rules.content_hash(text.encode(errors="replace").decode())
    seed = seed.encode(errors="replace").decode()

    assert rules.is_drawn(seed, text_hash) is rules.is_drawn(seed, text_hash)


def test_no_two_seeds_are_the_same():
    assert len({rules.new_seed() for _number in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("cán bộ xã", 3),
        ("  cán\n\nbộ\txã ", 3),
        ("– cán bộ … xã !", 3),
        ("Nghị định 118/2025/NĐ-CP", 3),
        ("ca\u0301n bo\u0323\u0302", 2),
        ("một-cửa", 1),
    ],
)
def test_syllables_are_counted_between_spaces(text, count):
    assert rules.count_words(text) == count


@given(st.lists(st.sampled_from(["cán", "bộ", "xã", "2026"])), st.sampled_from([" ", "\n", "  ", " – "]))
def test_the_count_does_not_depend_on_the_spaces(words, space):
    assert rules.count_words(space.join(words)) == len(words)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        pytest.param("một hai", ScriptRefusal.TOO_SHORT, id="short"),
        pytest.param("một hai ba", None, id="just enough"),
        pytest.param("một " * 5, None, id="just short enough"),
        pytest.param("một " * 6, ScriptRefusal.TOO_LONG, id="long"),
        pytest.param("Tôi, lo thi HOA viết", ScriptRefusal.NAMES_WRITER, id="names the writer, folded"),
        pytest.param("Xin hoa lò thì mây", None, id="the same words in another order"),
        pytest.param("hỏi hoa@vidu.vn nhé", ScriptRefusal.NAMES_WRITER, id="the address"),
    ],
)
def test_what_can_be_handed_in(text, refusal):
    assert rules.hand_in_refusal(text, 3, 5, ["Lò Thị Hoa", "hoa@vidu.vn", "Hoa"]) is refusal


def test_one_may_write_again_after_ninety_days():
    assert rules.opens_again_on(date(2026, 11, 20)) == date(2027, 2, 18)


@pytest.mark.parametrize(
    ("after", "may"),
    [
        (timedelta(0), True),
        (timedelta(hours=48), True),
        (timedelta(hours=48, microseconds=1), False),
    ],
)
def test_marks_can_be_withdrawn_for_48_hours(after, may):
    assert rules.may_still_withdraw(NOON, NOON + after) is may


@pytest.mark.parametrize(("days", "late"), [(14, False), (15, True)])
def test_two_weeks_are_too_long(days, late):
    assert rules.is_overdue(NOON, NOON + timedelta(days=days)) is late


def rubric(steps=("Chưa", "Đạt"), **criteria):
    rows = criteria or {"Rõ ràng": ("Khó hiểu", "Dễ hiểu")}
    return RubricContent(tuple(steps), tuple(Criterion(name, texts) for name, texts in rows.items()))


@pytest.mark.parametrize(
    ("content", "place"),
    [
        pytest.param(rubric(steps=("Đạt",)), "step-0", id="one step"),
        pytest.param(rubric(steps=("Chưa", "", "Tốt")), "step-0", id="a step without a name"),
        pytest.param(RubricContent(("Chưa", "Đạt"), ()), "criterion-0", id="no criterion"),
        pytest.param(rubric(Rõ=("Khó hiểu", "")), "criterion-0", id="a step that is not described"),
        pytest.param(rubric(**{"": ("a", "b")}), "criterion-0", id="no name"),
        pytest.param(rubric(**{"Rõ": ("a", "b"), "rõ ": ("a", "b")}), None, id="two names"),
    ],
)
def test_what_a_rubric_must_have(content, place):
    found = rules.rubric_findings(content.cleaned())

    assert (found[0].place if found else None) == place


def test_a_rubric_is_known_by_its_words():
    untidy = RubricContent(("Chưa ", "Đạt", ""), (*rubric().criteria, Criterion(" ", ("", ""))))

    assert untidy.cleaned().hash == rubric().cleaned().hash
    assert rubric(steps=("Chưa", "Tốt")).hash != rubric().hash
    assert RubricContent.read(rubric().document) == rubric()


@pytest.mark.parametrize(
    ("outcomes", "place"),
    [
        pytest.param((), "outcome-0", id="none"),
        pytest.param((Outcome(0, 0, 2),), "outcome-0", id="for nothing"),
        pytest.param((Outcome(50, 4, 2),), "outcome-0", id="a step that is not there"),
        pytest.param((Outcome(50, 1, 6),), "outcome-0", id="a level that is not there"),
        pytest.param((Outcome(50, 1, 3), Outcome(60, 1, 2)), "outcome-1", id="downwards"),
        pytest.param((Outcome(50, 1, 2), Outcome(40, 1, 3)), "outcome-1", id="more for less"),
        pytest.param(OUTCOMES, None, id="sound"),
    ],
)
def test_what_outcomes_must_be(outcomes, place):
    found = rules.outcome_findings(outcomes, 3)

    assert (found[0].place if found else None) == place
