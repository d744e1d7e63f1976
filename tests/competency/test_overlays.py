"""What a province asks on top of the nation."""

from datetime import date

import pytest
import races
from factories import make_account, make_officer, make_organisation, make_post, make_unit
from framework_files import make_draft, publish, sweep
from sqlalchemy import select

from competency import queries
from competency.models import Alert, RequirementSet
from competency.services import (
    OverlayLine,
    OverlayRefused,
    OverlayText,
    draft_overlay,
    edit_overlay,
    publish_overlay,
    recompute_check,
    withdraw_overlay,
)
from competency.services.overlays import read_overlay
from lms.database import db, transaction
from lms.errors import Conflict, Forbidden
from lms.models import Account

TODAY = date(2026, 11, 20)
TEXT = OverlayText("Quyết định 45/QĐ-UBND ngày 02/11/2026", TODAY)
RAISE = OverlayLine("VT14", "B10", 4, 150)
ADD = OverlayLine("VT14", "C1", 2)


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


@pytest.fixture
def department(app):
    return make_account("department", "19")


def make_overlay(*lines, by, text=TEXT):
    with transaction():
        return draft_overlay(make_unit("19", "Tỉnh Thái Nguyên"), text, lines or (RAISE, ADD), by=by)


def publish_it(overlay, by):
    with transaction():
        change = publish_overlay(overlay, by=by)
    return sweep(change)


def test_an_overlay_raises_adds_and_weighs_in_its_province_only(department, standing_of):
    here = make_post()
    far_unit = make_unit("24001", "Phường Kinh Bắc", parent="24")
    there = make_post(make_officer(unit=far_unit), organisation=make_organisation(far_unit))
    draft = make_overlay(by=department)
    assert standing_of(here).required == 3

    publish_it(draft, department)

    assert (standing_of(here).required, standing_of(here).weight_percent) == (4, 150)
    assert standing_of(here, "C1").required == 2
    assert (standing_of(there).required, standing_of(there, "C1")) == (3, None)
    assert recompute_check([here.officer_id, there.officer_id], by=department) == []
    told = db.session.scalars(select(Alert.officer_id).where(Alert.kind == "CB7")).all()
    assert told == [here.officer_id]


def test_the_floor_of_the_nation_holds_with_a_sentence_that_says_which(department):
    with pytest.raises(OverlayRefused) as refusal:
        make_overlay(OverlayLine("VT14", "A2", 3), by=department)

    (reason,) = refusal.value.reasons
    for word in ("Chuyên viên một cửa", "A2", "4"):
        assert word in reason
    assert db.session.scalars(select(RequirementSet).filter_by(owner_unit_code="19")).all() == []


def test_what_the_nation_does_not_hold_to_be_the_floor_may_be_lowered(department, standing_of):
    post = make_post()
    publish(
        make_draft(
            (
                "position_requirements.csv",
                "position_code,competency_code,required_level\n",
                "position_code,competency_code,required_level,is_floor\n",
            ),
            ("position_requirements.csv", "VT14,A2,4\n", "VT14,A2,4,không\n"),
        )
    )
    publish_it(make_overlay(OverlayLine("VT14", "A2", 3), by=department), department)

    assert standing_of(post, "A2").required == 3


def test_a_floor_that_rose_meanwhile_stops_publishing_and_never_lowers(department, standing_of):
    post = make_post()
    published = make_overlay(OverlayLine("VT14", "A1", 4), by=department)
    publish_it(published, department)
    late = make_overlay(OverlayLine("VT14", "B10", 4), by=department)
    publish(
        make_draft(
            ("position_requirements.csv", "VT14,B10,3", "VT14,B10,5"),
            ("position_requirements.csv", "VT14,A1,3", "VT14,A1,5"),
        )
    )

    assert (standing_of(post).required, standing_of(post, "A1").required) == (5, 5)
    with pytest.raises(OverlayRefused), transaction():
        publish_overlay(late, by=department)


def test_an_overlay_goes_on_under_the_next_national_version(department, standing_of):
    post = make_post()
    publish_it(make_overlay(by=department), department)

    publish(make_draft(("position_requirements.csv", "VT14,A1,3", "VT14,A1,4")))

    assert (standing_of(post).required, standing_of(post, "C1").required) == (4, 2)
    assert recompute_check([post.officer_id], by=department) == []


def test_the_next_overlay_replaces_the_former_and_withdrawing_leaves_the_nation(department, standing_of):
    post = make_post()
    due = standing_of(post).due_on
    first = make_overlay(by=department)
    publish_it(first, department)
    second = make_overlay(OverlayLine("VT14", "A1", 4), by=department)
    publish_it(second, department)
    assert (standing_of(post).required, standing_of(post, "A1").required) == (3, 4)
    assert db.session.get(RequirementSet, first.id).state == "outdated"

    for _twice in range(2):
        with transaction():
            change = withdraw_overlay(second, "Ban hành nhầm mức yêu cầu", by=department)
    sweep(change)

    assert (standing_of(post, "A1").required, standing_of(post, "C1")) == (3, None)
    assert standing_of(post).due_on == due
    assert recompute_check([post.officer_id], by=department) == []


def test_publishing_twice_is_once(department):
    make_post()
    overlay = make_overlay(by=department)

    assert publish_it(overlay, department).id == publish_it(overlay, department).id


def test_two_people_publish_at_the_same_moment(app, department):
    ids = [make_overlay(by=department).id, make_overlay(by=department).id]
    by_id = department.id

    def deed(overlay_id):
        def publish_one():
            overlay = db.session.get(RequirementSet, overlay_id)
            return publish_overlay(overlay, by=db.session.get(Account, by_id)).id

        return publish_one

    races.results_and_refusals(app, *map(deed, ids))

    states = db.session.scalars(select(RequirementSet.state).where(RequirementSet.id.in_(ids))).all()
    assert sorted(states) in (["outdated", "published"], ["draft", "published"])


def test_a_published_overlay_is_not_edited(department):
    overlay = make_overlay(by=department)
    publish_it(overlay, department)

    with pytest.raises(Conflict), transaction():
        edit_overlay(overlay, TEXT, [ADD], by=department)

    assert len(queries.get_overlay(overlay.id, visible_to=department).requirements) == 2


@pytest.mark.parametrize(
    ("role", "scope"), [("department", "24"), ("ministry", ""), ("admin", ""), ("leader", "19001")]
)
def test_only_the_own_department_lays_down_what_a_province_asks(department, role, scope):
    overlay, stranger = make_overlay(by=department), make_account(role, scope)

    for deed in (
        lambda: make_overlay(by=stranger),
        lambda: edit_overlay(overlay, TEXT, [ADD], by=stranger),
        lambda: publish_overlay(overlay, by=stranger),
        lambda: withdraw_overlay(overlay, "Ban hành nhầm mức yêu cầu", by=stranger),
    ):
        with pytest.raises(Forbidden), transaction():
            deed()


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ((OverlayLine("VT99", "B10", 4),), "VT99"),
        ((OverlayLine("VT14", "Z9", 4),), "Z9"),
        ((OverlayLine("VT14", "B", 4),), "B"),
        ((RAISE, RAISE), "VT14"),
    ],
    ids=["unknown position", "unknown competency", "a pillar", "twice"],
)
def test_lines_that_cannot_be_right_are_named(department, lines, word):
    with pytest.raises(OverlayRefused, match=word):
        make_overlay(*lines, by=department)


def test_the_lines_come_from_a_file(app):
    content = b'position_code,competency_code,required_level,weight\nVT14,B10,4,"1,5"\nVT14,C1,2,\n'

    assert read_overlay(content) == [RAISE, ADD]
    with pytest.raises(OverlayRefused, match="9"):
        read_overlay(content.replace(b"C1,2", b"C1,9"))
