"""What a position requires, what an officer has shown, and the gap between, with its history."""

from competency.models.alerts import Alert
from competency.models.changes import ImpactLine, ImpactPost, ImpactPreview, RequirementChange
from competency.models.deliveries import AlertDelivery, Digest, DigestWeek, MessageAddress
from competency.models.evidence import Evidence, EvidencePolicyLine, ShortValidityCompetency
from competency.models.frameworks import (
    AreaProfile,
    Competency,
    CompetencyMapping,
    Framework,
    Indicator,
    Level,
    RaisedPosition,
)
from competency.models.holidays import Holiday
from competency.models.nights import NightlyPass
from competency.models.qualifications import QualificationRequirement, QualificationStanding
from competency.models.requirements import PolicyTarget, Requirement, RequirementSet
from competency.models.snapshots import CoverageLine, CoverageSnapshot, SnapshotDay
from competency.models.standings import Standing

__all__ = [
    "Alert",
    "AlertDelivery",
    "AreaProfile",
    "Competency",
    "CompetencyMapping",
    "CoverageLine",
    "CoverageSnapshot",
    "Digest",
    "DigestWeek",
    "Evidence",
    "EvidencePolicyLine",
    "Framework",
    "Holiday",
    "ImpactLine",
    "ImpactPost",
    "ImpactPreview",
    "Indicator",
    "Level",
    "MessageAddress",
    "NightlyPass",
    "PolicyTarget",
    "QualificationRequirement",
    "QualificationStanding",
    "RaisedPosition",
    "Requirement",
    "RequirementChange",
    "RequirementSet",
    "ShortValidityCompetency",
    "SnapshotDay",
    "Standing",
]
