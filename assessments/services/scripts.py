"""Writing on a task: beginning, saving while it is written, handing in once and for all."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from assessments import policies, queries
from assessments.models import OpenTask, Script, TaskVersion
from assessments.rules.marking import (
    LONGEST_TEXT,
    MarkingEvent,
    ScriptRefusal,
    ScriptState,
    content_hash,
    count_words,
    hand_in_refusal,
    is_drawn,
    names_in,
    new_seed,
    opens_again_on,
)
from courses import queries as courses
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import format_day
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people import queries as people
from people.models import Officer


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as it comes from a page.

    Args:
        text: all of it.
        seen: the revision that the page was shown with.
        window: a word of the page; it may send several times with the same revision.
    """

    text: str
    seen: int
    window: str = ""


class WritingRefused(Conflict):
    """No text may be begun now."""


class HandedInAlready(Conflict):
    """What was handed in does not change any more."""


class SavedElsewhere(Conflict):
    """Another window has saved meanwhile; nothing was overwritten. ``script`` is what stands there now."""

    def __init__(self, message: str, script: Script) -> None:
        super().__init__(message)
        self.script = script


class TextRefused(Refused):
    """The text cannot be handed in as it is."""


def start_script(task: OpenTask, *, by: Account) -> Script:
    """Begin a text, or return the one under way: starting twice, or twice at once, is as good as once.

    Raises:
        Forbidden: ``by`` is no officer.
        WritingRefused: the task is closed, the case is not finished, the course not begun, or the last text
            was marked too short a time ago.
    """
    authorize(by, policies.may_learn, task)
    officer = people.get_officer_of(by)
    under_way = queries.find_script_under_way(task, officer)
    if under_way is not None:
        return under_way
    refusal = _refusal_text(task, officer)
    version = queries.find_published_task_version(task)
    if refusal or version is None:
        raise WritingRefused(refusal or _("This task is no longer open."))
    try:
        with db.session.begin_nested():
            script = _begin(task, version, officer)
            db.session.flush()  # the index that allows one text at a time speaks now
    except IntegrityError as error:
        begun = queries.find_script_under_way(task, officer)
        if begun is None:
            raise WritingRefused(_("Another text was begun meanwhile. Reload the page.")) from error
        return begun
    audit.record(MarkingEvent.SCRIPT_BEGUN, script, by=by, task=task.code)
    return script


def tell_refusal(task: OpenTask, *, by: Account) -> str:
    """Return why somebody may not begin a text now, in their language; empty if they may. Changes nothing."""
    officer = people.find_officer_of(by)
    return "" if officer is None else _refusal_text(task, officer)


def _refusal_text(task: OpenTask, officer: Officer) -> str:
    if queries.find_published_task_version(task) is None:
        return _("This task is no longer open.")
    if task.case is not None and not queries.has_finished(officer, task.case):
        return _("Work through the case first; you write after it.")
    if task.course is not None and courses.find_enrolment(officer, task.course) is None:
        return _("Enrol in the course first; you write as part of it.")
    opens_on = _opens_on(task, officer)
    if opens_on is not None and clock.today() < opens_on:
        return _(
            "Your last text on this task was marked. You may write again from %(day)s.",
            day=format_day(opens_on),
        )
    return ""


def save_script(script: Script, typed: Typed, *, by: Account) -> Script:
    """Keep a text as it is typed.

    Args:
        script: one's own.
        typed: of whatever length up to the greatest.
        by: its writer.

    Raises:
        Forbidden: it is somebody else's.
        HandedInAlready: it was handed in.
        SavedElsewhere: another window has saved another text since.
        TextRefused: it is far too long to be kept.
    """
    authorize(by, policies.may_write_script, script)
    queries.lock_script(script)
    if script.state != ScriptState.WRITING:
        raise HandedInAlready(_("This text was handed in; it does not change any more."))
    _store(script, typed)
    return script


def submit_script(script: Script, typed: Typed, *, by: Account) -> Script:
    """Hand a text in, with its last words; twice is as good as once.

    In this moment a seed is made, and with the text it decides whether the script is marked twice. Both are
    kept and written on the trail: who reads them later comes to the same answer, and nobody draws again.

    Raises:
        Forbidden: it is somebody else's.
        SavedElsewhere: another window has saved another text since.
        TextRefused: too short, too long, or it tells who wrote it.
    """
    authorize(by, policies.may_write_script, script)
    queries.lock_script(script)
    if script.state != ScriptState.WRITING:
        return script
    _store(script, typed)
    _require_fitting(script)
    text_hash, seed = content_hash(script.text), new_seed()
    script.state = ScriptState.HANDED_IN.value
    script.handed_in_at = clock.now()
    script.draw_seed = seed
    script.is_drawn = is_drawn(seed, text_hash)
    audit.record(
        MarkingEvent.SCRIPT_HANDED_IN,
        script,
        by=by,
        text_sha256=text_hash,
        draw=seed,
        is_drawn=script.is_drawn,
    )
    return script


def _begin(task: OpenTask, version: TaskVersion, officer: Officer) -> Script:
    now = clock.now()
    script = Script(
        task_id=task.id,
        version=version,
        officer=officer,
        province_code=officer.province_code,
        number=len(queries.list_scripts_on(task, officer)) + 1,
        state=ScriptState.WRITING.value,
        begun_at=now,
        saved_at=now,
    )
    db.session.add(script)
    return script


def _opens_on(task: OpenTask, officer: Officer) -> date | None:
    """Return the day from which an officer may write again; None where nothing was released that stands."""
    days = [
        opens_again_on(clock.day_of(script.handed_in_at))
        for script in queries.list_scripts_on(task, officer)
        if script.state == ScriptState.RELEASED and script.handed_in_at is not None
    ]
    return max(days, default=None)


def _store(script: Script, typed: Typed) -> None:
    written = typed.text.replace("\r\n", "\n").strip()
    if len(written) > LONGEST_TEXT:
        raise TextRefused(
            _("The text is longer than %(limit)s characters and was not saved.", limit=LONGEST_TEXT)
        )
    if written == script.text:
        return
    if typed.seen != script.revision and not (typed.window and typed.window == script.saved_from):
        raise SavedElsewhere(
            _("Another window has saved this text since. Nothing was overwritten: compare both."), script
        )
    script.text = written
    script.word_count = count_words(written)
    script.revision += 1
    script.saved_from = typed.window
    script.saved_at = clock.now()


def _require_fitting(script: Script) -> None:
    version, names = script.version, queries.list_identifying(script.officer)
    refusal = hand_in_refusal(script.text, version.least_words, version.most_words, names)
    if refusal is ScriptRefusal.NAMES_WRITER:
        raise TextRefused(
            _(
                "The text tells who wrote it: %(words)s. Markers must not know; take it out.",
                words=", ".join(names_in(script.text, names)),
            )
        )
    if refusal is not None:
        raise TextRefused(
            _(
                "The text has %(count)s syllables; %(least)s to %(most)s are asked for.",
                count=script.word_count,
                least=version.least_words,
                most=version.most_words,
            )
        )
