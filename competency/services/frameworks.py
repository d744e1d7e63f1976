"""Loading a framework with all that hangs on it from a folder of CSV files."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert

from competency import queries, rules
from competency.models import (
    AreaProfile,
    Competency,
    Framework,
    Indicator,
    Level,
    RaisedPosition,
    Requirement,
    RequirementSet,
)
from competency.rules import CompetencyEvent, FrameworkState
from lms import audit, clock
from lms.database import db
from lms.errors import Refused
from lms.models import Account
from lms.tables import Column, read_table

FILES = {
    "levels.csv": ("level", "name", "meaning"),
    "competencies.csv": ("code", "pillar_code", "name", "definition", "origin"),
    "indicators.csv": ("competency_code", "level", "indicator"),
    "position_requirements.csv": ("position_code", "competency_code", "required_level"),
    "area_profiles.csv": (
        "area_type",
        "area_name",
        "competency_code",
        "weight",
        "raised_positions",
        "origin",
    ),
}
"""The five files of a framework and their columns."""

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class FrameworkText:
    """What is said about a framework beside its tables.

    Args:
        code: the same for all versions.
        name: as officers see it.
        legal_source: the document that asks for it, as officers see it.
        source_note: what is from that document and what is a proposal.
        document: the document that lays down levels by position, as shown beside every requirement.
        effective_on: from when it asks.
    """

    code: str
    name: str
    legal_source: str
    source_note: str
    document: str
    effective_on: date


def load_framework(folder: Path, text: FrameworkText, *, by: Account) -> Framework:
    """Return the framework version of these files, loaded unless it is there already.

    Only for other services. The first version of a code is published at once. Changed files become a new
    draft, because a published version never changes.

    Raises:
        Refused: a file cannot be read.
    """
    content_hash = _hash(folder)
    known = queries.find_framework(text.code, content_hash=content_hash)
    if known is not None:
        return known
    latest = queries.find_latest_version(text.code)
    state = FrameworkState.PUBLISHED if latest is None else FrameworkState.DRAFT
    framework = Framework(
        code=text.code,
        version=(latest or 0) + 1,
        name=text.name,
        state=state.value,
        effective_on=text.effective_on,
        legal_source=text.legal_source,
        source_note=text.source_note,
        content_hash=content_hash,
        published_at=clock.now() if state is FrameworkState.PUBLISHED else None,
    )
    audit.record(CompetencyEvent.FRAMEWORK_LOADED, framework, by=by, state=state)
    tables = {name: read_reference(folder / name, columns) for name, columns in FILES.items()}
    _add_competencies(framework, tables)
    _add_requirements(framework, text, tables["position_requirements.csv"], by=by)
    _add_area_profiles(framework, tables["area_profiles.csv"], by=by)
    return framework


def read_reference(path: Path, columns: Sequence[str]) -> Rows:
    """Return the rows of a reference file. No gate, no trail: it only reads.

    Raises:
        Refused: the file has an error.
    """
    table = read_table(path, columns=[Column(name, required=True) for name in columns])
    if table.errors:
        raise Refused("\n".join(f"{path.name}: {error}" for error in table.errors))
    return [row.values for row in table.rows]


def _hash(folder: Path) -> str:
    content = hashlib.sha256()
    for name in sorted(FILES):
        content.update(name.encode())
        content.update((folder / name).read_bytes())
    return content.hexdigest()


def _add_competencies(framework: Framework, tables: dict[str, Rows]) -> None:
    db.session.execute(
        insert(Level),
        [{**row, "framework_id": framework.id, "level": int(row["level"])} for row in tables["levels.csv"]],
    )
    competencies = [
        Competency(
            framework_id=framework.id,
            code=row["code"],
            pillar_code=row["pillar_code"] or None,
            name=row["name"],
            definition=row["definition"],
            origin=row["origin"],
            rank=rank,
        )
        for rank, row in enumerate(tables["competencies.csv"], start=1)
    ]
    db.session.add_all(competencies)
    db.session.flush()  # indicators refer to the ids
    ids = {competency.code: competency.id for competency in competencies}
    db.session.execute(
        insert(Indicator),
        [
            {
                "competency_id": ids[row["competency_code"]],
                "level": int(row["level"]),
                "text": row["indicator"],
            }
            for row in tables["indicators.csv"]
        ],
    )


def _add_requirements(framework: Framework, text: FrameworkText, rows: Rows, *, by: Account) -> None:
    requirement_set = RequirementSet(
        framework_id=framework.id,
        document=text.document,
        effective_on=text.effective_on,
        state=framework.state,
    )
    audit.record(CompetencyEvent.REQUIREMENTS_LOADED, requirement_set, by=by, rows=len(rows))
    db.session.execute(
        insert(Requirement),
        [
            {
                "set_id": requirement_set.id,
                "position_code": row["position_code"],
                "competency_code": row["competency_code"],
                "level": rules.required_level(int(row["required_level"]), raised=False),
                "is_mandatory": True,
                "grace_days": rules.DEFAULT_GRACE_DAYS,
            }
            for row in rows
        ],
    )


def _add_area_profiles(framework: Framework, rows: Rows, *, by: Account) -> None:
    for row in rows:
        raised = [code for code in row["raised_positions"].split(";") if code]
        db.session.add(
            AreaProfile(
                framework_id=framework.id,
                area_type=row["area_type"],
                area_name=row["area_name"],
                competency_code=row["competency_code"],
                weight_percent=int(Decimal(row["weight"]) * 100),
                origin=row["origin"],
                raised=[RaisedPosition(position_code=code) for code in raised],
            )
        )
    audit.record(CompetencyEvent.AREA_PROFILES_LOADED, framework, by=by, rows=len(rows))
