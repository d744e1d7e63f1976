"""What people decide about messages: where they go, what is sent again; and the watch over all of them."""

from collections.abc import Mapping
from datetime import date

from flask import current_app
from sqlalchemy import update

from competency import policies
from competency.models.deliveries import Digest, MessageAddress
from competency.queries import deliveries as queries
from competency.rules.deliveries import (
    DeliveryEvent,
    DigestState,
    EscalationStep,
    digest_day,
    escalation_steps,
    has_too_much_trouble,
    is_overdue,
    iso_week,
)
from lms import audit, clock
from lms.alarms import raise_alarm, settle_alarm
from lms.channels import channel_names
from lms.config import EMAIL
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.secrets import decrypt, encrypt

SHORTEST_ADDRESS = 3


class DeliveryMoved(Conflict):
    """The message is in a state in which this cannot be done, perhaps since a moment ago."""


def watch_digests(*, by: Account) -> None:
    """Raise an alarm where this week's messages are not out by the set hour, or too many had trouble.

    Settles it once all is well. Only for jobs: no gate.
    """
    local, weekday = clock.now().astimezone(clock.timezone()), int(current_app.config["DIGEST_WEEKDAY"])
    if not is_overdue(local, weekday):
        return
    day = digest_day(local.date(), weekday)
    opened, counts = queries.find_week(iso_week(day)), queries.count_states(iso_week(day))
    if opened is None and not queries.was_anything_to_say(day):  # a new installation
        return
    trouble = _trouble(opened is not None, opened is not None and opened.finished_at is not None, counts)
    if trouble is None:
        settle_alarm(_alarm_cause(day), by=by)
    elif not queries.was_alarm_told(_alarm_cause(day), trouble):  # the watch looks every few minutes
        raise_alarm(_alarm_cause(day), trouble, by=by)


def retry_digest(digest: Digest, *, by: Account) -> None:
    """Send a message again that failed, or whose fate is uncertain, because a person decides so.

    Raises:
        Forbidden: ``by`` is neither the Department of its province nor an administrator.
        DeliveryMoved: it is in another state, perhaps because somebody else was quicker.
    """
    authorize(by, policies.may_retry_delivery, digest.province_code)
    before = digest.state
    moved = db.session.execute(
        update(Digest)
        .where(Digest.id == digest.id)
        .where(Digest.state.in_((DigestState.FAILED, DigestState.UNCERTAIN)))
        .values(state=DigestState.PLANNED.value, is_lasting=False, attempts=0, ended_at=None)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise DeliveryMoved(_("This message waits already, or has gone out."))
    audit.record(DeliveryEvent.RETRIED, digest, by=by, before=before)


def choose_address(account: Account, channel: str, address: str, *, by: Account) -> None:
    """Choose where the own weekly message goes. E-mail goes to the address of the account. Twice is once.

    There is no way to get none: what a position asks is a duty, and one message a week is the least a person
    can be told of it without being named before others.

    Raises:
        Forbidden: the account is somebody else's.
        Refused: no such channel, or nothing that could be an address.
    """
    authorize(by, policies.may_choose_address, account)
    if channel not in channel_names():
        raise Refused(_("There is no such channel here."))
    word = address.strip()
    if channel != EMAIL and (len(word) < SHORTEST_ADDRESS or any(letter.isspace() for letter in word)):
        raise Refused(_("Please enter the number or name the channel knows you by, without spaces."))
    found = queries.find_address(account)
    if channel == EMAIL:
        if found is not None:
            db.session.delete(found)
    else:
        chosen = found or MessageAddress(account_id=account.id)
        chosen.channel, chosen.address_sealed, chosen.chosen_at = channel, encrypt(word), clock.now()
        db.session.add(chosen)
    audit.record(DeliveryEvent.ADDRESS_CHOSEN, account, by=by, channel=channel)


def address_of(account: Account) -> tuple[str, str]:
    """Return the channel and the address somebody wants messages at; e-mail where the channel is gone."""
    found = queries.find_address(account)
    if found is None or found.channel not in channel_names():
        return EMAIL, account.email
    return found.channel, decrypt(found.address_sealed)


def steps() -> tuple[EscalationStep, ...]:
    """Return the steps of escalation with the days of this installation."""
    return escalation_steps(current_app.config["ESCALATION_DAYS"])


def _alarm_cause(day: date) -> str:
    return f"digest:{day.isoformat()}"


def _trouble(is_begun: bool, is_finished: bool, counts: Mapping[str, int]) -> str | None:
    """Return the sentence for the operator, None where all is well."""
    if not is_begun:
        return _("The weekly messages were not even begun. Is the worker running? See /deliveries.")
    waiting = counts.get(DigestState.PLANNED, 0) + counts.get(DigestState.SENDING, 0)
    if not is_finished:
        return _("The weekly messages are not all out: %(waiting)s wait. See /deliveries.", waiting=waiting)
    failed, uncertain = counts.get(DigestState.FAILED, 0), counts.get(DigestState.UNCERTAIN, 0)
    ended = failed + uncertain + counts.get(DigestState.SENT, 0)
    if not has_too_much_trouble(failed + uncertain, ended):
        return None
    return _(
        "Of %(ended)s weekly messages %(failed)s failed and %(uncertain)s are uncertain. See /deliveries.",
        ended=ended,
        failed=failed,
        uncertain=uncertain,
    )
