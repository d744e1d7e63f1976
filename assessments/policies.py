"""Who may learn, who may read answers, who may bring content in."""

from assessments.models import CaseAttempt, Marking, PanelExpert, QuizAttempt, Script
from courses.policies import may_publish
from lms.models import Account
from lms.permissions import Role, has_role
from people.policies import is_officer, may_assess


def may_learn(actor: Account, _target: object) -> bool:
    """Officers take quizzes and cases; an account without an officer has no record to write to."""
    return is_officer(actor)


def may_work_on(actor: Account, attempt: QuizAttempt | CaseAttempt) -> bool:
    """Only the officer who began an attempt answers in it; nobody does it for them."""
    return attempt.officer.account_id == actor.id


def may_import(actor: Account, _target: object) -> bool:
    """Editors bring in content of some institution; so does the system."""
    return has_role(actor, Role.EDITOR)


def may_close_overdue(actor: Account, _target: object) -> bool:
    """Closing what ran out of time is the work of the clock."""
    return actor.is_system


def may_rate(actor: Account, seat: PanelExpert) -> bool:
    """Experts rate in their own name, while they assess or review: anybody else may learn from the case."""
    return seat.account_id == actor.id and has_role(actor, Role.ASSESSOR, Role.REVIEWER)


def may_open_case_desk(actor: Account, _target: object) -> bool:
    """Editors and reviewers write and review cases; assessors are asked as experts."""
    return has_role(actor, Role.EDITOR, Role.REVIEWER, Role.ASSESSOR)


def may_write_script(actor: Account, script: Script) -> bool:
    """Only the officer who began a text writes in it and hands it in."""
    return script.officer.account_id == actor.id


def may_mark(actor: Account, script: Script) -> bool:
    """Assessors mark what officers of their scope wrote, never of somebody close to them."""
    return may_assess(actor, script.officer)


def may_work_on_marking(actor: Account, marking: Marking) -> bool:
    """Only who claimed a script enters marks or steps aside."""
    return marking.marker_id == actor.id


def may_lead_marking(actor: Account, script: Script) -> bool:
    """Editors and reviewers of the institution keep its marking going; nobody where they wrote the text."""
    is_own = script.officer.account_id == actor.id
    return not actor.is_system and not is_own and may_publish(actor, script.version.owner)


def may_release(actor: Account, script: Script) -> bool:
    """Who leads the marking releases marks, but not of scripts on whose marks they worked themselves."""
    has_marked = any(marking.marker_id == actor.id for marking in script.active)
    return may_lead_marking(actor, script) and not has_marked


def may_withdraw_result(actor: Account, script: Script) -> bool:
    """Who marked a script, or leads its marking, takes released marks back; nobody the own."""
    has_marked = any(marking.marker_id == actor.id for marking in script.done)
    is_own = script.officer.account_id == actor.id
    return may_lead_marking(actor, script) or (has_marked and not is_own)


def may_see_marking(actor: Account, _target: object) -> bool:
    """Assessors have a desk of scripts. Administrators have none: they read no answers."""
    return not actor.is_system and has_role(actor, Role.ASSESSOR)


def may_see_releases(actor: Account, _target: object) -> bool:
    """Editors and reviewers see how far the marking of their institution is."""
    return not actor.is_system and has_role(actor, Role.EDITOR, Role.REVIEWER)
