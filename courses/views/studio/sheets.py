"""The sheet of a version and what it cites, as forms; two editors at once are shown what differs."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from competency.queries import list_competency_names
from courses import queries, rules, services
from courses.models import CourseVersion
from courses.rules import CitationText, Outcome, PostTestSettings, StudioEvent, VersionSheet
from courses.schemas.studio import CitationRowIn, CitationsIn, SheetIn
from courses.services import EditedMeanwhile
from courses.views.studio.blueprint import bp, name_last, open_draft, open_version
from courses.views.studio.words import citation_lines, sheet_lines
from lms.auth import actor
from lms.database import transaction
from lms.errors import Conflict
from lms.forms import Form, in_readers_language, read_form
from lms.i18n import gettext as _
from lms.text import clean
from people.queries import list_positions

_MANY = ("topics", "positions", "competency", "level")
_COLUMNS = ("document", "effective_on", "check_on", "note")
SPARE_ROWS = 2


@bp.get("/<code>/sheet")
def show_sheet(code: str) -> ResponseReturnValue:
    """Show what the version says of its course as a form."""
    version = open_draft(code)
    return _sheet_page(version, Form(raw=_raw_sheet(queries.sheet_of(version))))


@bp.post("/<code>/sheet")
def save_sheet(code: str) -> ResponseReturnValue:
    """Keep the sheet; or show the form again with what is wrong, or with what another editor wrote."""
    form = read_form(SheetIn(), many=_MANY)
    if form.errors or form.data.get("more"):
        return _sheet_page(open_version(code), form), 422 if form.errors else 200
    sheet, errors = _read_sheet(form.data)
    if errors:
        return _sheet_page(open_version(code), Form(form.raw, errors=errors)), 422
    try:
        with transaction():
            services.save_sheet(open_draft(code), sheet, shown=form.data["shown"], by=actor())
    except EditedMeanwhile as conflict:
        version = open_version(code)
        lines = rules.compare_passages(sheet_lines(queries.sheet_of(version)), sheet_lines(sheet))
        name_last(conflict, version, StudioEvent.SHEET_SAVED)
        return _sheet_page(version, form, conflict=conflict, lines=lines), 409
    except Conflict as refusal:
        return _sheet_page(open_version(code), Form(form.raw, errors={"_form": [str(refusal)]})), 409
    flash(_("The sheet was saved."))
    return redirect(url_for(".show_outline", code=code))


@bp.get("/<code>/citations")
def show_citations(code: str) -> ResponseReturnValue:
    """Show what the version cites as a form."""
    version = open_draft(code)
    return _citations_page(version, Form(raw=_raw_citations(version)))


@bp.post("/<code>/citations")
def save_citations(code: str) -> ResponseReturnValue:
    """Keep what the version cites; or show the form again."""
    form = read_form(CitationsIn(), many=_COLUMNS)
    if form.errors or form.data.get("more"):
        return _citations_page(open_version(code), form), 422 if form.errors else 200
    citations, errors = _read_citations(form.data)
    if errors:
        return _citations_page(open_version(code), Form(form.raw, errors=errors)), 422
    review_on = form.data["review_on"]
    try:
        with transaction():
            services.save_citations(
                open_draft(code), citations, review_on=review_on, shown=form.data["shown"], by=actor()
            )
    except EditedMeanwhile as conflict:
        version = open_version(code)
        theirs = citation_lines([queries.citation_text(row) for row in version.citations], version.review_on)
        lines = rules.compare_passages(theirs, citation_lines(citations, review_on))
        name_last(conflict, version, StudioEvent.CITATIONS_SAVED)
        return _citations_page(version, form, conflict=conflict, lines=lines), 409
    except Conflict as refusal:
        return _citations_page(open_version(code), Form(form.raw, errors={"_form": [str(refusal)]})), 409
    flash(_("The legal basis was saved."))
    return redirect(url_for(".show_outline", code=code))


def _read_sheet(data: Mapping[str, Any]) -> tuple[VersionSheet, dict[str, list[str]]]:
    """Return the sheet a form means, and what is wrong with its rows by field."""
    known = queries.known_codes()
    outcomes, errors = _read_outcomes(data["competency"], data["level"], known.competencies)
    positions = tuple(code for code in dict.fromkeys(data["positions"]) if code in known.positions)
    sheet = VersionSheet(
        title=clean(data["title"]),
        summary=clean(data["summary"]),
        content_group=int(data["content_group"]),
        periods=data["periods"],
        topics=tuple(dict.fromkeys(data["topics"])),
        positions=None if data["whom"] == "all" else positions,
        outcomes=outcomes,
        post_test=_read_post_test(data) if data["has_post_test"] else None,
    )
    if not sheet.title:
        errors["title"] = [_("Please fill this in.")]
    return sheet, errors


def _read_outcomes(
    codes: Sequence[str], levels: Sequence[str], known: frozenset[str]
) -> tuple[tuple[Outcome, ...], dict[str, list[str]]]:
    found: dict[str, Outcome] = {}
    errors: dict[str, list[str]] = {}
    for number, (code, level) in enumerate(zip(codes, levels, strict=False), start=1):
        if not code and not level:
            continue
        field = f"competency-{number}"
        if code not in known or not level:
            errors[field] = [_("Choose a competency and the level the course leads to.")]
        elif code in found:
            errors[field] = [_("This competency stands here twice.")]
        else:
            found[code] = Outcome(code, int(level))
    return tuple(found.values()), errors


def _read_post_test(data: Mapping[str, Any]) -> PostTestSettings:
    return PostTestSettings(
        questions=int(data["questions"]) if data["questions"] else None,
        pass_percent=data["pass_percent"],
        minutes=data["minutes"],
        attempts=data["attempts"],
        days_between=data["days_between"],
    )


def _read_citations(data: Mapping[str, Any]) -> tuple[list[CitationText], dict[str, list[str]]]:
    """Return the rows that name a document, and what is wrong by field and row."""
    found: list[CitationText] = []
    errors: dict[str, list[str]] = {}
    columns = (data[name] for name in _COLUMNS)
    for number, row in enumerate(zip(*columns, strict=False), start=1):
        document, effective_on, check_on, note = map(clean, row)
        if not any((document, effective_on, check_on, note)):
            continue
        typed = {
            "document": document,
            "effective_on": effective_on or None,
            "review_on": check_on or None,
            "note": note,
        }
        try:
            found.append(CitationText(**CitationRowIn().load(typed)))
        except ValidationError as error:
            for name, texts in error.normalized_messages().items():  # type: ignore[no-untyped-call]
                field = "check_on" if name == "review_on" else name
                said = _("Please fill this in.") if not typed[name] else in_readers_language(texts[0])
                errors[f"{field}-{number}"] = [said]
    return found, errors


def _raw_sheet(sheet: VersionSheet) -> dict[str, Any]:
    """Return a sheet as its form has it."""
    test = sheet.post_test or PostTestSettings()
    return {
        "title": sheet.title,
        "summary": sheet.summary,
        "content_group": sheet.content_group,
        "periods": sheet.periods,
        "topics": list(sheet.topics),
        "whom": "all" if sheet.positions is None else "some",
        "positions": list(sheet.positions or ()),
        "competency": [outcome.competency for outcome in sheet.outcomes],
        "level": [str(outcome.level) for outcome in sheet.outcomes],
        "questions": test.questions or "",
        "pass_percent": test.pass_percent,
        "minutes": test.minutes,
        "attempts": test.attempts,
        "days_between": test.days_between,
    } | ({"has_post_test": "1"} if sheet.post_test else {})


def _raw_citations(version: CourseVersion) -> dict[str, Any]:
    rows = queries.list_citations(version)
    return {
        "review_on": version.review_on or "",
        "document": [row.document for row in rows],
        "effective_on": [row.effective_on or "" for row in rows],
        "check_on": [row.review_on or "" for row in rows],
        "note": [row.note for row in rows],
    }


def _rows(form: Form, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of columns that were typed, and spare ones below."""
    columns = {name: list(form.raw.get(name, ())) for name in names}
    filled = max(
        (at for column in columns.values() for at, value in enumerate(column, start=1) if value), default=0
    )
    return [
        {name: column[at] if at < len(column) else "" for name, column in columns.items()}
        for at in range(filled + SPARE_ROWS)
    ]


def _sheet_page(version: CourseVersion, form: Form, **conflict: Any) -> str:
    return render_template(
        "courses/studio/show_sheet.html",
        course=version.course,
        version=version,
        form=form,
        mark=queries.sheet_mark(version),
        rows=_rows(form, ("competency", "level")),
        groups=[(str(group.value), f"{group.value}. {_(group.label)}") for group in rules.ContentGroup],
        topics=[(topic.value, _(topic.label)) for topic in rules.Topic],
        positions=[(position.code, f"{position.code} {position.name}") for position in list_positions()],
        competencies=[(code, f"{code} {name}") for code, name in list_competency_names().items()],
        comments=queries.list_comments(version.subject),
        **{"conflict": None, "lines": ()} | conflict,
    )


def _citations_page(version: CourseVersion, form: Form, **conflict: Any) -> str:
    return render_template(
        "courses/studio/show_citations.html",
        course=version.course,
        version=version,
        form=form,
        mark=queries.citations_mark(version),
        rows=_rows(form, _COLUMNS),
        **{"conflict": None, "lines": ()} | conflict,
    )
