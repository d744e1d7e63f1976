"""What a file of questions would do to a bank, told before anything is written, and then written at once."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assessments import queries
from assessments.models import QuestionBank
from assessments.queries import question_uploads as uploads
from assessments.rules import AssessmentEvent, QuestionDraft
from assessments.rules.exchange import (
    FileFormat,
    Known,
    Note,
    NoteKind,
    ReadQuestion,
    ReadQuestions,
    changed_fields,
    is_spreadsheet,
    read_questions,
    replace_pictures,
    says_the_same,
)
from assessments.rules.exchange.messages import ExchangeFault
from assessments.services.banks import begin_bank_version
from assessments.services.pictures import keep_picture
from assessments.services.question_sheets import read_question_sheet
from assessments.services.questions import save_questions
from competency import queries as competency
from courses import policies
from courses import queries as courses
from lms import audit
from lms.errors import Conflict
from lms.files import storage
from lms.i18n import gettext as _
from lms.images import Allowance, Picture, PictureRefused
from lms.models import Account
from lms.permissions import authorize


class RowOutcome(StrEnum):
    """What a question of a file does to the bank."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One question of a file.

    Args:
        draft: as it would stand in the bank; None where it is refused.
        before: hash of what stands there now; empty where nothing does.
        fields: what it changes of the question that stands there, by `changed_fields`.
        notes: why it is refused, what is lost, what was read otherwise.
    """

    number: int
    line: int
    part: str
    title: str
    outcome: RowOutcome
    draft: QuestionDraft | None = None
    before: str = ""
    fields: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def has_losses(self) -> bool:
        """Tell whether something of the question is not kept."""
        return any(note.kind is not NoteKind.TOLD for note in self.notes)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a file would do.

    Args:
        format: None where it is none that can be read.
        notes: about the file as a whole.
        pictures: made safe, by the name under which texts show them.
        digest: the same as long as file and bank are the same; what is written must be what was shown.
    """

    format: FileFormat | None
    rows: tuple[PlannedRow, ...]
    notes: tuple[Note, ...]
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    digest: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many questions have which outcome."""
        counted = Counter(row.outcome.value for row in self.rows)
        return {outcome.value: counted[outcome.value] for outcome in RowOutcome}

    @property
    def to_write(self) -> list[QuestionDraft]:
        """The questions that are new or changed, in the order of the file."""
        wanted = {RowOutcome.NEW, RowOutcome.CHANGED}
        return [row.draft for row in self.rows if row.draft is not None and row.outcome in wanted]

    @property
    def is_refused(self) -> bool:
        """Tell whether the file as a whole cannot be read."""
        return any(note.kind is NoteKind.REFUSED for note in self.notes)


def plan_import(bank: QuestionBank, content: bytes, name: str, *, by: Account) -> ImportPlan:
    """Return what a file would do to the version of a bank that is on its way. Reads only.

    Whatever the file says, it is told in the plan and never raised.

    Args:
        bank: of an institution of ``by``.
        content: of the file.
        name: what the person called it; only its ending is looked at.
        by: an editor of the institution.

    Raises:
        Forbidden: ``by`` does not write for the owner of the bank.
    """
    authorize(by, policies.may_write, bank.owner)
    codes = {found.code for found in competency.list_competencies()}
    known = Known(codes, queries.list_pictures(bank.id))
    if is_spreadsheet(content, name):
        found = read_question_sheet(content, name, known)
    else:
        found = read_questions(content, name, known)
    taken, refused = _take_pictures(found)
    present = _present(bank)
    shown = {picture.name for picture in taken.values()} | set(known.pictures)
    rows = tuple(_planned(_redrawn(question, taken, refused), present, shown) for question in found.questions)
    return ImportPlan(
        format=found.format,
        rows=rows,
        notes=found.notes,
        pictures={picture.name: picture for picture in taken.values()},
        digest=_digest(content, rows),
    )


def apply_import(bank: QuestionBank, plan: ImportPlan, *, by: Account) -> None:
    """Write what a plan says, all of it, into the version of the bank that is on its way.

    A version is begun where there is none. A plan without anything new changes nothing.

    Raises:
        Conflict: somebody has changed one of its questions since the plan was made.
        Forbidden: ``by`` does not write for the owner of the bank.
        NotEditable: the version is with the reviewers.
        QuestionRefused: something in it is not sound; nothing was written.
    """
    authorize(by, policies.may_write, bank.owner)
    drafts = plan.to_write
    if not drafts:
        return
    version = begin_bank_version(bank, by=by)
    courses.lock_version(version)
    _require_unchanged(bank, plan)
    for name in {use.name for draft in drafts for use in draft.pictures}:
        if name in plan.pictures:
            keep_picture(bank, plan.pictures[name], by=by)
    save_questions(version, drafts, by=by)
    counts = {outcome: count for outcome, count in plan.counts.items() if count}
    audit.record(AssessmentEvent.QUESTIONS_IMPORTED, version, by=by, format=str(plan.format), **counts)


def _require_unchanged(bank: QuestionBank, plan: ImportPlan) -> None:
    present = _present(bank)
    for row in plan.rows:
        stands = present.get(row.draft.key) if row.draft is not None else None
        if (stands.content_hash if stands is not None else "") != row.before:
            raise Conflict(
                _("The bank has changed since you looked at the file. Look at it again and accept.")
            )


def _present(bank: QuestionBank) -> dict[str, QuestionDraft]:
    """Return the questions of the version on its way, or those that the next one would begin with."""
    return {question.key: queries.draft_of(question) for question in queries.list_next_questions(bank)}


def _take_pictures(found: ReadQuestions) -> tuple[dict[str, Picture], dict[str, str]]:
    """Return pictures made safe, and why others cannot be taken, both by their name in the texts."""
    taken: dict[str, Picture] = {}
    refused: dict[str, str] = {}
    used = {use.name for draft in found.drafts for use in draft.pictures}
    allowance = Allowance()
    for name in sorted(used & found.pictures.keys()):
        content = found.pictures[name]
        try:
            taken[name] = _our_own(name, content) or allowance.take(content)
        except PictureRefused as refusal:
            refused[name] = str(refusal)
    return taken, refused


def _our_own(name: str, content: bytes) -> Picture | None:
    """Return a picture that is kept here already, byte for byte: drawn again, it would have another name."""
    for kept in uploads.list_files_named(name):
        with storage().open(kept.storage_key) as stream:
            if stream.read(len(content) + 1) == content:
                return Picture(content, kept.media_type, kept.name)
    return None


def _redrawn(
    question: ReadQuestion, taken: Mapping[str, Picture], refused: Mapping[str, str]
) -> ReadQuestion:
    """Return a question whose text shows the pictures as they are kept."""
    if question.draft is None or not question.draft.pictures:
        return question
    lost = [
        Note(NoteKind.LOST, ExchangeFault.PICTURE_BAD, question.line, question.part, "",
             {"name": use.name, "reason": refused[use.name]})
        for use in question.draft.pictures
        if use.name in refused
    ]  # fmt: skip

    def renamed(source: str, words: str) -> tuple[str, str] | None:
        if source in refused:
            return None
        return (taken[source].name if source in taken else source), words

    payload = dict(question.draft.payload)
    payload["text"] = replace_pictures(payload["text"], payload.get("format", "markdown"), renamed)
    draft = replace(question.draft, payload=payload)
    return replace(question, draft=draft, notes=(*lost, *question.notes))


def _planned(question: ReadQuestion, present: Mapping[str, QuestionDraft], shown: set[str]) -> PlannedRow:
    row = PlannedRow(
        number=question.number,
        line=question.line,
        part=question.part,
        title=question.title,
        outcome=RowOutcome.REFUSED,
        notes=question.notes,
    )
    if question.draft is None:
        return row
    faults = tuple(
        Note(NoteKind.REFUSED, finding.code, question.line, question.part, "", finding.params)
        for finding in question.draft.findings(pictures=shown)
    )
    if faults:
        return replace(row, notes=(*faults, *row.notes))
    before = present.get(question.draft.key)
    if before is None:
        return replace(row, outcome=RowOutcome.NEW, draft=question.draft)
    row = replace(row, before=before.content_hash)
    if says_the_same(before, question.draft):
        return replace(row, outcome=RowOutcome.SAME, draft=before)
    fields = tuple(changed_fields(before, question.draft))
    return replace(row, outcome=RowOutcome.CHANGED, draft=question.draft, fields=fields)


def _digest(content: bytes, rows: Sequence[PlannedRow]) -> str:
    told = [f"{row.outcome}:{row.draft.content_hash if row.draft else ''}" for row in rows]
    return hashlib.sha256(content + "\n".join(told).encode()).hexdigest()
