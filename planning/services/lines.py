"""Saving the table of a proposal: changed, removed, added and pasted lines, all or nothing.

A form says of each line what it showed. A line that somebody else has changed meanwhile is not overwritten:
both are shown, and a person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from planning import policies, queries
from planning.models import NeedLine, NeedProposal
from planning.rules import (
    Edit,
    LineError,
    LineFields,
    NeedPriority,
    PlanningEvent,
    TrainingForm,
    fields_digest,
    read_fields,
)
from planning.services.gaps import refuse_closed, refuse_too_many
from planning.services.naming import Naming


class LineConflict(NamedTuple):
    """A row that somebody else has changed, or removed (``theirs`` None), since the form was made."""

    row: str
    theirs: NeedLine | None


class LinesRefused(Refused):
    """Some rows cannot be right; nothing was saved."""

    def __init__(self, errors: Sequence[LineError]) -> None:
        super().__init__(_("Some rows cannot be saved yet; nothing was changed."))
        self.errors = errors


class LinesConflict(Conflict):
    """Somebody else has changed the same lines; nothing was saved."""

    def __init__(self, conflicts: Sequence[LineConflict]) -> None:
        super().__init__(_("Somebody else has changed the same lines meanwhile."))
        self.conflicts = conflicts


@dataclass(slots=True)
class Saved:
    """How many lines were changed, removed, added, and not added because they are there already."""

    changed: int = 0
    removed: int = 0
    added: int = 0
    known: int = 0


@dataclass(slots=True)
class _Work:
    """What is to be done, once every row has been read."""

    changes: list[tuple[NeedLine, LineFields]] = field(default_factory=list)
    removals: list[NeedLine] = field(default_factory=list)
    conflicts: list[LineConflict] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)


def save_lines(proposal: NeedProposal, edits: Sequence[Edit], *, by: Account) -> Saved:
    """Save what was changed, removed, added and pasted, all or nothing, and return how much it was.

    Raises:
        Forbidden: ``by`` does not lead the place.
        ProposalMoved: it was submitted.
        LinesRefused: rows cannot be right.
        LinesConflict: somebody else has changed the same lines.
        Refused: the proposal would have too many lines.
    """
    authorize(by, policies.may_edit, proposal)
    queries.lock_proposal(proposal)
    refuse_closed(proposal)
    stored = queries.list_lines_by_id(proposal, [edit.line_id for edit in edits if edit.line_id is not None])
    work = _Work()
    for edit in edits:
        if edit.line_id is not None:
            _read_edit(edit, stored.get(edit.line_id), work)
    naming = Naming.of(proposal, [edit for edit in edits if edit.line_id is None], gone=work.removals)
    work.errors += naming.errors
    if work.errors:
        raise LinesRefused(work.errors)
    if work.conflicts:
        raise LinesConflict(work.conflicts)
    refuse_too_many(proposal, len(naming.lines) - len(work.removals))
    return _apply(proposal, work, naming, by=by)


def fields_of(line: NeedLine) -> LineFields:
    """Return what may be edited of a stored line."""
    return LineFields(
        line.content, NeedPriority(line.priority), TrainingForm(line.form), line.month, line.note
    )


def base_of(line: NeedLine) -> str:
    """Return the word by which a form says which state of a line it shows."""
    return f"{line.version}.{fields_digest(fields_of(line))}"


def _read_edit(edit: Edit, line: NeedLine | None, work: _Work) -> None:
    version, _dot, shown = edit.base.partition(".")
    fields, errors = read_fields(edit.row, edit.text)
    is_touched = edit.is_removed or fields is None or fields_digest(fields) != shown
    if not is_touched or edit.takes_theirs:
        return
    if line is None:
        if not edit.is_removed:
            work.conflicts.append(LineConflict(edit.row, None))
    elif version != str(line.version) and not (fields is not None and fields == fields_of(line)):
        work.conflicts.append(LineConflict(edit.row, line))
    elif edit.is_removed:
        work.removals.append(line)
    elif fields is None:
        work.errors += errors
    elif fields != fields_of(line):
        work.changes.append((line, fields))


def _apply(proposal: NeedProposal, work: _Work, naming: Naming, *, by: Account) -> Saved:
    titles = naming.titles([fields.content for _line, fields in work.changes])
    now = clock.now()
    for line in work.removals:
        db.session.delete(line)
    db.session.flush()  # a removed line may stand again among the new ones
    for line, fields in work.changes:
        _write(line, fields, titles)
        line.version += 1
        line.changed_at, line.changed_by_id = now, by.id
    for line, fields in naming.lines:
        line.proposal_id = proposal.id
        line.changed_at, line.changed_by_id = now, by.id
        _write(line, fields, titles)
        db.session.add(line)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else has added the same lines meanwhile. Open the proposal again.")
        ) from error
    saved = Saved(len(work.changes), len(work.removals), len(naming.lines), naming.known)
    if saved.changed or saved.removed or saved.added:
        counts = {"changed": saved.changed, "removed": saved.removed, "added": saved.added}
        audit.record(PlanningEvent.LINES_SAVED, proposal, by=by, **counts)
    return saved


def _write(line: NeedLine, fields: LineFields, titles: Mapping[str, str]) -> None:
    code = fields.content.split(" ")[0].rstrip(".:,")
    is_known = code in titles
    line.content = f"{code} {titles[code]}"[:300] if fields.content == code and is_known else fields.content
    line.content_code = code if is_known else ""
    line.content_key = Naming.key_of(line.content_code, line.content)
    line.priority, line.form = fields.priority.value, fields.form.value
    line.month, line.note = fields.month, fields.note
