"""Bringing case exercises in: checked by the rules, kept as versions that never change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments import policies, queries, rules
from assessments.models import CaseAreaType, CaseCompetency, CaseExercise, CaseVersion
from assessments.services.case_drafts import hash_document, name_case
from assessments.services.documents import ContentRefused
from assessments.services.owners import find_owner
from competency import queries as competency
from courses import services
from courses.rules import CourseState
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
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
        Conflict: somebody is writing the next version in the studio.
        ContentRefused: the checker found errors; each is named with its place.
        Forbidden: ``by`` does not edit for the owner.
    """
    authorize(by, policies.may_import, None)
    graph, warnings = _check(document)
    existing = queries.find_case(graph.code)
    owner = find_owner(existing.owner if existing else None, institution, by=by)
    if owner is not None:
        authorize(by, may_edit_for, owner)
    kept = as_json(document)
    content_hash = hash_document(kept)
    published = queries.find_published_case_version(existing) if existing else None
    if published and published.content_hash == content_hash:
        return CaseReport(graph.code, graph.title, published.number, is_changed=False, warnings=warnings)
    number = _next_number(existing)
    if not is_dry_run:
        case = existing or CaseExercise(
            code=graph.code, owner=owner or add_national_owner(by=by), reopen_days=rules.REOPEN_DAYS
        )
        name_case(case, graph)
        version = _version(graph, number, kept, content_hash)
        _publish(case, version, published, by=by)
    return CaseReport(graph.code, graph.title, number, is_changed=True, warnings=warnings)


def _next_number(case: CaseExercise | None) -> int:
    """Return the number of the version that comes in; an import does not overtake what is being written."""
    if case is None:
        return 1
    open_version = queries.find_open_case_version(case)
    if open_version is not None:
        raise Conflict(
            _(
                "Version %(number)s of this case is being written in the studio. Publish it or give it up, "
                "then import again.",
                number=open_version.number,
            )
        )
    newest = queries.find_newest_case_version(case)
    return newest.number + 1 if newest else 1


def _check(document: object) -> tuple[rules.CaseGraph, list[str]]:
    """Return the case and what its author should look at again."""
    graph, findings = rules.parse_case(document)
    if graph is not None:
        known = {found.code for found in competency.list_competencies()}
        findings = [*findings, *rules.check_case(graph, known)]
    errors = [tell_finding(finding) for finding in findings if finding.is_error]
    if graph is None or errors:
        raise ContentRefused(errors)
    return graph, [tell_finding(finding) for finding in findings]


def tell_finding(finding: rules.Finding) -> str:
    """Return what was found in a file, with its place, as the command line says it."""
    message = _(finding.template, **finding.params)
    kind = _("Error") if finding.is_error else _("Warning")
    return f"{kind} · {finding.where}: {message}" if finding.where else f"{kind}: {message}"


def as_json(value: object) -> Any:
    """Return the document as JSON keeps it: keys are texts, and those YAML read as true are "yes" again."""
    if isinstance(value, Mapping):
        return {_key(key): as_json(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(entry) for entry in value]
    return rules.writable(value) if isinstance(value, str) else value


def _key(key: object) -> str:
    if isinstance(key, bool):
        return "yes" if key else "no"
    return rules.writable(str(key))


def _version(graph: rules.CaseGraph, number: int, kept: dict[str, Any], content_hash: str) -> CaseVersion:
    version = CaseVersion(
        number=number,
        state=CourseState.DRAFT.value,
        document=kept,
        content_hash=content_hash,
        minutes=graph.minutes,
        created_at=clock.now(),
    )
    show_competencies(version, graph)
    return version


def show_competencies(version: CaseVersion, graph: rules.CaseGraph) -> None:
    """Keep beside a version what its case can show, and where it is set. Only for other services; no gate."""
    version.competencies = [
        CaseCompetency(competency_code=code, level=graph.level_of(code)) for code in graph.competencies
    ]
    version.area_types = [CaseAreaType(area_type=area) for area in graph.area_types]


def _publish(case: CaseExercise, version: CaseVersion, published: CaseVersion | None, *, by: Account) -> None:
    db.session.add(case)
    case.versions.append(version)
    db.session.flush()  # its word needs its number
    services.note_author(version, by=by)
    services.put_import_in_force(version, published, by=by)
    graph, _findings = rules.read_draft(version.document)
    services.note_mentions(version.subject, rules.case_words(graph))
    audit.record(rules.AssessmentEvent.CASE_IMPORTED, version, by=by, case=case.code, number=version.number)
