"""Words and arithmetic of courses."""

from datetime import UTC, datetime, timedelta

import pytest

from courses import rules
from courses.rules import ContentGroup, CourseState, LessonKind, PeriodYear

NOON = datetime(2026, 8, 10, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "minutes", "words", "expected"),
    [
        pytest.param(LessonKind.TEXT, 15, 900, 90, id="900 words at 600 a minute"),
        pytest.param(LessonKind.TEXT, 15, 901, 91, id="rounded up"),
        pytest.param(LessonKind.TEXT, 15, 10, 20, id="never below 20 seconds"),
        pytest.param(LessonKind.FILE, 15, 0, 20, id="a file has no words"),
        pytest.param(LessonKind.VIDEO, 10, 0, 300, id="half of a video"),
        pytest.param(LessonKind.VIDEO, 1, 900, 90, id="a video whose text takes longer"),
    ],
)
def test_the_least_plausible_time_of_a_lesson(kind, minutes, words, expected):
    assert rules.least_seconds(kind, minutes, words) == expected


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        pytest.param(timedelta(0), 60, id="just opened"),
        pytest.param(timedelta(seconds=59, milliseconds=1), 1, id="a fraction counts as a second"),
        pytest.param(timedelta(seconds=60), 0, id="to the second"),
        pytest.param(timedelta(days=3), 0, id="days later"),
    ],
)
def test_seconds_left(passed, expected):
    assert rules.seconds_left(NOON, 60, NOON + passed) == expected


def test_signs_are_no_words():
    assert rules.count_words("Ba xin – ba luôn: 24/7 | * ✓") == 5


@pytest.mark.parametrize(
    ("rows", "total", "missing"),
    [
        pytest.param([], 0, 40, id="nothing yet"),
        pytest.param([(2026, 5, 8), (2026, 3, 6)], 14, 26, id="two groups"),
        pytest.param([(2026, 5, 30), (2026, 5, 30)], 60, 0, id="more than the year asks"),
        pytest.param([(2025, 5, 40), (2026, 1, 4)], 4, 36, id="last year's surplus is no credit"),
    ],
)
def test_periods_of_a_year(rows, total, missing):
    year = rules.add_periods(rows, 2026)

    assert (year.total, year.missing) == (total, missing)
    assert set(year.by_group) == set(ContentGroup)


def test_periods_are_kept_apart_by_group():
    year = rules.add_periods([(2026, 5, 8), (2026, 3, 6), (2026, 5, 4)], 2026)

    assert year.by_group[ContentGroup.DIGITAL] == 12
    assert year.by_group[ContentGroup.STATE_MANAGEMENT] == 6
    assert year.by_group[ContentGroup.POLITICAL_THEORY] == 0


def test_another_year_may_ask_for_less():
    assert PeriodYear(2026, {ContentGroup.DIGITAL: 8}, required=20).missing == 12


@pytest.mark.parametrize(
    ("present", "wanted", "expected"),
    [
        pytest.param(CourseState.DRAFT, CourseState.IN_REVIEW, True, id="handed in"),
        pytest.param(CourseState.DRAFT, CourseState.PUBLISHED, False, id="no publishing without review"),
        pytest.param(CourseState.IN_REVIEW, CourseState.PUBLISHED, False, id="approved first"),
        pytest.param(CourseState.CHANGES_REQUESTED, CourseState.IN_REVIEW, True, id="handed in again"),
        pytest.param(CourseState.APPROVED, CourseState.PUBLISHED, True, id="published"),
        pytest.param(CourseState.PUBLISHED, CourseState.DRAFT, False, id="published texts never change"),
        pytest.param(CourseState.PUBLISHED, CourseState.OUTDATED, True, id="replaced"),
        pytest.param(CourseState.OUTDATED, CourseState.PUBLISHED, False, id="an old version does not return"),
    ],
)
def test_where_a_version_may_go(present, wanted, expected):
    assert rules.may_become(present, wanted) is expected


def test_every_state_says_where_it_leads():
    assert set(rules.TRANSITIONS) == set(CourseState)
    assert rules.TRANSITIONS[CourseState.WITHDRAWN] == frozenset()


def test_every_group_and_topic_has_a_name():
    assert set(rules.CONTENT_GROUP_NAMES) == set(ContentGroup)
    assert set(rules.TOPIC_NAMES) == set(rules.Topic)
    assert [group.value for group in ContentGroup] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("so-do_1.png", True, id="plain"),
        pytest.param("Sơ đồ.png", False, id="marks and spaces"),
        pytest.param("SODO.PNG", False, id="capitals"),
        pytest.param("../so-do.png", False, id="a path"),
        pytest.param("so.do.png", False, id="two dots"),
        pytest.param("-x.png", False, id="begins with a hyphen"),
        pytest.param("a" * 120 + ".png", False, id="too long"),
    ],
)
def test_safe_file_names(name, expected):
    assert rules.is_safe_name(name) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("01-mo-dau.md", (1, "mo-dau"), id="good"),
        pytest.param("1-mo-dau.md", None, id="one digit"),
        pytest.param("01-Mở đầu.md", None, id="marks"),
        pytest.param("mo-dau.md", None, id="no number"),
        pytest.param("01-.md", None, id="no name"),
        pytest.param("01-a--b.md", None, id="two hyphens"),
    ],
)
def test_names_of_lessons(name, expected):
    assert rules.split_lesson_name(name) == expected
