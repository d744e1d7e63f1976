"""Policy targets: what is counted of whom, and what was entered."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from factories import (
    make_account,
    make_assignment,
    make_course,
    make_enrolment,
    make_evidence,
    make_officer,
    make_organisation,
    make_post,
    make_unit,
    refresh_standards,
)
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import IntegrityError

from competency import queries
from competency.models import PolicyTarget, QualificationRequirement, TargetEntry, TargetPopulation
from competency.queries import targets as target_queries
from competency.rules.targets import TargetNote, Verdict
from courses.models import Completion, PeriodLedger
from lms import clock
from lms.database import db, transaction

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


@pytest.fixture
def province(app):
    return make_unit("19", "Tỉnh Thái Nguyên")


def judged(unit, code, on=TODAY, **more):
    return next(
        one for one in queries.judge_targets(unit, on=on, with_others=True, **more) if one.code == code
    )


def figures(unit, code, on=TODAY, **more):
    one = judged(unit, code, on, **more)
    return one.numerator, one.denominator, one.with_field


def complete(officer, course, day=TODAY):
    enrolment = make_enrolment(officer, course)
    with transaction():
        at = datetime.combine(day, time(5), tzinfo=UTC)
        db.session.add(Completion(enrolment_id=enrolment.id, completed_at=at))


def give_periods(officer, periods, day=TODAY):
    with transaction():
        db.session.add(
            PeriodLedger(
                officer_id=officer.id,
                province_code=officer.province_code,
                year=day.year,
                content_group=5,
                periods=periods,
                source=f"giay:{officer.id}:{day}:{periods}",
                title="Lớp bồi dưỡng",
                earned_on=day,
                recorded_at=clock.now(),
            )
        )


def test_a_province_has_its_own_targets_and_those_of_the_nation(app, province):
    mine = [one.code for one in queries.judge_targets(province, on=TODAY)]
    bac_ninh = [one.code for one in queries.judge_targets(make_unit("24", "Tỉnh Bắc Ninh"), on=TODAY)]

    assert (len(mine), mine[0], mine[-1]) == (26, "TN-a", "VN-40")
    assert (len(bac_ninh), bac_ninh[0], bac_ninh[-1]) == (10, "BN-2", "VN-40")
    everything = queries.judge_targets(province, on=TODAY, with_others=True)
    assert len(everything) == 35
    foreign = {one.code for one in everything if TargetNote.OTHER_PROVINCE in one.notes}
    assert foreign == {one.code for one in everything if one.code.startswith("BN")}


def test_degrees_are_counted_of_whom_they_are_recorded(app, province):
    for level in ("master", "doctor", "bachelor", "none"):
        make_assignment(make_officer(degree_level=level), position="VT02")

    one = judged(province, "TN-dd1")

    assert (one.numerator, one.with_field, one.denominator) == (2, 3, 4)
    assert (one.verdict, one.notes) == (Verdict.NOT_ENOUGH_DATA, (TargetNote.PARTLY_FILLED,))
    assert "VT02" in one.definition


def test_a_target_is_met_from_its_threshold_on(app, province):
    for level in ("master", "master", "master", "bachelor"):
        make_assignment(make_officer(degree_level=level), position="VT02")

    assert judged(province, "TN-dd1").verdict is Verdict.MET  # 75 %


def test_two_positions_count_once_under_the_main_one(app, province):
    officer = make_officer(degree_level="master", political_theory_level="advanced")
    make_assignment(officer, position="VT05", is_main=False)
    make_assignment(officer, make_organisation(name="UBND xã"), position="VT03", is_main=True)

    assert figures(province, "TN-dd2") == (1, 1, 1)
    assert judged(province, "TN-h2").denominator == 0
    assert judged(province, "TN-d1").denominator is None
    assert judged(province, "TN-b1").denominator == 1


def test_without_a_main_post_the_first_one_counts(app, province):
    officer = make_officer(degree_level="master")
    make_assignment(officer, position="VT05", is_main=False)
    make_assignment(officer, make_organisation(name="UBND xã"), position="VT03", is_main=False)

    assert (judged(province, "TN-h2").denominator, judged(province, "TN-dd2").denominator) == (1, 0)


def test_a_population_may_reach_for_concurrent_posts(app, province):
    officer = make_officer(degree_level="master")
    make_assignment(officer, position="VT05")
    make_assignment(officer, make_organisation(name="UBND xã"), position="VT02", is_main=False)
    assert judged(province, "TN-dd1").denominator == 0
    with transaction():
        db.session.get(TargetPopulation, "TN_CHAIR_UBND").main_post_only = False

    assert figures(province, "TN-dd1") == (1, 1, 1)


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("employment_kinds", ["cadre"], 1),
        ("positions", ["VT14", "VT03"], 2),
        ("organisation_kinds", ["service_centre"], 1),
        ("unit_kinds", ["ward"], 1),
    ],
)
def test_a_population_is_a_filter_of_rows(app, province, column, values, expected):
    ward = make_unit("19002", "Phường Quan Triều")
    make_assignment(make_officer(employment_kind="cadre"), position="VT03")
    make_assignment(
        make_officer(unit=ward), make_organisation(ward, "Trung tâm PVHCC", kind="service_centre"), "VT14"
    )
    with transaction():
        setattr(db.session.get(TargetPopulation, "TN_ALL"), column, values)

    assert judged(province, "TN-b2").denominator == expected


def test_who_left_or_has_not_begun_does_not_count(app, province):
    make_assignment(position="VT02", ends_on=TODAY - timedelta(days=1))
    make_assignment(position="VT02", starts_on=TODAY + timedelta(days=1))
    make_assignment(position="VT02", ends_on=TODAY)

    assert judged(province, "TN-dd1").denominator == 1


def test_completions_of_a_topic_count_while_they_are_valid(app, province):
    law, other = make_course("KH91", topics=["LAW"]), make_course("KH92", topics=["ETHICS"])
    again = make_course("KH93", topics=["LAW"])
    fresh, old, elsewhere, twice = (make_officer(f"Lò Văn {n}") for n in ("An", "Bình", "Cường", "Dũng"))
    for officer in (fresh, old, elsewhere, twice):
        make_assignment(officer)
    complete(fresh, law, date(2024, 11, 20))
    complete(old, law, date(2024, 11, 19))
    complete(elsewhere, other)
    complete(twice, law)
    complete(twice, again)

    assert figures(province, "TN-c1") == (2, 4, 4)
    assert figures(province, "TN-c2") == (1, 4, 4)
    assert figures(province, "TN-c5") == (0, 4, 4)


def test_who_is_asked_no_mandatory_course_is_no_success(app, province):
    asked = make_post()
    refresh_standards(asked.officer)
    make_assignment(make_officer())  # nothing was derived for this one

    one = judged(province, "TN-b1")

    assert (one.numerator, one.with_field, one.denominator) == (0, 1, 2)
    assert one.verdict is Verdict.NOT_ENOUGH_DATA


def test_all_mandatory_courses_must_be_completed(app, province):
    half, whole = make_officer("Lò Văn An"), make_officer("Lò Văn Bình")
    first, second = make_course("KH02"), make_course("KH13")
    for officer in (half, whole):
        make_assignment(officer)
        complete(officer, first)
    complete(whole, second)
    refresh_standards(half, whole)

    assert figures(province, "TN-b1") == (1, 2, 2)


def test_what_only_a_concurrent_post_asks_is_not_asked_of_the_main_one(app, province):
    officer = make_officer(degree_field="Âm nhạc", degree_level="bachelor")
    make_assignment(officer)
    make_assignment(officer, make_organisation(name="UBND xã"), "VT10", is_main=False)
    course = make_course("KH02")
    complete(officer, course)
    with transaction():
        rows = {row.code: row for row in db.session.scalars(select(QualificationRequirement))}
        rows["TN-KH13"].positions = ["VT10"]
    refresh_standards(officer)

    assert figures(province, "TN-b1") == (1, 1, 1)
    assert figures(province, "TN-a") == (0, 1, 0)


def test_a_field_of_study_is_judged_where_the_post_names_one(app, province):
    for field, position in (("Luật", "VT10"), ("Âm nhạc", "VT10"), ("", "VT10"), ("Luật", "VT14")):
        post = make_assignment(make_officer(degree_field=field, degree_level="bachelor"), position=position)
        refresh_standards(post.officer)

    one = judged(province, "TN-a")

    assert (one.numerator, one.with_field, one.denominator) == (1, 2, 4)
    assert TargetNote.CONFIRMATION_MISSING in one.notes


def test_a_proxy_asks_for_the_level_and_for_the_kind_of_evidence(app, province):
    shown, told, nothing = (make_post(make_officer(f"Lò {n}"), "VT14") for n in ("An", "Bình", "Cường"))
    for kind in ("assessor", "case", "work_product"):
        make_evidence(shown.officer, "B10", 3, kind=kind)
    for kind in ("post_test", "prior_learning"):
        make_evidence(told.officer, "B10", 3, kind=kind)

    one = judged(province, "BN-6a")

    assert (one.numerator, one.with_field, one.denominator) == (1, 3, 3)
    assert TargetNote.PROXY in one.notes
    assert nothing.officer_id != told.officer_id


def test_forty_periods_of_the_year_by_those_who_served_since_new_year(app, province):
    enough, less, late, cadre = (make_officer(f"Lò Văn {n}") for n in ("An", "Bình", "Cường", "Dũng"))
    with transaction():
        cadre.employment_kind = "cadre"
    for officer in (enough, less, cadre):
        make_assignment(officer)
    make_assignment(late, starts_on=date(2026, 1, 2))
    for officer in (enough, late, cadre):
        give_periods(officer, 24)
        give_periods(officer, 16)
    give_periods(less, 39)
    give_periods(less, 40, date(2025, 12, 31))

    assert figures(province, "VN-40") == (1, 2, 2)


def test_appointees_are_judged_by_their_first_day(app, province, at):
    day = date(2026, 11, 2)
    at(day)
    standing = make_post(make_officer(), "VT08", starts_on=day)
    refresh_standards(standing.officer)
    at(TODAY)
    unknown = make_officer("Lò Văn Bình")
    make_assignment(unknown, position="VT08", starts_on=day)
    make_assignment(make_officer("Lò Văn Cường"), position="VT08", starts_on=date(2025, 12, 31))
    make_assignment(make_officer("Lò Văn Dũng"), position="VT14", starts_on=day)

    assert figures(province, "TN-b4") == (0, 2, 1)


def test_a_commune_counts_for_itself(app, province):
    there = make_unit("19002", "Phường Quan Triều")
    make_assignment(make_officer(degree_level="master"), position="VT02")
    make_assignment(make_officer(unit=there, degree_level="bachelor"), make_organisation(there), "VT02")

    assert figures(make_unit(), "TN-dd1") == (1, 1, 1)
    by_commune = target_queries.judge_by_commune(province, ["19001", "19002"], on=TODAY, only="TN-dd1")[
        "TN-dd1"
    ]
    assert [(one.numerator, one.denominator) for one in by_commune] == [(1, 1), (0, 1)]


def test_a_past_day_counts_what_was_known_at_its_end(app, province, at):
    before, late = make_officer("Lò Văn An"), make_officer("Lò Văn Bình")
    course = make_course("KH91", topics=["LAW"])
    at(date(2026, 9, 1))
    make_assignment(before)
    complete(before, course, date(2026, 9, 2))
    at(TODAY)
    make_assignment(late, starts_on=date(2026, 1, 1))
    complete(late, course, date(2026, 10, 1))

    day = date(2026, 9, 30)
    assert figures(province, "TN-c1", day) == (1, 1, 1)
    assert figures(province, "TN-c1", day, with_later_facts=True) == (1, 2, 2)
    assert figures(province, "TN-c1") == (2, 2, 2)
    assert TargetNote.PRESENT_RECORD in judged(province, "TN-i1", day).notes
    assert TargetNote.PRESENT_RECORD not in judged(province, "TN-i1").notes


def test_what_is_never_tracked_has_no_figures(app):
    one = judged(make_unit("24", "Tỉnh Bắc Ninh"), "BN-5c")

    assert (one.verdict, one.numerator, one.denominator) == (Verdict.NOT_TRACKED, None, None)


@pytest.mark.parametrize(
    "values",
    [
        {"measure": "entered"},
        {"measure": "degree_at_least"},
        {"data_origin": "platform"},
    ],
    ids=str,
)
def test_the_database_itself_refuses_to_track_it(app, values):
    change = update(PolicyTarget).where(PolicyTarget.code == "BN-5c").values(values)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(change)


@pytest.mark.parametrize("code", ["BN-5c", "TN-dd1"])
def test_the_database_itself_refuses_totals_for_it(app, code):
    make_unit("24", "Tỉnh Bắc Ninh")
    account = make_account("department", "24")
    for measure in ("entered", "not_tracked", "degree_at_least"):
        row = TargetEntry(
            target_code=code,
            measure=measure,
            unit_code="24",
            measured_on=TODAY,
            numerator=1,
            denominator=2,
            document="Báo cáo 12/BC",
            entered_at=clock.now(),
            entered_by_id=account.id,
        )
        with pytest.raises(IntegrityError), transaction():
            db.session.add(row)


def test_the_statements_do_not_grow_with_the_officers(app, province):
    make_assignment(make_officer(), position="VT02")

    def statements():
        assert province.code  # read again before anything is counted
        seen = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        queries.judge_targets(province, on=TODAY)
        event.remove(db.engine, "before_cursor_execute", listen)
        return len(seen)

    statements()
    few = statements()
    for _number in range(8):
        make_post()
    assert statements() == few <= 6


def test_the_file_says_all_and_a_provincial_edit_stays(app):
    rows = db.session.scalars(select(PolicyTarget).order_by(PolicyTarget.rank)).all()
    populations = {row.code for row in db.session.scalars(select(TargetPopulation))}
    assert len(rows) == 35
    assert {row.population for row in rows} <= populations
    assert all(row.numerator and row.denominator and row.reading for row in rows)
    assert db.session.scalar(text("SELECT count(*) FROM policy_targets WHERE edited_at IS NOT NULL")) == 0
