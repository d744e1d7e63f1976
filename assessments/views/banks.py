"""Question banks in the studio: the list, a bank with its questions, and its way to learners."""

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from assessments import queries, services
from assessments.models import BankVersion
from assessments.queries import BankFilters
from assessments.queries.question_words import KIND_NAMES
from assessments.rules import QuestionState
from assessments.schemas.banks import BanksQueryIn, QuestionsQueryIn, TitleIn
from assessments.schemas.entries import NewItemIn
from assessments.schemas.question_forms import kind_choices
from assessments.schemas.reviews import SubmissionIn
from assessments.services import BankNotReady, EntryRefused
from assessments.services.making import LONGEST_TITLE
from assessments.views import institutions
from assessments.views.blueprint import bp
from competency.queries import list_competency_names
from courses.policies import may_open_studio, may_write
from courses.queries import list_comments, list_steps
from courses.rules import EDITABLE, OPEN, CourseState
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound
from lms.files import storage
from lms.forms import Form, read_form, read_query
from lms.i18n import gettext as _
from lms.pages import page_number
from lms.permissions import authorize

_HOUR = 3600


@bp.get("/studio/banks")
def list_banks() -> ResponseReturnValue:
    """Show the banks that one writes or reviews."""
    authorize(actor(), may_open_studio, None)
    form = read_query(BanksQueryIn())
    page = queries.page_of_banks(form.data.get("q", ""), number=page_number(), visible_to=actor())
    may_add = bool(institutions.list_own())
    shown = render_template("assessments/studio/list_banks.html", page=page, form=form, may_add=may_add)
    return shown, 422 if form.errors else 200


@bp.get("/studio/banks/new")
def ask_bank() -> ResponseReturnValue:
    """Ask what a new bank is called; ``?code=`` and ``?title=`` fill the form in."""
    authorize(actor(), may_open_studio, None)
    typed = {name: request.args.get(name, "")[:LONGEST_TITLE] for name in ("code", "title")}
    return _show_new(Form(raw=typed), 200)


def _show_new(form: Form, status: int) -> ResponseReturnValue:
    choices = institutions.list_choices()
    page = render_template("assessments/studio/ask_bank.html", form=form, institutions=choices)
    return page, status


@bp.post("/studio/banks")
def create_bank() -> ResponseReturnValue:
    """Make a bank and go to it."""
    authorize(actor(), may_open_studio, None)
    form = read_form(NewItemIn())
    if form.errors:
        return _show_new(form, 422)
    said, code = form.data, form.data["code"]
    try:
        with transaction():
            owner = institutions.choose(said["institution"])
            services.create_bank(owner, code=code, title=said["title"], by=actor())
    except EntryRefused as refused:
        return _show_new(Form(raw=form.raw, errors={refused.field: [str(refused)]}), 422)
    flash(_("The bank was made. Write or import its questions."))
    return redirect(url_for("assessments.show_bank", code=code))


@bp.get("/studio/banks/<code>")
def show_bank(code: str) -> ResponseReturnValue:
    """Show the version on its way, or the newest: its questions, what is different, and its log."""
    bank = queries.get_bank(code, visible_to=actor())
    form = read_query(QuestionsQueryIn())
    may_write_it = may_write(actor(), bank.owner)
    versions = queries.list_bank_versions(bank)
    if not versions:
        return render_template("assessments/studio/show_empty_bank.html", bank=bank, may_write=may_write_it)
    open_version = next((one for one in versions if one.state in OPEN), None)
    published = next((one for one in versions if one.state == CourseState.PUBLISHED), None)
    version = _chosen(versions, form.data.get("version")) or open_version or versions[0]
    filters = BankFilters(
        text=form.data.get("q", ""),
        kind=form.data.get("kind", ""),
        tag=form.data.get("tag", ""),
        competency_code=form.data.get("competency", ""),
        state=form.data.get("state", ""),
    )
    page = render_template(
        "assessments/studio/show_bank.html",
        bank=bank,
        version=version,
        published=published,
        open_version=open_version,
        versions=versions,
        page=queries.page_of_questions(version, published, filters, number=page_number()),
        form=form,
        choices=_choices(version),
        counts=queries.count_states(version, published),
        kinds=KIND_NAMES,
        steps=list_steps(version.subject),
        comments=list_comments(version.subject),
        is_editable=may_write_it and version.state in EDITABLE,
        may_write=may_write_it,
    )
    return page, 422 if form.errors else 200


def _chosen(versions: Sequence[BankVersion], number: int | None) -> BankVersion | None:
    """Return the version of a number; None where none is named."""
    found = next((one for one in versions if one.number == number), None)
    if number is not None and found is None:
        raise NotFound(_("There is no such version of this bank."))
    return found


def _choices(version: BankVersion) -> dict[str, list[tuple[str, str]]]:
    """Return what the filters offer, as (value, words)."""
    states = {
        QuestionState.NEW: _("New"),
        QuestionState.CHANGED: _("Changed"),
        QuestionState.SAME: _("As published"),
        QuestionState.REMOVED: _("Taken out"),
    }
    return {
        "kinds": kind_choices(),
        "tags": [(tag, tag) for tag in queries.list_tags(version)],
        "competencies": [(code, f"{code} {name}") for code, name in list_competency_names().items()],
        "states": [(state.value, words) for state, words in states.items()],
    }


@bp.post("/studio/banks/<code>/title")
def rename_bank(code: str) -> ResponseReturnValue:
    """Give a bank another title."""
    form = read_form(TitleIn())
    bank = queries.get_bank(code, visible_to=actor())
    if form.errors:
        flash(_("Write a title of at most %(limit)s characters.", limit=300), "warning")
        return redirect(url_for("assessments.show_bank", code=code))
    with transaction():
        services.rename_bank(bank, form.data["title"], by=actor())
    return redirect(url_for("assessments.show_bank", code=code))


@bp.post("/studio/banks/<code>/versions")
def begin_bank_version(code: str) -> ResponseReturnValue:
    """Begin the next version with the published questions; what is open already is opened."""
    with transaction():
        bank = queries.get_bank(code, visible_to=actor())
        services.begin_bank_version(bank, by=actor())
    return redirect(url_for("assessments.show_bank", code=code))


@bp.get("/studio/banks/<code>/submission")
def ask_bank_submission(code: str) -> ResponseReturnValue:
    """Show what stops the open version, or ask for a note and hand it in."""
    bank = queries.get_bank(code, visible_to=actor())
    authorize(actor(), may_write, bank.owner)
    version = queries.find_open_version(bank)
    if version is None or version.state not in EDITABLE:
        flash(_("Nothing of this bank is being written now."), "info")
        return redirect(url_for("assessments.show_bank", code=code))
    return _show_submission(version, Form(), 200)


def _show_submission(version: BankVersion, form: Form, status: int) -> ResponseReturnValue:
    page = render_template(
        "assessments/studio/ask_bank_submission.html",
        bank=version.bank,
        version=version,
        blockers=queries.list_bank_blockers(version),
        counts=queries.count_states(version, queries.find_published_version(version.bank)),
        form=form,
    )
    return page, status


@bp.post("/studio/banks/<code>/submission")
def submit_bank(code: str) -> ResponseReturnValue:
    """Hand the open version in for review; twice is as good as once."""
    form = read_form(SubmissionIn())
    bank = queries.get_bank(code, visible_to=actor())
    version = queries.find_open_version(bank)
    if version is None:
        return redirect(url_for("assessments.show_bank", code=code))
    if form.errors:
        return _show_submission(version, form, 422)
    try:
        with transaction():
            services.submit_bank(version, by=actor(), note=form.data["note"])
    except BankNotReady:
        return _show_submission(version, form, 422)
    flash(_("The bank was handed in. A reviewer who did not write in it decides."))
    return redirect(url_for("assessments.show_bank", code=code))


@bp.get("/banks/<code>/files/<name>")
def download_bank_file(code: str, name: str) -> Response:
    """Send a picture to whoever may see a question that shows it."""
    file = queries.get_bank_file(code, name, visible_to=actor())
    response = send_file(
        storage().open(file.storage_key),
        mimetype=file.media_type,
        download_name=file.name,
        conditional=False,  # done below: only the row knows the length of what the storage gives
        etag=file.name.partition(".")[0],
        max_age=_HOUR,  # as long as a test lasts, for weak lines
    )
    response.cache_control.public = False
    response.cache_control.private = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.content_length = file.size_bytes
    response.make_conditional(request.environ)
    return response
