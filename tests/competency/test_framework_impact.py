"""What a draft would change is counted before it is published, and is what publishing then does."""

from datetime import date

import pytest
from factories import make_account, make_evidence, make_officer, make_organisation, make_post, make_unit
from framework_files import RAISED, make_draft, publish
from sqlalchemy import select

from competency import queries
from competency.models import ImpactPost, ImpactPreview, Standing
from competency.rules import StandingStatus, is_met
from competency.services import ask_preview, count_preview
from competency.services.previews import is_out_of_date
from lms.database import db, transaction
from lms.errors import NotFound

TODAY = date(2026, 11, 20)
DROPPED = ("position_requirements.csv", "VT14,A1,3\n", "")


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


def count(draft, system):
    """A preview, counted to the end."""
    with transaction():
        preview_id = ask_preview(draft, by=system).id
    more = True
    while more:
        with transaction():
            more = count_preview(preview_id, by=system) is not None
    return db.session.get_one(ImpactPreview, preview_id)


def line(preview, scope="VN", cut="total", key=""):
    """Officers, gaining, losing, changing."""
    found = [one for one in queries.list_impact_lines(preview, scope)[cut] if one.key == key]
    return found[0][2:] if found else None


def gaps():
    """The requirements that are open now, by post and competency."""
    db.session.rollback()
    rows = db.session.scalars(select(Standing).where(Standing.valid_to.is_(None)))
    return {
        (row.assignment_id, row.competency_code): (
            not is_met(StandingStatus(row.status)),
            row.required,
            row.attained,
        )
        for row in rows
    }


@pytest.fixture
def people(app):
    """Somebody who meets B10 today, somebody who shows nothing, and somebody of another province."""
    able, empty = make_officer("Lò Văn Anh"), make_officer("Vi Thị Bé")
    posts = [make_post(able), make_post(empty)]
    for kind in ("case", "post_test"):
        make_evidence(able, "B10", 3, kind=kind)
    far = make_unit("24001", "Phường Kinh Bắc", parent="24")
    posts.append(make_post(make_officer("Hà Văn Xa", unit=far), organisation=make_organisation(far)))
    posts.append(make_post(able, "VT11", is_main=False))
    return posts


def test_each_officer_counts_once_in_each_line(people, system):
    preview = count(make_draft(RAISED, DROPPED), system)

    assert line(preview) == (3, 1, 3, 3)
    assert line(preview, cut="position", key="VT14") == (3, 1, 3, 3)
    assert line(preview, cut="position", key="VT11") == (1, 0, 0, 0)
    assert line(preview, cut="unit", key="19") == (2, 1, 2, 2)
    assert line(preview, "24") == (1, 0, 1, 1)
    assert line(preview, "19", "unit", "19001") == (2, 1, 2, 2)
    assert (preview.officers_done, preview.officers_total) == (3, 3)


def test_the_list_behind_a_number_names_the_competencies(people, system):
    preview = count(make_draft(RAISED, DROPPED), system)
    department = make_account("department", "19")

    rows = db.session.execute(queries.select_impact_posts(preview, visible_to=department, kind="gains")).all()

    assert [row.Officer.full_name for row in rows] == ["Lò Văn Anh"]
    assert rows[0].ImpactPost.competencies == [["A1", 3, 0, None, None], ["B10", 3, 3, 4, 3]]
    everybody = db.session.execute(queries.select_impact_posts(preview, visible_to=department)).all()
    assert {row.Officer.full_name for row in everybody} == {"Lò Văn Anh", "Vi Thị Bé"}


def test_the_preview_is_what_publishing_then_does(people, system):
    mapping = "A2,A3,replaced,2\nB10,B10,split,\nB10,C6,split,1\n"
    make_evidence(people[0].officer, "A2", 2)
    draft = make_draft(RAISED, DROPPED, mapping=mapping)
    preview = count(draft, system)
    told = {
        (row.assignment_id, tuple(one[0] for one in row.competencies), row.gains, row.loses, row.changes)
        for row in db.session.scalars(select(ImpactPost).where(ImpactPost.preview_id == preview.id))
    }
    before = gaps()

    publish(draft)

    after = gaps()
    happened = set()
    for post in {key[0] for key in before.keys() | after.keys()}:
        codes = [
            code
            for code in sorted({key[1] for key in before.keys() | after.keys() if key[0] == post})
            if before.get((post, code)) != after.get((post, code))
        ]
        old = {code: before.get((post, code), (False, 0, 0))[0] for code in codes}
        new = {code: after.get((post, code), (False, 0, 0))[0] for code in codes}
        gains = any(new[code] and not old[code] for code in codes)
        loses = any(old[code] and not new[code] for code in codes)
        changes = any((post, code) in before and (post, code) in after for code in codes)
        if gains or loses or changes:
            happened.add((post, tuple(codes), gains, loses, changes))
    assert told == happened


def test_a_count_that_was_stopped_goes_on_and_never_counts_twice(people, system, monkeypatch):
    monkeypatch.setattr("competency.services.previews.BATCH", 1)
    draft = make_draft(RAISED, DROPPED)
    with transaction():
        preview_id = ask_preview(draft, by=system).id
    with transaction():
        count_preview(preview_id, by=system)
    more = True
    while more:
        with transaction():
            more = count_preview(preview_id, by=system) is not None
    with transaction():
        assert count_preview(preview_id, by=system) is None

    assert line(db.session.get_one(ImpactPreview, preview_id)) == (3, 1, 3, 3)


def test_a_preview_says_when_the_requirements_have_moved_on(people, system):
    draft, other = make_draft(RAISED), make_draft(DROPPED)
    preview = count(draft, system)
    assert not is_out_of_date(preview, draft)

    publish(other)

    assert is_out_of_date(preview, draft)


def test_asking_again_drops_the_former_count(people, system):
    draft = make_draft(RAISED)
    count(draft, system)
    count(draft, system)

    assert len(db.session.scalars(select(ImpactPreview.id)).all()) == 1


@pytest.mark.parametrize(
    ("role", "scope", "sees"),
    [("ministry", "", "VN"), ("department", "24", "24"), ("leader", "19001", None), ("admin", "", None)],
)
def test_figures_are_for_the_ministry_and_the_departments_in_their_province(
    people, system, role, scope, sees
):
    preview, account = count(make_draft(RAISED), system), make_account(role, scope)

    if sees is None:
        with pytest.raises(NotFound):
            queries.get_preview(preview.id, visible_to=account)
    else:
        found = queries.get_preview(preview.id, visible_to=account)
        assert queries.scope_of(found, visible_to=account) == sees
