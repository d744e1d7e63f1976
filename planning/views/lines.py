"""The table of a proposal: shown, edited, saved; two people at once never overwrite each other unseen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competency.queries import list_competencies, list_competency_names
from lms.auth import actor
from lms.database import transaction
from lms.errors import Refused
from lms.forms import Form
from lms.i18n import format_period
from lms.i18n import gettext as _
from lms.pages import page_number
from lms.permissions import authorize
from planning import policies, queries, services
from planning.models import NeedLine, NeedProposal
from planning.rules import PASTE_COLUMNS, Edit, LineText, month_words
from planning.schemas import TableIn, read_table
from planning.services import LinesConflict, LinesRefused, Saved
from planning.services.lines import base_of
from planning.views.blueprint import bp
from planning.views.words import (
    field_words,
    form_words,
    priority_words,
    problem_sentence,
)

BLANK_ROWS = 3
OWN_FIELDS = PASTE_COLUMNS[2:]
"""What may be edited of a line that is there."""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as the page shows it: the stored line, what stands in its fields, and what is wrong."""

    key: str
    line: NeedLine | None
    base: str
    text: LineText
    is_removed: bool = False
    errors: Sequence[str] = ()
    theirs: NeedLine | None = None
    """What somebody else saved meanwhile."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the table was not saved, with what was typed."""

    table: TableIn
    title: str
    errors: dict[str, list[str]]
    theirs: dict[str, NeedLine | None]


@bp.get("/needs/<uuid:public_id>")
def show_proposal(public_id: UUID) -> ResponseReturnValue:
    """Show a proposal; the unit edits its table as long as it is not handed in."""
    proposal = queries.get_proposal(public_id, visible_to=actor())
    if not policies.may_edit(actor(), proposal):
        with transaction():
            proposal = queries.get_proposal(public_id, visible_to=actor())
            services.note_read(proposal, by=actor())
        proposal = queries.get_proposal(public_id, visible_to=actor())
    return proposal_page(proposal, Form())


@bp.post("/needs/<uuid:public_id>/lines")
def save_lines(public_id: UUID) -> ResponseReturnValue:
    """Save the table, or show it again with what was typed and what is wrong or was changed meanwhile."""
    proposal = queries.get_proposal(public_id, visible_to=actor())
    authorize(actor(), policies.may_edit, proposal)
    table = read_table(request.form)
    if table.is_too_large:
        title = _("These are too many rows at once: at most 500.")
        return proposal_page(proposal, Form(), Trouble(table, title, {}, {})), 422
    try:
        with transaction():
            proposal = queries.get_proposal(public_id, visible_to=actor())
            saved = services.save_lines(proposal, table.edits, by=actor())
    except LinesRefused as refusal:
        errors = _sentences(refusal)
        return _again(public_id, Trouble(table, str(refusal), errors, {})), 422
    except LinesConflict as conflict:
        theirs_by_row = {one.row: one.theirs.id if one.theirs else None for one in conflict.conflicts}
        return _again(public_id, _clash(public_id, table, str(conflict), theirs_by_row)), 409
    except Refused as refusal:
        return _again(public_id, Trouble(table, str(refusal), {}, {})), 422
    flash(_said(saved))
    return redirect(url_for(".show_proposal", public_id=public_id, page=page_number()))


def proposal_page(proposal: NeedProposal, form: Form, trouble: Trouble | None = None) -> str:
    """Return the page of a proposal, with the table as it was typed if it could not be saved."""
    account = actor()
    is_editing = proposal.is_editable and policies.may_edit(account, proposal)
    page = queries.page_of_lines(proposal, number=page_number())
    return render_template(
        "planning/show_proposal.html",
        proposal=proposal,
        period=format_period(proposal.period_code),
        page=page,
        rows=list(_rows(page.items, trouble)),
        new_rows=_new_rows(trouble),
        pasted=trouble.table.pasted if trouble else "",
        paste_errors=_paste_errors(trouble),
        trouble=trouble,
        names=list_competency_names(),
        competencies=list_competencies() if is_editing else [],
        words=(field_words(), priority_words(), form_words()),
        is_editing=is_editing,
        may_edit=policies.may_edit(account, proposal),
        may_decide=policies.may_decide(account, proposal),
        month_words=month_words,
        form=form,
    )


def text_of(line: NeedLine) -> LineText:
    """Return a stored line as its fields show it, in the reader's language."""
    return LineText(
        officer=line.officer.full_name,
        competency=line.competency_code,
        content=line.content,
        priority=priority_words()[line.priority],
        form=form_words()[line.form],
        month=month_words(line.month),
        note=line.note,
    )


def _again(public_id: UUID, trouble: Trouble) -> str:
    return proposal_page(queries.get_proposal(public_id, visible_to=actor()), Form(), trouble)


def _clash(public_id: UUID, table: TableIn, title: str, rows: dict[str, int | None]) -> Trouble:
    """Return what two people typed into the same rows; the stored rows are read again."""
    proposal = queries.get_proposal(public_id, visible_to=actor())
    stored = queries.list_lines_by_id(proposal, [line_id for line_id in rows.values() if line_id is not None])
    theirs = {row: stored.get(line_id) if line_id else None for row, line_id in rows.items()}
    gone = [_("Somebody else has removed this line meanwhile; save to add it again, or clear the row.")]
    errors = {row: gone for row, line in theirs.items() if line is None}
    return Trouble(table, title, errors, theirs)


def _rows(lines: Sequence[NeedLine], trouble: Trouble | None) -> Iterator[RowView]:
    typed = {edit.row: edit for edit in trouble.table.edits} if trouble else {}
    for line in lines:
        key = f"l{line.id}"
        edit = typed.get(key)
        if edit is None or trouble is None:
            yield RowView(key, line, base_of(line), text_of(line))
            continue
        theirs = trouble.theirs.get(key)
        yield RowView(
            key=key,
            line=line,
            # Who has seen both may save over it; who has not keeps the state the form began with.
            base=base_of(theirs) if theirs is not None else edit.base,
            text=edit.text,
            is_removed=edit.is_removed,
            errors=trouble.errors.get(key, ()),
            theirs=theirs,
        )


def _new_rows(trouble: Trouble | None) -> list[RowView]:
    rows: list[RowView] = []
    if trouble is not None:
        gone = {row for row, line in trouble.theirs.items() if line is None}
        for edit in trouble.table.edits:
            if (edit.row.startswith("n") and any(edit.text)) or edit.row in gone:
                rows.append(_new_row(len(rows) + 1, edit, trouble.errors.get(edit.row, ())))
    blank = range(len(rows) + 1, len(rows) + 1 + BLANK_ROWS)
    return [*rows, *(RowView(f"n{number}", None, "", LineText()) for number in blank)]


def _new_row(number: int, edit: Edit, errors: Sequence[str]) -> RowView:
    return RowView(f"n{number}", None, "", edit.text, errors=errors)


def _sentences(refusal: LinesRefused) -> dict[str, list[str]]:
    fields = field_words()
    found: dict[str, list[str]] = {}
    for error in refusal.errors:
        found.setdefault(error.row, []).append(f"{fields[error.field]}: {problem_sentence(error)}")
    return found


def _paste_errors(trouble: Trouble | None) -> list[tuple[str, str]]:
    """Return number and sentence of the pasted rows that cannot be right."""
    if trouble is None:
        return []
    return [
        (row.removeprefix("p"), sentence)
        for row, sentences in trouble.errors.items()
        if row.startswith("p")
        for sentence in sentences
    ]


def _said(saved: Saved) -> str:
    counts = {"changed": saved.changed, "added": saved.added, "removed": saved.removed}
    text = _("Saved: %(changed)s changed, %(added)s added, %(removed)s removed.", **counts)
    if saved.known:
        text += " " + _("%(count)s rows were there already as they are.", count=saved.known)
    return text
