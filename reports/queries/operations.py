"""What keeps an installation running: alarms nobody has settled, the nightly passes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from competency import queries as competency
from competency.models import NightlyPass
from lms import clock
from lms.alarms import list_open_alarms
from lms.models import Account, Alarm
from lms.permissions import authorize
from lms.policies import may_administer

NIGHTS = 7


@dataclass(frozen=True, slots=True)
class Operations:
    """Everything of the page; ``is_behind`` if the last night that was finished is before today."""

    alarms: Sequence[Alarm]
    nights: Sequence[NightlyPass]
    is_behind: bool
    last_done: date | None


def get_operations(*, visible_to: Account) -> Operations:
    """Return what an operator looks at.

    Raises:
        Forbidden: this person is no administrator.
    """
    authorize(visible_to, may_administer, None)
    nights = competency.list_nights(NIGHTS)
    last_done = next((night.day for night in nights if night.finished_at is not None), None)
    return Operations(
        alarms=list_open_alarms(),
        nights=nights,
        is_behind=last_done is None or last_done < clock.today(),
        last_done=last_done,
    )
