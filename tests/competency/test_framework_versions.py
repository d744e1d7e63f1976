"""A new version of the framework: drafted, published, outdated, withdrawn, and what officers notice of it."""

from datetime import date

import pytest
import races
from factories import make_account, make_evidence, make_officer, make_post, refresh
from framework_files import RAISED, about, changed_files, make_draft, publish, sweep
from sqlalchemy import select

from competency import queries
from competency.models import Alert, Framework, Requirement, Standing
from competency.rules import FrameworkState
from competency.services import (
    EvidenceRefused,
    acknowledge_alert,
    ask_preview,
    close_ended_notices,
    draft_framework,
    publish_framework,
    recompute_check,
    sweep_change,
    withdraw_framework,
)
from competency.services.initialise import REFERENCE
from competency.services.publishing import PublishedMeanwhile
from lms.database import db, transaction
from lms.errors import Conflict, Forbidden, Refused
from lms.models import Account, AuditEntry
from people.models import Officer

TODAY = date(2026, 11, 20)
C6_LEVELS = [
    tuple(int(part) for part in line.removeprefix("VT").split(",C6,"))
    for line in (REFERENCE / "position_requirements.csv").read_text(encoding="utf-8").splitlines()
    if ",C6," in line
]


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


def version(number):
    return queries.get_version("KNL-XA", number)


def notices_of(officer):
    return db.session.scalars(
        select(Alert).where(Alert.officer_id == officer.id, Alert.kind == "CB7").order_by(Alert.id)
    ).all()


def everybody():
    return db.session.scalars(select(Officer.id)).all()


def test_changed_files_become_a_draft_that_asks_nothing_yet(post, standing_of):
    draft = make_draft(RAISED)
    refresh(post.officer)

    assert (draft.version, draft.state, draft.previous_id) == (2, "draft", version(1).id)
    assert standing_of(post).required == 3


def test_the_same_files_twice_are_one_version(app):
    first = make_draft(RAISED)
    again = make_draft(RAISED, name="Tên khác")

    assert first.id == again.id
    assert version(2).name == "Tên khác"
    assert db.session.scalars(select(Framework.version)).all() == [1, 2]


def test_publishing_asks_the_new_levels_and_keeps_the_history(post, standing_of, history_of):
    old = standing_of(post).requirement_id

    change = publish(make_draft(RAISED))

    assert (version(1).state, version(2).state) == ("outdated", "published")
    assert (standing_of(post).required, standing_of(post, "A1").required) == (4, 3)
    assert next(row.requirement_id for row in history_of(post)) == old
    assert recompute_check(everybody(), by=post.officer.account) == []
    assert change.finished_at is not None
    assert change.counts["told"] == 1


def test_what_was_asked_before_keeps_its_due_day_and_what_is_new_waits_for_the_transition(post, standing_of):
    due = standing_of(post, "A1").due_on

    publish(make_draft(RAISED, transition_days=400))

    assert standing_of(post, "A1").due_on == due
    assert standing_of(post, "B10").due_on == date(2027, 12, 25)
    assert version(2).transition_until == date(2027, 12, 25)


def test_a_due_day_survives_two_versions(post, standing_of):
    due = standing_of(post, "A1").due_on
    publish(make_draft(RAISED, transition_days=400))
    raised_due = standing_of(post, "B10").due_on

    publish(make_draft(RAISED, ("position_requirements.csv", "VT14,A2,4", "VT14,A2,5")))

    assert (standing_of(post, "A1").due_on, standing_of(post, "B10").due_on) == (due, raised_due)


def test_a_raise_by_an_area_profile_is_new_too(post, standing_of):
    raised = (
        "area_profiles.csv",
        "do_thi,Đô thị lớn / phường,B3,1.5,VT08;VT14",
        "do_thi,Đô thị lớn / phường,B3,1.5,VT08",
    )
    due = standing_of(post, "B3").due_on

    publish(make_draft(raised))
    assert standing_of(post, "B3").due_on == due  # raised for fewer: nothing is new
    publish(make_draft(transition_days=500))

    assert standing_of(post, "B3").due_on > due


def test_publishing_twice_is_once(post, system):
    draft = make_draft(RAISED)
    first = publish(draft)
    again = publish(draft)

    assert again.id == first.id
    assert again.counts == first.counts
    assert len(notices_of(post.officer)) == 1
    events = db.session.scalars(
        select(AuditEntry.event).where(AuditEntry.event == "framework:published")
    ).all()
    assert len(events) == 1


def test_a_draft_made_on_an_older_version_is_refused_until_it_is_looked_at_again(system):
    first = make_draft(RAISED)
    second = make_draft(("position_requirements.csv", "VT14,A1,3", "VT14,A1,4"))
    publish(first)

    with pytest.raises(PublishedMeanwhile), transaction():
        publish_framework(second, by=system)
    with transaction():
        ask_preview(second, by=system)
    publish(second)

    assert version(3).previous_id == version(2).id
    assert [version(number).state for number in (1, 2, 3)] == ["outdated", "outdated", "published"]


def test_two_people_publish_two_drafts_at_the_same_moment_and_one_is_told(app):
    ids = [make_draft(RAISED).id, make_draft(("position_requirements.csv", "VT14,A1,3", "VT14,A1,4")).id]
    ministry = [make_account("ministry").id, make_account("ministry").id]

    def deed(framework_id, account_id):
        def publish_it():
            by = db.session.get(Account, account_id)
            return publish_framework(db.session.get(Framework, framework_id), by=by).id

        return publish_it

    results, refusals = races.results_and_refusals(app, *map(deed, ids, ministry))

    assert (len(results), [type(refusal) for refusal in refusals]) == (1, [PublishedMeanwhile])
    states = db.session.scalars(select(Framework.state).order_by(Framework.version)).all()
    assert sorted(states) == ["draft", "outdated", "published"]


def test_a_sweep_that_was_stopped_goes_on_where_it_was(system, monkeypatch):
    posts = [make_post() for _number in range(3)]
    monkeypatch.setattr("competency.services.publishing.BATCH", 1)
    with transaction():
        change = publish_framework(make_draft(RAISED), by=system)
    with transaction():
        sweep_change(change.id, by=system)
    told = [len(notices_of(post.officer)) for post in posts]
    assert told == [1, 0, 0]

    done = sweep(change)

    assert [len(notices_of(post.officer)) for post in posts] == [1, 1, 1]
    assert done.counts["officers"] == 3
    assert recompute_check(everybody(), by=system) == []


def test_only_those_whose_requirements_changed_are_told(system):
    concerned, other = make_post(), make_post(position="VT11")

    publish(make_draft(RAISED))

    (notice,) = notices_of(concerned.officer)
    assert (notice.cause, notice.competency_code, notice.state) == ("framework:KNL-XA:2", None, "open")
    assert notice.due_on == date(2027, 2, 18)
    assert notice.requirement.requirement_set.document == "Quyết định 12/QĐ-BNV"
    assert notices_of(other.officer) == []


def test_a_notice_that_was_read_is_closed_and_does_not_come_back(post, officer_account):
    change = publish(make_draft(RAISED))
    (notice,) = notices_of(post.officer)
    with transaction():
        acknowledge_alert(notice, by=officer_account)
    with transaction():
        acknowledge_alert(notice, by=officer_account)
    with transaction():
        change.finished_at, change.last_officer_id = None, 0
    sweep(change)

    assert [(one.state, one.close_reason) for one in notices_of(post.officer)] == [("closed", "acknowledged")]


def test_the_next_version_replaces_the_notice_of_the_former(post):
    publish(make_draft(RAISED))
    publish(make_draft(RAISED, ("position_requirements.csv", "VT14,A1,3", "VT14,A1,4")))

    assert [(one.state, one.close_reason) for one in notices_of(post.officer)] == [
        ("closed", "replaced"),
        ("open", ""),
    ]


def test_a_notice_ends_with_the_transition_period(post, system, at):
    publish(make_draft(RAISED))

    for day, state in ((date(2027, 2, 18), "open"), (date(2027, 2, 19), "closed")):
        at(day)
        with transaction():
            close_ended_notices(by=system)
        assert [one.state for one in notices_of(post.officer)] == [state]


def test_a_published_version_cannot_be_withdrawn_and_an_outdated_one_can(system):
    publish(make_draft(RAISED))

    with pytest.raises(Conflict), transaction():
        withdraw_framework(version(2), "Có sai sót trong quyết định", by=system)
    for _twice in range(2):
        with transaction():
            withdraw_framework(version(1), "Thay bằng bản mới hoàn toàn", by=system)

    assert (version(1).state, version(1).close_reason) == ("withdrawn", "Thay bằng bản mới hoàn toàn")
    with pytest.raises(Conflict), transaction():
        publish_framework(version(1), by=system)


def test_withdrawing_needs_a_reason(system):
    draft = make_draft(RAISED)

    with pytest.raises(Refused), transaction():
        withdraw_framework(draft, "sai", by=system)


@pytest.mark.parametrize(
    "state", [FrameworkState.PUBLISHED, FrameworkState.OUTDATED, FrameworkState.WITHDRAWN]
)
def test_no_service_edits_what_was_published(system, state):
    draft = make_draft(RAISED)
    publish(draft)
    if state is not FrameworkState.PUBLISHED:
        publish(make_draft(("position_requirements.csv", "VT14,A1,3", "VT14,A1,4")))
    if state is FrameworkState.WITHDRAWN:
        with transaction():
            withdraw_framework(draft, "Không còn dùng nữa", by=system)
    before = rows_of(draft.id)

    again = make_draft(RAISED, name="Tên khác", effective_on=date(2030, 1, 1))
    with pytest.raises(Conflict), transaction():
        ask_preview(draft, by=system)

    assert (again.id == draft.id) == (state is FrameworkState.PUBLISHED)
    assert rows_of(draft.id) == before


def test_going_back_to_former_files_is_a_new_draft(post, standing_of):
    publish(make_draft(RAISED))

    back = make_draft()
    publish(back)

    assert (back.version, standing_of(post).required) == (3, 3)


def rows_of(framework_id):
    db.session.rollback()
    framework = db.session.get(Framework, framework_id)
    (national,) = queries.list_sets(framework)
    rows = db.session.execute(
        select(Requirement.id, Requirement.level, Requirement.asked_since).where(
            Requirement.set_id == national.id
        )
    ).all()
    return framework.state, framework.name, framework.effective_on, national.document, sorted(rows, key=str)


@pytest.mark.parametrize("role", ["department", "admin", "leader", None])
def test_only_the_ministry_drafts_publishes_and_withdraws(app, role):
    draft = make_draft(RAISED)
    stranger = make_account(role, "19" if role == "department" else "")
    deeds = [
        lambda: draft_framework(changed_files(RAISED), about(), by=stranger),
        lambda: publish_framework(draft, by=stranger),
        lambda: withdraw_framework(draft, "Không còn dùng nữa", by=stranger),
        lambda: ask_preview(draft, by=stranger),
    ]
    for deed in deeds:
        with pytest.raises(Forbidden), transaction():
            deed()

    ministry = make_account("ministry")
    publish(make_draft(RAISED, by=ministry), by=ministry)
    assert version(2).state == "published"


def test_a_past_day_still_names_its_requirements(post, at, system):
    at(date(2026, 11, 25))
    publish(make_draft(("position_requirements.csv", "VT14,B10,3\n", "")))

    then = {one.competency_code: one for one in queries.list_standings(post.officer, on=TODAY)}
    now = {one.competency_code for one in queries.list_standings(post.officer)}

    assert then["B10"].requirement.requirement_set.framework.version == 1
    assert "B10" not in now
    assert db.session.scalars(select(Standing).where(Standing.valid_to.is_(None))).first() is not None


def test_evidence_recorded_before_counts_as_the_mapping_says(standing_of):
    post = make_post(make_officer())
    make_evidence(post.officer, "B10", 3, kind="case")
    make_evidence(post.officer, "A1", 2)
    make_evidence(post.officer, "A2", 2)
    assert standing_of(post).attained == 2

    mapping = "B10,C6,split,1\nB10,B10,split,\nA1,,none,\nA2,A3,replaced,1\n"
    publish(make_draft(mapping=mapping))

    shown = {code: standing_of(post, code).attained for code in ("B10", "C6", "A1", "A2", "A3")}
    assert shown == {"B10": 2, "C6": 1, "A1": 0, "A2": 0, "A3": 1}
    assert recompute_check([post.officer_id], by=post.officer.account) == []


def test_evidence_of_two_versions_ago_passes_through_both_mappings(standing_of):
    post = make_post(make_officer())
    make_evidence(post.officer, "B10", 2)
    publish(make_draft(mapping="B10,A1,replaced,\n"))
    make_evidence(post.officer, "B10", 1)
    publish(make_draft(RAISED, mapping="A1,A2,replaced,\n"))

    shown = {code: standing_of(post, code).attained for code in ("B10", "A1", "A2")}
    assert shown == {"B10": 1, "A1": 0, "A2": 2}


def test_a_course_that_names_a_former_competency_still_gives_what_the_mapping_says(standing_of):
    post = make_post(make_officer())
    gone = [("position_requirements.csv", f"VT{number:02},C6,{level}\n", "") for number, level in C6_LEVELS]
    files = (
        *gone,
        ("competencies.csv", "C6,C,Phản ứng chính sách", "C66,C,Phản ứng chính sách"),
        *(("indicators.csv", f"C6,{level},", f"C66,{level},") for level in range(1, 6)),
    )
    publish(make_draft(*files, mapping="C6,B10,replaced,2\n"))

    make_evidence(post.officer, "C6", 3, kind="case")

    assert (standing_of(post, "B10").attained, standing_of(post, "C6")) == (2, None)
    with pytest.raises(EvidenceRefused):
        make_evidence(post.officer, "C99", 2)


def test_coverage_of_a_past_day_names_what_only_the_former_version_had(at):
    make_post()
    at(date(2026, 11, 25))
    publish(make_draft(("position_requirements.csv", "VT14,B10,3\n", "")))

    names = {row.key: row.name for row in queries.count_standings(None, by="competency", on=TODAY)}

    assert names["B10"] == "Kỹ năng số và bảo mật thông tin"
    assert "B10" not in {row.key for row in queries.count_standings(None, by="competency")}
