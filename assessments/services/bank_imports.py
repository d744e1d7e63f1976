"""Questions of a file that was reviewed elsewhere: they become the published version of a bank at once."""

from collections import Counter
from collections.abc import Sequence

from assessments import queries, rules
from assessments.models import BankMember, BankVersion, Question, QuestionBank
from assessments.services.asking import ask_members
from assessments.services.bank_versions import add_bank_version, add_members
from assessments.services.documents import ContentRefused
from assessments.services.questions import new_row, text_of
from courses.services import put_import_in_force
from courses.services.legal_documents import note_all_mentions
from lms.database import db
from lms.i18n import gettext as _
from lms.models import Account


def update_questions(
    bank: QuestionBank, parsed: Sequence[rules.ParsedQuestion], *, by: Account
) -> Counter[str]:
    """Bring a bank up to date; return how many questions were added, changed, retired or unchanged.

    Where anything differs, a new version of the bank is published. Only for imports that have asked who may;
    no gate.

    Raises:
        ContentRefused: something differs, but the bank is being written in the studio.
    """
    published = queries.find_published_version(bank)
    members = queries.get_members(published) if published is not None else {}
    drafts = [_draft(source, members.get(source.title)) for source in parsed]
    counts = _compare(drafts, members)
    if published is not None and not counts.keys() - {"unchanged"}:
        return counts
    if queries.find_open_version(bank) is not None:
        message = _(
            "The question bank %(code)s is being written in the studio. "
            "Publish or give up that version first.",
            code=bank.code,
        )
        raise ContentRefused([message])
    _publish(bank, drafts, members, published, by=by)
    return counts


def _draft(source: rules.ParsedQuestion, member: BankMember | None) -> rules.QuestionDraft:
    """Return what a file says of a question; what GIFT cannot say stays as it was."""
    return rules.QuestionDraft(
        key=source.title,
        kind=source.kind,
        payload=source.payload,
        competency_code=source.category or None,
        level=member.question.level if member and source.category else None,
        tags=tuple(member.question.tags) if member else (),
    )


def _compare(drafts: Sequence[rules.QuestionDraft], members: dict[str, BankMember]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for draft in drafts:
        member = members.get(draft.key)
        if member is None:
            counts["added"] += 1
        else:
            is_same = member.question.content_hash == draft.content_hash
            counts["unchanged" if is_same else "changed"] += 1
    counts["retired"] = len(members.keys() - {draft.key for draft in drafts})
    return +counts


def _publish(
    bank: QuestionBank,
    drafts: Sequence[rules.QuestionDraft],
    members: dict[str, BankMember],
    published: BankVersion | None,
    *,
    by: Account,
) -> None:
    version = add_bank_version(bank)
    numbers = queries.last_question_numbers(bank)
    rows = [_row(version, draft, members.get(draft.key), numbers) for draft in drafts]
    db.session.flush()
    add_members(version, [question.id for question in rows])
    put_import_in_force(version, published, by=by)
    ask_members(version)
    written = zip(rows, drafts, strict=True)
    note_all_mentions(
        {row.subject: text_of(draft) for row, draft in written if row.written_in_id == version.id}
    )


def _row(
    version: BankVersion, draft: rules.QuestionDraft, member: BankMember | None, numbers: dict[str, int]
) -> Question:
    if member is not None and member.question.content_hash == draft.content_hash:
        return member.question
    return new_row(version, draft, number=numbers.get(draft.key, 0) + 1)
