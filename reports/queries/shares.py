"""Parts of a bar with the words the page shows beside them."""

from collections.abc import Mapping
from dataclasses import dataclass

from competency.rules import StandingStatus
from lms.i18n import format_percent
from lms.i18n import lazy_gettext as _l
from reports.rules.shares import share_parts

STATUS_WORDS = {
    StandingStatus.MET: _l("Met"),
    StandingStatus.EXPIRING: _l("Expiring soon"),
    StandingStatus.EXPIRED: _l("Expired"),
    StandingStatus.BELOW: _l("Not yet met"),
    StandingStatus.UNPROVEN: _l("Not enough evidence"),
}
"""The words of the macro ``status_label``, for files."""


@dataclass(frozen=True, slots=True)
class SharePart:
    """One status of a whole; ``share`` is in words ("61,5 %"), ``url`` leads to what is behind."""

    status: StandingStatus
    count: int
    share: str
    x1: str
    x2: str
    url: str = ""


def shares_of(counts: Mapping[StandingStatus, int]) -> list[SharePart]:
    """Return the parts of a bar in their fixed order."""
    return [
        SharePart(part.status, part.count, format_percent(part.percent), part.x1, part.x2)
        for part in share_parts(counts)
    ]
