"""How units stand beside competencies, for whoever looks: without the right to names without small groups."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from competency.models import QualificationStanding
from competency.queries.qualifications import QualificationCount, count_qualifications, is_held_on
from competency.rules import SMALLEST_GROUP, QualificationKind, withheld
from lms import clock
from lms.database import db
from lms.models import Account
from people.models import AdministrativeUnit
from people.policies import may_see_names


class ShownQualifications(NamedTuple):
    """Counts by kind of requirement, and whether there are others that may not be shown."""

    rows: Sequence[QualificationCount]
    has_small_groups: bool


def count_visible_qualifications(
    unit: AdministrativeUnit | None, *, visible_to: Account, on: date | None = None
) -> ShownQualifications:
    """Return what ``count_qualifications`` returns, without small groups for those who may not see names.

    A kind that is asked of fewer than five people of a unit is left out, and where they would follow from
    what the other communes or provinces show. The gate is ``people.policies.may_see_coverage``.
    """
    counted = count_qualifications(unit, on=on)
    if visible_to.is_system or may_see_names(visible_to, unit):
        return ShownQualifications(counted, False)
    today = clock.today()
    hidden = _hidden_kinds(unit, min(on or today, today))
    return ShownQualifications([row for row in counted if row.kind not in hidden], bool(hidden))


def _hidden_kinds(unit: AdministrativeUnit | None, day: date) -> set[QualificationKind]:
    row = QualificationStanding
    by_province = _count_people(row.province_code, day)
    if unit is None:
        return {kind for kind, people in by_province.items() if sum(people.values()) < SMALLEST_GROUP}
    hidden = {kind for kind, people in by_province.items() if unit.province_code in withheld(people)}
    if not unit.is_province:
        by_commune = _count_people(row.unit_code, day, row.province_code == unit.province_code)
        hidden |= {kind for kind, people in by_commune.items() if unit.code in withheld(people)}
    return hidden


def _count_people(place: Any, day: date, *conditions: Any) -> dict[QualificationKind, dict[str, int]]:
    """Return by kind and place how many people are asked."""
    row = QualificationStanding
    rows = db.session.execute(
        select(row.kind, place, func.count(row.officer_id.distinct()))
        .where(is_held_on(day, clock.today()), *conditions)
        .group_by(row.kind, place)
    )
    found: defaultdict[QualificationKind, dict[str, int]] = defaultdict(dict)
    for kind, code, people in rows:
        found[QualificationKind(kind)][code] = people
    return found
