"""Repeated jobs of this domain: the nightly pass, what is due between two of them, the weekly messages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from uuid import uuid4

from flask import current_app
from huey import crontab

from competency import queries, services
from competency.queries import deliveries
from competency.rules import NightStage, sample_of
from competency.rules.deliveries import is_sending_time
from competency.services import nights
from lms import clock
from lms.channels import Channel, ChannelFailed, ChannelUncertain, open_channels
from lms.config import EMAIL
from lms.database import db, transaction
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.jobs import PeriodicJob
from lms.mail import compose
from lms.models import Account
from lms.queries import get_system_account
from lms.work import Report, Work
from people.queries import accounts as account_queries
from people.services import accounts, rosters

BATCH = 500
RETRY_AFTER = timedelta(minutes=30)

Tell = Callable[[date, NightStage, int, int], None]
"""Hears of progress: the night, its stage, how many pieces are done, of how many."""


def run_nights(until: date, *, by: Account, tell: Tell) -> list[date]:
    """Do every nightly pass that is missing up to a day, day by day; return those that were worked on.

    Raises:
        DayNotOver: the day is after today.
    """
    worked: list[date] = []
    while True:
        with transaction():
            day = nights.begin_night(until, by=by)
        if day is None:
            return worked
        _run_night(day, by, tell)
        worked.append(day)


def keep_up() -> None:
    """Catch up on nights, then refresh everybody else whom time alone has changed.

    Runs every hour rather than at midnight: it finds by itself what is missing, so a lost run costs nothing,
    and midnight is another hour in each time zone.
    """
    system = get_system_account()
    run_nights(clock.today(), by=system, tell=_say_nothing)
    last: int | None = 0
    while last is not None:
        with transaction():
            last = services.refresh_due_standings(after=last, by=system)


def keep_qualifications(day: date, by: Account) -> None:
    """Look at everybody whose degrees, periods or courses time alone has changed by a day: a night step."""
    last: int | None = 0
    while last is not None:
        with transaction():
            last = services.refresh_due_qualifications(after=last, by=by, on=day)


def open_periods(day: date, by: Account) -> None:
    """Put the quarters and the year of a day into every province's calendar: a night step."""
    with transaction():
        services.open_periods(day, by=by)


def _run_night(day: date, by: Account, tell: Tell) -> None:
    stages = {
        NightStage.STANDINGS: _refresh,
        NightStage.STEPS: _take_steps,
        NightStage.CLOSING: _count,
        NightStage.SNAPSHOT: _count,
        NightStage.CHECK: _check,
    }
    while True:
        with transaction():
            stage, cursor = nights.stage_of(day, by=by)
        if stage is NightStage.DONE:
            return
        stages[stage](day, stage, cursor, by, tell)
        with transaction():
            nights.end_stage(day, stage, by=by)


def _refresh(day: date, stage: NightStage, cursor: str, by: Account, tell: Tell) -> None:
    officer_ids = queries.list_officer_ids_of_night(day, after=int(cursor or 0))
    for done, batch in _batches(officer_ids):
        with transaction():
            nights.refresh_some(day, batch, by=by)
        tell(day, stage, done, len(officer_ids))


def _take_steps(day: date, stage: NightStage, cursor: str, by: Account, tell: Tell) -> None:
    done = int(cursor or 0)
    for number, step in islice(enumerate(nights.NIGHT_STEPS, start=1), done, None):
        db.session.rollback()
        step(day, by)
        with transaction():
            nights.note_step(day, number, by=by)
        tell(day, stage, number, len(nights.NIGHT_STEPS))


def _count(day: date, stage: NightStage, cursor: str, by: Account, tell: Tell) -> None:
    provinces = queries.list_counted_provinces(after=cursor)
    for done, province_code in enumerate(provinces, start=1):
        with transaction():
            nights.count_some(day, stage, province_code, by=by)
        tell(day, stage, done, len(provinces))
    with transaction():
        nights.count_some(day, stage, None, by=by)


def _check(day: date, stage: NightStage, cursor: str, by: Account, tell: Tell) -> None:
    """Only of today: what officers have shown since a past day is not to be had without it."""
    if day != clock.today():
        return
    everybody = queries.list_all_officer_ids()
    officer_ids = [one for one in sample_of(everybody, day) if one > int(cursor or 0)]
    for done, batch in _batches(officer_ids):
        with transaction():
            nights.check_some(day, batch, by=by)
        tell(day, stage, done, len(officer_ids))


def _batches(officer_ids: Sequence[int]) -> list[tuple[int, Sequence[int]]]:
    """Return batches, each with how many are done after it."""
    starts = range(0, len(officer_ids), BATCH)
    return [(min(start + BATCH, len(officer_ids)), officer_ids[start : start + BATCH]) for start in starts]


def _say_nothing(_day: date, _stage: NightStage, _done: int, _total: int) -> None:
    """Nobody watches a job of the queue."""


def send_digests(day: date, *, by: Account, tried_before: datetime) -> Mapping[str, int]:
    """Write down and send the messages of the week of a day; return all of that week by state.

    Whatever stops the process, the next run goes on where the last commit was. A channel nobody can be
    reached by is left alone until the next run, and its messages wait.

    Args:
        day: which alerts are due, and in which week this counts.
        by: the system.
        tried_before: failures that may pass are tried again if the last attempt is older.
    """
    channels = open_channels()
    try:
        with transaction():
            services.settle_interrupted(partial(_find_message, channels), by=by)
        with transaction():
            week = services.begin_week(day, by=by)
            services.retry_passing_failures(week, tried_before, by=by)
        last: int | None = 0
        while last is not None:
            with transaction():
                last = services.plan_digests(week, day, after=last, by=by)
        _send_planned(channels, by)
    finally:
        for channel in channels.values():
            channel.close()
    with transaction():
        return services.finish_week(week, by=by)


def keep_telling() -> None:
    """Send what should be on its way, and tell the operator where it is not."""
    system = get_system_account()
    now = clock.now()
    local, weekday = now.astimezone(clock.timezone()), int(current_app.config["DIGEST_WEEKDAY"])
    if is_sending_time(local, weekday):
        send_digests(local.date(), by=system, tried_before=now - RETRY_AFTER)
    with transaction():
        services.watch_digests(by=system)


def watch_night(_day: date, by: Account) -> None:
    """Look at the night whether the week's messages went out: the worker that sends them may be down."""
    with transaction():
        services.watch_digests(by=by)


def _send_planned(channels: Mapping[str, Channel], by: Account) -> None:
    last, unreachable = 0, set[str]()
    while True:
        db.session.rollback()
        digest_ids = deliveries.list_planned_ids(after=last, limit=BATCH)
        if not digest_ids or unreachable >= set(channels):
            return
        for digest_id in digest_ids:
            _send_one(digest_id, channels, unreachable, by)
        last = digest_ids[-1]


def _send_one(digest_id: int, channels: Mapping[str, Channel], unreachable: set[str], by: Account) -> None:
    with transaction():
        parcel = services.claim_digest(digest_id, without=unreachable, by=by)
    if parcel is None:
        return
    try:
        receipt = channels[parcel.channel].send(parcel.address, parcel.message)
    except ChannelFailed as failure:
        with transaction():
            if failure.is_down:
                services.note_unreachable(parcel, str(failure), by=by)
                unreachable.add(parcel.channel)
            else:
                services.note_failed(parcel, str(failure), is_lasting=failure.is_lasting, by=by)
    except ChannelUncertain as doubt:
        with transaction():
            services.note_uncertain(parcel, str(doubt), by=by)
    else:
        with transaction():
            services.note_sent(parcel, receipt, by=by)


def _find_message(channels: Mapping[str, Channel], channel: str, message_id: str) -> bool | None:
    return channels[channel].find(message_id) if channel in channels else None


def keep_versions() -> None:
    """Count the previews that were asked for, and finish what publications began, each batch by itself."""
    system = get_system_account()
    for preview_id in queries.list_unfinished_previews():
        while _step(partial(services.count_preview, preview_id, by=system)):
            pass
    for change_id in queries.list_unfinished_changes():
        while _step(partial(services.sweep_change, change_id, by=system)):
            pass
    with transaction():
        services.close_ended_notices(by=system)


def _step(work: Callable[[], object | None]) -> bool:
    with transaction():
        return work() is not None


def check_roster(subject: str, by: Account, report: Report) -> None:
    """Read a roster that was handed in and keep what it would do. Long reading holds up no writer."""
    upload = rosters.find_upload_to_work_on(subject, by=by)
    report(0, 3)
    table = rosters.read_upload(upload, by=by)
    report(1, 3)
    upload = rosters.find_upload_to_work_on(subject, by=by)
    checked = rosters.check_upload(upload, table, by=by)
    review = rosters.review_checked(checked)
    report(2, 3)
    with transaction():
        upload = rosters.find_upload_to_work_on(subject, by=by)
        rosters.note_checked(upload, checked, review, by=by)
    report(3, 3)


def accept_roster(subject: str, by: Account, report: Report) -> None:
    """Write an accepted roster and its standings in one transaction, or nothing."""
    upload = rosters.find_upload_to_work_on(subject, by=by)
    report(0, 3)
    table = rosters.read_upload(upload, by=by)
    report(1, 3)
    try:
        with transaction():
            services.accept_upload(rosters.find_upload_to_work_on(subject, by=by), table, by=by)
    except Conflict as refusal:
        with transaction():
            upload = rosters.find_upload_to_work_on(subject, by=by)
            rosters.refuse_back(upload, str(refusal), by=by)
        raise
    report(3, 3)


def undo_roster(subject: str, by: Account, report: Report) -> None:
    """Bring back what an accepted roster changed, standings too, in one transaction, or nothing."""
    report(0, 2)
    try:
        with transaction():
            services.undo_upload(rosters.find_upload_to_work_on(subject, by=by), by=by)
    except Conflict as refusal:
        with transaction():
            upload = rosters.find_upload_to_work_on(subject, by=by)
            rosters.refuse_undo(upload, refusal, by=by)
        raise
    report(2, 2)


def throw_away_rosters() -> None:
    """Throw away the files of rosters that have been kept long enough."""
    with transaction():
        rosters.throw_away_old(by=get_system_account())


def invite_officers(subject: str, by: Account, report: Report) -> None:
    """Open the accounts of a province's officers who have an address, and send each a link, once.

    Killed anywhere it goes on where it was: who has an account or a live link is passed over.
    """
    officer_ids = account_queries.list_ids_to_open(subject)
    for done, officer_id in enumerate(officer_ids):
        with transaction():
            accounts.open_account(account_queries.get_officer_with_account(officer_id), by=by)
        report(done, 2 * len(officer_ids))
    waiting = account_queries.list_accounts_to_invite(subject)
    channel = open_channels()[EMAIL]
    try:
        for done, account_id in enumerate(waiting, start=1):
            _invite(account_id, channel, by)
            report(len(waiting) + done, 2 * len(waiting))
    finally:
        channel.close()


def _invite(account_id: int, channel: Channel, by: Account) -> None:
    with transaction():
        invitation = accounts.issue_invitation(db.session.get_one(Account, account_id), by=by)
    if invitation is None:
        return
    message = compose("invitation", uuid4(), locale=None, address=invitation.address)
    try:
        channel.send(invitation.email, message)
    except ChannelFailed as failure:
        with transaction():
            accounts.withdraw_invitation(invitation, by=by)
        if failure.is_down:
            raise Conflict(_("The mail server cannot be reached. Try again later.")) from failure
    except ChannelUncertain:
        pass  # it may have arrived; the link counts until it runs out, then another may be sent


WORK: dict[str, Work] = {
    services.accounts.INVITE_WORK: Work(invite_officers),
    rosters.CHECK_WORK: Work(check_roster),
    rosters.ACCEPT_WORK: Work(accept_roster),
    rosters.UNDO_WORK: Work(undo_roster),
}

PERIODIC: list[PeriodicJob] = [
    (throw_away_rosters, crontab(minute="23", hour="3")),
    (keep_versions, crontab()),
    (keep_up, crontab(minute="7")),
    (keep_telling, crontab(minute="*/10")),
]
