"""Question banks on their way to learners: made, begun anew, handed in, published."""

import re

from sqlalchemy.exc import IntegrityError

from assessments import queries
from assessments.models import BankMember, BankVersion, QuestionBank
from assessments.queries import BankBlocker
from assessments.rules import AssessmentEvent
from assessments.services.asking import ask_members
from assessments.services.post_tests import renew_quizzes
from courses import policies, services
from courses.rules import CourseState
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people.models import Organisation

LONGEST_TITLE = 300
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")


class BankRefused(Refused):
    """The bank cannot be made so; ``field`` says which entry is wrong."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


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
        BankRefused: the code is none, or is in use; the title is missing or too long.
        Forbidden: ``by`` does not write for the owner.
    """
    authorize(by, policies.may_write, owner)
    _check_new(code, title, owner)
    try:
        with db.session.begin_nested():
            bank = QuestionBank(code=code, title=title.strip(), owner_id=owner.id)
            db.session.add(bank)
            db.session.flush()  # the rule of one bank a code speaks now
    except IntegrityError as error:
        raise _taken() from error
    audit.record(AssessmentEvent.BANK_CREATED, bank, by=by, code=code)
    begin_bank_version(bank, by=by)
    return bank


def rename_bank(bank: QuestionBank, title: str, *, by: Account) -> None:
    """Give a bank another title. Learners never see it.

    Raises:
        BankRefused: the title is missing or too long.
        Forbidden: ``by`` does not write for the owner.
    """
    authorize(by, policies.may_write, bank.owner)
    _check_title(title)
    if bank.title != title.strip():
        bank.title = title.strip()
        audit.record(AssessmentEvent.BANK_RENAMED, bank, by=by)


def begin_bank_version(bank: QuestionBank, *, by: Account) -> BankVersion:
    """Return the open version of a bank, begun now with the published questions if there was none.

    Begun twice, or twice at once, it is one.

    Raises:
        Forbidden: ``by`` does not write for the owner.
    """
    authorize(by, policies.may_write, bank.owner)
    open_version = queries.find_open_version(bank)
    if open_version is not None:
        return open_version
    try:
        with db.session.begin_nested():
            version = _begin(bank)
    except IntegrityError as error:
        begun = queries.find_open_version(bank)
        if begun is None:
            raise Conflict(
                _("Somebody else has changed this meanwhile. Look at it again and repeat.")
            ) from error
        return begun
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
    if version.state != CourseState.IN_REVIEW:
        blockers = queries.list_bank_blockers(version)
        if blockers:
            raise BankNotReady(blockers)
    services.submit_version(version, by=by, note=note)


def publish_bank_version(version: BankVersion, *, by: Account, note: str = "") -> None:
    """Let quizzes ask the questions of an approved version; twice is as good as once.

    Attempts under way keep the questions they were asked. The post-test of the course with the code of the
    bank asks as many as before, at most all there are.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        StepRefused: it is not approved.
    """
    previous = queries.find_published_version(version.bank)
    previous = None if previous is version else previous
    if services.put_in_force(version, previous, by=by, note=note):
        ask_members(version)
        renew_quizzes(version.bank, by=by)


def _begin(bank: QuestionBank) -> BankVersion:
    newest = queries.find_newest_version(bank)
    source = queries.find_published_version(bank) or newest
    version = BankVersion(
        bank_id=bank.id,
        number=newest.number + 1 if newest else 1,
        state=CourseState.DRAFT.value,
        created_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()  # the rule of one open version a bank speaks now, and members refer to the id
    rows = queries.list_member_ids(source) if source else queries.list_current_ids(bank)
    db.session.add_all(
        BankMember(version_id=version.id, question_id=question_id, rank=rank)
        for rank, question_id in enumerate(rows, start=1)
    )
    db.session.flush()
    return version


def _check_new(code: str, title: str, owner: Organisation) -> None:
    if not _CODE.fullmatch(code):
        raise BankRefused(
            _("Write 2 to 20 capital letters without marks, digits or hyphens, such as KH05."), "code"
        )
    _check_title(title)
    course_owner = queries.find_course_owner_id(code)
    if queries.find_bank(code) is not None or course_owner not in (None, owner.id):
        raise _taken()


def _check_title(title: str) -> None:
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise BankRefused(_("Write a title of at most %(limit)s characters.", limit=LONGEST_TITLE), "title")


def _taken() -> BankRefused:
    return BankRefused(_("This code is in use already. Choose another one."), "code")
