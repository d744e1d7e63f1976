"""What stops a version of a bank from being handed in."""

from dataclasses import dataclass

from assessments.models import BankVersion, Question
from assessments.queries.bank_files import list_pictures
from assessments.queries.banks import (
    count_asked,
    draft_of,
    find_next_asked,
    get_members,
)
from competency.queries import list_competencies
from lms.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class BankBlocker:
    """What must be put right before a bank can be handed in.

    Args:
        sentence: in the reader's language.
        question: where it is, or None for the bank as a whole.
    """

    sentence: str
    question: Question | None = None


def list_bank_blockers(version: BankVersion) -> list[BankBlocker]:
    """Return what stops a version from being handed in."""
    members = get_members(version)
    if not members:
        return [BankBlocker(_("The bank holds no question yet. Write or import some."))]
    codes = {found.code for found in list_competencies()}
    pictures = list_pictures(version.bank_id)
    blockers = [
        BankBlocker(_(finding.template, **finding.params), member.question)
        for member in members.values()
        for finding in draft_of(member.question).findings(codes, pictures)
    ]
    return [*_shortages(version, [member.question for member in members.values()]), *blockers]


def _shortages(version: BankVersion, questions: list[Question]) -> list[BankBlocker]:
    """Return a blocker for each quiz that asks more than the version holds.

    Where the next version of the course is being written, its test counts: it may ask fewer.
    """
    next_asked = find_next_asked(version.bank.code)
    needed = {
        title: count if next_asked is None else min(count, next_asked)
        for title, count in count_asked(version.bank_id).items()
    }
    return [
        BankBlocker(
            _(
                'The test "%(quiz)s" asks %(asked)s questions, but this version has %(count)s. '
                "Add questions.",
                quiz=title,
                asked=asked,
                count=len(questions),
            )
        )
        for title, asked in needed.items()
        if asked > len(questions)
    ]
