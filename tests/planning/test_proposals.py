"""Proposals of training needs: begun once, taken from the gaps, handed in, decided on; who may do what."""

import pytest
from races import results_and_refusals
from sqlalchemy import func, select
from trails import trail

from lms.database import db, transaction
from lms.errors import Forbidden, Refused
from lms.models import Account
from people.queries import get_unit
from planning import policies, queries
from planning.models import NeedLine, NeedProposal
from planning.rules import GapChoice, Place
from planning.services import (
    ProposalMoved,
    accept_proposal,
    open_proposal,
    return_proposal,
    submit_proposal,
    take_gaps,
)
from tests import factories
from tests.planning.conftest import PERIOD, change, lines_of, new, save
from tests.reports.conftest import statements


def submit(proposal, by):
    with transaction():
        submit_proposal(proposal, by=by)


def test_a_unit_has_one_proposal_for_a_period(ward, proposal):
    with transaction():
        again = open_proposal(ward.place, PERIOD, by=ward.leader)

    assert again.id == proposal.id
    assert trail(proposal) == ["needs:proposal-begun"]


def test_two_leaders_at_once_begin_one_proposal(app, ward):
    place, leader_id = ward.place, ward.leader.id

    def begin():
        return open_proposal(place, "2027-Q1", by=db.session.get(Account, leader_id)).id

    done, refusals = results_and_refusals(app, begin, begin)

    assert (len(set(done)), refusals) == (1, [])


@pytest.mark.parametrize("code", ["", "2027-Q5", "nam 2027", "27"])
def test_a_period_is_a_quarter_or_a_year(ward, code):
    with pytest.raises(Refused), transaction():
        open_proposal(ward.place, code, by=ward.leader)


def test_the_gaps_become_lines_with_a_course_and_twice_adds_nothing(ward, proposal):
    factories.make_course("KH04", "Kỹ năng số cơ bản", outcomes=(("B10", 2),))
    factories.make_evidence(ward.second, "B10", 1, kind="completion")
    for expected in (2, 0):
        with transaction():
            count = take_gaps(proposal, GapChoice.ALL, competency_code="B10", by=ward.leader)
        assert count == expected

    lines = lines_of(proposal)
    first, second = lines["Lò Thị Yến", "B10"], lines["Vũ Văn Ánh", "B10"]
    assert (first.content, first.content_code, first.form) == ("KH04 Kỹ năng số cơ bản", "KH04", "self_study")
    assert (first.attained, second.attained) == (0, 1)
    assert (first.position_code, first.required >= 2) == ("VT14", True)
    assert trail(proposal) == ["needs:proposal-begun", "needs:gaps-taken"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(GapChoice.ALL, 2), (GapChoice.SHOWN, 1), (GapChoice.DUE, 2)],
)
def test_which_gaps_are_taken(ward, proposal, choice, expected):
    factories.make_evidence(ward.second, "B10", 1, kind="completion")

    with transaction():
        count = take_gaps(proposal, choice, competency_code="B10", by=ward.leader)

    assert count == expected


def test_what_lacks_evidence_is_not_pressing_and_what_is_far_off_is(ward, proposal):
    factories.make_evidence(ward.second, "B10", 1, kind="completion")
    with transaction():
        take_gaps(proposal, GapChoice.ALL, competency_code="B10", by=ward.leader)

    lines = lines_of(proposal)
    assert lines["Lò Thị Yến", "B10"].priority == "medium"
    far = lines["Vũ Văn Ánh", "B10"].required - 1 >= 2
    assert lines["Vũ Văn Ánh", "B10"].priority == ("high" if far else "medium")


def test_taking_the_gaps_takes_as_many_statements_for_sixty_officers_as_for_two(ward, proposal):
    def count_statements():
        with statements() as found, transaction():
            take_gaps(proposal, GapChoice.ALL, by=ward.leader)
        return len(found)

    for_two = count_statements()
    with transaction():
        db.session.query(NeedLine).delete()
    for number in range(20):
        factories.make_post(factories.make_officer(f"Hoàng Thị Ngọc {number}"))

    assert count_statements() <= for_two <= 16  # many rows go in by COPY on PostgreSQL, one statement less


def test_the_head_of_a_division_takes_only_the_own_people(ward):
    room = factories.make_organisation(factories.make_unit(), "Phòng Văn hóa – Xã hội")
    member = factories.make_post(factories.make_officer("Giàng A Páo"), organisation=room).officer
    head = factories.make_account("leader", room.code)
    with transaction():
        proposal = open_proposal(Place(room.unit_code, room.code), PERIOD, by=head)
        take_gaps(proposal, GapChoice.ALL, by=head)

    assert {name for name, _code in lines_of(proposal)} == {member.full_name}
    assert proposal.organisation_name == "Phòng Văn hóa – Xã hội"
    with pytest.raises(Forbidden), transaction():
        open_proposal(ward.place, PERIOD, by=head)


def test_it_is_handed_in_returned_changed_and_accepted(ward, taken):
    submit(taken, ward.leader)
    line = next(iter(lines_of(taken).values()))
    with pytest.raises(ProposalMoved):
        save(taken, change(line), by=ward.leader)
    with pytest.raises(ProposalMoved), transaction():
        take_gaps(taken, GapChoice.ALL, by=ward.leader)
    with transaction():
        return_proposal(taken, "Bổ sung tháng mong muốn.", by=ward.department)
    assert (taken.state, taken.reason) == ("returned", "Bổ sung tháng mong muốn.")

    save(taken, change(line), by=ward.leader)
    submit(taken, ward.leader)
    for _ in range(2):
        with transaction():
            accept_proposal(taken, by=ward.department)

    assert (taken.state, taken.decided_by_id) == ("accepted", ward.department.id)
    assert trail(taken)[-4:] == ["needs:returned", "needs:lines-saved", "needs:submitted", "needs:accepted"]


def test_a_return_needs_a_reason_and_an_empty_proposal_is_not_handed_in(ward, proposal, taken):
    submit(taken, ward.leader)
    with pytest.raises(Refused), transaction():
        return_proposal(taken, "Sửa", by=ward.department)
    with transaction():
        empty = open_proposal(ward.place, "2027-Q2", by=ward.leader)
    with pytest.raises(Refused), transaction():
        submit_proposal(empty, by=ward.leader)


def test_what_was_accepted_goes_nowhere_else(ward, taken):
    submit(taken, ward.leader)
    with transaction():
        accept_proposal(taken, by=ward.department)

    for deed in (
        lambda: submit_proposal(taken, by=ward.leader),
        lambda: return_proposal(taken, "Bổ sung tháng mong muốn.", by=ward.department),
    ):
        with pytest.raises(ProposalMoved), transaction():
            deed()


WHO = {
    "the leader": ("leader", "19001", {"see draft", "read", "edit"}),
    "the Department": ("department", "19", {"read", "decide", "merge"}),
    "a leader elsewhere": ("leader", "19002", set()),
    "another Department": ("department", "24", set()),
    "an observer": ("observer", "19001", set()),
    "the ministry": ("ministry", "", set()),
    "an administrator": ("admin", "", set()),
    "an editor": ("editor", "TCT19", set()),
    "an officer": ("officer", "", set()),
}


@pytest.mark.parametrize(("role", "scope", "expected"), WHO.values(), ids=WHO)
def test_who_may_do_what(ward, taken, role, scope, expected):
    account = factories.make_account(role, scope)

    def sees():
        return taken.id in {
            one.id for one in db.session.scalars(queries.select_proposals(visible_to=account))
        }

    may = {"see draft": sees(), "edit": policies.may_edit(account, taken)}
    submit(taken, ward.leader)
    may |= {
        "read": sees() and policies.may_read(account, taken),
        "decide": policies.may_decide(account, taken),
        "merge": policies.may_merge(account, taken.province_code),
    }

    assert {deed for deed, is_allowed in may.items() if is_allowed} == expected


def test_who_leads_a_unit_does_not_decide_on_its_proposal(ward, taken):
    factories.grant(ward.leader, "department", "19")

    assert not policies.may_decide(ward.leader, taken)


def test_the_needs_of_a_province_are_merged_and_drafts_do_not_count(ward, taken):
    elsewhere = factories.make_organisation(factories.make_unit("19002", "Phường Bình Yên"))
    other = factories.make_post(factories.make_officer("Giàng A Páo"), organisation=elsewhere)
    leader = factories.make_account("leader", "19002")
    with transaction():
        second = open_proposal(Place(other.unit_code), PERIOD, by=leader)
    save(second, new(officer="Giàng A Páo", content="lớp chuyển đổi SỐ"), by=leader)
    for line in lines_of(taken).values():
        save(taken, change(line), by=ward.leader)
    province = get_unit("19")
    assert queries.get_needs(province, PERIOD).lines == 0
    submit(taken, ward.leader)
    submit(second, leader)

    needs = queries.get_needs(get_unit("19"), PERIOD)

    assert (needs.proposals, needs.accepted, needs.units, needs.officers) == (2, 0, 2, 3)
    [merged] = needs.contents
    assert (merged.officers, merged.units, merged.high) == (3, 2, 3)
    assert needs.lines == db.session.scalar(select(func.count(NeedLine.id)))
    own = queries.get_needs(get_unit("19002"), PERIOD)
    assert (own.proposals, own.officers) == (1, 1)
    behind = queries.page_of_lines_behind(
        get_unit("19"), PERIOD, merged.key, number=1, visible_to=ward.department
    )
    assert behind.total == needs.lines
    assert queries.get_needs(get_unit("19"), PERIOD, only_accepted=True).proposals == 0


def test_two_deciding_at_once_leave_one_decision(app, ward, taken):
    submit(taken, ward.leader)
    key, who = taken.id, ward.department.id

    def found():
        return db.session.get(NeedProposal, key), db.session.get(Account, who)

    def accepting():
        proposal, by = found()
        accept_proposal(proposal, by=by)

    def returning():
        proposal, by = found()
        return_proposal(proposal, "Bổ sung tháng mong muốn.", by=by)

    done, refusals = results_and_refusals(app, accepting, returning)

    assert (len(done), len(refusals)) == (1, 1)
