"""Standings follow evidence, posts, requirements and time; history is kept."""

from datetime import date

import pytest
from factories import (
    make_assignment,
    make_evidence,
    make_officer,
    make_organisation,
    make_post,
    make_unit,
    refresh,
)
from sqlalchemy import event, func, select, update

from competency import queries
from competency.models import RequirementSet, Standing
from competency.services import recompute_check, refresh_standings
from lms.database import db, transaction

TODAY = date(2026, 11, 20)
EFFECTIVE = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


def facts(row):
    return row.required, row.attained, row.status


def test_a_post_begins_with_one_unproven_standing_for_each_competency_it_asks(standing_of):
    post = make_post()

    asked = queries.list_requirements("VT14")
    rows = queries.list_standings(post.officer)

    assert {row.competency_code for row in rows} == {one.competency_code for one in asked}
    assert {(row.attained, row.status) for row in rows} == {(0, "unproven")}
    row = standing_of(post)
    assert (row.required, row.since, row.due_on) == (3, EFFECTIVE, date(2026, 12, 28))
    assert (row.province_code, row.unit_code, row.weight_percent) == ("19", "19001", 100)


def test_evidence_changes_the_standing_in_the_same_transaction(standing_of, history_of):
    post = make_post()

    first = make_evidence(post.officer, "B10", 2)
    assert facts(standing_of(post)) == (3, 2, "below")
    second = make_evidence(post.officer, "B10", 3, kind="case")

    row = standing_of(post)
    assert facts(row) == (3, 3, "met")
    assert row.carried_by == [second.id, first.id]
    assert [(old.status, old.valid_from, old.valid_to) for old in history_of(post)] == [
        ("unproven", TODAY, TODAY),
        ("below", TODAY, TODAY),
        ("met", TODAY, None),
    ]


def test_evidence_that_changes_nothing_but_the_bearer_leaves_no_history(standing_of, history_of):
    post = make_post()
    make_evidence(post.officer, "B10", 2, earned_on=date(2026, 1, 5))
    before = standing_of(post).id

    longer = make_evidence(post.officer, "B10", 2, kind="external", earned_on=date(2026, 11, 1))

    assert standing_of(post).id == before
    assert standing_of(post).carried_by == [longer.id]
    assert len(history_of(post)) == 2


def test_time_alone_makes_a_standing_expire(at, standing_of, history_of):
    post = make_post(position="VT12")  # asks level 2 of B3, a law-heavy competency: twelve months
    make_evidence(post.officer, "B3", 2, earned_on=date(2025, 12, 1))
    assert facts(standing_of(post, "B3")) == (2, 2, "expiring")
    assert standing_of(post, "B3").changes_on == date(2026, 12, 2)

    at(date(2026, 12, 1))
    refresh(post.officer)
    assert facts(standing_of(post, "B3")) == (2, 2, "expiring")
    at(date(2026, 12, 2))
    refresh(post.officer)

    row = standing_of(post, "B3")
    assert facts(row) == (2, 0, "expired")
    assert row.since == date(2026, 12, 2)
    assert [old.valid_to for old in history_of(post, "B3")] == [TODAY, date(2026, 12, 2), None]


def test_a_first_standing_says_since_when_its_status_has_lasted():
    officer = make_officer()
    make_evidence(officer, "B3", 2, earned_on=date(2025, 9, 1))
    post = make_post(officer, "VT12", starts_on=date(2026, 7, 15))

    by_code = {row.competency_code: row for row in queries.list_standings(post.officer)}

    assert (by_code["B3"].status, by_code["B3"].since) == ("expired", date(2026, 9, 2))
    assert (by_code["B8"].status, by_code["B8"].since) == ("unproven", date(2026, 7, 15))


def test_since_survives_changes_that_leave_the_status(at, standing_of):
    post = make_post()
    make_evidence(post.officer, "B10", 1)

    at(date(2026, 11, 25))
    make_evidence(post.officer, "B10", 2)

    row = standing_of(post)
    assert (row.attained, row.since, row.valid_from) == (2, TODAY, date(2026, 11, 25))


def test_leaving_a_post_ends_its_requirements(at, standing_of, history_of, alerts_of):
    post = make_post()
    with transaction():
        post.ends_on = date(2026, 11, 30)
    refresh(post.officer)
    assert standing_of(post).changes_on == date(2026, 12, 1)

    at(date(2026, 12, 1))
    refresh(post.officer)

    assert standing_of(post) is None
    assert [row.valid_to for row in history_of(post)] == [date(2026, 12, 1)]
    assert [alert.close_reason for alert in alerts_of(post.officer)] == ["post_ended"]


def test_a_transfer_closes_the_old_and_opens_the_new_with_fresh_grace(at, standing_of):
    old = make_post(position="VT14")
    make_evidence(old.officer, "B10", 2)
    at(date(2027, 3, 10))
    with transaction():
        old.ends_on = date(2027, 3, 9)
    new = make_post(
        old.officer, "VT09", organisation=make_organisation(name="Văn phòng"), starts_on=date(2027, 3, 10)
    )

    assert standing_of(old) is None
    row = standing_of(new)
    assert (row.required, row.attained, row.due_on) == (4, 2, date(2027, 9, 6))


def test_two_posts_have_their_own_standings_and_the_higher_requirement_is_found_first(standing_of):
    officer = make_officer()
    main = make_post(officer, "VT14")
    second = make_post(officer, "VT09", is_main=False, organisation=make_organisation(name="Văn phòng"))
    make_evidence(officer, "B10", 3, kind="case")
    make_evidence(officer, "B10", 2)

    assert facts(standing_of(main)) == (3, 3, "met")
    assert facts(standing_of(second)) == (4, 3, "below")
    assert queries.find_standing(officer, "B10").required == 4


def test_the_area_of_the_commune_raises_and_weights(standing_of):
    ward = make_post(organisation=make_organisation(make_unit("19003", "Phường Đồng Tâm")))
    commune = make_post()

    def asked(post, code):
        return standing_of(post, code).required, standing_of(post, code).weight_percent

    assert asked(ward, "B3") == (5, 150)
    assert asked(ward, "B6") == (3, 70)  # a weight below one never removes
    assert asked(commune, "B3") == (4, 100)


def test_a_province_may_raise_and_add_but_never_lower(system, standing_of):
    post = make_post()
    national = queries.list_requirements("VT14")
    by_code = {one.competency_code: one for one in national}
    with transaction():
        framework_id = by_code["B10"].requirement_set.framework_id
        overlay = RequirementSet(
            framework_id=framework_id,
            owner_unit_code="19",
            document="Quyết định 12/QĐ-UBND ngày 01/10/2026",
            effective_on=date(2026, 10, 1),
            state="published",
        )
        db.session.add(overlay)
        for code, level in (("B10", 4), ("A1", 1), ("C1", 2)):
            requirement = type(by_code["B10"])(
                position_code="VT14", competency_code=code, level=level, grace_days=180
            )
            overlay.requirements.append(requirement)
    refresh(post.officer)

    assert (standing_of(post, "B10").required, standing_of(post, "B10").due_on) == (4, date(2027, 3, 30))
    assert standing_of(post, "A1").required == 3
    assert standing_of(post, "C1").required == 2
    assert standing_of(post, "B10").requirement.requirement_set.document.startswith("Quyết định 12")


def test_a_past_day_shows_what_was_held_at_its_end(at):
    post = make_post()
    at(date(2026, 11, 21))
    make_evidence(post.officer, "B10", 2, earned_on=date(2026, 10, 1))
    at(date(2026, 11, 25))

    def on(day):
        return {row.competency_code: row.status for row in queries.list_standings(post.officer, day)}.get(
            "B10"
        )

    assert on(date(2026, 11, 19)) is None
    assert on(TODAY) == "unproven"
    assert on(date(2026, 11, 21)) == "below"
    assert on(date(2026, 11, 25)) == "below"


def test_a_day_to_come_is_a_projection_that_assumes_nothing_new():
    post = make_post(position="VT12")
    make_evidence(post.officer, "B3", 2, earned_on=TODAY)

    def on(day):
        rows = queries.list_standings(post.officer, day)
        return next(row for row in rows if row.competency_code == "B3")

    assert (on(TODAY).status, on(TODAY).since) == ("met", TODAY)
    assert (on(date(2027, 9, 22)).status, on(date(2027, 9, 22)).since) == ("expiring", date(2027, 9, 22))
    assert (on(date(2027, 11, 20)).status, on(date(2027, 11, 20)).attained) == ("expiring", 2)
    assert (on(date(2028, 1, 1)).status, on(date(2028, 1, 1)).since) == ("expired", date(2027, 11, 21))
    assert on(date(2028, 1, 1)).requirement.requirement_set.document.startswith("Khung năng lực")
    assert db.session.scalar(select(func.count()).select_from(Standing).where(Standing.attained == 2)) == 1


def test_today_is_right_even_if_the_nightly_pass_is_late(at, standing_of):
    post = make_post(position="VT12")
    make_evidence(post.officer, "B3", 2, earned_on=date(2025, 12, 1))

    at(date(2026, 12, 20))
    row = next(row for row in queries.list_standings(post.officer) if row.competency_code == "B3")

    assert (row.status, row.since) == ("expired", date(2026, 12, 2))
    assert standing_of(post, "B3").status == "expiring"


def test_a_refresh_that_finds_nothing_changes_nothing(system):
    post = make_post()
    make_evidence(post.officer)

    with transaction():
        counts = refresh_standings([post.officer_id], by=system)

    assert (counts.officers, counts.opened, counts.closed, counts.alerts_changed) == (1, 0, 0, 0)


TAMPERING = {
    "a level nobody showed": {"attained": 5, "status": "met"},
    "a lower requirement": {"required": 1},
    "evidence of somebody else": {"carried_by": [999]},
    "a day on which it is not looked at again": {"changes_on": None},
    "a closed row without a follower": {"valid_to": TODAY},
}


def test_a_check_finds_a_row_that_was_tampered_with(system):
    post = make_post()
    make_evidence(post.officer, "B10", 2)
    chosen = (Standing.competency_code == "B10") & Standing.valid_to.is_(None)
    for name, values in TAMPERING.items():
        assert recompute_check([post.officer_id], by=system) == [], name
        with transaction():
            db.session.execute(update(Standing).where(chosen).values(values))

        found = recompute_check([post.officer_id], by=system)

        assert ("standing", "B10") in {(one.subject, one.competency_code) for one in found}, name
        refresh(post.officer)
    assert recompute_check([post.officer_id], by=system) == []


def test_a_batch_takes_the_same_number_of_statements_for_one_and_for_many(system):
    posts = [make_assignment() for _ in range(12)]
    statements = []
    listener = lambda *_args: statements.append(1)  # noqa: E731 - counts, nothing else
    event.listen(db.engine, "before_cursor_execute", listener)

    def count(officer_ids):
        statements.clear()
        with transaction():
            refresh_standings(officer_ids, by=system)
        return len(statements)

    for_one, for_many = count([posts[0].officer_id]), count([post.officer_id for post in posts[1:]])
    # On PostgreSQL many standings and many alerts go by COPY, which is no statement to the engine's hook.
    copied = 2 if db.engine.dialect.name == "postgresql" else 0
    assert for_one == for_many + copied <= 16
    event.remove(db.engine, "before_cursor_execute", listener)
