"""A burst of random deeds, and a roster to bring in: what happens to a database in a busy week."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select

import competency.queries
import competency.services
from competency.models import Evidence
from competency.rules import EvidenceKind
from competency.services import NewEvidence
from demo.names import invent_name
from demo.rosters import COLUMNS, POSTS
from demo.synth.places import positions_of
from lms import clock, queries
from lms.database import db, transaction
from lms.models import Account
from people.models import Assignment, Officer
from people.queries import is_held, list_communes

_HOUSE = {position: (house, employment) for position, _number, house, employment in POSTS}
_KINDS = (EvidenceKind.POST_TEST, EvidenceKind.CASE, EvidenceKind.WORK_PRODUCT, EvidenceKind.EXTERNAL)


def do_random_deeds(number: int, chance: Random) -> None:
    """Record and revoke evidence and move people, each deed in a transaction of its own."""
    highest = db.session.scalar(select(func.max(Officer.id))) or 0
    lowest = db.session.scalar(select(func.min(Officer.id))) or 0
    _framework_id, codes = competency.queries.list_competency_codes()
    known = sorted(codes)
    for turn in range(number):
        deed: Callable[[Officer, list[str], Random, int], None] = chance.choices(
            (_show, _revoke, _move), (6, 2, 2)
        )[0]
        with transaction():
            officer = db.session.get(Officer, chance.randint(lowest, highest))
            if officer is not None:
                deed(officer, known, chance, turn)


def _system() -> Account:
    return queries.get_system_account()


def _show(officer: Officer, codes: list[str], chance: Random, turn: int) -> None:
    new = NewEvidence(
        competency_code=chance.choice(codes),
        level=chance.randint(1, 5),
        kind=chance.choice(_KINDS),
        earned_on=clock.today() - timedelta(days=chance.randrange(900)),
        source=f"bench:{clock.now():%Y%m%d%H%M%S%f}/{turn}",
    )
    competency.services.record_evidence(officer, new, by=_system())


def _revoke(officer: Officer, _codes: list[str], _chance: Random, _turn: int) -> None:
    gone = select(Evidence.revokes_id).where(Evidence.revokes_id.is_not(None))
    piece = db.session.scalar(
        select(Evidence)
        .where(Evidence.officer_id == officer.id, Evidence.revokes_id.is_(None), Evidence.id.not_in(gone))
        .order_by(Evidence.id.desc())
        .limit(1)
    )
    if piece is not None:
        competency.services.revoke_evidence(piece, "Ghi nhầm, xin đính chính.", by=_system())


def _move(officer: Officer, _codes: list[str], chance: Random, turn: int) -> None:
    """Give an officer another position from today on."""
    today = clock.today()
    held = db.session.scalar(
        select(Assignment)
        .where(Assignment.officer_id == officer.id, Assignment.is_main, is_held(today))
        .where(Assignment.ends_on.is_(None), Assignment.starts_on < today)
    )
    if held is None:
        return
    held.ends_on = today - timedelta(days=1)
    db.session.flush()
    db.session.add(
        Assignment(
            officer_id=officer.id,
            organisation_id=held.organisation_id,
            unit_code=held.unit_code,
            position_code=chance.choice([code for code in _HOUSE if code != held.position_code]),
            is_main=True,
            starts_on=today,
            decision_no=f"{turn}/QĐ-UBND",
            recorded_at=clock.now(),
        )
    )
    db.session.flush()
    competency.services.refresh_standings([officer.id], by=_system())
    competency.services.refresh_qualifications([officer.id], by=_system())


def write_roster(path: Path, province_code: str, rows: int, chance: Random) -> int:
    """Write a roster of so many people of a province, and return how many it has."""
    communes = list_communes(province_code)
    each = -(-rows // len(communes))
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for commune in communes:
            for position in positions_of(min(each, rows - count)):
                writer.writerow(_roster_row(commune.code, position, count, chance))
                count += 1
    return count


def _roster_row(unit_code: str, position: str, serial: int, chance: Random) -> tuple[str, ...]:
    house, employment = _HOUSE[position]
    told = {
        "personal_id": f"001{chance.randrange(200):03d}{serial:06d}",
        "full_name": invent_name(chance),
        "unit_code": unit_code,
        "organisation": house,
        "position_code": position,
        "is_main": "có",
        "starts_on": "01/07/2025",
        "employment_kind": employment,
        "degree_level": "bachelor",
        "degree_field": "Luật",
        "political_theory_level": "intermediate",
        "decision_no": f"{serial % 400}/QĐ-UBND",
    }
    return tuple(told.get(name, "") for name in COLUMNS)
