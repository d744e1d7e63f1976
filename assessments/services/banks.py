"""Question banks on their way to learners: made, begun anew, handed in, published."""

from assessments import queries
from assessments.models import BankVersion, QuestionBank
from assessments.queries import BankBlocker
from assessments.rules import AssessmentEvent
from assessments.services.asking import ask_members
from assessments.services.bank_versions import add_bank_version, add_members
from assessments.services.making import (
    add_coded,
    begin_once,
    check_code,
    code_taken,
    tidy_title,
)
from assessments.services.post_tests import renew_quizzes
from courses import policies, services
from courses import queries as courses
from courses.rules import EDITABLE
from lms import audit
from lms.errors import Refused
from lms.models import Account
from lms.permissions import authorize
from people.models import Organisation


class BankNotReady(Refused):
    """Something stops the bank from being handed in; ``blockers`` names each."""

    def __init__(self, blockers: list[BankBlocker]) -> None:
        super().__init__(" ".join(blocker.sentence for blocker in blockers))
        self.blockers = blockers


def create_bank(owner: Organisation, *, code: str, title: str, by: Account) -> QuestionBank:
    """Make an empty bank with its first version, open for writing.

    A bank of the code of a course keeps the questions of its post-test; only the institution of the course
    makes it.

    Raises:
        EntryRefused: the code is none, or is in use; the title is missing or too long.
        Forbidden: ``by`` does not write for the owner.
    """
    authorize(by, policies.may_write, owner)
    _check_new(code, owner)
    bank = QuestionBank(code=code, title=tidy_title(title), owner_id=owner.id)
    add_coded(bank)
    audit.record(AssessmentEvent.BANK_CREATED, bank, by=by, code=code)
    begin_bank_version(bank, by=by)
    return bank


def rename_bank(bank: QuestionBank, title: str, *, by: Account) -> None:
    """Give a bank another title. Learners never see it.

    Raises:
        EntryRefused: the title is missing or too long.
        Forbidden: ``by`` does not write for the owner.
    """
    authorize(by, policies.may_write, bank.owner)
    tidy = tidy_title(title)
    if bank.title != tidy:
        bank.title = tidy
        audit.record(AssessmentEvent.BANK_RENAMED, bank, by=by)


def begin_bank_version(bank: QuestionBank, *, by: Account) -> BankVersion:
    """Return the open version of a bank, begun now with the published questions if there was none.

    Begun twice, or twice at once, it is one.

    Raises:
        Forbidden: ``by`` does not write for the owner.
    """
    authorize(by, policies.may_write, bank.owner)
    version, is_new = begin_once(lambda: queries.find_open_version(bank), lambda: _begin(bank, by=by))
    if is_new:
        services.note_author(version, by=by)
        audit.record(AssessmentEvent.BANK_VERSION_BEGUN, version, by=by, number=version.number)
    return version


def submit_bank(version: BankVersion, *, by: Account, note: str = "") -> None:
    """Hand the open version of a bank in for review; twice is as good as once.

    Raises:
        BankNotReady: something must be put right before.
        Forbidden: ``by`` does not write for the owner.
        StepRefused: it is not being written.
    """
    authorize(by, policies.may_write, version.owner)
    courses.lock_version(version)  # nobody takes the last question out between the look and the step
    if version.state in EDITABLE:
        blockers = queries.list_bank_blockers(version)
        if blockers:
            raise BankNotReady(blockers)
    services.submit_version(version, by=by, note=note)


def publish_bank_version(version: BankVersion, *, by: Account) -> None:
    """Let quizzes ask the questions of an approved version; twice is as good as once.

    Attempts under way keep the questions they were asked. The post-test of the course with the code of the
    bank asks as many as before, at most all there are.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        StepRefused: it is not approved.
    """
    if services.put_in_force(version, queries.find_published_version(version.bank), by=by):
        ask_members(version)
        renew_quizzes(version.bank, by=by)


def _begin(bank: QuestionBank, *, by: Account) -> BankVersion:
    source = queries.find_source_version(bank)
    question_ids = [question.id for question in queries.list_next_questions(bank)]
    version = add_bank_version(bank)
    add_members(version, question_ids)
    if source is not None:
        services.keep_authors(version, source, by=by)
    return version


def _check_new(code: str, owner: Organisation) -> None:
    check_code(code)
    course_owner = queries.find_course_owner_id(code)
    if queries.find_bank(code) is not None or course_owner not in (None, owner.id):
        raise code_taken()
