"""The nightly pass: what it does, that twice is once, that missed nights are caught up, its self-check."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from factories import make_account, make_evidence, make_officer, make_organisation, make_post, make_unit
from nights import pass_night, rows_of
from sqlalchemy import select, update

from competency import queries, tasks
from competency.models import Alert, NightlyPass, SnapshotDay, Standing
from competency.rules import NightStage, sample_of
from competency.services import nights
from lms import clock
from lms.alarms import find_open_alarm
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import AuditEntry
from lms.queries import get_system_account
from tests.reports.conftest import statements

START = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def start(at):
    at(START)


def make_world():
    """Officers whom the coming weeks change: evidence that runs out, posts that begin and end, a due day."""
    ward = make_organisation(make_unit("19003", "Phường Đồng Tâm"))
    for number in range(4):
        post = make_post(make_officer(f"Lò Thị {number}"), "VT12", starts_on=date(2026, 4, 1 + number))
        for code, days in (("B3", 363 - number), ("B10", 728 - number), ("A1", 300)):
            make_evidence(post.officer, code, 2, earned_on=START - timedelta(days=days))
    make_post(make_officer("Vũ Văn Ánh"), "VT09", organisation=ward, ends_on=START + timedelta(days=3))
    make_post(make_officer("Hà Văn Páo"), "VT14", organisation=ward, starts_on=START + timedelta(days=2))


def open_row(post, code):
    return db.session.scalar(
        select(Standing).where(
            Standing.assignment_id == post.id,
            Standing.competency_code == code,
            Standing.valid_to.is_(None),
        )
    )


def test_what_ran_out_is_expired_on_its_day_and_alerted(at):
    post = make_post(position="VT12")
    make_evidence(post.officer, "B3", 2, earned_on=date(2025, 11, 21))
    pass_night()
    at(date(2026, 11, 22))

    pass_night()

    assert (open_row(post, "B3").status, open_row(post, "B3").since) == ("expired", date(2026, 11, 22))
    alert = db.session.scalars(select(Alert).where(Alert.competency_code == "B3")).one()
    assert alert.reason == "expired"


def test_an_alert_that_is_overdue_becomes_urgent(at):
    post = make_post(starts_on=START)
    due_on = open_row(post, "B10").due_on
    at(due_on)
    pass_night()
    before = db.session.scalars(select(Alert.severity).where(Alert.competency_code == "B10")).one()
    at(due_on + timedelta(days=1))

    pass_night()

    after = db.session.scalars(select(Alert.severity).where(Alert.competency_code == "B10")).one()
    assert (before, after) == ("warning", "urgent")


def test_twice_changes_nothing():
    make_world()
    assert pass_night() == [START]
    before, trail = rows_of(), db.session.query(AuditEntry).count()

    assert pass_night() == []

    assert rows_of() == before
    assert db.session.query(AuditEntry).count() == trail


def test_missed_nights_are_caught_up_as_if_none_had_been_missed(world, at):
    """Two databases with the same people: one is looked after every night, the other one after two weeks."""

    def live(days):
        at(START)
        make_world()
        pass_night()
        for day in days:
            at(START + timedelta(days=day))
            pass_night()
        return rows_of()

    last = 14
    caught_up = live([last])
    world.let_go()
    for _app in world.fresh(world.reference):
        every_night = live(range(1, last + 1))

    for name, rows in every_night.items():
        assert caught_up[name] == rows, name
    assert len(every_night["NightlyPass"]) == last + 1
    assert len(every_night["SnapshotDay"]) == last + 2


def test_a_deed_between_missed_nights_and_the_pass_is_not_written_back(at):
    post = make_post(position="VT12")
    pass_night()
    at(START + timedelta(days=3))
    make_evidence(post.officer, "B3", 2)

    pass_night()

    rows = queries.list_standings(post.officer, on=START + timedelta(days=2))
    assert next(row.status for row in rows if row.competency_code == "B3") == "unproven"
    assert open_row(post, "B3").status == "met"


def test_a_night_of_a_day_to_come_is_refused():
    with pytest.raises(nights.DayNotOver):
        pass_night(START + timedelta(days=1))

    assert db.session.query(NightlyPass).count() == 0


def test_only_administrators_run_it():
    make_post()
    by = make_account("department", "19")

    with pytest.raises(Forbidden):
        tasks.run_nights(START, by=by, tell=lambda *_: None)


def test_a_past_night_is_passed_first_and_the_rest_follows():
    make_post()

    first, rest = pass_night(START - timedelta(days=2)), pass_night()

    assert first == [START - timedelta(days=2)]
    assert rest == [START - timedelta(days=1), START]


def test_a_night_is_on_the_trail_with_its_counts(at):
    make_world()
    pass_night()
    at(START + timedelta(days=5))
    pass_night()

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "night:passed")).all()[-1]
    night = db.session.get(NightlyPass, START + timedelta(days=5))
    assert entry.target_id == "2026-11-25"
    assert entry.detail["officers"] == night.officers
    assert night.finished_at is not None
    assert sum(one.closed for one in queries.list_nights(9)) > 0


def test_steps_of_other_packages_run_once_a_night_in_order(monkeypatch, at):
    called = []
    steps = [lambda day, by: called.append(("first", day)), lambda day, by: called.append(("second", day))]
    monkeypatch.setattr(nights, "NIGHT_STEPS", steps)
    pass_night()
    at(START + timedelta(days=2))

    pass_night()
    pass_night()

    days = [START, START + timedelta(days=1), START + timedelta(days=2)]
    assert called == [(name, day) for day in days for name in ("first", "second")]


def test_a_step_that_failed_is_taken_again_and_those_before_are_not(monkeypatch):
    called = []

    def fails_once(day, by):
        called.append("second")
        if called.count("second") == 1:
            raise RuntimeError("the network is away")

    monkeypatch.setattr(nights, "NIGHT_STEPS", [lambda day, by: called.append("first"), fails_once])
    with pytest.raises(RuntimeError):
        pass_night()

    pass_night()

    assert called == ["first", "second", "second"]
    assert db.session.get(NightlyPass, START).stage == NightStage.DONE


def break_row(post, code="B10"):
    with transaction():
        row = Standing.assignment_id == post.id, Standing.competency_code == code
        db.session.execute(update(Standing).where(*row).values(attained=4))


def test_a_broken_row_raises_the_alarm_and_names_the_officer():
    post = make_post()
    officer_id = post.officer.public_id
    break_row(post)

    pass_night()

    alarm = find_open_alarm("self-check")
    night = db.session.get(NightlyPass, START)
    assert str(officer_id) in alarm.text
    assert post.officer.full_name not in alarm.text
    assert (night.checked, night.differences, night.differing) == (1, 1, [str(officer_id)])
    assert open_row(post, "B10").attained == 4  # it is the operator who decides


def test_the_alarm_of_the_next_night_is_the_same_one(at):
    post = make_post()
    break_row(post)
    pass_night()
    at(START + timedelta(days=1))

    pass_night()

    alarm = find_open_alarm("self-check")
    assert alarm.times == 2


def test_nothing_broken_raises_nothing(at):
    make_world()
    for days in (0, 1, 40, 120):
        at(START + timedelta(days=days))
        pass_night()

    assert find_open_alarm("self-check") is None


def test_the_sample_is_one_in_a_hundred_and_the_same_for_a_day():
    everybody = list(range(1, 2001))

    assert len(sample_of(everybody, START)) == 20
    assert sample_of(everybody, START) == sample_of(everybody, START)
    assert sample_of(everybody, START) != sample_of(everybody, START + timedelta(days=1))
    assert sample_of([7], START) == [7]
    assert sample_of([], START) == []


def test_two_runs_of_the_same_nights_do_everything_once(app, world, at):
    """A job and a command at the same moment share the work; the result is that of one."""

    def prepare():
        at(START)
        make_world()
        pass_night()
        at(START + timedelta(days=4))

    def run():
        with app.app_context():
            pass_night()
            db.session.remove()

    prepare()
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(run), pool.submit(run)]:
            future.result()
    together = rows_of()
    world.let_go()
    for _app in world.fresh(world.reference):
        prepare()
        pass_night()
        alone = rows_of()

    for name, rows in alone.items():
        assert together[name] == rows, name


def test_a_night_takes_a_constant_number_of_statements(at):
    for number in range(3):
        make_post(make_officer(f"Lò Thị {number}"), starts_on=date(2026, 7, 1))
    due = clock.today() + timedelta(days=130)
    at(due)

    def count():
        with statements() as found:
            pass_night()
        return len(found)

    first = count()
    for number in range(20):
        make_post(make_officer(f"Vũ Văn {number}"), starts_on=date(2026, 7, 1))
    at(due + timedelta(days=1))
    second = count()

    assert second - first <= 12
    # Most of them make and drop the scratch tables of the self-check; the way of content adds a dozen.
    assert first <= 260


def test_the_job_catches_up_before_it_looks_at_today(at):
    post = make_post(position="VT12")
    make_evidence(post.officer, "B3", 2, earned_on=date(2025, 11, 21))
    tasks.keep_up()
    at(START + timedelta(days=5))

    tasks.keep_up()

    assert open_row(post, "B3").valid_from == date(2026, 11, 22)
    assert db.session.query(SnapshotDay).count() == 7


def test_the_system_account_is_the_one_who_acts():
    pass_night()

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "night:passed")).one()
    assert entry.actor_id == get_system_account().id
