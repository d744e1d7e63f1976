"""What a sheet says of its course, in words for a page."""

from typing import Any

from competency.queries import list_competency_names
from courses import rules
from courses.rules import VersionSheet
from lms.i18n import gettext as _
from people.queries import list_positions


def facts_of(sheet: VersionSheet) -> dict[str, Any]:
    """Return what `courses/_about.html` shows of a sheet."""
    names, positions = list_competency_names(), sheet.positions
    return {
        "outcomes": [(one.competency, names.get(one.competency, ""), one.level) for one in sheet.outcomes],
        "positions": None
        if positions is None
        else [(one.code, one.name) for one in list_positions() if one.code in positions],
        "periods": sheet.periods,
        "content_group": sheet.content_group,
        "group": _(rules.ContentGroup(sheet.content_group).label),
        "topics": [_(rules.Topic(topic).label) for topic in sheet.topics],
    }
