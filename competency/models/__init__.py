"""What a position requires, what an officer has shown, and the gap between, with its history."""

from competency.models.alerts import Alert
from competency.models.changes import ImpactLine, ImpactPost, ImpactPreview, RequirementChange
from competency.models.claims import Claim
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
from competency.models.periods import FrozenTarget, FrozenTargetCell, PeriodClosing, ReportingPeriod
from competency.models.qualifications import QualificationRequirement, QualificationStanding
from competency.models.requirements import Requirement, RequirementSet
from competency.models.snapshots import (
    CoverageGroup,
    CoverageKind,
    CoverageLine,
    CoverageSlice,
    CoverageSnapshot,
    SnapshotDay,
)
from competency.models.standings import Standing
from competency.models.targets import PolicyTarget, TargetEntry, TargetPopulation

__all__ = [
    "Alert",
    "AlertDelivery",
    "AreaProfile",
    "Claim",
    "Competency",
    "CompetencyMapping",
    "CoverageGroup",
    "CoverageKind",
    "CoverageLine",
    "CoverageSlice",
    "CoverageSnapshot",
    "Digest",
    "DigestWeek",
    "Evidence",
    "EvidencePolicyLine",
    "Framework",
    "FrozenTarget",
    "FrozenTargetCell",
    "Holiday",
    "ImpactLine",
    "ImpactPost",
    "ImpactPreview",
    "Indicator",
    "Level",
    "MessageAddress",
    "NightlyPass",
    "PeriodClosing",
    "PolicyTarget",
    "QualificationRequirement",
    "QualificationStanding",
    "RaisedPosition",
    "ReportingPeriod",
    "Requirement",
    "RequirementChange",
    "RequirementSet",
    "ShortValidityCompetency",
    "SnapshotDay",
    "Standing",
    "TargetEntry",
    "TargetPopulation",
]
