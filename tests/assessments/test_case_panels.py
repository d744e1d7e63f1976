"""Expert panels with their database: independent until closed, one at a time, applied to what was read."""

from dataclasses import replace

import pytest
from case_desk import go, send, send_to
from case_documents import make_document
from factories import make_account, make_institution
from races import results_and_refusals
from sqlalchemy import func, select

from assessments import queries
from assessments.models import CasePanel, CaseVersion, PanelRating
from assessments.rules import cells_of, read_draft
from assessments.services import (
    PanelRefused,
    apply_key,
    close_panel,
    draft_case,
    import_case_draft,
    load_case,
    open_panel,
    save_case_node,
    save_ratings,
)
from assessments.services.case_drafts import NodeText
from assessments.services.case_imports import dump_case
from assessments.services.case_review import list_remarks
from courses.services import EditedMeanwhile, NotEditable, submit_version
from lms.database import db, transaction
from lms.errors import Conflict, Forbidden, NotFound, Refused
from lms.models import Account, AuditEntry
from people.queries import find_organisation


@pytest.fixture
def editor(app):
    make_institution("TCT19")
    return make_account("editor", "TCT19", name="Biên tập viên")


@pytest.fixture
def experts(editor):
    return [
        make_account("assessor", "TCT19", name="Chuyên gia Một"),
        make_account("reviewer", "TCT19", name="Chuyên gia Hai"),
        make_account("assessor", "19", name="Chuyên gia Ba"),
    ]


@pytest.fixture
def version(editor):
    with transaction():
        text = dump_case(make_document()).encode()
        import_case_draft(text, find_organisation("TCT19"), seen=None, by=editor)
    return newest()


def newest():
    db.session.rollback()
    return db.session.scalars(select(CaseVersion).order_by(CaseVersion.id.desc())).first()


def ask(version, experts, editor):
    with transaction():
        open_panel(version, [one.id for one in experts], seen=version.revision, by=editor)
    return db.session.scalars(select(CasePanel).order_by(CasePanel.id.desc())).first()


def rate(panel, expert, points):
    """The same points everywhere, or points by cell."""
    cells = cells_of(read_draft(panel.document)[0])
    ratings = points if isinstance(points, dict) else dict.fromkeys(cells, points)
    with transaction():
        return save_ratings(queries.get_seat(panel.public_id, visible_to=expert), ratings, by=expert)


def test_the_median_of_independent_ratings_becomes_the_key_of_the_draft(version, experts, editor):
    panel = ask(version, experts, editor)
    for expert, points in zip(experts, (0, 2, 3), strict=True):
        rate(panel, expert, points)
    with transaction():
        close_panel(panel, by=editor)
    with transaction():
        left = apply_key(panel, seen=version.revision, by=editor)

    assert left == ()
    points = {
        value
        for node in newest().document["nut"].values()
        for option in node["lua_chon"].values()
        for value in option["diem"].values()
    }
    assert points == {2}
    assert (panel.alpha < 0, panel.key_applied_at is not None) == (True, True)


def test_ratings_may_be_saved_in_part_and_taken_back(version, experts, editor):
    panel = ask(version, experts, editor)
    first, second = ("n1", "a", "A3"), ("n1", "b", "A3")

    assert rate(panel, experts[0], {first: 1, second: 2}) == 2
    assert rate(panel, experts[0], {first: 3, ("n9", "z", "A3"): 1}) == 1
    assert queries.list_ratings(panel)[experts[0].id] == {first: 3}
    assert queries.count_ratings([panel]) == {(panel.id, experts[0].id): 1}


def test_a_change_after_the_panel_was_opened_keeps_its_points(version, experts, editor):
    panel = ask(version, experts, editor)
    for expert in experts:
        rate(panel, expert, 2)
    node = read_draft(version.document)[0].nodes["n2"]
    options = [replace(option, text="Lời khác") for option in node.options.values()]
    with transaction():
        save_case_node(newest(), "n2", NodeText(node.question, options), seen=newest().revision, by=editor)
    with transaction():
        close_panel(panel, by=editor)
    revision = newest().revision
    with transaction():
        left = apply_key(panel, seen=revision, by=editor)

    assert {cell[0] for cell in left} == {"n2"}
    document = newest().document["nut"]
    assert document["n1"]["lua_chon"]["c"]["diem"] == {"A3": 2, "B3": 2}
    assert document["n2"]["lua_chon"]["a"]["diem"] == {"A5": 3}


def test_nobody_rates_for_another_and_nobody_after_the_end(version, experts, editor):
    panel = ask(version, experts[:1], editor)
    with pytest.raises(NotFound):
        queries.get_seat(panel.public_id, visible_to=experts[1])
    seat = queries.get_seat(panel.public_id, visible_to=experts[0])
    with pytest.raises(Forbidden):
        save_ratings(seat, {}, by=experts[1])
    rate(panel, experts[0], 1)
    with transaction():
        close_panel(panel, by=editor)

    with pytest.raises(PanelRefused):
        rate(panel, experts[0], 3)
    assert set(queries.list_ratings(panel)[experts[0].id].values()) == {1}


def test_a_panel_of_one_gives_a_key_and_no_agreement(version, experts, editor):
    panel = ask(version, experts[:1], editor)
    rate(panel, experts[0], 1)
    with transaction():
        close_panel(panel, by=editor)

    assert (panel.alpha, panel.alpha_reason) == (None, "not_pairable")
    assert len(list_remarks(newest(), [panel])) == 3


def test_equal_ratings_are_full_agreement_without_a_figure(version, experts, editor):
    panel = ask(version, experts, editor)
    for expert in experts:
        rate(panel, expert, 3)
    with transaction():
        close_panel(panel, by=editor)

    assert (panel.alpha, panel.alpha_reason) == (None, "no_variation")


def test_an_empty_panel_stays_open(version, experts, editor):
    panel = ask(version, experts, editor)
    with pytest.raises(Refused):
        close_panel(panel, by=editor)


@pytest.mark.parametrize("who", ["nobody", "author", "stranger", "unknown"])
def test_only_experts_of_the_institution_who_wrote_nothing_are_asked(version, editor, experts, who):
    make_institution("TCT24", "Trường Chính trị Nguyễn Văn Cừ")
    named = {
        "nobody": [],
        "author": [editor.id],
        "stranger": [make_account("assessor", "TCT24").id],
        "unknown": [999_999],
    }[who]
    with pytest.raises(Refused):
        open_panel(version, named, seen=version.revision, by=editor)


def test_who_does_not_write_here_opens_closes_and_applies_nothing(version, experts, editor):
    panel = ask(version, experts, editor)
    rate(panel, experts[0], 1)
    for deed in (
        lambda by: open_panel(version, [experts[0].id], seen=version.revision, by=by),
        lambda by: close_panel(panel, by=by),
        lambda by: apply_key(panel, seen=version.revision, by=by),
    ):
        with pytest.raises(Forbidden):
            deed(experts[1])


def test_a_panel_is_opened_on_what_was_seen_while_it_is_written(version, experts, editor):
    with pytest.raises(EditedMeanwhile):
        open_panel(version, [experts[0].id], seen=version.revision + 1, by=editor)
    with transaction():
        submit_version(version, by=editor)
    with pytest.raises(NotEditable):
        open_panel(newest(), [experts[0].id], seen=newest().revision, by=editor)


def test_two_panels_opened_at_once_are_one(app, version, experts, editor):
    version_id, revision, expert, who = version.id, version.revision, experts[0].id, editor.id

    def deed():
        one = db.session.get(CaseVersion, version_id)
        open_panel(one, [expert], seen=revision, by=db.session.get(Account, who))

    done, refused = results_and_refusals(app, deed, deed)

    assert (len(done), len(refused)) == (1, 1)
    assert db.session.scalar(select(func.count()).select_from(CasePanel)) == 1


def test_a_rating_and_the_closing_at_once_leave_one_truth(app, version, experts, editor):
    panel = ask(version, experts, editor)
    rate(panel, experts[0], 2)
    panel_id, who, expert_id = panel.public_id, editor.id, experts[1].id
    cells = cells_of(read_draft(panel.document)[0])

    def closing():
        close_panel(queries.get_panel(panel_id), by=db.session.get(Account, who))

    def rating():
        by = db.session.get(Account, expert_id)
        save_ratings(queries.get_seat(panel_id, visible_to=by), dict.fromkeys(cells, 1), by=by)

    _done, refused = results_and_refusals(app, closing, rating)

    closed = queries.get_panel(panel_id)
    second = db.session.scalar(
        select(func.count()).select_from(PanelRating).where(PanelRating.account_id == expert_id)
    )
    assert (second == 0) == bool(refused)
    assert (closed.alpha_reason == "not_pairable") == bool(refused)


def test_the_trail_tells_who_asked_rated_closed_and_applied(version, experts, editor):
    panel = ask(version, experts, editor)
    rate(panel, experts[0], 2)
    with transaction():
        close_panel(panel, by=editor)
        apply_key(panel, seen=panel.version.revision, by=editor)

    events = db.session.scalars(
        select(AuditEntry.event).where(AuditEntry.event.like("panel:%")).order_by(AuditEntry.id)
    ).all()
    assert events == ["panel:opened", "panel:rated", "panel:closed", "panel:key_applied"]


def test_a_panel_in_the_browser_hides_what_others_said(version, experts, editor, browser_of):
    desk, one, two = browser_of(editor), browser_of(experts[0]), browser_of(experts[1])
    page = desk.get("/studio/cases/TH90/panel")
    go(desk, send(desk, page, "/panel", expert=[str(expert.id) for expert in experts[:2]]))
    db.session.rollback()
    panel = db.session.scalars(select(CasePanel)).one()
    address = f"/studio/panels/{panel.public_id}"

    assert address in one.get("/studio/cases").text
    assert browser_of(experts[2]).get(address).status_code == 404
    go(one, send(one, one.get(address), address, **{"r.0": "1", "r.1": "3"}))
    wrong = send(two, two.get(address), address, **{"r.0": "5"})
    go(two, send(two, two.get(address), address, **{"r.0": "3", "r.1": "3"}))

    assert wrong.status_code == 422
    assert 'value="1"' not in _own_fields(two.get(address))
    assert "points apart" not in desk.get("/studio/cases/TH90/panel").text
    go(desk, send_to(desk, f"{address}/closing"))
    page = desk.get("/studio/cases/TH90/panel")
    assert "1 3 → <strong>1</strong>" in page.text
    assert "1 3 → <strong>1</strong>" in two.get(address).text
    go(desk, send(desk, page, "/key"))
    assert newest().document["nut"]["n1"]["lua_chon"]["a"]["diem"] == {"A3": 1, "B3": 3}


def test_a_panel_that_cannot_be_opened_or_closed_says_why_on_its_page(version, experts, editor, browser_of):
    desk = browser_of(editor)
    page = desk.get("/studio/cases/TH90/panel")

    assert "notice notice-warning" in go(desk, send(desk, page, "/panel")).text

    panel = ask(version, experts, editor)
    refused = go(desk, send_to(desk, f"/studio/panels/{panel.public_id}/closing"))
    assert "notice notice-warning" in refused.text
    db.session.rollback()
    assert db.session.scalars(select(CasePanel)).one().is_open


def _own_fields(page):
    return page.text.partition("<form")[2].partition("</main>")[0]


def test_the_author_s_points_and_flags_are_not_on_the_sheet(version, experts, editor, browser_of):
    ask(version, experts, editor)
    panel = db.session.scalars(select(CasePanel)).one()
    sheet = browser_of(experts[0]).get(f"/studio/panels/{panel.public_id}").text.partition("<main")[2]

    for secret in ("Hệ quả.", "nghiem_trong", "(!)", 'value="3"', 'value="2"'):
        assert secret not in sheet


def test_what_the_command_line_publishes_is_sealed_and_logged(system, app):
    with transaction():
        load_case(make_document(), by=system)
    version = newest()
    assert (version.state, version.sealed_hash is not None, version.content_hash != "") == (
        "published",
        True,
        True,
    )


def test_an_import_does_not_overtake_a_draft(system, app):
    with transaction():
        load_case(make_document(), by=system)
    case = newest().case
    with transaction():
        draft_case(case, by=system)
    with pytest.raises(Conflict, match="2"), transaction():
        load_case({**make_document(), "ten": "Khác"}, by=system)
    assert newest().state == "draft"
