"""The editor of a question: plain forms in which every button sends what was typed and keeps it."""

from dataclasses import dataclass
from io import BytesIO

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import queries, rules, services
from assessments.models import BankVersion, Question, QuestionBank
from assessments.queries.question_words import KIND_NAMES, describe
from assessments.rules import QuestionDraft, QuestionKind, TypedQuestion
from assessments.schemas.entries import read_number
from assessments.schemas.question_forms import (
    field_labels,
    kind_choices,
    question_form,
)
from assessments.schemas.questions import ask_draft, right_answer
from assessments.services import KeyTaken, QuestionRefused
from assessments.views.blueprint import bp
from competency.queries import list_competency_names
from courses.policies import may_write
from courses.queries import list_comments
from courses.rules import EDITABLE, compare_passages
from courses.services import EditedMeanwhile
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form
from lms.i18n import gettext as _
from lms.images import LARGEST_PICTURE, PictureRefused
from lms.pages import page_number
from lms.permissions import authorize

_ROWS_AT_FIRST = {"options": 4, "pairs": 3, "items": 4, "answers": 1}
_ROWS_ADDED = 3
_MOST_ROWS = 40
_UP, _DOWN = -1, 1


@dataclass
class _Desk:
    """What the editor works on: the open version, and the question in it unless it is new.

    ``seen`` is the revision of the question that stands in the form.
    """

    bank: QuestionBank
    version: BankVersion
    question: Question | None
    is_editable: bool
    seen: int | None = None


@bp.get("/studio/banks/<code>/questions/new")
def ask_question(code: str) -> ResponseReturnValue:
    """Show an empty form of the kind asked for, or the kinds to choose from."""
    desk = _desk(code, None)
    if not desk.is_editable:
        return _back(desk, _("This version cannot be changed now."))
    kind = _kind(request.args.get("kind", ""))
    if kind is None:
        return render_template("assessments/studio/choose_kind.html", bank=desk.bank, choices=kind_choices())
    typed = rules.typed_from(
        QuestionDraft(key=queries.suggest_key(desk.version), kind=kind, payload={"text": ""})
    )
    return _show_editor(desk, typed, Form(raw=typed.fields))


@bp.post("/studio/banks/<code>/questions")
def add_question(code: str) -> ResponseReturnValue:
    """Keep a new question, or do to the form what its button says."""
    return _act(_desk(code, None))


@bp.get("/studio/banks/<code>/questions/<int:question_id>")
def edit_question(code: str, question_id: int) -> ResponseReturnValue:
    """Show a question in its form, or as it is asked where it cannot be changed now."""
    desk = _desk(code, question_id)
    question = desk.question
    if question is None or question.id != question_id:  # another row of it stands in this version now
        target = question.id if question else question_id
        endpoint = "assessments.edit_question" if question else "assessments.show_question_history"
        return redirect(url_for(endpoint, code=code, question_id=target))
    draft = queries.draft_of(question)
    if not desk.is_editable:
        return render_template(
            "assessments/studio/show_question.html",
            desk=desk,
            question=question,
            asked=ask_draft(draft, code),
            right=right_answer(draft),
            kind_name=KIND_NAMES[draft.kind],
            names=list_competency_names(),
            comments=list_comments(desk.version.subject),
        )
    typed = rules.typed_from(draft)
    desk.seen = question.revision
    return _show_editor(desk, typed, question_form(typed))


@bp.post("/studio/banks/<code>/questions/<int:question_id>")
def save_question(code: str, question_id: int) -> ResponseReturnValue:
    """Keep a changed question, or do to the form what its button says."""
    return _act(_desk(code, question_id))


@bp.post("/studio/banks/<code>/preview")
def preview_question(code: str) -> ResponseReturnValue:
    """Show a question as it would be asked; nothing is kept. A script asks for it while one types."""
    bank = queries.get_bank(code, visible_to=actor())
    typed = _typed()
    draft = rules.draft_from(typed)
    return render_template("assessments/studio/_preview.html", preview=_preview(draft, bank.code))


@bp.post("/studio/banks/<code>/questions/<int:question_id>/removal")
def remove_question(code: str, question_id: int) -> ResponseReturnValue:
    """Take a question out of the version being written."""
    with transaction():
        desk = _desk(code, question_id)
        services.remove_question(desk.version, queries.get_question(desk.bank, question_id), by=actor())
    flash(_("The question was taken out. It stays in the history and can be put back."))
    return redirect(url_for("assessments.show_bank", code=code))


@bp.post("/studio/banks/<code>/questions/<int:question_id>/restoration")
def restore_question(code: str, question_id: int) -> ResponseReturnValue:
    """Put an earlier row of a question back into the version being written."""
    with transaction():
        desk = _desk(code, question_id)
        question = queries.get_question(desk.bank, question_id)
        target = services.restore_question(desk.version, question, by=actor()).id
    flash(_("The question stands in this version again as it was."))
    return redirect(url_for("assessments.edit_question", code=code, question_id=target))


@bp.get("/studio/banks/<code>/questions/<int:question_id>/history")
def show_question_history(code: str, question_id: int) -> ResponseReturnValue:
    """Show every version of a question and what each changed."""
    bank = queries.get_bank(code, visible_to=actor())
    question = queries.get_question(bank, question_id)
    return render_template(
        "assessments/studio/show_question_history.html",
        desk=_desk_of(bank, question),
        question=question,
        page=queries.page_of_history(question, number=page_number()),
        numbers=queries.numbers_of_members(question),
        describe=lambda row: describe(queries.draft_of(row)),
        compare=compare_passages,
    )


def _desk(code: str, question_id: int | None) -> _Desk:
    """Return the open version of a bank, or its newest, with the row a question has there now."""
    bank = queries.get_bank(code, visible_to=actor())
    return _desk_of(bank, None if question_id is None else queries.get_question(bank, question_id))


def _desk_of(bank: QuestionBank, row: Question | None) -> _Desk:
    """Return the same of a question whose row, whichever, was read already."""
    version = queries.get_working_version(bank)
    member = queries.find_member(version, row.key) if row is not None else None
    is_editable = may_write(actor(), bank.owner) and version.state in EDITABLE
    return _Desk(bank, version, member.question if member else None, is_editable)


def _kind(word: str) -> QuestionKind | None:
    return QuestionKind(word) if word in list(QuestionKind) else None


def _typed() -> TypedQuestion:
    sent = {name: request.form[name] for name in request.form}
    return rules.read_typed(_kind(sent.get("kind", "")) or QuestionKind.SINGLE, sent)


def _back(desk: _Desk, message: str) -> ResponseReturnValue:
    flash(message, "info")
    return redirect(url_for("assessments.show_bank", code=desk.bank.code))


def _act(desk: _Desk) -> ResponseReturnValue:
    """Do what the pressed button says.

    One of "save", "save.another", "add", "up.2", "down.2", "remove.2", "preview", "picture".
    """
    authorize(actor(), may_write, desk.bank.owner)
    typed, desk.seen = _typed(), read_number(request.form.get("seen", ""))
    if desk.question is not None:
        typed.plain["key"] = desk.question.key  # a question keeps its code for ever
    deed, _dot, place = request.form.get("act", "save").partition(".")
    index = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else -1  # noqa: PLR2004
    if deed == "save":
        return _save(desk, typed, goes_on=place == "another")
    if deed == "picture":
        return _add_picture(desk, typed)
    added = _ROWS_ADDED if deed == "add" else 0
    if deed in {"up", "down"}:
        rules.move_row(typed.rows, index, _UP if deed == "up" else _DOWN)
    elif deed == "remove" and 0 <= index < len(typed.rows):
        del typed.rows[index]
    form = Form(raw=typed.fields)
    return _show_editor(desk, typed, form, added=added, with_preview=deed == "preview")


def _save(desk: _Desk, typed: TypedQuestion, *, goes_on: bool) -> ResponseReturnValue:
    draft = rules.draft_from(typed)
    code = desk.bank.code
    try:
        with transaction():
            services.save_question(desk.version, draft, seen=desk.seen, by=actor())
    except QuestionRefused as refused:
        form = question_form(typed, refused.findings)
        return _show_editor(desk, typed, form, status=422)
    except KeyTaken as taken:
        form = Form(raw=typed.fields, errors={"key": [str(taken)]})
        return _show_editor(desk, typed, form, status=422)
    except EditedMeanwhile as conflict:
        return _show_conflict(_desk_again(desk, draft), typed, conflict)
    flash(_("The question is saved."))
    if goes_on:
        return redirect(url_for("assessments.ask_question", code=code, kind=typed.kind.value))
    return redirect(url_for("assessments.show_bank", code=code))


def _desk_again(desk: _Desk, draft: QuestionDraft) -> _Desk:
    """Return the desk as it stands after somebody else has worked on it."""
    member = queries.find_member(desk.version, draft.key)
    question = member.question if member else None
    return _Desk(desk.bank, desk.version, question, desk.is_editable, question.revision if question else None)


def _show_conflict(desk: _Desk, typed: TypedQuestion, conflict: EditedMeanwhile) -> ResponseReturnValue:
    """Show what the other has saved and what was typed, side by side; saving now is choosing."""
    theirs = describe(queries.draft_of(desk.question)) if desk.question else ""
    page = render_template(
        "assessments/studio/edit_question.html",
        **_parts(desk, typed, Form(raw=typed.fields)),
        conflict=conflict,
        lines=compare_passages(theirs, describe(rules.draft_from(typed))),
    )
    return page, 409


def _add_picture(desk: _Desk, typed: TypedQuestion) -> ResponseReturnValue:
    """Keep the picture that was handed in, and put it behind the text."""
    errors: dict[str, list[str]] = {}
    words = " ".join(request.form.get("picture_alt", "").split())
    upload = request.files.get("picture")
    if upload is None or not upload.filename:
        errors["picture"] = [_("Choose a picture first.")]
    if not words:
        errors["picture_alt"] = [_("Describe the picture for those who cannot see it.")]
    if upload is not None and not errors:
        try:
            with transaction():
                name = services.save_picture(
                    desk.bank, BytesIO(upload.read(LARGEST_PICTURE + 1)), by=actor()
                ).name
            typed.plain["text"] = rules.with_picture(typed.plain, name, words)
        except PictureRefused as refused:
            errors["picture"] = [str(refused)]
    typed_words = {"picture_alt": words} if errors else {}
    form = Form(raw=typed.fields | typed_words, errors=errors)
    return _show_editor(desk, typed, form, status=422 if errors else 200)


def _show_editor(
    desk: _Desk,
    typed: TypedQuestion,
    form: Form,
    *,
    added: int = 0,
    with_preview: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "assessments/studio/edit_question.html",
        **_parts(desk, typed, form, added=added, with_preview=with_preview),
        conflict=None,
        lines=(),
    )
    return page, status


def _parts(
    desk: _Desk, typed: TypedQuestion, form: Form, *, added: int = 0, with_preview: bool = True
) -> dict[str, object]:
    """Return what the page of the editor needs beside its state."""
    rows = max(_ROWS_AT_FIRST.get(typed.part, 0), len(typed.rows) + 1) + added
    return {
        "desk": desk,
        "bank": desk.bank,
        "question": desk.question,
        "typed": typed,
        "form": form,
        "row_count": min(rows, _MOST_ROWS),
        "labels": field_labels(form),
        "kind_name": KIND_NAMES[typed.kind],
        "competencies": [(code, f"{code} {name}") for code, name in list_competency_names().items()],
        "preview": _preview(rules.draft_from(typed), desk.bank.code) if with_preview else None,
        "comments": list_comments(desk.version.subject),
    }


def _preview(draft: QuestionDraft, code: str) -> dict[str, object]:
    """Return the question as asked with its right answer, or what is still missing."""
    findings = draft.findings()
    if findings:
        return {"errors": question_form(TypedQuestion(draft.kind), findings).errors}
    return {"asked": ask_draft(draft, code), "right": right_answer(draft)}
