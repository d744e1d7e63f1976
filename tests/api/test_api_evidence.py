"""Evidence: posted once, read, taken back; who may post which kind for whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from factories import (
    grant,
    make_account,
    make_evidence,
    make_officer,
    make_organisation,
    make_post,
    make_token,
)
from sqlalchemy import func, select

from competency.models import Evidence, Standing
from competency.policies import Posting, may_post_evidence
from competency.queries import list_all_evidence
from competency.rules import EvidenceKind
from competency.services import recompute_check
from lms.database import db
from lms.models import Account, AuditEntry
from lms.queries import get_system_account
from people.models import AdministrativeUnit, Officer

PROBLEM = "application/problem+json"
PRODUCT = "Sổ theo dõi hồ sơ một cửa quý IV năm 2025"


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_posted_evidence_answers_the_row_and_the_standings_it_changed(api_world, caller):
    answer = caller("department", "19").post("/evidence", api_world.evidence(note="Lớp  kỹ năng số "))

    assert answer.status_code == 201
    row = answer.json
    assert {**api_world.evidence(note="Lớp kỹ năng số")}.items() <= row.items()
    assert row["valid_until"] == "2028-01-15"
    (standing,) = row["standings"]
    assert standing.keys() == {
        "position", "competency", "required", "attained", "status", "since", "due_on", "severity", "evidence",
    }  # fmt: skip
    assert (standing["competency"], standing["attained"]) == ("B10", 2)
    assert [piece["id"] for piece in standing["evidence"]] == [row["id"]]
    assert count(AuditEntry, AuditEntry.event == "evidence:recorded") == 1


def test_the_same_source_twice_is_the_first_row(api_world, caller):
    department = caller("department", "19")
    first = department.post("/evidence", api_world.evidence())

    again = department.post("/evidence", api_world.evidence(level=1, earned_on="2026-02-01"))

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json | {"standings": []}
    assert count(Evidence) == 1


def test_the_same_source_at_the_same_time_makes_one_row(api_world, caller, app):
    word = make_token(make_account("department", "19"), "write")
    body, officer_id = api_world.evidence(), api_world.post_a.officer_id
    db.session.rollback()
    gate = Barrier(4)

    def send(_number):
        gate.wait(timeout=10)
        headers = {"Authorization": f"Bearer {word}"}
        return app.test_client().post("/api/v1/evidence", json=body, headers=headers)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json["id"] for answer in answers}) == 1
    db.session.rollback()
    assert count(Evidence) == 1
    assert count(AuditEntry, AuditEntry.event == "evidence:recorded") == 1
    assert recompute_check([officer_id], by=get_system_account()) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"level": 6}, "level"),
        ({"level": "2"}, "level"),
        ({"level": True}, "level"),
        ({"level": None}, "level"),
        ({"kind": "rumour"}, "kind"),
        ({"earned_on": "15/01/2026"}, "earned_on"),
        ({"earned_on": "9999-12-31"}, "earned_on"),
        ({"competency": "Z9"}, "competency"),
        ({"competency": "B"}, "competency"),
        ({"source": ""}, "source"),
        ({"source": " \u200b "}, "source"),
        ({"source": "x" * 121}, "source"),
        ({"source": "revocation:1"}, "source"),
        ({"source": "quiz-attempt:812"}, "source"),
        ({"source": "claim:7"}, "source"),
        ({"note": "x" * 2_001}, "note"),
        ({"officer_id": "19"}, "officer_id"),
        ({"officer": "x"}, "officer"),
    ],
)
def test_what_is_wrong_with_evidence_is_told_by_field(api_world, caller, changed, field):
    answer = caller("department", "19").post("/evidence", api_world.evidence(**changed))

    assert (answer.status_code, answer.mimetype) == (422, PROBLEM)
    assert list(answer.json["errors"]) == [field]
    assert answer.json["errors"][field][0]
    assert count(Evidence) == 0


def test_officers_outside_of_the_scope_do_not_exist(api_world, caller):
    for role, scope in (
        ("department", "24"),
        ("leader", api_world.commune_b),
        ("assessor", "24"),
        ("ministry", ""),
    ):
        assert caller(role, scope).post("/evidence", api_world.evidence()).status_code == 404


def test_a_known_officer_and_a_kind_that_is_not_ones_own_is_forbidden(api_world, caller):
    leader = caller("leader", api_world.commune_a)

    assert leader.post("/evidence", api_world.evidence()).status_code == 403
    assert leader.post("/evidence", api_world.evidence(kind="self_rating")).status_code == 403


def test_an_officer_rates_oneself_and_nothing_more(api_world, caller):
    oneself = caller(db.session.get(Account, api_world.account_id))

    assert oneself.post("/evidence", api_world.evidence(kind="self_rating")).status_code == 201
    assert oneself.post("/evidence", api_world.evidence(source="khac:1")).status_code == 403
    other = api_world.evidence(kind="self_rating", officer_id=str(api_world.officer_b))
    assert oneself.post("/evidence", other).status_code == 404


def test_a_leader_confirms_a_work_product(api_world, caller):
    leader = caller("leader", api_world.commune_a)
    product = api_world.evidence(kind="work_product", level=3, source="so-tay:7")

    short = leader.post("/evidence", product | {"note": "Ngắn"})
    confirmed = leader.post("/evidence", product | {"note": PRODUCT})

    assert (short.status_code, list(short.json["errors"])) == (422, ["note"])
    assert confirmed.status_code == 201
    assert leader.post("/evidence", product | {"note": PRODUCT}).status_code == 200
    assert leader.post("/evidence", product | {"note": PRODUCT, "level": 5, "source": "a"}).status_code == 422
    assert count(AuditEntry, AuditEntry.event == "evidence:confirmed") == 1


@pytest.mark.parametrize("scope", ["19", "TCT19", ""])
def test_an_assessor_posts_for_officers_of_the_scope_without_learning_a_name(api_world, caller, scope):
    answer = caller("assessor", scope).post("/evidence", api_world.evidence(kind="assessor", level=5))

    assert answer.status_code == 201
    assert "Hòa" not in answer.get_data(as_text=True)


POSTERS = ["self", "department", "leader", "assessor", "observer", "ministry", "admin", "editor"]
MAY = {
    EvidenceKind.SELF_RATING: {"self"},
    EvidenceKind.COMPLETION: {"department"},
    EvidenceKind.POST_TEST: {"department"},
    EvidenceKind.EXTERNAL: {"department"},
    EvidenceKind.CASE: {"department"},
    EvidenceKind.PRIOR_LEARNING: {"department"},
    EvidenceKind.WORK_PRODUCT: {"leader"},
    EvidenceKind.ASSESSOR: {"assessor"},
}


@pytest.mark.parametrize("kind", list(EvidenceKind))
def test_who_may_post_what(api_world, kind):
    officer = db.session.scalars(select(Officer).filter_by(public_id=api_world.officer_a)).one()
    accounts = {
        "self": officer.account,
        "department": make_account("department", "19"),
        "leader": make_account("leader", api_world.commune_a),
        "assessor": make_account("assessor", "TCT19"),
        "observer": make_account("observer", api_world.commune_a),
        "ministry": make_account("ministry"),
        "admin": make_account("admin"),
        "editor": make_account("editor", "TCT19"),
    }

    assert {who for who in POSTERS if may_post_evidence(accounts[who], Posting(officer, kind))} == MAY[kind]


@pytest.mark.parametrize(
    ("role", "kind"), [("department", "external"), ("leader", "work_product"), ("assessor", "assessor")]
)
def test_nobody_vouches_for_the_own_work(api_world, caller, role, kind):
    account = db.session.get(Account, api_world.account_id)
    grant(account, role, api_world.commune_a if role == "leader" else "19")

    answer = caller(account).post("/evidence", api_world.evidence(kind=kind, note=PRODUCT))

    assert answer.status_code == 403


def test_evidence_is_listed_the_latest_first(api_world, caller):
    officer = db.session.merge(api_world.post_a).officer
    make_evidence(officer, "B10", 2, earned_on=date(2026, 1, 1), source="a:1")
    make_evidence(officer, "A3", 1, earned_on=date(2026, 2, 1), source="a:2")

    answer = caller("leader", api_world.commune_a).get(f"/officers/{api_world.officer_a}/evidence?per_page=1")

    assert answer.headers["X-Total-Count"] == "2"
    (row,) = answer.json
    assert (row["source"], row["officer_id"]) == ("a:2", str(api_world.officer_a))


def test_taking_evidence_back_twice_is_once(api_world, caller):
    department = caller("department", "19")
    evidence = department.post("/evidence", api_world.evidence()).json

    first = department.post(f"/evidence/{evidence['id']}/revocation", {"reason": "Nhập nhầm cán bộ"})
    again = department.post(f"/evidence/{evidence['id']}/revocation", {"reason": "Lần nữa"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["evidence_id"] == evidence["id"]
    assert [one["attained"] for one in first.json["standings"]] == [0]
    assert again.json == first.json | {"standings": []}
    assert department.get(f"/officers/{api_world.officer_a}/evidence").json == []
    assert (
        department.post(f"/evidence/{first.json['id']}/revocation", {"reason": "Lần nữa"}).status_code == 409
    )


def test_who_may_not_take_evidence_back(api_world, caller):
    evidence = caller("department", "19").post("/evidence", api_world.evidence()).json
    path, reason = f"/evidence/{evidence['id']}/revocation", {"reason": "Nhầm"}

    assert caller("leader", api_world.commune_a).post(path, reason).status_code == 403
    assert caller("leader", api_world.commune_b).post(path, reason).status_code == 404
    assert caller("department", "24").post(path, reason).status_code == 404
    assert caller("department", "19").post("/evidence/987654/revocation", reason).status_code == 404
    assert caller("department", "19").post(path, {"reason": " "}).status_code == 422


def test_a_body_that_is_no_json_is_refused(api_world, caller, client):
    headers = {"Authorization": f"Bearer {make_token(make_account('department', '19'), 'write')}"}

    def send(data, content_type="application/json"):
        answer = client.post("/api/v1/evidence", data=data, headers=headers, content_type=content_type)
        assert answer.mimetype == PROBLEM
        return answer.status_code

    assert send("{") == 400
    assert send(b"\xff\xfe") == 400
    assert send('{"note": "a\\u0000b"}') == 400
    assert send('{"note": "\\ud800"}') == 400
    assert send("a=1", "application/x-www-form-urlencoded") == 415
    assert send("", "application/json") == 422
    assert send("[]") == 422
    assert send('"x"') == 422
    assert send('{"note": "' + "x" * 70_000 + '"}') == 413


def test_posting_takes_a_fixed_number_of_statements(api_world, client, count_statements):
    headers = {"Authorization": f"Bearer {make_token(make_account('department', '19'), 'write')}"}
    numbers = iter(range(100))

    def deed():
        body = api_world.evidence(source=f"lms-tinh:{next(numbers)}", level=1)
        assert client.post("/api/v1/evidence", json=body, headers=headers).status_code == 201

    few = count_statements(deed)
    unit = db.session.get(AdministrativeUnit, api_world.commune_a)
    for _ in range(5):
        make_post(make_officer(unit=unit), organisation=make_organisation(unit))

    assert count_statements(deed) == few <= 40


def test_what_was_posted_stays_as_it_was_recorded(api_world, caller):
    caller("department", "19").post("/evidence", api_world.evidence())

    (row,) = list_all_evidence(db.session.merge(api_world.post_a).officer)
    assert (row.kind, row.level, row.source) == ("external", 2, "lms-tinh:15/42")
    mine = Standing.officer_id == row.officer_id
    assert count(Standing, mine, Standing.competency_code == "B10", Standing.valid_to.is_(None)) == 1
