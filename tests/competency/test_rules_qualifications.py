"""What posts ask beside competencies: who is asked, how it stands, by when, which alert."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.rules import (
    DEGREE_RANKS,
    THEORY_RANKS,
    AlertKind,
    AlertReason,
    Duty,
    Found,
    HeldPost,
    Person,
    QualificationKind,
    RuleError,
    Severity,
    StandingStatus,
    call_for,
    cause_of,
    check_duty,
    expect_qualifications,
    is_accepted_field,
    judge_person,
    most_pressing_call,
)

DAY = date(2026, 11, 20)
ORDER = (StandingStatus.UNPROVEN, StandingStatus.BELOW, StandingStatus.MET)


def duty(kind="degree", value="bachelor", **columns):
    values = {
        "requirement_id": 1,
        "code": "X",
        "kind": QualificationKind(kind),
        "value": value,
        "content_group": None,
        "positions": frozenset(),
        "employment_kinds": frozenset(),
        "owner_unit_code": None,
        "is_mandatory": True,
        "grace_days": 180,
        "effective_on": date(2025, 7, 1),
        "due_not_before": None,
    }
    return Duty(**(values | columns))


def person(**columns):
    values = {
        "officer_id": 1,
        "employment_kind": "civil_servant",
        "degree_level": "none",
        "degree_field": "",
        "political_theory_level": "none",
        "has_state_management_training": False,
    }
    return Person(**(values | columns))


def post(**columns):
    values = {
        "officer_id": 1,
        "province_code": "19",
        "unit_code": "05443",
        "position_code": "VT14",
        "is_main": True,
        "starts_on": date(2025, 7, 1),
        "ends_on": None,
    }
    return HeldPost(**(values | columns))


def expect(*duties, who=None, posts=None, found=None, day=DAY):
    return expect_qualifications(duties, [who or person()], posts or [post()], found or {}, day)


@pytest.mark.parametrize(
    ("asked", "who", "status"),
    [
        pytest.param(duty(), person(degree_level="bachelor"), "met", id="the degree asked"),
        pytest.param(duty(), person(degree_level="doctor"), "met", id="a higher one"),
        pytest.param(duty(), person(degree_level="college"), "below", id="a lower one"),
        pytest.param(duty(), person(), "unproven", id="none recorded is no fault"),
        pytest.param(
            duty("political_theory", "intermediate"),
            person(political_theory_level="bachelor"),
            "met",
            id="cử nhân is above cao cấp",
        ),
        pytest.param(
            duty("political_theory", "intermediate"),
            person(political_theory_level="elementary"),
            "below",
            id="sơ cấp is below trung cấp",
        ),
        pytest.param(
            duty("state_management", "yes"), person(has_state_management_training=True), "met", id="training"
        ),
        pytest.param(duty("state_management", "yes"), person(), "unproven", id="no training recorded"),
        pytest.param(
            duty("degree_field", "luật;hành chính"), person(degree_field="LUẬT kinh tế"), "met", id="field"
        ),
        pytest.param(
            duty("degree_field", "luật"), person(degree_field="Văn hóa học"), "below", id="another field"
        ),
        pytest.param(duty("degree_field", "luật"), person(), "unproven", id="no field recorded"),
    ],
)
def test_what_is_recorded_against_what_is_asked(asked, who, status):
    assert judge_person(asked, who).status == status


@pytest.mark.parametrize(
    ("field", "is_accepted"),
    [
        ("Quản lý đất đai", True),
        ("quan ly dat dai", True),
        ("Luật, Đất đai", True),
        ("Kỹ thuật trắc địa – bản đồ", True),
        ("Đất hiếm", False),
        ("", False),
    ],
)
def test_a_field_matches_by_whole_words_whatever_the_marks(field, is_accepted):
    assert is_accepted_field("đất đai; trắc địa", field) is is_accepted


@pytest.mark.parametrize(
    ("asked", "posts", "is_asked"),
    [
        pytest.param(duty(), [post()], True, id="everybody"),
        pytest.param(duty(positions=frozenset({"VT14"})), [post()], True, id="the position"),
        pytest.param(duty(positions=frozenset({"VT02"})), [post()], False, id="another position"),
        pytest.param(duty(owner_unit_code="19"), [post()], True, id="the own province"),
        pytest.param(duty(owner_unit_code="24"), [post()], False, id="another province"),
        pytest.param(duty(employment_kinds=frozenset({"cadre"})), [post()], False, id="other people"),
        pytest.param(duty(), [post(ends_on=DAY)], True, id="the last day counts"),
        pytest.param(duty(), [post(ends_on=DAY - timedelta(days=1))], False, id="the post has ended"),
        pytest.param(duty(), [post(starts_on=DAY + timedelta(days=1))], False, id="the post is to come"),
    ],
)
def test_who_is_asked(asked, posts, is_asked):
    assert bool(expect(asked, posts=posts)) is is_asked


@pytest.mark.parametrize(
    ("starts_on", "columns", "due_on"),
    [
        pytest.param(date(2025, 7, 1), {}, date(2025, 12, 28), id="both days the same"),
        pytest.param(date(2026, 10, 1), {}, date(2027, 3, 30), id="the later one is the post's"),
        pytest.param(
            date(2025, 7, 1), {"effective_on": date(2026, 7, 1)}, date(2026, 12, 28), id="the document's"
        ),
        pytest.param(
            date(2025, 7, 1), {"due_not_before": date(2030, 12, 31)}, date(2030, 12, 31), id="a day it names"
        ),
    ],
)
def test_when_it_is_due(starts_on, columns, due_on):
    (one,) = expect(duty(**columns), posts=[post(starts_on=starts_on)])

    assert one.due_on == due_on


def test_several_posts_that_ask_make_one_row_of_the_main_post_and_the_earlier_start():
    later = post(starts_on=date(2026, 2, 1), unit_code="05446")
    (one,) = expect(duty(), posts=[post(is_main=False), later])

    assert one.post == later
    assert one.first_asked_on == date(2025, 7, 1)


PERIODS = duty("periods", "40", grace_days=0)


@pytest.mark.parametrize(
    ("posts", "day", "year"),
    [
        pytest.param([post()], DAY, 2026, id="in service since the first day"),
        pytest.param([post(starts_on=date(2026, 1, 2))], DAY, None, id="came during the year"),
        pytest.param([post(starts_on=date(2026, 1, 2))], date(2027, 1, 1), 2027, id="owes the next year"),
        pytest.param(
            [post(ends_on=date(2026, 3, 1)), post(starts_on=date(2026, 3, 2), position_code="VT09")],
            DAY,
            2026,
            id="moved within the service",
        ),
        pytest.param([post()], date(2025, 8, 1), None, id="the decree came during that year"),
    ],
)
def test_which_year_of_periods_is_owed(posts, day, year):
    rows = expect(PERIODS, posts=posts, day=day)

    assert [(one.year, one.due_on) for one in rows] == ([(year, date(year, 12, 31))] if year else [])


@pytest.mark.parametrize(
    ("counted", "day", "severity", "is_alert"),
    [
        pytest.param(0, date(2026, 10, 31), Severity.INFO, False, id="61 days left"),
        pytest.param(0, date(2026, 11, 1), Severity.WARNING, True, id="60 days left"),
        pytest.param(39, date(2026, 12, 31), Severity.WARNING, True, id="the last day is in time"),
        pytest.param(40, date(2026, 12, 31), Severity.INFO, False, id="enough"),
    ],
)
def test_periods_become_an_alert_in_the_last_sixty_days(counted, day, severity, is_alert):
    found = {(1, 1): Found(40, counted, str(counted) if counted else "")}
    (one,) = expect(PERIODS, found=found, day=day)

    call = call_for(one)

    assert one.severity is severity
    assert (call is not None) is is_alert
    assert call is None or (call.kind, one.cause, call.next_steps) == (
        AlertKind.PERIODS,
        "periods:2026",
        (("group", 0),),
    )


@pytest.mark.parametrize(
    ("asked", "who", "kind", "reason", "steps"),
    [
        (duty(), person(degree_level="college"), AlertKind.DEGREE, AlertReason.TOO_LOW, ()),
        (duty(), person(), AlertKind.DEGREE, AlertReason.NEVER_SHOWN, ()),
        (
            duty("degree_field", "luật"),
            person(degree_field="Nông học"),
            AlertKind.DEGREE,
            AlertReason.OTHER_FIELD,
            (),
        ),
        (
            duty("course", "KH02"),
            person(),
            AlertKind.MANDATORY_COURSE,
            AlertReason.NEVER_SHOWN,
            (("course", "KH02"),),
        ),
    ],
)
def test_which_alert_a_gap_calls_for(asked, who, kind, reason, steps):
    (one,) = expect(asked, who=who)

    call = call_for(one)

    assert (call.kind, call.reason, call.next_steps) == (kind, reason, steps)


def test_what_is_mandatory_and_past_due_is_urgent_and_what_is_not_stays_a_warning():
    day = date(2026, 1, 1)

    urgent, warning = expect(duty(), duty(requirement_id=2, is_mandatory=False), day=day)

    assert (urgent.severity, warning.severity) == (Severity.URGENT, Severity.WARNING)
    assert most_pressing_call([call_for(warning), call_for(urgent)]).one is urgent


@pytest.mark.parametrize(
    ("kind", "value", "year", "cause"),
    [
        ("degree", "bachelor", None, "degree"),
        ("political_theory", "advanced", None, "political-theory"),
        ("periods", "40", 2026, "periods:2026"),
        ("course", "KH01", None, "course:KH01"),
    ],
)
def test_what_alerts_are_about(kind, value, year, cause):
    assert cause_of(QualificationKind(kind), value, year) == cause


@pytest.mark.parametrize(
    ("kind", "value"),
    [("degree", "none"), ("degree", "cử nhân"), ("political_theory", ""), ("degree_field", " ; "),
     ("periods", "0"), ("periods", "bốn mươi"), ("course", "")],
)  # fmt: skip
def test_a_requirement_that_nobody_can_be_judged_by_is_refused(kind, value):
    with pytest.raises(RuleError):
        check_duty(duty(kind, value))


def test_a_row_is_looked_at_again_on_every_day_on_which_time_may_change_it():
    one = expect(duty(effective_on=date(2026, 7, 1)), posts=[post(ends_on=date(2026, 12, 24))])[0]
    assert one.changes_on == date(2026, 12, 25)

    (met,) = expect(duty(), who=person(degree_level="master"))
    assert met.changes_on is None
    (soon,) = expect(duty(due_not_before=date(2030, 12, 31)))
    assert soon.changes_on == date(2030, 11, 1)
    (late,) = expect(duty(due_not_before=date(2026, 12, 1)))
    assert late.changes_on == date(2026, 12, 2)


people = st.builds(
    person,
    degree_level=st.sampled_from(sorted(DEGREE_RANKS)),
    degree_field=st.sampled_from(["", "Luật", "Nông học"]),
    political_theory_level=st.sampled_from(sorted(THEORY_RANKS)),
    has_state_management_training=st.booleans(),
)
duties = st.one_of(
    st.builds(duty, st.just("degree"), st.sampled_from(sorted(DEGREE_RANKS)[1:])),
    st.builds(duty, st.just("political_theory"), st.sampled_from(sorted(THEORY_RANKS)[:-1])),
    st.builds(duty, st.just("degree_field"), st.sampled_from(["luật", "kế toán;luật"])),
    st.builds(duty, st.just("state_management"), st.just("yes")),
).filter(lambda one: one.value != "none")


@given(asked=duties, who=people, other=people)
def test_more_education_never_worsens_a_status(asked, who, other):
    more = who._replace(
        degree_level=max(who.degree_level, other.degree_level, key=DEGREE_RANKS.__getitem__),
        political_theory_level=max(
            who.political_theory_level, other.political_theory_level, key=THEORY_RANKS.__getitem__
        ),
        degree_field=f"{who.degree_field} {other.degree_field}".strip(),
        has_state_management_training=who.has_state_management_training
        or other.has_state_management_training,
    )

    before, after = judge_person(asked, who).status, judge_person(asked, more).status

    assert ORDER.index(after) >= ORDER.index(before)


days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
held = st.builds(
    lambda starts_on, length, position, is_main: post(
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=length) if length else None,
        position_code=position,
        is_main=is_main,
    ),
    days,
    st.integers(0, 900),
    st.sampled_from(["VT09", "VT14"]),
    st.booleans(),
)


@given(posts=st.lists(held, max_size=4, unique=True), day=days, data=st.data())
def test_the_order_in_which_posts_arrive_does_not_matter(posts, day, data):
    asked = [duty(), duty("periods", "40", requirement_id=2), duty("course", "KH01", requirement_id=3)]
    shuffled = data.draw(st.permutations(posts))

    def answers(known):
        rows = expect_qualifications(asked, [person()], known, {}, day)
        return [one._replace(post=one.post._replace(ends_on=None)) for one in rows]

    assert answers(posts) == answers(shuffled)


@given(posts=st.lists(held, max_size=3, unique=True), day=days, counted=st.integers(0, 60))
def test_before_the_day_it_names_time_alone_changes_nothing(posts, day, counted):
    asked = [duty(), duty("periods", "40", requirement_id=2, grace_days=0)]
    found = {(1, 2): Found(40, counted, str(counted) if counted else "")}

    def answers(on):
        return [
            one._replace(changes_on=None)
            for one in expect_qualifications(asked, [person()], posts, found, on)
        ]

    rows = expect_qualifications(asked, [person()], posts, found, day)
    until = min((one.changes_on for one in rows if one.changes_on), default=None)
    if rows and until is not None and day < until - timedelta(days=1):
        assert answers(until - timedelta(days=1)) == answers(day)
