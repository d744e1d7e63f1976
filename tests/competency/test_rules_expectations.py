"""What standings and alerts should be, from plain facts."""

from datetime import date

import pytest

from competency.rules import (
    DEFAULT_POLICY,
    AlertKind,
    Asked,
    Basis,
    Emphasis,
    EvidenceKind,
    Piece,
    Post,
    expect_alert,
    expect_standings,
    most_demanding,
    severity_of,
    status_since,
)

DAY = date(2026, 11, 20)
EFFECTIVE = date(2026, 7, 1)
DUE = date(2026, 12, 28)


def asked(code="B10", level=3, requirement_id=1, *, mandatory=True):
    return Asked(requirement_id, code, level, mandatory, 180, EFFECTIVE)


def post(assignment_id=1, position="VT14", *, area="do_thi", starts_on=date(2025, 7, 1), ends_on=None):
    return Post(assignment_id, 1, "19", "19001", area, position, starts_on, ends_on)


def piece(kind, level, earned_on, valid_until):
    return Piece(EvidenceKind(kind), level, earned_on, valid_until, 7)


def expect(*asks, shown=(), emphases=None, day=DAY, posts=None):
    basis = Basis(DEFAULT_POLICY, {(None, "VT14"): asks}, emphases or {})
    return basis, expect_standings(basis, posts or [post()], {(1, "B10"): shown}, day)


@pytest.mark.parametrize(
    ("area", "raised", "level", "required", "weight"),
    [
        pytest.param("do_thi", {"VT14"}, 3, 4, 150, id="raised"),
        pytest.param("do_thi", {"VT14"}, 5, 5, 150, id="never above five"),
        pytest.param("do_thi", {"VT08"}, 3, 3, 150, id="weighted, raised for others only"),
        pytest.param("nong_thon", {"VT14"}, 3, 3, 100, id="another area"),
        pytest.param(None, {"VT14"}, 3, 3, 100, id="no area, as for a province"),
    ],
)
def test_the_area_raises_and_weights(area, raised, level, required, weight):
    emphases = {("do_thi", "B10"): Emphasis(150, frozenset(raised))}

    _basis, (one,) = expect(asked(level=level), emphases=emphases, posts=[post(area=area)])

    assert (one.result.required, one.weight_percent) == (required, weight)


@pytest.mark.parametrize(
    ("national", "overlay", "level"),
    [
        pytest.param([asked(level=3)], [asked(level=4, requirement_id=9)], 4, id="raised"),
        pytest.param([asked(level=3)], [asked(level=2, requirement_id=9)], 3, id="never lowered"),
        pytest.param([], [asked(level=2, requirement_id=9)], 2, id="added"),
        pytest.param([asked(level=3)], [], 3, id="no overlay"),
    ],
)
def test_a_province_overlays(national, overlay, level):
    basis = Basis(DEFAULT_POLICY, {(None, "VT14"): national, ("19", "VT14"): overlay}, {})

    assert [one.level for one in basis.asked_of("19", "VT14")] == [level]
    assert [one.level for one in basis.asked_of("20", "VT14")] == [one.level for one in national]


@pytest.mark.parametrize(
    ("shown", "ends_on", "mandatory", "day", "changes_on"),
    [
        pytest.param((), None, True, DAY, date(2026, 12, 29), id="late, so urgent"),
        pytest.param((), None, False, DAY, None, id="what is not mandatory never becomes urgent"),
        pytest.param((), None, True, date(2026, 7, 1), date(2026, 10, 29), id="due within sixty days"),
        pytest.param((), date(2026, 11, 30), True, DAY, date(2026, 12, 1), id="the post ends first"),
        pytest.param((), None, True, date(2027, 1, 1), None, id="nothing more to come"),
    ],
)
def test_when_time_alone_changes_a_standing_or_its_alert(shown, ends_on, mandatory, day, changes_on):
    _basis, (one,) = expect(asked(mandatory=mandatory), shown=shown, day=day, posts=[post(ends_on=ends_on)])

    assert (one.due_on, one.changes_on) == (DUE, changes_on)


def test_a_met_standing_is_looked_at_when_it_begins_to_expire():
    held = (piece("post_test", 2, date(2026, 1, 10), date(2028, 1, 10)),)

    basis, (one,) = expect(asked(level=2), shown=held)

    assert one.changes_on == date(2027, 11, 12)
    assert expect_alert(basis, one, DAY) is None


def test_what_runs_out_soon_calls_for_what_would_replace_it():
    held = (piece("post_test", 2, date(2025, 1, 10), date(2026, 12, 10)),)

    basis, (one,) = expect(asked(level=2), shown=held)
    alert = expect_alert(basis, one, DAY)

    assert (alert.kind, [(step.kind, step.level) for step in alert.next_steps]) == (
        AlertKind.EXPIRING,
        [(EvidenceKind.POST_TEST, 2)],
    )


def test_of_several_posts_the_highest_requirement_then_the_more_pressing_decides():
    basis = Basis(
        DEFAULT_POLICY,
        {
            (None, "VT14"): [asked(level=3)],
            (None, "VT09"): [asked(level=4)],
            (None, "VT10"): [asked(level=4)],
        },
        {},
    )
    posts = [post(1), post(2, "VT09", starts_on=date(2026, 11, 1)), post(3, "VT10")]

    ones = expect_standings(basis, posts, {}, DAY)

    assert most_demanding(ones, DAY).post.assignment_id == 3
    assert [severity_of(one, DAY) for one in ones] == ["warning", "info", "warning"]


@pytest.mark.parametrize(
    ("shown", "since"),
    [
        pytest.param((), EFFECTIVE, id="never shown: since it is asked"),
        pytest.param(
            (piece("post_test", 2, date(2026, 9, 5), date(2028, 9, 5)),),
            date(2026, 9, 5),
            id="since it was shown",
        ),
        pytest.param(
            (piece("post_test", 2, date(2024, 9, 5), date(2026, 9, 5)),),
            date(2026, 9, 6),
            id="since it ran out",
        ),
        pytest.param(
            (piece("post_test", 2, date(2024, 12, 5), date(2026, 12, 5)),),
            date(2026, 10, 7),
            id="since it runs out soon",
        ),
        pytest.param(
            (piece("post_test", 2, date(2026, 1, 5), date(2028, 1, 5)),),
            EFFECTIVE,
            id="shown before it was asked",
        ),
    ],
)
def test_since_when_a_status_has_lasted(shown, since):
    assert status_since(DEFAULT_POLICY, shown, 2, EFFECTIVE, DAY) == since
