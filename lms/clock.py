"""The only clock. Instants are aware and in UTC; days are days of the configured time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh"


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place where the machine's clock is read


def timezone() -> ZoneInfo:
    """Return the time zone whose days count (setting TIMEZONE)."""
    name = current_app.config["TIMEZONE"] if has_app_context() else DEFAULT_TIMEZONE
    return ZoneInfo(name)


def today() -> date:
    """Return the present day in the configured time zone."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """Return the day of the configured time zone on which ``instant`` (aware) falls."""
    return instant.astimezone(timezone()).date()


def end_of(day: date) -> datetime:
    """Return the first instant after a day of the configured time zone."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=timezone())
