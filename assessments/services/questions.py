"""Writing questions in the open version of a bank.

What was ever published is never touched: a changed question is a new row, and an attempt keeps the row it was
asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count

from assessments import queries, rules
from assessments.models import BankMember, BankVersion, Question
from assessments.rules import AssessmentEvent, QuestionDraft
from competency import queries as competency
from courses import policies
from courses import queries as courses
from courses.services import EditedMeanwhile, note_mentions, touch_draft, touch_part
from courses.services.legal_documents import note_all_mentions
from lms import audit
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import fold


class QuestionRefused(Refused):
    """The question cannot be asked as it is written; ``findings`` says what and where."""

    def __init__(self, findings: Sequence[rules.Finding]) -> None:
        super().__init__(" ".join(_(finding.template, **finding.params) for finding in findings))
        self.findings = findings


class KeyTaken(Conflict):
    """The bank has a question of this code already."""

    field = "key"


def save_question(version: BankVersion, draft: QuestionDraft, *, seen: int | None, by: Account) -> Question:
    """Keep a question in the open version of a bank, and return its row.

    Sent twice it is as good as once: what stands there already is left as it is. A question that learners
    may have met stays in its own row; the changed one takes its place in the open version.

    Args:
        version: open for writing.
        draft: known by its key, which never changes.
        seen: the revision of the question that was shown to the editor; None for one that is new here.
        by: an editor of the institution.

    Raises:
        EditedMeanwhile: somebody has changed it since, or taken it out.
        Forbidden: ``by`` does not write for the owner.
        KeyTaken: it shall be new, but another question has its key.
        NotEditable: the version is with the reviewers, or was published.
        QuestionRefused: something is wrong with it.
    """
    _begin(version, by=by)
    _require_sound(draft, version)
    member = queries.find_member(version, draft.key)
    if member is None and seen is None:
        touch_draft(version, seen=version.revision, by=by)
        return _add(version, draft, by=by)
    if member is None:
        raise EditedMeanwhile(
            _("Somebody else has taken this question out of the bank meanwhile."), revision=0
        )
    if member.question.content_hash == draft.content_hash:
        return member.question
    if seen is None:
        raise KeyTaken(
            _('The bank has a question "%(key)s" already. Give yours another code.', key=draft.key)
        )
    return _change(version, member, draft, seen=seen, by=by)


def save_questions(version: BankVersion, drafts: Iterable[QuestionDraft], *, by: Account) -> list[Question]:
    """Keep many questions at once, as an import does: those of a known key are replaced, others added.

    No key may come twice.

    The caller has looked at `queries.get_members` in this transaction and shown what will change; the whole
    version counts as touched, so that whoever has one of its questions open is asked.

    Raises:
        Forbidden: ``by`` does not write for the owner.
        NotEditable: the version is with the reviewers, or was published.
        QuestionRefused: something is wrong with one of them; nothing may be kept then.
    """
    _begin(version, by=by)
    drafts, (codes, pictures) = list(drafts), _known(version)
    for draft in drafts:
        _require_sound(draft, version, codes, pictures)
    members = queries.get_members(version)
    touch_draft(version, seen=version.revision, by=by)
    rows = {key: member.question for key, member in members.items()}
    new = [draft for draft in drafts if draft.key not in rows]
    changed = [
        draft for draft in drafts if draft.key in rows and rows[draft.key].content_hash != draft.content_hash
    ]
    rows |= _write_rows(version, new + changed, rows)
    _place(version, rows, members)
    for event, written in (
        (AssessmentEvent.QUESTION_ADDED, new),
        (AssessmentEvent.QUESTION_CHANGED, changed),
    ):
        targets = [(Question.__tablename__, str(rows[draft.key].id)) for draft in written]
        audit.record_many(event, targets, by=by, version=version.number)
    note_all_mentions({rows[draft.key].subject: text_of(draft) for draft in new + changed})
    return [rows[draft.key] for draft in drafts]


def remove_question(version: BankVersion, question: Question, *, by: Account) -> None:
    """Take a question out of the open version; it stays in the history. Twice is as good as once.

    Raises:
        Forbidden: ``by`` does not write for the owner.
        NotEditable: the version is with the reviewers, or was published.
    """
    _begin(version, by=by)
    member = queries.find_member(version, question.key)
    if member is None:
        return
    touch_draft(version, seen=version.revision, by=by)
    db.session.delete(member)
    db.session.flush()
    audit.record(AssessmentEvent.QUESTION_REMOVED, question, by=by, version=version.number)


def restore_question(version: BankVersion, question: Question, *, by: Account) -> Question:
    """Put an earlier row of a question back into the open version and return what now stands there.

    Raises:
        Forbidden: ``by`` does not write for the owner.
        NotEditable: the version is with the reviewers, or was published.
        QuestionRefused: it is no longer sound: the framework has changed since.
    """
    _begin(version, by=by)
    member = queries.find_member(version, question.key)
    if member is not None:
        draft = queries.draft_of(question)
        return save_question(version, draft, seen=member.question.revision, by=by)
    _require_sound(queries.draft_of(question), version)
    touch_draft(version, seen=version.revision, by=by)
    _join(version, question)
    audit.record(AssessmentEvent.QUESTION_RESTORED, question, by=by, version=version.number)
    return question


def new_row(version: BankVersion, draft: QuestionDraft, *, number: int, revision: int = 1) -> Question:
    """Return a row for a question written in this version. Only for services of this room; no gate."""
    question = Question(
        bank_id=version.bank_id,
        key=draft.key,
        version=number,
        is_current=False,
        revision=revision,
        written_in_id=version.id,
    )
    _fill(question, draft)
    db.session.add(question)
    return question


def search_key(draft: QuestionDraft) -> str:
    """Return what searches look in: the folded words of a question, then its tags between bars."""
    tags = "|".join(fold(tag) for tag in draft.tags)
    return f"{fold(' '.join(rules.words_of(draft)))}|{tags}|"


def _begin(version: BankVersion, *, by: Account) -> None:
    """Ask whether this person writes here, and keep others from the version meanwhile.

    All writers of a version wait for each other: two who change a published question at once must not both
    make the next row of it.
    """
    authorize(by, policies.may_write, courses.owner_of(version))
    courses.lock_version(version)


def _require_sound(
    draft: QuestionDraft,
    version: BankVersion,
    codes: Collection[str] | None = None,
    pictures: Collection[str] | None = None,
) -> None:
    if codes is None or pictures is None:
        codes, pictures = _known(version)
    findings = draft.findings(codes, pictures)
    if findings:
        raise QuestionRefused(findings)


def _known(version: BankVersion) -> tuple[set[str], set[str]]:
    """Return the codes of the framework and the pictures of the bank."""
    return {found.code for found in competency.list_competencies()}, queries.list_pictures(version.bank_id)


def _add(version: BankVersion, draft: QuestionDraft, *, by: Account) -> Question:
    question = new_row(version, draft, number=queries.next_question_number(version, draft.key))
    db.session.flush()  # members refer to the id
    _join(version, question)
    audit.record(AssessmentEvent.QUESTION_ADDED, question, by=by, version=version.number)
    note_mentions(question.subject, text_of(draft))
    return question


def _write_rows(
    version: BankVersion, drafts: Iterable[QuestionDraft], present: Mapping[str, Question]
) -> dict[str, Question]:
    """Return the rows in which questions are written now, by key; `_add` and `_change` do so for one."""
    numbers = queries.last_question_numbers(version.bank)
    rows: dict[str, Question] = {}
    for draft in drafts:
        before = present.get(draft.key)
        if before is not None and before.written_in_id == version.id:
            before.revision += 1
            _fill(before, draft)
            rows[draft.key] = before
        else:
            revision = before.revision + 1 if before is not None else 1
            number = numbers.get(draft.key, 0) + 1
            rows[draft.key] = new_row(version, draft, number=number, revision=revision)
    db.session.flush()  # members refer to the id
    return rows


def _place(version: BankVersion, rows: Mapping[str, Question], members: Mapping[str, BankMember]) -> None:
    """Put rows in the place of those of the same question; rows of new questions come last."""
    ranks = count(queries.next_rank(version))
    for key, question in rows.items():
        member = members.get(key)
        if member is not None and member.question_id == question.id:
            continue
        rank = member.rank if member is not None else next(ranks)
        if member is not None:
            db.session.delete(member)
        db.session.add(BankMember(version_id=version.id, question_id=question.id, rank=rank))
    db.session.flush()


def _change(
    version: BankVersion, member: BankMember, draft: QuestionDraft, *, seen: int, by: Account
) -> Question:
    question = member.question
    if question.written_in_id == version.id:
        touch_part(version, question, seen=seen, by=by)
        _fill(question, draft)
    else:
        question = _replace(version, member, draft)
        touch_part(version, question, seen=seen, by=by)
    db.session.flush()
    audit.record(AssessmentEvent.QUESTION_CHANGED, question, by=by, version=version.number)
    note_mentions(question.subject, text_of(draft))
    return question


def _replace(version: BankVersion, member: BankMember, draft: QuestionDraft) -> Question:
    """Put a new row in the place of one that is not this version's own.

    It begins at the revision of the old one, so that whoever still has the old one open is told.
    """
    number = queries.next_question_number(version, draft.key)
    question = new_row(version, draft, number=number, revision=member.question.revision)
    db.session.flush()  # members refer to the id
    rank = member.rank
    db.session.delete(member)
    db.session.add(BankMember(version_id=version.id, question_id=question.id, rank=rank))
    db.session.flush()
    return question


def _join(version: BankVersion, question: Question) -> None:
    rank = queries.next_rank(version)
    db.session.add(BankMember(version_id=version.id, question_id=question.id, rank=rank))
    db.session.flush()


def _fill(question: Question, draft: QuestionDraft) -> None:
    question.kind = draft.kind.value
    question.competency_code = draft.competency_code
    question.level = draft.level
    question.tags = list(draft.tags)
    question.payload = dict(draft.payload)
    question.content_hash = draft.content_hash
    question.search_key = search_key(draft)


def text_of(draft: QuestionDraft) -> str:
    """Return all words of a question, its feedback too, in which legal documents may be named."""
    return "\n".join(rules.texts_of(draft.payload))
