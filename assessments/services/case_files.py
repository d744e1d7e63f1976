"""Bringing case exercises in: checked by the rules, kept as versions that never change."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments import policies, queries, rules
from assessments.models import (
    OUTDATED,
    PUBLISHED,
    CaseAreaType,
    CaseCompetency,
    CaseExercise,
    CaseVersion,
)
from assessments.services.documents import ContentRefused
from assessments.services.owners import find_owner
from competency import queries as competency
from lms import audit, clock
from lms.database import db
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import fold
from people.models import Organisation
from people.policies import may_edit_for
from people.services.national import add_national_owner


@dataclass(frozen=True, slots=True)
class CaseReport:
    """What an import did, or would do.

    Args:
        number: of the version now published.
        is_changed: False if the same content was there already.
        warnings: what the author should look at again, each with its place.
    """

    code: str
    title: str
    number: int
    is_changed: bool
    warnings: list[str]


def load_case(
    document: object, *, by: Account, institution: str = "", is_dry_run: bool = False
) -> CaseReport:
    """Publish a case as it is written in a document (CONTRACTS 4.2); the same content twice changes nothing.

    Changed content becomes a new version. The old one is outdated: attempts under way stay on it.

    Args:
        document: what ``documents.read_yaml`` made of the file.
        by: an editor of the institution, or the system.
        institution: code of the owner of a new case; an editor of one institution may leave it out.
        is_dry_run: change nothing, report the same.

    Raises:
        ContentRefused: the checker found errors; each is named with its place.
        Forbidden: ``by`` does not edit for the owner.
    """
    authorize(by, policies.may_import, None)
    graph, warnings = _check(document)
    existing = queries.find_case(graph.code)
    owner = find_owner(existing.owner if existing else None, institution, by=by)
    if owner is not None:
        authorize(by, may_edit_for, owner)
    kept = _json(document)
    content_hash = hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
    latest = existing.versions[-1] if existing and existing.versions else None
    if latest and latest.state == PUBLISHED and latest.content_hash == content_hash:
        return CaseReport(graph.code, graph.title, latest.number, is_changed=False, warnings=warnings)
    number = latest.number + 1 if latest else 1
    if not is_dry_run:
        case = _named(existing, graph, owner or add_national_owner(by=by))
        version = _version(graph, number, kept, content_hash)
        _publish(case, version, by=by)
    return CaseReport(graph.code, graph.title, number, is_changed=True, warnings=warnings)


def _check(document: object) -> tuple[rules.CaseGraph, list[str]]:
    """Return the case and what its author should look at again."""
    graph, findings = rules.parse_case(document)
    if graph is not None:
        known = {found.code for found in competency.list_competencies()}
        findings = [*findings, *rules.check_case(graph, known)]
    errors = [_told(finding) for finding in findings if finding.is_error]
    if graph is None or errors:
        raise ContentRefused(errors)
    return graph, [_told(finding) for finding in findings]


def _told(finding: rules.Finding) -> str:
    message = _(finding.template, **finding.params)
    kind = _("Error") if finding.is_error else _("Warning")
    return f"{kind} · {finding.where}: {message}" if finding.where else f"{kind}: {message}"


def _json(value: object) -> Any:
    """Return the document as JSON keeps it: keys are texts, and those YAML read as true are "yes" again."""
    if isinstance(value, Mapping):
        return {_key(key): _json(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_json(entry) for entry in value]
    return value


def _key(key: object) -> str:
    if isinstance(key, bool):
        return "yes" if key else "no"
    return str(key)


def _named(existing: CaseExercise | None, graph: rules.CaseGraph, owner: Organisation) -> CaseExercise:
    case = existing or CaseExercise(code=graph.code, owner=owner, reopen_days=rules.REOPEN_DAYS)
    case.title = graph.title
    case.search_key = fold(" ".join((graph.code, graph.title, graph.role, graph.situation)))
    return case


def _version(graph: rules.CaseGraph, number: int, kept: dict[str, Any], content_hash: str) -> CaseVersion:
    now = clock.now()
    return CaseVersion(
        number=number,
        state=PUBLISHED,
        document=kept,
        content_hash=content_hash,
        minutes=graph.minutes,
        created_at=now,
        published_at=now,
        competencies=[
            CaseCompetency(competency_code=code, level=graph.level_of(code)) for code in graph.competencies
        ],
        area_types=[CaseAreaType(area_type=area) for area in graph.area_types],
    )


def _publish(case: CaseExercise, version: CaseVersion, *, by: Account) -> None:
    for earlier in case.versions:
        if earlier.state == PUBLISHED:
            earlier.state = OUTDATED
    db.session.add(case)
    db.session.flush()  # only one version may be published at a time: the old one steps back first
    case.versions.append(version)
    audit.record(rules.AssessmentEvent.CASE_IMPORTED, version, by=by, case=case.code, number=version.number)
