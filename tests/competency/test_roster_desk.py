"""The roster desk: handed in, looked at, accepted, undone within a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from factories import make_account, make_evidence
from roster_desk import DUNG, HOA, accept, hand_in, held, open_standings, request_acceptance, undo, xlsx

from competency.models import Evidence
from competency.queries import list_standings
from competency.services import posts, recompute_check
from competency.services.qualifications import find_differing_qualifications
from lms import clock
from lms.database import db, transaction
from lms.errors import Conflict, Forbidden, NotFound, Refused
from lms.queries import get_system_account
from people.models import Assignment, Officer
from people.queries import get_position, get_unit, uploads
from people.services import rosters
from people.services.posts import NewPost

MOVED = HOA | {"organisation": "Phòng Kinh tế", "position_code": "VT11", "starts_on": "01/01/2026"}


@pytest.fixture
def department(app):
    """The account of the Department of province 19."""
    return make_account("department", "19")


def counts(upload):
    return {name: upload.counts[name] for name in ("new", "changed", "ended", "unchanged", "error")}


def nothing_differs():
    db.session.rollback()
    ids = list(db.session.scalars(db.select(Officer.id)))
    by = get_system_account()
    return recompute_check(ids, by=by) == [] == find_differing_qualifications(ids, by=by)


def test_a_file_is_looked_at_before_anything_is_written(department):
    upload = hand_in(xlsx(HOA, DUNG | {"starts_on": "31/02/2026"}), department)

    assert upload.state == "review"
    assert counts(upload) == {"new": 1, "changed": 0, "ended": 0, "unchanged": 0, "error": 1}
    assert held() == ([], [])


def test_accepting_writes_posts_and_standings_at_once(department):
    upload = accept(hand_in(xlsx(HOA, DUNG), department), department)

    assert (upload.state, upload.accepted_by_id) == ("done", department.id)
    assert len(held()[1]) == 2
    assert open_standings()
    assert nothing_differs()


def test_the_same_file_again_has_nothing_to_write(department):
    accept(hand_in(xlsx(HOA, DUNG), department), department)
    again = hand_in(xlsx(HOA, DUNG), department)

    assert counts(again) == {"new": 0, "changed": 0, "ended": 0, "unchanged": 2, "error": 0}
    with pytest.raises(Conflict):
        request_acceptance(again, department)


def test_a_button_pressed_twice_hands_in_once(department):
    content = xlsx(HOA)

    assert hand_in(content, department).public_id == hand_in(content, department).public_id


def test_the_whole_roster_ends_what_it_no_longer_has(department):
    accept(hand_in(xlsx(HOA, DUNG), department), department)
    upload = hand_in(xlsx(HOA), department, full=True)

    assert counts(upload)["ended"] == 1
    with pytest.raises(Refused):
        rosters.accept_roster(upload, digest=upload.digest, ends=0, by=department)
    upload = accept(upload, department)

    yesterday = clock.today() - timedelta(days=1)
    assert [post.ends_on for post in db.session.scalars(db.select(Assignment).order_by(Assignment.id))] == [
        None,
        yesterday,
    ]
    assert nothing_differs()


def test_a_part_says_how_many_posts_the_whole_roster_would_end(department):
    accept(hand_in(xlsx(HOA, DUNG), department), department)
    upload = hand_in(xlsx(HOA), department)

    assert (counts(upload)["ended"], upload.counts["missing"]) == (0, 1)


CHANGES = [
    pytest.param([DUNG], False, id="a new person"),
    pytest.param(
        [HOA | {"degree_level": "Thạc sĩ", "full_name": "Nguyễn Thị Hoà"}], False, id="another degree"
    ),
    pytest.param([HOA | {"ends_on": "28/02/2026"}], False, id="a post that ends"),
    pytest.param([HOA | {"is_main": "không"}, MOVED], False, id="a second post becomes the main one"),
    pytest.param([MOVED, DUNG], True, id="a transfer by the whole roster"),
]


@pytest.mark.parametrize(("rows", "is_full"), CHANGES)
def test_after_undoing_everything_is_as_it_was(department, rows, is_full):
    accept(hand_in(xlsx(HOA), department), department)
    before, standings = held(), open_standings()
    upload = accept(hand_in(xlsx(*rows), department, full=is_full), department)
    assert upload.state == "done"
    assert held() != before

    upload, job = undo(upload, department)

    assert (upload.state, job.error) == ("undone", "")
    assert held() == before
    assert open_standings() == standings
    assert nothing_differs()


def test_a_concurrent_post_that_became_the_main_one_for_good_can_be_undone(department):
    second = MOVED | {"is_main": "không", "ends_on": "31/12/2026"}
    accept(hand_in(xlsx(HOA, second), department), department)
    before = held()
    swapped = (HOA | {"is_main": "không"}, second | {"is_main": "có", "ends_on": ""})
    upload = accept(hand_in(xlsx(*swapped), department), department)

    upload, job = undo(upload, department)

    assert (upload.state, job.error) == ("undone", "")
    assert held() == before
    assert nothing_differs()


def test_undoing_twice_is_undoing_once(department):
    upload = accept(hand_in(xlsx(HOA), department), department)
    upload, _job = undo(upload, department)
    with transaction():
        assert (
            rosters.undo_roster(uploads.get_upload(upload.public_id, visible_to=department), by=department)
            is None
        )

    assert held() == ([], [])


def test_what_was_undone_can_be_handed_in_again(department):
    upload = accept(hand_in(xlsx(HOA), department), department)
    undo(upload, department)

    upload = accept(hand_in(xlsx(HOA), department), department)

    assert upload.state == "done"
    assert [len(rows) for rows in held()] == [1, 1]
    assert nothing_differs()


def test_a_record_changed_since_stands_in_the_way_of_undoing(department):
    upload = accept(hand_in(xlsx(HOA, DUNG), department), department)
    with transaction():
        db.session.scalar(
            db.select(Officer).where(Officer.full_name == "Nguyễn Thị Hòa")
        ).degree_level = "master"
    before = held()

    upload, job = undo(upload, department)

    assert (upload.state, job.state) == ("done", "failed")
    assert upload.conflicts == [["Nguyễn Thị Hòa", "degree_level"]]
    assert held() == before


def test_a_post_given_by_hand_since_stands_in_the_way_of_undoing(department):
    upload = accept(hand_in(xlsx(HOA), department), department)
    with transaction():
        new = NewPost(
            unit=get_unit("05500"),
            organisation="Phòng Kinh tế",
            position=get_position("VT11"),
            starts_on=date(2026, 3, 10),
        )
        posts.transfer(db.session.scalars(db.select(Officer)).one(), new, by=department)
    before = held()

    upload, job = undo(upload, department)

    assert (upload.state, job.state) == ("done", "failed")
    assert upload.conflicts == [["Nguyễn Thị Hòa", "ends_on"], ["Nguyễn Thị Hòa", "position_code"]]
    assert held() == before


def test_after_a_day_nothing_is_undone(department, still):
    upload = accept(hand_in(xlsx(HOA), department), department)
    still(clock.now() + timedelta(hours=24, seconds=1))

    with pytest.raises(Conflict):
        undo(upload, department)


def test_a_roster_that_changed_since_the_review_is_looked_at_again(department):
    first = hand_in(xlsx(HOA), department)
    accept(hand_in(xlsx(HOA, DUNG), department), department)

    first = accept(first, department)

    assert first.state == "review"
    assert first.problem
    assert counts(first)["unchanged"] == 1


@pytest.mark.parametrize(
    ("role", "scope", "error"),
    [
        pytest.param("department", "24", Forbidden, id="another province"),
        pytest.param("admin", "", Forbidden, id="administrators"),
        pytest.param("leader", "05443", Forbidden, id="leaders"),
    ],
)
def test_only_the_department_of_the_province_has_the_desk(department, role, scope, error):
    stranger = make_account(role, scope)
    upload = hand_in(xlsx(HOA), department)

    with pytest.raises(error):
        hand_in(xlsx(DUNG), stranger)
    with pytest.raises(NotFound):
        uploads.get_upload(upload.public_id, visible_to=stranger)
    with pytest.raises(Forbidden):
        rosters.drop_roster(upload, by=stranger)


def test_after_undoing_a_past_day_still_shows_what_was_held_then(department, still):
    evening = datetime(2026, 11, 23, 12, tzinfo=UTC)
    still(evening)
    upload = accept(hand_in(xlsx(HOA), department), department)
    officer = db.session.scalars(db.select(Officer)).one()
    told = len(list_standings(officer))
    still(evening + timedelta(hours=14))

    undo(upload, department)

    officer = db.session.scalars(db.select(Officer)).one()
    assert list_standings(officer) == []
    assert len(list_standings(officer, on=date(2026, 11, 23))) == told > 0


def test_what_an_officer_did_meanwhile_is_not_lost(department):
    upload = accept(hand_in(xlsx(HOA), department), department)
    officer = db.session.scalars(db.select(Officer)).one()
    evidence_id = make_evidence(officer, "B10", 2).id

    undo(upload, department)

    assert db.session.get(Evidence, evidence_id).officer_id == officer.id
    again = accept(hand_in(xlsx(HOA), department), department)
    assert again.state == "done"
    officer = db.session.scalars(db.select(Officer)).one()
    assert {row.competency_code: row.attained for row in list_standings(officer)}["B10"] == 2
