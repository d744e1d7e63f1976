"""Units, organisations, positions, officers and their assignments, rosters as handed in; by noun.

Not stored on purpose: ethnicity, religion, party membership (DESIGN 3).
"""

from people.models.officers import Assignment, Officer
from people.models.rosters import FormerUnitName, RosterChange, RosterLine, RosterUpload
from people.models.units import AdministrativeUnit, AreaTag, Organisation, Position

__all__ = [
    "AdministrativeUnit",
    "AreaTag",
    "Assignment",
    "FormerUnitName",
    "Officer",
    "Organisation",
    "Position",
    "RosterChange",
    "RosterLine",
    "RosterUpload",
]
