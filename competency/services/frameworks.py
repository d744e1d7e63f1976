"""Bringing in a framework with all that hangs on it: the first version, and drafts of the next ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import insert

from competency import policies, queries
from competency.models import (
    AreaProfile,
    Competency,
    CompetencyMapping,
    Framework,
    Indicator,
    Level,
    RaisedPosition,
    Requirement,
    RequirementSet,
)
from competency.rules import CompetencyEvent, FrameworkState
from competency.services.framework_files import (
    FILES,
    Contents,
    FrameworkContent,
    hash_of,
    read_folder,
)
from competency.services.framework_reader import read_content
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.tables import Column, read_table
from people.queries import list_positions

__all__ = [
    "FILES",
    "FrameworkText",
    "check_framework",
    "draft_framework",
    "load_framework",
    "read_reference",
    "refuse_unless_draft",
    "rest_on_current",
]

Rows = list[dict[str, str]]


class NotADraft(Conflict):
    """Only a draft can be edited; what was published never changes."""


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
        transition_days: for how long after that nothing newly asked is due.
    """

    code: str
    name: str
    legal_source: str
    source_note: str
    document: str
    effective_on: date
    transition_days: int = 0


def load_framework(folder: Path, text: FrameworkText, *, by: Account) -> Framework:
    """Return the framework version of these files, loaded unless it is there already.

    Only for other services. The first version of a code is published at once. Changed files become a new
    draft, because a published version never changes.

    Raises:
        Refused: a file cannot be read or has mistakes.
    """
    contents = read_folder(folder)
    known = queries.find_framework(text.code, content_hash=hash_of(contents))
    if known is not None:
        return known
    framework = _add_draft(_content(contents, text.code), text, by=by)
    if framework.previous_id is None and framework.version == 1:
        _publish_first(framework)
    return framework


def draft_framework(contents: Contents, text: FrameworkText, *, by: Account) -> Framework:
    """Return the version of these files: a new draft, or the version that was loaded from them before.

    A draft that is there already takes over the text and rests on the version that is published now. Files of
    an outdated or withdrawn version become a new draft: what ended does not come back by itself.

    Raises:
        Forbidden: ``by`` does not act for the ministry.
        FrameworkFilesRefused: with every mistake of every file; nothing is stored.
    """
    authorize(by, policies.may_manage_frameworks, None)
    known = queries.find_framework(text.code, content_hash=hash_of(contents), is_ended=False)
    if known is None:
        return _add_draft(_content(contents, text.code), text, by=by)
    if known.state == FrameworkState.DRAFT:
        _content(contents, text.code)  # the mapping must still fit the version that is published now
        rest_on_current(known, by=by)
        _set_text(known, text, by=by)
    return known


def check_framework(contents: Contents, text: FrameworkText, *, by: Account) -> FrameworkContent:
    """Return what the files say, checked, without storing anything.

    Raises:
        Forbidden: ``by`` does not act for the ministry.
        FrameworkFilesRefused: with every mistake of every file.
    """
    authorize(by, policies.may_manage_frameworks, None)
    return _content(contents, text.code)


def rest_on_current(framework: Framework, *, by: Account) -> None:
    """Let a draft follow the version of its code that is published now. Only for other services: no gate."""
    refuse_unless_draft(framework)
    published = queries.find_published(framework.code)
    previous_id = published.id if published else None
    if framework.previous_id != previous_id:
        framework.previous_id = previous_id
        audit.record(CompetencyEvent.FRAMEWORK_CHANGED, framework, by=by, previous_id=previous_id)


def refuse_unless_draft(draft: Framework | RequirementSet) -> None:
    """Stop whoever would edit what was published.

    Raises:
        NotADraft: it is none.
    """
    if draft.state != FrameworkState.DRAFT:
        raise NotADraft(
            _("This version is no draft, and what was published never changes. Make a new draft instead.")
        )


def read_reference(path: Path, columns: Sequence[str]) -> Rows:
    """Return the rows of a reference file. No gate, no trail: it only reads.

    Raises:
        Refused: the file has an error.
    """
    table = read_table(path, columns=[Column(name, required=True) for name in columns])
    if table.errors:
        raise Refused("\n".join(f"{path.name}: {error}" for error in table.errors))
    return [row.values for row in table.rows]


def _content(contents: Contents, code: str) -> FrameworkContent:
    published = queries.find_published(code)
    old_codes = queries.list_codes(published.id) if published else None
    return read_content(
        contents, positions=[position.code for position in list_positions()], old_codes=old_codes
    )


def _publish_first(framework: Framework) -> None:
    """Publish the only version there is; nobody was asked anything before."""
    framework.state = FrameworkState.PUBLISHED.value
    framework.published_at = clock.now()
    for requirement_set in queries.list_sets(framework):
        requirement_set.state = framework.state
    db.session.flush()


def _add_draft(content: FrameworkContent, text: FrameworkText, *, by: Account) -> Framework:
    published = queries.find_published(text.code)
    framework = Framework(
        code=text.code,
        version=(queries.find_latest_version(text.code) or 0) + 1,
        name=text.name,
        state=FrameworkState.DRAFT.value,
        effective_on=text.effective_on,
        legal_source=text.legal_source,
        source_note=text.source_note,
        content_hash=content.content_hash,
        previous_id=published.id if published else None,
        transition_days=text.transition_days,
    )
    audit.record(CompetencyEvent.FRAMEWORK_LOADED, framework, by=by, state=framework.state)
    _add_competencies(framework, content)
    _add_requirements(framework, text, content, by=by)
    _add_area_profiles(framework, content, by=by)
    _add_mapping(framework, content)
    return framework


def _set_text(framework: Framework, text: FrameworkText, *, by: Account) -> None:
    (national,) = queries.list_sets(framework)
    wanted = {
        "name": text.name,
        "legal_source": text.legal_source,
        "source_note": text.source_note,
        "effective_on": text.effective_on,
        "transition_days": text.transition_days,
    }
    changed = [name for name, value in wanted.items() if getattr(framework, name) != value]
    for name in changed:
        setattr(framework, name, wanted[name])
    if national.document != text.document:
        changed.append("document")
    national.document, national.effective_on = text.document, text.effective_on
    if changed:
        audit.record(CompetencyEvent.FRAMEWORK_CHANGED, framework, by=by, columns=changed)


def _add_competencies(framework: Framework, content: FrameworkContent) -> None:
    db.session.execute(
        insert(Level),
        [
            {"framework_id": framework.id, "level": level, "name": name, "meaning": meaning}
            for level, name, meaning in content.levels
        ],
    )
    competencies = [
        Competency(
            framework_id=framework.id,
            code=line.code,
            pillar_code=line.pillar_code,
            name=line.name,
            definition=line.definition,
            origin=line.origin,
            rank=rank,
        )
        for rank, line in enumerate(content.competencies, start=1)
    ]
    db.session.add_all(competencies)
    db.session.flush()  # indicators refer to the ids
    ids = {competency.code: competency.id for competency in competencies}
    indicators = [
        {"competency_id": ids[code], "level": level, "text": text} for code, level, text in content.indicators
    ]
    if indicators:
        db.session.execute(insert(Indicator), indicators)


def _add_requirements(
    framework: Framework, text: FrameworkText, content: FrameworkContent, *, by: Account
) -> None:
    requirement_set = RequirementSet(
        framework_id=framework.id,
        document=text.document,
        effective_on=text.effective_on,
        state=framework.state,
        created_at=clock.now(),
    )
    rows = content.requirements
    audit.record(CompetencyEvent.REQUIREMENTS_LOADED, requirement_set, by=by, rows=len(rows))
    db.session.execute(
        insert(Requirement),
        [
            {
                "set_id": requirement_set.id,
                "position_code": row.position_code,
                "competency_code": row.competency_code,
                "level": row.level,
                "is_mandatory": row.is_mandatory,
                "grace_days": row.grace_days,
                "is_floor": row.is_floor,
            }
            for row in rows
        ],
    )


def _add_area_profiles(framework: Framework, content: FrameworkContent, *, by: Account) -> None:
    for line in content.areas:
        db.session.add(
            AreaProfile(
                framework_id=framework.id,
                area_type=line.area_type,
                area_name=line.area_name,
                competency_code=line.competency_code,
                weight_percent=line.weight_percent,
                origin=line.origin,
                raised=[RaisedPosition(position_code=code) for code in line.raised_positions],
            )
        )
    audit.record(CompetencyEvent.AREA_PROFILES_LOADED, framework, by=by, rows=len(content.areas))


def _add_mapping(framework: Framework, content: FrameworkContent) -> None:
    if content.mapping:
        lines = [
            {"framework_id": framework.id, **line._asdict(), "kind": line.kind.value}
            for line in content.mapping
        ]
        db.session.execute(insert(CompetencyMapping), lines)
