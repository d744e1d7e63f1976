"""Work of this domain: long documents read, learners moved on; at night, versions that are over."""

from datetime import date

from courses import queries, services
from courses.services import staying, word_imports
from lms.database import transaction
from lms.files import storage
from lms.models import Account
from lms.word import WordRefused
from lms.work import Report, Work


def read_word(subject: str, by: Account, _report: Report) -> None:
    """Read a long Word document and keep what it would become; nothing is locked meanwhile."""
    with transaction():
        handed_in = queries.find_word_import(int(subject))
        if handed_in is None or handed_in.refusal or not handed_in.storage_key:
            return
        name, key = handed_in.file_name, handed_in.storage_key
    with storage().open(key) as stream:
        content = stream.read()
    plan, refusal = None, ""
    try:
        plan = word_imports.make_word_plan(name, content)
    except WordRefused as refused:
        refusal = str(refused)
    with transaction():
        handed_in = queries.find_word_import(int(subject))
        if handed_in is not None and handed_in.storage_key == key:
            word_imports.keep_word_plan(handed_in, plan, refusal=refusal, by=by)


def forget_words(_day: date, by: Account) -> None:
    """Forget Word documents that nobody accepted: a night step."""
    forgotten = 1
    while forgotten:
        with transaction():
            forgotten = word_imports.forget_left_words(by=by)


def move_learners(subject: str, by: Account, _report: Report) -> None:
    """Move the learners of one course whose version was withdrawn, in batches."""
    last: int | None = 0
    while last is not None:
        with transaction():
            last = staying.move_waiting_learners(int(subject), after=last, by=by)


def keep_versions(day: date, by: Account) -> None:
    """Move learners whose last day on their version is over, and seal what has no seal yet: a night step."""
    last: int | None = 0
    while last is not None:
        with transaction():
            last = services.move_due_learners(day, after=last, by=by)
    sealed = 1
    while sealed:
        with transaction():
            sealed = services.seal_earlier(by=by)


WORK: dict[str, Work] = {
    staying.MOVING_WORK: Work(move_learners),
    word_imports.WORD_WORK: Work(read_word),
}
