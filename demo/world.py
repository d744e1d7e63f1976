"""Makes the demo world: accounts, roster, content, evidence, gaps and disputes.

Everything goes through the services people use, in the name of the system account, with a fixed seed.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import competency.queries
import competency.services
import people.queries
import people.services
from assessments.services import load_case, load_course_with_test
from assessments.services.documents import read_yaml
from competency.rules import EvidenceKind, expect_standings
from competency.services import EvidenceItem, NewEvidence
from demo.activity import add_disputes, add_periods
from demo.department import fill_desks
from demo.evidence import Shown, day_of_fate, evidence_of_fate, invent_evidence
from demo.fates import FATES_OF_POSITION
from demo.marking import add_written_work
from demo.people import ACCOUNTS, COMMUNE, INSTITUTION, KNOWN, ORGANISATIONS, PASSWORD, PROVINCE, DemoAccount
from demo.rosters import Commune, write_roster
from demo.scripts import hand_in_scripts
from demo.studio import fill_studio
from lms import clock, queries
from lms import services as lms_services
from lms.config import ROOT
from lms.database import db
from lms.errors import Refused
from lms.models import Account
from people.models import Assignment, Officer
from people.rules import UnitKind
from people.services import RosterOptions

SEED = 2026
CONTENT = ROOT / "content"


@dataclass(frozen=True, slots=True)
class WorldCounts:
    """How large the world became."""

    communes: int
    officers: int
    evidence: int


def make_world(*, communes: int | None = None) -> WorldCounts:
    """Fill an initialised database with the demo province.

    Args:
        communes: how many communes get people, that of the demo accounts first; None for all 92.

    Raises:
        Refused: the invented roster or the content does not pass its own importers.
    """
    chance = Random(SEED)  # noqa: S311 - invents a world, guards nothing
    by = queries.get_system_account()
    for organisation in ORGANISATIONS:
        if people.queries.find_organisation(organisation.code) is None:
            people.services.add_organisation(organisation, by=by)
    served = _choose_communes(communes)
    officer_ids = _load_people(served, chance, by=by)
    load_content(institution=INSTITUTION, by=by)
    _add_accounts(by=by)
    items = list(_invent_all(officer_ids, chance, by=by))
    competency.services.record_many_evidence(items, by=by)
    competency.services.refresh_standings(officer_ids, by=by)
    competency.services.refresh_qualifications(officer_ids, by=by)
    colleagues = _colleagues(by=by)
    add_periods(colleagues, chance, by=by)
    add_disputes([officer for officer in colleagues if officer.account_id is None], by=by)
    fill_desks()
    add_written_work()
    hand_in_scripts()
    fill_studio()
    return WorldCounts(len(served), len(officer_ids), len(items))


def _colleagues(*, by: Account) -> list[Officer]:
    statement = people.queries.select_assignments(visible_to=by).where(
        Assignment.unit_code == COMMUNE, Assignment.is_main
    )
    return [post.officer for post in db.session.scalars(statement.order_by(Assignment.id))]


def _choose_communes(number: int | None) -> list[Commune]:
    units = people.queries.list_communes(PROVINCE)
    units.sort(key=lambda unit: (unit.code != COMMUNE, unit.code))
    return [Commune(unit.code, unit.kind == UnitKind.WARD) for unit in units[:number]]


def _load_people(served: list[Commune], chance: Random, *, by: Account) -> set[int]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "danh-sach.csv"
        write_roster(path, served, KNOWN, chance)
        report = people.services.load_roster(path, province_code=PROVINCE, options=RosterOptions(), by=by)
    if report.errors:
        raise Refused(str(report.errors[0]))
    return report.officer_ids


def load_content(*, institution: str, by: Account) -> None:
    """Bring in the courses and cases that ship with the product; the ministry owns them if none is named."""
    for folder in sorted((CONTENT / "courses").iterdir()):
        load_course_with_test(folder, by=by, institution=institution)
    for path in sorted((CONTENT / "cases").glob("*.yaml")):
        document = read_yaml(path.read_text(encoding="utf-8"))
        load_case(document, by=by, institution=institution)


def _add_accounts(*, by: Account) -> None:
    """Add the demo accounts; officers among them are joined to their record."""
    for wanted in ACCOUNTS:
        known = queries.find_account(wanted.email)
        account = known or lms_services.create_account(wanted.email, wanted.name, by=by)
        lms_services.grant_role(account, wanted.role, wanted.scope, by=by)
        lms_services.set_password(account, PASSWORD, by=by)
        if wanted.position_code:
            people.services.link_account(_officer_behind(wanted, by=by), account, by=by)


def _officer_behind(wanted: DemoAccount, *, by: Account) -> Officer:
    statement = people.queries.select_assignments(visible_to=by).where(
        Assignment.unit_code == COMMUNE, Assignment.position_code == wanted.position_code
    )
    return next(
        post.officer for post in db.session.scalars(statement) if post.officer.full_name == wanted.name
    )


def _invent_all(officer_ids: set[int], chance: Random, *, by: Account) -> Iterator[EvidenceItem]:
    """Invent what everybody has shown of what their posts ask."""
    wanted, commune_of = _required_levels(officer_ids)
    zeal = {code: chance.betavariate(2, 3) for code in sorted(set(commune_of.values()))}
    fates_of = _officers_with_a_story(by=by)
    for officer_id in sorted(wanted):
        levels = sorted(wanted[officer_id].items())
        fates = fates_of.get(officer_id)
        if fates:
            shown = _follow_fates(levels, fates, chance)
        else:
            shown = invent_evidence(levels, zeal[commune_of[officer_id]], chance, clock.today())
        yield from _as_items(officer_id, shown)


def _required_levels(officer_ids: set[int]) -> tuple[dict[int, dict[str, int]], dict[int, str]]:
    """Return the highest level asked of each officer, by competency, and where each officer serves."""
    today = clock.today()
    posts = competency.queries.list_posts(officer_ids, today)
    wanted: dict[int, dict[str, int]] = {}
    for expected in expect_standings(competency.queries.get_basis(), posts, {}, today):
        levels = wanted.setdefault(expected.post.officer_id, {})
        code = expected.asked.competency_code
        levels[code] = max(levels.get(code, 0), expected.result.required)
    return wanted, {post.officer_id: post.unit_code for post in posts}


def _officers_with_a_story(*, by: Account) -> dict[int, dict[str, str]]:
    return {
        _officer_behind(wanted, by=by).id: FATES_OF_POSITION[wanted.position_code]
        for wanted in ACCOUNTS
        if wanted.position_code in FATES_OF_POSITION
    }


def _follow_fates(wanted: list[tuple[str, int]], fates: dict[str, str], chance: Random) -> Iterator[Shown]:
    for code, level in wanted:
        fate = fates.get(code, "met")
        yield from evidence_of_fate(fate, code, level, day_of_fate(fate, code, chance, clock.today()))


def _as_items(officer_id: int, shown: Iterator[Shown]) -> Iterator[EvidenceItem]:
    for piece in shown:
        source = f"import:{piece.kind}/{piece.competency_code}/{piece.earned_on:%Y%m%d}"
        yield EvidenceItem(
            officer_id,
            NewEvidence(
                competency_code=piece.competency_code,
                level=piece.level,
                kind=EvidenceKind(piece.kind),
                earned_on=piece.earned_on,
                source=source,
                note="",
            ),
        )
