"""Writing cases: made from scratch, begun anew from what is published, changed part by part."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments import queries, rules
from assessments.models import CaseExercise, CaseVersion
from assessments.rules import CaseEvent, CaseGraph
from assessments.services.making import (
    LONGEST_TITLE,
    EntryRefused,
    add_coded,
    begin_once,
    check_code,
    first_revision,
    tidy_title,
)
from courses import policies, services
from courses.rules import CourseState
from courses.services.legal_documents import keep_holding
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import fold
from people.models import Organisation

LONGEST_MINUTES = 600
LARGEST_DOCUMENT = 300_000
"""Bytes of a document as it is kept: a case of sixty long decisions has half of that."""


@dataclass(frozen=True, slots=True)
class NodeText:
    """What an author writes at one decision."""

    question: str
    options: Sequence[rules.Option]


def create_case(owner: Organisation, *, code: str, title: str, by: Account) -> CaseVersion:
    """Make a case with its first version, open for writing: a skeleton of three decisions.

    Raises:
        EntryRefused: the code is none, or is in use; the title is missing or too long.
        Forbidden: ``by`` does not write for the owner.
    """
    authorize(by, policies.may_write, owner)
    return add_case(owner, rules.new_case(code, tidy_title(title)), by=by)


def add_case(owner: Organisation, graph: CaseGraph, *, by: Account) -> CaseVersion:
    """Make a case whose first version is open for writing. Only for other services, which have asked who may.

    Raises:
        EntryRefused: the code is none, or is in use.
    """
    check_code(graph.code)
    case = CaseExercise(
        code=graph.code, owner_id=owner.id, reopen_days=rules.REOPEN_DAYS, title=graph.title, search_key=""
    )
    add_coded(case)
    version = _first_or_next(case)
    db.session.add(version)
    db.session.flush()  # its word needs its number
    services.note_author(version, by=by)
    _keep(version, graph)
    audit.record(CaseEvent.CREATED, version, by=by, case=case.code)
    return version


def draft_case(case: CaseExercise, *, by: Account) -> CaseVersion:
    """Return the open version of a case, begun now from the published one if there was none.

    Begun twice, or twice at once, it is one.

    Raises:
        Conflict: there is nothing to begin from.
        Forbidden: ``by`` does not write for the owner.
    """
    authorize(by, policies.may_write, case.owner)
    source = queries.find_published_case_version(case) or queries.find_newest_case_version(case)
    if source is None:
        raise Conflict(_("This case has no version to begin from."))
    graph, _findings = rules.read_draft(source.document)
    version, is_new = begin_once(lambda: queries.find_open_case_version(case), lambda: _first_or_next(case))
    if is_new:
        services.note_author(version, by=by)
        services.keep_authors(version, source, by=by)
        _keep(version, graph)
        keep_holding({source.subject: version.subject})
        audit.record(CaseEvent.DRAFTED, version, by=by, case=case.code, number=version.number)
    return version


def save_case_facts(version: CaseVersion, facts: rules.CaseFacts, *, seen: int, by: Account) -> None:
    """Write what a case says before its first decision and after its last.

    Raises:
        EntryRefused: it would become too large.
        EditedMeanwhile, Forbidden, NotEditable: as `courses.services.touch_draft`.
    """
    _edit(version, lambda graph: rules.change_facts(graph, facts), "facts", seen=seen, by=by)


def add_case_node(version: CaseVersion, name: str, *, seen: int, by: Account) -> None:
    """Add a decision without words.

    Raises:
        EntryRefused: the name cannot be one, or is taken; there are too many decisions.
        EditedMeanwhile, Forbidden, NotEditable: as `courses.services.touch_draft`.
    """
    _edit(version, lambda graph: rules.add_node(graph, name), f"node:{name}"[:60], seen=seen, by=by)


def rename_case_node(version: CaseVersion, name: str, new_name: str, *, seen: int, by: Account) -> None:
    """Give a decision another name; what leads there follows.

    Raises:
        EntryRefused: the name cannot be one, or is taken.
        EditedMeanwhile, Forbidden, NotEditable: as `courses.services.touch_draft`.
        NotFound: there is no such decision.
    """
    _edit(version, lambda graph: rules.rename_node(graph, name, new_name), f"node:{name}", seen=seen, by=by)


def remove_case_node(version: CaseVersion, name: str, *, seen: int, by: Account) -> None:
    """Take a decision out; what led there leads nowhere until somebody says where.

    Raises:
        EditedMeanwhile, Forbidden, NotEditable: as `courses.services.touch_draft`.
        NotFound: there is no such decision.
    """
    _edit(version, lambda graph: rules.remove_node(graph, name), f"node:{name}", seen=seen, by=by)


def save_case_node(version: CaseVersion, name: str, text: NodeText, *, seen: int, by: Account) -> None:
    """Write the question and the options of a decision, anew where somebody has taken it out meanwhile.

    Raises:
        EntryRefused: it would become too large, or has too many options.
        EditedMeanwhile, Forbidden, NotEditable: as `courses.services.touch_draft`.
    """

    def change(graph: CaseGraph) -> CaseGraph:
        if name not in graph.nodes:
            graph = rules.add_node(graph, name)
        return rules.change_node(graph, name, text.question, text.options)

    _edit(version, change, f"node:{name}", seen=seen, by=by)


def replace_case(version: CaseVersion, graph: CaseGraph, *, seen: int, by: Account) -> None:
    """Write a whole case over a draft, as it came from a file.

    Raises:
        EntryRefused: it is too large.
        EditedMeanwhile, Forbidden, NotEditable: as `courses.services.touch_draft`.
    """
    services.touch_draft(version, seen=seen, by=by)
    _keep(version, graph)
    audit.record(CaseEvent.DRAFT_IMPORTED, version, by=by, case=version.case.code)


def change_key(
    version: CaseVersion, points: Mapping[rules.Cell, int], *, seen: int, by: Account
) -> tuple[rules.Cell, ...]:
    """Give options other points, and return the cells that the draft does not have any more.

    Raises:
        EditedMeanwhile, Forbidden, NotEditable: as `courses.services.touch_draft`.
    """
    services.touch_draft(version, seen=seen, by=by)
    graph, _findings = rules.read_draft(version.document)
    changed, unknown = rules.change_points(graph, points)
    _keep(version, changed)
    return unknown


def hash_document(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document of a case, as `CaseVersion.content_hash` keeps it."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _first_or_next(case: CaseExercise) -> CaseVersion:
    newest = queries.find_newest_case_version(case)
    return CaseVersion(
        case_id=case.id,
        number=newest.number + 1 if newest else 1,
        state=CourseState.DRAFT.value,
        revision=first_revision(newest),
        document={},
        content_hash="",
        minutes=0,
        created_at=clock.now(),
    )


def _edit(
    version: CaseVersion, change: Callable[[CaseGraph], CaseGraph], place: str, *, seen: int, by: Account
) -> None:
    services.touch_draft(version, seen=seen, by=by)
    graph, _findings = rules.read_draft(version.document)
    try:
        changed = change(graph)
    except rules.EditRefused as refused:
        raise EntryRefused(_(refused.template, **refused.params)) from refused
    except KeyError as error:
        raise NotFound(_("This case has no such decision point any more.")) from error
    _keep(version, changed)
    audit.record(CaseEvent.EDITED, version, by=by, case=version.case.code, place=place)


def _keep(version: CaseVersion, graph: CaseGraph) -> None:
    """Write a case into a draft, with all that follows from it."""
    document = rules.document_of(graph)
    if len(json.dumps(document, ensure_ascii=False).encode()) > LARGEST_DOCUMENT:
        raise EntryRefused(_("The case is too long. Shorten its texts, or make two cases of it."))
    version.document = document
    version.content_hash = hash_document(document)
    version.minutes = min(max(graph.minutes, 0), LONGEST_MINUTES)
    case = version.case
    if queries.find_published_case_version(case) is None:
        name_case(case, graph)
    services.note_mentions(version.subject, rules.case_words(graph))


def name_case(case: CaseExercise, graph: CaseGraph) -> None:
    """Call a case as this version does. Only for other services; no gate, and nobody acts."""
    case.title = graph.title[:LONGEST_TITLE]
    case.search_key = fold(" ".join((graph.code, graph.title, graph.role, graph.situation)))
