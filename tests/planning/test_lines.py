"""The table of a proposal: changed, removed, added, pasted; two people never overwrite each other unseen."""

import pytest
from races import results_and_refusals

from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import Account
from planning.models import NeedProposal
from planning.rules import LineText, Place, Problem
from planning.services import LinesConflict, LinesRefused, clear_untouched, open_proposal, save_lines
from planning.services.lines import base_of
from tests import factories
from tests.planning.conftest import change, lines_of, new, save


def problems(caught):
    return [(error.row, error.field, error.problem) for error in caught.value.errors]


def test_a_changed_line_is_saved_with_who_and_when(ward, taken):
    line = lines_of(taken)["Lò Thị Yến", "B10"]

    assert save(taken, change(line), by=ward.leader) == (1, 0, 0, 0)

    line = lines_of(taken)["Lò Thị Yến", "B10"]
    assert (line.content, line.priority, line.form, line.month) == (
        "Lớp chuyển đổi số",
        "high",
        "workshop",
        "2027-03",
    )
    assert (line.version, line.changed_by_id) == (2, ward.leader.id)


def test_a_row_that_was_not_touched_changes_nothing_even_if_it_is_old(ward, taken):
    line = lines_of(taken)["Lò Thị Yến", "B10"]
    shown = change(line)
    save(taken, shown, by=ward.leader)
    line = lines_of(taken)["Lò Thị Yến", "B10"]
    as_it_was_shown = change(line)
    save(taken, change(line, note="Ghi chú mới"), by=ward.leader)

    assert save(taken, as_it_was_shown, by=ward.leader) == (0, 0, 0, 0)
    assert lines_of(taken)["Lò Thị Yến", "B10"].note == "Ghi chú mới"


def test_a_code_alone_becomes_the_course_with_its_title(ward, taken):
    factories.make_course("KH04", "Kỹ năng số cơ bản")
    line = lines_of(taken)["Lò Thị Yến", "B10"]

    save(taken, change(line, content="KH04"), by=ward.leader)

    line = lines_of(taken)["Lò Thị Yến", "B10"]
    assert (line.content, line.content_code, line.content_key) == ("KH04 Kỹ năng số cơ bản", "KH04", "KH04")


def test_lines_are_added_by_name_and_by_personal_number(ward, proposal):
    number = "019000000077"
    factories.make_post(factories.make_officer("Giàng A Páo", personal_id=number))
    rows = [
        new("n1"),
        new("n2", officer=number, competency="c2. Tư duy dữ liệu"),
        new("n3", officer="vu van anh"),
    ]

    assert save(proposal, *rows, by=ward.leader) == (0, 0, 3, 0)
    assert set(lines_of(proposal)) == {("Lò Thị Yến", "B10"), ("Giàng A Páo", "C2"), ("Vũ Văn Ánh", "B10")}


def test_a_removed_line_goes_and_may_stand_again_in_the_same_table(ward, taken):
    line = lines_of(taken)["Lò Thị Yến", "B10"]

    saved = save(taken, change(line, is_removed=True), new("n1", note="Làm lại"), by=ward.leader)

    assert saved == (0, 1, 1, 0)
    assert lines_of(taken)["Lò Thị Yến", "B10"].note == "Làm lại"


WRONG = {
    "nobody": ({"officer": ""}, "officer", Problem.NO_OFFICER),
    "a stranger": ({"officer": "Người Lạ"}, "officer", Problem.UNKNOWN_OFFICER),
    "no competency": ({"competency": ""}, "competency", Problem.NO_COMPETENCY),
    "an unknown competency": ({"competency": "Z9"}, "competency", Problem.UNKNOWN_COMPETENCY),
    "a month that is none": ({"month": "sớm"}, "month", Problem.BAD_MONTH),
}


@pytest.mark.parametrize(("changes", "field", "problem"), WRONG.values(), ids=WRONG)
def test_a_row_that_cannot_be_right_keeps_the_whole_table_unsaved(ward, taken, changes, field, problem):
    line = lines_of(taken)["Vũ Văn Ánh", "B10"]

    with pytest.raises(LinesRefused) as caught:
        save(taken, change(line), new("p7", competency="A1"), new("n2", **changes), by=ward.leader)

    assert problems(caught) == [("n2", field, problem)]
    assert lines_of(taken)["Vũ Văn Ánh", "B10"].version == 1


def test_a_name_that_two_officers_have_asks_for_the_number(ward, proposal):
    factories.make_post(factories.make_officer("Lò Thị Yến"))

    with pytest.raises(LinesRefused) as caught:
        save(proposal, new(), by=ward.leader)

    assert problems(caught) == [("n1", "officer", Problem.SEVERAL_OFFICERS)]


def test_an_officer_of_another_unit_cannot_be_named(ward, proposal):
    elsewhere = factories.make_organisation(factories.make_unit("19002", "Phường Bình Yên"))
    factories.make_post(factories.make_officer("Giàng A Páo"), organisation=elsewhere)

    with pytest.raises(LinesRefused) as caught:
        save(proposal, new(officer="Giàng A Páo"), by=ward.leader)

    assert problems(caught) == [("n1", "officer", Problem.UNKNOWN_OFFICER)]


def test_a_pasted_row_that_is_there_as_it_is_is_passed_over_and_another_is_not_overwritten(ward, proposal):
    save(proposal, new(), by=ward.leader)

    assert save(proposal, new("p1"), by=ward.leader) == (0, 0, 0, 1)
    with pytest.raises(LinesRefused) as caught:
        save(
            proposal,
            new("p1", note="Khác"),
            new("p2", competency="C2"),
            new("p3", competency="C2"),
            by=ward.leader,
        )
    assert problems(caught) == [
        ("p1", "officer", Problem.THERE_ALREADY),
        ("p3", "officer", Problem.TWICE),
    ]


def test_two_people_with_the_same_line_open_never_overwrite_each_other(ward, taken):
    line = lines_of(taken)["Lò Thị Yến", "B10"]
    seen_by_both = base_of(line)
    save(taken, change(line, seen_by_both, note="Của người thứ nhất"), by=ward.leader)

    with pytest.raises(LinesConflict) as caught:
        save(taken, change(line, seen_by_both, note="Của người thứ hai"), by=ward.leader)

    [conflict] = caught.value.conflicts
    assert conflict.row == f"l{line.id}"
    stored = lines_of(taken)["Lò Thị Yến", "B10"]
    assert stored.note == "Của người thứ nhất"
    assert save(taken, change(stored, note="Của người thứ hai"), by=ward.leader) == (1, 0, 0, 0)


def test_the_same_change_by_two_people_is_no_conflict_and_theirs_may_stay(ward, taken):
    line = lines_of(taken)["Lò Thị Yến", "B10"]
    seen_by_both = base_of(line)
    save(taken, change(line, seen_by_both), by=ward.leader)

    assert save(taken, change(line, seen_by_both), by=ward.leader) == (0, 0, 0, 0)
    other = change(line, seen_by_both, note="Khác", takes_theirs=True)
    assert save(taken, other, by=ward.leader) == (0, 0, 0, 0)


@pytest.mark.parametrize("is_removed", [False, True], ids=["changed", "removed"])
def test_what_one_changed_the_other_does_not_remove_unseen(ward, taken, is_removed):
    line = lines_of(taken)["Lò Thị Yến", "B10"]
    seen_by_both = base_of(line)
    save(taken, change(line, seen_by_both, is_removed=not is_removed), by=ward.leader)

    with pytest.raises(LinesConflict) as caught:
        save(taken, change(line, seen_by_both, note="Khác", is_removed=is_removed), by=ward.leader)

    assert (caught.value.conflicts[0].theirs is None) == (not is_removed)


def test_two_saves_at_the_same_moment_leave_one(app, ward, taken):
    line = lines_of(taken)["Lò Thị Yến", "B10"]
    key, who = taken.id, ward.leader.id
    edits = [change(line, note=note) for note in ("Một", "Hai")]

    def saving(edit):
        def act():
            save_lines(db.session.get(NeedProposal, key), [edit], by=db.session.get(Account, who))

        return act

    done, refusals = results_and_refusals(app, *(saving(edit) for edit in edits))

    assert (len(done), [type(one) for one in refusals]) == (1, [LinesConflict])
    assert lines_of(taken)["Lò Thị Yến", "B10"].version == 2


def test_nobody_else_saves_and_a_line_of_another_proposal_is_out_of_reach(ward, taken, proposal):
    line = lines_of(taken)["Lò Thị Yến", "B10"]
    for account in (ward.department, factories.make_account("observer", "19001")):
        with pytest.raises(Forbidden), transaction():
            save_lines(taken, [change(line)], by=account)
    room = factories.make_organisation(factories.make_unit(), "Phòng Văn hóa – Xã hội")
    with transaction():
        own = open_proposal(Place(room.unit_code, room.code), "2027", by=ward.leader)
    with pytest.raises(LinesConflict):
        save(own, change(line), by=ward.leader)
    assert lines_of(taken)["Lò Thị Yến", "B10"].version == 1


def test_blank_rows_are_no_rows(ward, proposal):
    blank = new()._replace(text=LineText(note="   "))

    assert save(proposal, blank, by=ward.leader) == (0, 0, 0, 0)


def test_lines_taken_from_the_gaps_go_at_once_unless_somebody_changed_them(ward, taken):
    save(taken, change(lines_of(taken)["Lò Thị Yến", "B10"]), new("n1", competency="A1"), by=ward.leader)

    for expected in (3, 0):
        with transaction():
            assert clear_untouched(taken, by=ward.leader) == expected

    assert set(lines_of(taken)) == {("Lò Thị Yến", "B10"), ("Lò Thị Yến", "A1")}
