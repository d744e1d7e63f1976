"""Certificates with a scan: handed in, confirmed lower or as said, refused, withdrawn; never one's own."""

from datetime import date
from io import BytesIO
from itertools import permutations
from uuid import uuid4

import pytest
import scans
from factories import make_account, make_evidence, make_officer, make_organisation, make_post, make_unit
from races import results_and_refusals
from sqlalchemy import func, select
from trails import trail

from competency import policies, queries
from competency.models import Claim, Evidence
from competency.services import (
    Certificate,
    ClaimMoved,
    EvidenceRefused,
    confirm_claim,
    hand_in_certificate,
    recompute_check,
    refuse_claim,
    revoke_evidence,
    withdraw_claim,
)
from lms.database import db, transaction
from lms.errors import Forbidden, Refused
from lms.files import storage
from lms.models import Account
from lms.scans import read_scan
from people.models import Officer

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


@pytest.fixture
def leader(app):
    return make_account("leader", "19001", name="Lý Thị Mẩy")


def scan(colour="white"):
    return read_scan(BytesIO(scans.png(colour=colour)))


def paper(**changes):
    values = {
        "title": "Chứng chỉ ứng dụng công nghệ thông tin cơ bản",
        "issuer": "Đại học Thái Nguyên",
        "number": "CNTT-0412",
        "issued_on": date(2026, 3, 1),
        "competency_code": "B10",
        "level": 2,
        "token": str(uuid4()),
    }
    return Certificate(**values | changes)


def hand_in(officer, picture=None, **changes):
    with transaction():
        return hand_in_certificate(officer, paper(**changes), picture or scan(), by=officer.account)


def test_a_certificate_waits_with_its_scan_and_proves_nothing(post, standing_of):
    claim = hand_in(post.officer)

    assert (claim.state, claim.media_type, claim.scan_sha256) == ("waiting", "image/png", scan().sha256)
    with storage().open(claim.storage_key) as stream:
        assert stream.read() == scan().content
    assert standing_of(post).status == "unproven"
    assert db.session.scalars(select(Evidence)).all() == []
    assert trail(claim) == ["certificate:handed-in"]


def test_a_leader_confirms_it_and_the_gap_closes_in_the_same_deed(post, leader, standing_of):
    claim = hand_in(post.officer)

    with transaction():
        confirm_claim(claim, 2, by=leader)

    evidence = claim.evidence
    assert (evidence.kind, evidence.source, evidence.earned_on) == (
        "prior_learning",
        f"claim:{claim.id}",
        date(2026, 3, 1),
    )
    assert (claim.state, claim.confirmed_level, claim.decided_by_id) == ("confirmed", 2, leader.id)
    assert standing_of(post).attained == 2
    assert recompute_check([post.officer_id], by=leader) == []
    assert trail(claim) == ["certificate:handed-in", "certificate:confirmed"]


def test_the_level_may_be_lowered_and_never_raised(post, leader):
    claim = hand_in(post.officer, level=2)
    for level in (0, 3):
        with pytest.raises(EvidenceRefused), transaction():
            confirm_claim(claim, level, by=leader)

    with transaction():
        confirm_claim(claim, 1, remark="Chương trình chỉ ở mức cơ bản.", by=leader)

    assert (claim.confirmed_level, claim.evidence.level) == (1, 1)
    assert claim.reason == "Chương trình chỉ ở mức cơ bản."


def test_it_is_refused_with_a_reason_that_the_officer_reads(post, leader, standing_of):
    claim = hand_in(post.officer)
    with pytest.raises(Refused), transaction():
        refuse_claim(claim, "Không", by=leader)

    for _ in range(2):
        with transaction():
            refuse_claim(claim, "Ảnh mờ, không đọc được số.", by=leader)

    assert (claim.state, claim.reason) == ("refused", "Ảnh mờ, không đọc được số.")
    assert standing_of(post).status == "unproven"
    assert trail(claim) == ["certificate:handed-in", "certificate:refused"]


def test_confirming_twice_is_once(post, leader):
    claim = hand_in(post.officer)
    for _ in range(2):
        with transaction():
            confirm_claim(claim, 2, by=leader)

    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1
    assert trail(claim) == ["certificate:handed-in", "certificate:confirmed"]


def confirm(claim, by):
    confirm_claim(claim, 2, by=by)


def refuse(claim, by):
    refuse_claim(claim, "Không phải của người này.", by=by)


def withdraw(claim, by):
    withdraw_claim(claim, by=claim.officer.account)


@pytest.mark.parametrize(("first", "then"), list(permutations([confirm, refuse, withdraw], 2)))
def test_what_is_decided_stays_decided(post, leader, first, then):
    claim = hand_in(post.officer)
    with transaction():
        first(claim, leader)
    state = claim.state

    with pytest.raises(ClaimMoved), transaction():
        then(claim, leader)

    assert claim.state == state


UNSOUND = {
    "no title": ({"title": " "}, "title"),
    "no issuer": ({"issuer": ""}, "issuer"),
    "a day to come": ({"issued_on": date(2026, 11, 21)}, "issued_on"),
    "an unknown competency": ({"competency_code": "Z9"}, "competency_code"),
    "more than a certificate can show": ({"level": 4}, "level"),
}


@pytest.mark.parametrize(("changes", "field"), UNSOUND.values(), ids=UNSOUND)
def test_a_certificate_that_cannot_be_right_is_refused_beside_its_field(post, changes, field):
    with pytest.raises(EvidenceRefused) as refused:
        hand_in(post.officer, **changes)

    assert refused.value.field == field


def test_the_same_form_sent_twice_is_one_certificate(post):
    sent = paper()
    ids = set()
    for _ in range(2):
        with transaction():
            ids.add(hand_in_certificate(post.officer, sent, scan(), by=post.officer.account).id)

    assert len(ids) == 1


def test_the_same_scan_may_show_two_competencies_but_one_only_once(post, leader):
    claim = hand_in(post.officer)
    hand_in(post.officer, competency_code="B3", level=1)
    with pytest.raises(EvidenceRefused):
        hand_in(post.officer)
    with transaction():
        confirm_claim(claim, 2, by=leader)
    with pytest.raises(EvidenceRefused):
        hand_in(post.officer)


def test_after_a_refusal_or_a_revocation_it_may_be_handed_in_again(post, leader):
    first = hand_in(post.officer)
    with transaction():
        refuse_claim(first, "Ảnh mờ, không đọc được số.", by=leader)
    second = hand_in(post.officer)
    with transaction():
        confirm_claim(second, 2, by=leader)
    with transaction():
        revoke_evidence(second.evidence, "Xác nhận nhầm người", by=leader)

    assert queries.is_revoked(second)
    assert hand_in(post.officer).state == "waiting"


def test_the_scan_of_another_officer_is_flagged_with_the_name_only_inside_the_scope(post, leader):
    elsewhere = make_organisation(make_unit("19002", "Phường Bình Yên"))
    near = make_post(make_officer("Vũ Văn Ánh", account=make_account()))
    far = make_post(make_officer("Lò Thị Yến", account=make_account()), organisation=elsewhere)
    claim = hand_in(post.officer)
    for other in (near, far):
        hand_in(other.officer)

    found = queries.list_twins(claim, visible_to=leader)

    assert [(twin.name, twin.public_id is not None) for twin in found] == [
        ("Vũ Văn Ánh", True),
        ("", False),
    ]


def test_at_most_twenty_wait(post):
    for number in range(20):
        hand_in(post.officer, scan(colour=(number, 0, 0)))
    with pytest.raises(Refused, match="20"):
        hand_in(post.officer, scan(colour="teal"))


WHO = {
    "the officer": (None, None, {"hand in", "withdraw", "see"}),
    "the leader": ("leader", "19001", {"decide", "see"}),
    "the Department": ("department", "19", {"decide", "see"}),
    "an observer": ("observer", "19001", set()),
    "a leader elsewhere": ("leader", "19002", set()),
    "another Department": ("department", "24", set()),
    "the ministry": ("ministry", "", set()),
    "an administrator": ("admin", "", set()),
    "an assessor": ("assessor", "19", set()),
}


@pytest.mark.parametrize(("role", "scope", "expected"), WHO.values(), ids=WHO)
def test_who_may_do_what(post, role, scope, expected):
    claim = hand_in(post.officer)
    account = make_account(role, scope) if role else post.officer.account
    seen = db.session.scalars(queries.select_claims(visible_to=account)).all()

    may = {
        "hand in": policies.may_hand_in_certificate(account, post.officer),
        "withdraw": policies.may_withdraw_claim(account, claim),
        "decide": policies.may_decide_claim(account, claim),
        "see": claim in seen,
    }

    assert {deed for deed, is_allowed in may.items() if is_allowed} == expected
    assert queries.count_waiting_claims(visible_to=account) == ("decide" in expected)


def test_nobody_decides_on_the_own_certificate(app, leader):
    own = make_post(make_officer("Lý Thị Mẩy", account=leader), "VT02")
    claim = hand_in(own.officer)

    assert queries.count_waiting_claims(visible_to=leader) == 0
    for deed in (confirm, refuse):
        with pytest.raises(Forbidden), transaction():
            deed(claim, leader)


def test_the_system_decides_nothing(post, system):
    claim = hand_in(post.officer)
    for deed in (confirm, refuse):
        with pytest.raises(Forbidden), transaction():
            deed(claim, system)


def test_who_leads_the_officer_no_more_cannot_take_a_confirmation_back(post, leader, at):
    claim = hand_in(post.officer)
    with transaction():
        confirm_claim(claim, 2, by=leader)
    assert policies.may_revoke_evidence(leader, claim.evidence)
    with transaction():
        post.ends_on = date(2026, 11, 30)
    at(date(2026, 12, 1))

    assert not policies.may_revoke_evidence(leader, claim.evidence)


def test_two_leaders_at_once_give_one_confirmation(app, post, leader):
    claim_id = hand_in(post.officer).id
    other = make_account("department", "19").id
    first = leader.id

    def deed(account_id):
        def act():
            return confirm_claim(
                db.session.get(Claim, claim_id), 2, by=db.session.get(Account, account_id)
            ).id

        return act

    done, refusals = results_and_refusals(app, deed(first), deed(other))

    assert (done, refusals) == ([claim_id, claim_id], [])
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1
    assert trail(db.session.get(Claim, claim_id)) == ["certificate:handed-in", "certificate:confirmed"]


def test_a_withdrawal_and_a_confirmation_at_once_leave_one_of_them(app, post, leader):
    claim_id, leader_id, owner_id = hand_in(post.officer).id, leader.id, post.officer.account_id

    def confirming():
        confirm_claim(db.session.get(Claim, claim_id), 2, by=db.session.get(Account, leader_id))

    def withdrawing():
        withdraw_claim(db.session.get(Claim, claim_id), by=db.session.get(Account, owner_id))

    done, refusals = results_and_refusals(app, confirming, withdrawing)

    claim = db.session.get(Claim, claim_id)
    assert (len(done), len(refusals)) == (1, 1)
    assert (claim.state == "confirmed") == (db.session.scalar(select(func.count(Evidence.id))) == 1)


def test_one_scan_sent_by_two_windows_waits_once(app, post):
    officer_id, picture = post.officer_id, scan()

    def deed():
        officer = db.session.get(Officer, officer_id)
        return hand_in_certificate(officer, paper(), picture, by=officer.account).id

    done, refusals = results_and_refusals(app, deed, deed)

    assert (len(done), len(refusals)) == (1, 1)
    assert db.session.scalar(select(func.count(Claim.id))) == 1


def test_a_second_kind_of_evidence_lets_a_certificate_count_for_three(post, leader, standing_of):
    make_evidence(post.officer, "B10", 2)
    claim = hand_in(post.officer, level=3)

    with transaction():
        confirm_claim(claim, 3, by=leader)

    assert standing_of(post).attained == 3
