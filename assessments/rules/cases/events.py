"""What the audit trail remembers of writing cases and of expert panels."""

from enum import StrEnum


class CaseEvent(StrEnum):
    """Deeds of the case studio."""

    CREATED = "case:created"
    DRAFTED = "case:drafted"
    EDITED = "case:edited"
    DRAFT_IMPORTED = "case:draft_imported"
    PANEL_OPENED = "panel:opened"
    PANEL_RATED = "panel:rated"
    PANEL_CLOSED = "panel:closed"
    KEY_APPLIED = "panel:key_applied"
