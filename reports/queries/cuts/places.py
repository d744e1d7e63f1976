"""Units and officers as a cut keeps them: the names of that day, not links to rows that change."""

from typing import Any

from people.models import AdministrativeUnit, Assignment


def unit_facts(unit: AdministrativeUnit | None) -> dict[str, Any] | None:
    """Return what papers say of a unit; None is the country."""
    if unit is None:
        return None
    return {
        "code": unit.code,
        "name": unit.name,
        "full_name": unit.full_name,
        "is_province": unit.is_province,
        "province": unit.parent.full_name if unit.parent else unit.full_name,
    }


def post_facts(post: Assignment) -> dict[str, Any]:
    """Return what papers say of a post."""
    return {
        "position": post.position.name,
        "organisation": post.organisation.name,
        "unit": unit_facts(post.unit),
        "is_main": post.is_main,
        "starts_on": post.starts_on.isoformat(),
        "decision_no": post.decision_no,
    }
