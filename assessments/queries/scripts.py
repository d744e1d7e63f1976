"""Reads of what officers wrote, for its writer alone."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from assessments.models import Marking, OpenTask, Script, TaskVersion
from assessments.rules.marking import ScriptState
from lms import clock
from lms.database import db, lock_row
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.secrets import decrypt
from people.models import Officer
from people.queries import list_current_assignments

_UNDER_WAY = (ScriptState.WRITING.value, ScriptState.HANDED_IN.value)


def find_script_under_way(task: OpenTask, officer: Officer) -> Script | None:
    """Return what an officer is writing on a task, or what is being marked; None where neither is."""
    return db.session.scalar(
        select(Script).where(
            Script.task_id == task.id, Script.officer_id == officer.id, Script.state.in_(_UNDER_WAY)
        )
    )


def list_scripts_on(task: OpenTask, officer: Officer) -> Sequence[Script]:
    """Return all texts of an officer on a task, the first first."""
    return db.session.scalars(
        select(Script)
        .where(Script.task_id == task.id, Script.officer_id == officer.id)
        .order_by(Script.number)
    ).all()


def list_my_scripts(officer: Officer) -> Sequence[Script]:
    """Return all texts of an officer with their tasks, the latest begun first."""
    return db.session.scalars(
        select(Script)
        .where(Script.officer_id == officer.id)
        .options(joinedload(Script.version).joinedload(TaskVersion.task))
        .order_by(Script.begun_at.desc(), Script.id.desc())
    ).all()


def get_my_script(public_id: UUID, *, visible_to: Account) -> Script:
    """Return one's own text with its task, its rubric and how it was marked.

    Raises:
        NotFound: there is no such text, or it is somebody else's.
    """
    version = joinedload(Script.version)
    script = db.session.scalar(
        select(Script)
        .join(Script.officer)
        .where(Script.public_id == public_id, Officer.account_id == visible_to.id)
        .options(
            version.joinedload(TaskVersion.task),
            version.joinedload(TaskVersion.rubric_version),
            selectinload(Script.markings).selectinload(Marking.marks),
        )
    )
    if script is None:
        raise NotFound(_("There is no such text."))
    return script


def lock_script(script: Script) -> None:
    """Read anew where a text and its marks stand, while other requests about it wait for the caller."""
    lock_row(script)
    db.session.scalars(
        select(Marking)
        .where(Marking.script_id == script.id)
        .options(selectinload(Marking.marks))
        .execution_options(populate_existing=True)
    ).all()
    db.session.expire(script, ["markings"])


def list_identifying(officer: Officer) -> list[str]:
    """Return what in a text would tell who wrote it: names and numbers of the officer, the posts of today."""
    posts = list_current_assignments([officer.id], clock.today())
    found = [officer.full_name, officer.email or "", decrypt(officer.personal_id_sealed)]
    if officer.account is not None:
        found += [officer.account.display_name, officer.account.email]
    found += [post.unit.full_name for post in posts]
    return [words for words in found if words]
