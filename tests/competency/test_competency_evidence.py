"""Adding evidence, once; refusing what cannot be right; confirming and revoking."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from factories import make_account, make_evidence, make_officer, make_post
from sqlalchemy import select
from trails import trail

from competency import policies, queries
from competency.models import Evidence
from competency.rules import EvidenceKind
from competency.services import (
    EvidenceItem,
    EvidenceRefused,
    NewEvidence,
    WorkProduct,
    confirm_work_product,
    recompute_check,
    record_evidence,
    record_many_evidence,
    revoke_evidence,
)
from lms.database import db, transaction
from lms.errors import Conflict, Forbidden, Refused

TODAY = date(2026, 11, 20)
NEW = NewEvidence("B10", 2, EvidenceKind.POST_TEST, date(2026, 11, 1), "quiz-attempt:12", "KH04")


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


@pytest.fixture
def post(app):
    return make_post()


@pytest.fixture
def leader(app):
    return make_account("leader", "19001", name="Lý Thị Mẩy")


def product(**changes):
    values = {
        "competency_code": "B10",
        "level": 3,
        "product": "Sổ tay dùng máy chung của Trung tâm",
        "reference": "12/STHD-TTPVHCC",
        "made_on": date(2026, 11, 2),
        "token": str(uuid4()),
    }
    return WorkProduct(**values | changes)


def test_evidence_is_dated_by_the_policy_and_leaves_a_trail(post, system):
    with transaction():
        evidence = record_evidence(post.officer, NEW, by=system)

    assert (evidence.valid_until, evidence.province_code, evidence.entered_by_id) == (
        date(2028, 11, 1),
        "19",
        system.id,
    )
    assert trail(evidence) == ["evidence:recorded"]


def test_validity_follows_kind_and_competency(post):
    def last_day(code, kind):
        return make_evidence(post.officer, code, 1, kind=kind, earned_on=NEW.earned_on).valid_until

    assert {
        "law-heavy": last_day("B3", "post_test"),
        "law-heavy, but a completion": last_day("B3", "completion"),
        "another competency": last_day("A1", "case"),
        "self-rating": last_day("A1", "self_rating"),
    } == {
        "law-heavy": date(2027, 11, 1),
        "law-heavy, but a completion": date(2028, 11, 1),
        "another competency": date(2028, 11, 1),
        "self-rating": None,
    }


def test_the_same_source_twice_returns_the_first_row(post, system, standing_of):
    with transaction():
        first = record_evidence(post.officer, NEW, by=system)
    with transaction():
        again = record_evidence(
            post.officer, NewEvidence("B10", 5, EvidenceKind.ASSESSOR, TODAY, NEW.source), by=system
        )

    assert (again.id, again.level, again.kind) == (first.id, 2, "post_test")
    assert len(db.session.scalars(select(Evidence)).all()) == 1
    assert trail(first) == ["evidence:recorded"]
    assert standing_of(post).attained == 2


def test_the_same_source_may_show_several_competencies_of_several_people(post, system):
    other = make_officer("Hoàng Văn Đạt")
    with transaction():
        record_evidence(post.officer, NEW, by=system)
        record_evidence(other, NEW, by=system)
        record_evidence(post.officer, replace(NEW, competency_code="B3"), by=system)

    assert len(db.session.scalars(select(Evidence)).all()) == 3


IMPOSSIBLE = {
    "a day to come": {"earned_on": date(2026, 11, 21)},
    "a level above five": {"level": 6},
    "a level below nought": {"level": -1},
    "an unknown competency": {"competency_code": "Z9"},
    "a pillar": {"competency_code": "B"},
    "an unknown kind": {"kind": "hearsay"},
    "no source": {"source": ""},
    "a source that does not fit": {"source": "x" * 121},
}


def record_one(officer, new, *, by):
    record_evidence(officer, new, by=by)


def record_many(officer, new, *, by):
    sound = replace(NEW, source="quiz-attempt:11")
    record_many_evidence([EvidenceItem(officer.id, sound), EvidenceItem(officer.id, new)], by=by)


@pytest.mark.parametrize("record", [record_one, record_many])
def test_what_cannot_be_right_is_refused(post, system, record):
    for changes in IMPOSSIBLE.values():
        with pytest.raises(EvidenceRefused), transaction():
            record(post.officer, replace(NEW, **changes), by=system)

    assert db.session.scalars(select(Evidence)).all() == []


def test_many_pieces_at_once_are_as_one_by_one(system, standing_of):
    posts = [make_post() for _ in range(3)]
    items = [
        EvidenceItem(
            post.officer_id, NewEvidence(code, 2, EvidenceKind.EXTERNAL, NEW.earned_on, f"import:{code}")
        )
        for post in posts
        for code in ("B10", "B3", "B10")
    ]

    with transaction():
        assert record_many_evidence(items, by=system) == 6
    with transaction():
        assert record_many_evidence(items, by=system) == 0

    assert [standing_of(post).attained for post in posts] == [2, 2, 2]
    assert recompute_check([post.officer_id for post in posts], by=system) == []
    assert {tuple(trail(row)) for row in db.session.scalars(select(Evidence))} == {("evidence:recorded",)}


def test_a_leader_confirms_a_work_product_by_name(post, leader, standing_of):
    make_evidence(post.officer, "B10", 2)

    with transaction():
        evidence = confirm_work_product(post.officer, product(), by=leader)

    assert (evidence.kind, evidence.entered_by_id, evidence.level) == ("work_product", leader.id, 3)
    assert trail(evidence) == ["evidence:recorded", "evidence:confirmed"]
    assert standing_of(post).attained == 3


def test_the_same_form_sent_twice_counts_once(post, leader):
    sent = product()
    for _ in range(2):
        with transaction():
            evidence = confirm_work_product(post.officer, sent, by=leader)

    assert len(queries.list_evidence(post.officer)) == 1
    assert trail(evidence) == ["evidence:recorded", "evidence:confirmed"]


UNCONFIRMABLE = {
    "too short a description": {"product": "Quá ngắn"},
    "no number and no place": {"reference": "  "},
    "a day before the post began": {"made_on": date(2025, 6, 30)},
    "padded with spaces": {"product": "Sổ tay" + " " * 30},
    "more than a work product can show": {"level": 5},
    "no level": {"level": 0},
    "a day to come": {"made_on": date(2026, 11, 21)},
    "an unknown competency": {"competency_code": "Z9"},
}


def test_a_confirmation_that_cannot_be_right_is_refused(post, leader):
    for changes in UNCONFIRMABLE.values():
        with pytest.raises(EvidenceRefused), transaction():
            confirm_work_product(post.officer, product(**changes), by=leader)


def test_nobody_but_a_leader_of_the_officer_confirms(post):
    others = [
        ("leader", "19002"),
        ("department", "19"),
        ("observer", "19001"),
        ("admin", ""),
        ("ministry", ""),
    ]
    for account in [make_account(*who) for who in others]:
        with pytest.raises(Forbidden), transaction():
            confirm_work_product(post.officer, product(), by=account)


def test_a_leader_never_confirms_the_own_work(leader):
    own = make_post(make_officer("Lý Thị Mẩy", account=leader), "VT02")

    with pytest.raises(Forbidden), transaction():
        confirm_work_product(own.officer, product(), by=leader)


def test_the_system_confirms_nothing(post, system):
    with pytest.raises(Forbidden), transaction():
        confirm_work_product(post.officer, product(), by=system)


def test_what_is_revoked_supports_nothing_and_stays_on_record(post, system, standing_of):
    evidence = make_evidence(post.officer, "B10", 2)

    with transaction():
        revoking = revoke_evidence(evidence, "Nhập nhầm người", by=system)

    assert standing_of(post).status == "unproven"
    assert (revoking.level, revoking.source, revoking.note) == (
        0,
        f"revocation:{evidence.id}",
        "Nhập nhầm người",
    )
    assert trail(revoking) == ["evidence:revoked"]
    assert queries.list_evidence(post.officer) == []
    assert len(queries.list_all_evidence(post.officer)) == 2


def test_revoking_twice_is_once(post, system):
    evidence = make_evidence(post.officer)
    ids = set()
    for _ in range(2):
        with transaction():
            ids.add(revoke_evidence(evidence, "Nhập nhầm người", by=system).id)

    assert len(ids) == 1


def test_a_revocation_cannot_be_revoked_and_needs_a_reason(post, system):
    evidence = make_evidence(post.officer)
    with pytest.raises(Refused), transaction():
        revoke_evidence(evidence, "   ", by=system)
    with transaction():
        revoking = revoke_evidence(evidence, "Nhập nhầm người", by=system)
    with pytest.raises(Conflict), transaction():
        revoke_evidence(revoking, "Không nhầm", by=system)


def test_who_may_revoke(post):
    evidence = make_evidence(post.officer, kind="work_product", level=3)
    asked = [("department", "19"), ("department", "20"), ("leader", "19001"), ("admin", ""), ("ministry", "")]

    may = [who for who in asked if policies.may_revoke_evidence(make_account(*who), evidence)]

    assert may == [("department", "19")]
    stranger = make_account("leader", "19001")
    with pytest.raises(Forbidden), transaction():
        revoke_evidence(evidence, "Nhập nhầm người", by=stranger)


def test_a_leader_takes_back_the_own_confirmation(post, leader, standing_of):
    with transaction():
        evidence = confirm_work_product(post.officer, product(), by=leader)
    with transaction():
        revoke_evidence(evidence, "Sản phẩm của người khác", by=leader)

    assert standing_of(post).status == "unproven"
