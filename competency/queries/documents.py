"""Reads for the documents of the API: evidence, alerts, a framework, what a position asks somewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from competency.models import Alert, Competency, Evidence, Framework, Requirement, Standing
from competency.queries.alerts import select_alerts
from competency.queries.bases import get_basis
from competency.queries.requirements import list_requirements
from competency.queries.standings import list_standings
from competency.rules import Expected, FrameworkState, Post, expect_standings, natural_code_key
from lms import clock
from lms.database import db
from lms.errors import Forbidden, NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import Role, has_role
from people.models import AdministrativeUnit, Officer
from people.policies import may_see_coverage
from people.queries import find_unit, get_officer, get_position

NATION = "VN"


@dataclass(frozen=True, slots=True)
class ExplainedStanding:
    """A standing on a day with the evidence that carries it."""

    row: Standing
    on: date
    evidence: Sequence[Evidence]


@dataclass(frozen=True, slots=True)
class AskedLine:
    """What a position asks in one place: the requirement, and what the area makes of it."""

    requirement: Requirement
    expected: Expected


@dataclass(frozen=True, slots=True)
class FrameworkDetails:
    """A framework version with its pillars and its competencies, in its order."""

    framework: Framework
    pillars: Sequence[Competency]
    competencies: Sequence[Competency]


def select_evidence_of(officer: Officer) -> Select[Evidence]:
    """Return the statement of what counts or once counted for an officer, the latest first.

    What was revoked is left out, and so are the revoking rows. The officer comes along.
    """
    revoking = aliased(Evidence)
    # Asked for null itself, SQLite would look through the rows of all officers by the index of that column.
    revokes_nothing = func.coalesce(Evidence.revokes_id, 0) == 0
    return (
        select(Evidence)
        .where(Evidence.officer_id == officer.id, revokes_nothing)
        .where(~select(revoking.id).where(revoking.revokes_id == Evidence.id).exists())
        .options(joinedload(Evidence.officer, innerjoin=True))
        .order_by(Evidence.earned_on.desc(), Evidence.id.desc())
    )


def select_alerts_about(*, officer_id: UUID | None, state: str, visible_to: Account) -> Select[Alert]:
    """Return the statement of the alerts a person may know of, the newest first, with their officers.

    Raises:
        NotFound: there is no such officer, or none this person may know of.
    """
    statement = select_alerts(visible_to=visible_to).options(joinedload(Alert.officer, innerjoin=True))
    if officer_id is not None:
        statement = statement.where(Alert.officer_id == get_officer(officer_id, visible_to=visible_to).id)
    return statement.where(Alert.state == state) if state else statement


def explain_standings(officer: Officer, on: date | None = None) -> list[ExplainedStanding]:
    """Return the standings of an officer on a day, as ``list_standings``, each with its evidence."""
    return with_evidence(list_standings(officer, on), on or clock.today())


def with_evidence(standings: Sequence[Standing], day: date) -> list[ExplainedStanding]:
    """Return standings of one day with the evidence that carries them, in one more statement."""
    wanted = {key for row in standings for key in row.carried_by}
    found = {}
    if wanted:
        found = {row.id: row for row in db.session.scalars(select(Evidence).where(Evidence.id.in_(wanted)))}
    return [
        ExplainedStanding(row, day, [found[key] for key in row.carried_by if key in found])
        for row in standings
    ]


def get_counted_unit(code: str, *, visible_to: Account) -> AdministrativeUnit | None:
    """Return the unit whose figures are asked for; None is the whole country, "VN".

    Raises:
        Forbidden: this person has no role with figures.
        NotFound: there is no such unit, or it lies outside of the scope.
    """
    if not has_role(visible_to, Role.DEPARTMENT, Role.MINISTRY, Role.LEADER, Role.OBSERVER):
        raise Forbidden(_("Figures of units are for leaders, the Department and the ministry."))
    unit = None if code == NATION else find_unit(code)
    if (unit is None and code != NATION) or not may_see_coverage(visible_to, unit):
        raise NotFound(_("There is no administrative unit %(code)s.", code=code))
    return unit


def get_published_framework(code: str) -> FrameworkDetails:
    """Return the published version of a framework with levels, competencies and their indicators.

    Raises:
        NotFound: nothing is published under this code.
    """
    framework = db.session.scalar(
        select(Framework)
        .where(Framework.code == code, Framework.state == FrameworkState.PUBLISHED)
        .options(
            selectinload(Framework.levels),
            selectinload(Framework.competencies).selectinload(Competency.indicators),
        )
    )
    if framework is None:
        raise NotFound(_("There is no published framework %(code)s.", code=code))
    all_of_it = framework.competencies
    return FrameworkDetails(
        framework=framework,
        pillars=[one for one in all_of_it if one.pillar_code is None],
        competencies=[one for one in all_of_it if one.pillar_code is not None],
    )


def list_asked(position_code: str, unit: AdministrativeUnit | None) -> list[AskedLine]:
    """Return what a position asks in a province or commune, or (None) everywhere, by competency.

    Raises:
        NotFound: there is no such position.
    """
    get_position(position_code)
    post = Post(
        assignment_id=0,
        officer_id=0,
        province_code=unit.province_code if unit else "",
        unit_code=unit.code if unit else "",
        area_type=unit.main_area_type if unit else None,
        position_code=position_code,
        starts_on=clock.today(),
        ends_on=None,
    )
    requirements = {row.id: row for row in list_requirements(position_code)}
    expected = expect_standings(get_basis(), [post], {}, clock.today())
    lines = [AskedLine(requirements[one.asked.requirement_id], one) for one in expected]
    return sorted(lines, key=lambda line: natural_code_key(line.requirement.competency_code))
