"""What several posts ask together, and what to do first."""

from datetime import date

import pytest

from competency.rules import Severity, StandingStatus
from reports.rules.needs import Ask, merge_asks, todo

DAY = date(2026, 5, 4)


def ask(code="B10", *, post=1, required=3, attained=1, status="below", word="info", due=DAY, weight=100):
    return Ask(
        assignment_id=post,
        position=f"Vị trí {post}",
        competency_code=code,
        required=required,
        attained=attained,
        status=StandingStatus(status),
        severity=Severity(word),
        since=DAY,
        due_on=due,
        weight_percent=weight,
        document=f"Văn bản {post}",
    )


def test_the_higher_requirement_of_two_posts_stands_first():
    [need] = merge_asks([ask(post=1, required=2), ask(post=2, required=4)])

    assert [one.required for one in need.asks] == [4, 2]
    assert need.documents == ("Văn bản 2", "Văn bản 1")


def test_the_most_pressing_word_and_the_earliest_open_day_count():
    [need] = merge_asks(
        [
            ask(post=1, required=4, word="info", due=date(2026, 12, 1)),
            ask(post=2, required=2, word="urgent", due=date(2026, 1, 1)),
        ]
    )

    assert need.severity == Severity.URGENT
    assert need.due_on == date(2026, 1, 1)


def test_a_met_post_does_not_set_the_day():
    [need] = merge_asks(
        [
            ask(post=1, required=4, due=date(2026, 12, 1)),
            ask(post=2, required=1, status="met", due=date(2025, 1, 1)),
        ]
    )

    assert need.due_on == date(2026, 12, 1)


def test_needs_come_in_the_order_of_the_codes_with_numbers_read_as_numbers():
    assert [need.code for need in merge_asks([ask("B10"), ask("C1"), ask("B2"), ask("A1")])] == [
        "A1",
        "B2",
        "B10",
        "C1",
    ]


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        pytest.param([ask("A1"), ask("B2", word="urgent")], ["B2", "A1"], id="urgent first"),
        pytest.param([ask("A1", required=2), ask("B2", required=4)], ["B2", "A1"], id="wider gap first"),
        pytest.param([ask("A1"), ask("B2", weight=150)], ["B2", "A1"], id="heavier first"),
        pytest.param([ask("B10"), ask("B2")], ["B2", "B10"], id="then by code"),
        pytest.param([ask("A1", status="met"), ask("B2")], ["B2"], id="met is not to do"),
        pytest.param(
            [ask("A1", status="expiring", required=2, attained=2, word="warning"), ask("B2")],
            ["A1", "B2"],
            id="what soon runs out is to do",
        ),
        pytest.param([], [], id="nothing"),
    ],
)
def test_todo(asks, expected):
    assert [need.code for need in todo(merge_asks(asks))] == expected
