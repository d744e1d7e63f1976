"""What a position requires, what an officer has shown, and the gap between, with its history."""

from competency.models.alerts import Alert
from competency.models.evidence import Evidence, EvidencePolicyLine, ShortValidityCompetency
from competency.models.frameworks import AreaProfile, Competency, Framework, Indicator, Level, RaisedPosition
from competency.models.requirements import PolicyTarget, Requirement, RequirementSet
from competency.models.standings import Standing

__all__ = [
    "Alert",
    "AreaProfile",
    "Competency",
    "Evidence",
    "EvidencePolicyLine",
    "Framework",
    "Indicator",
    "Level",
    "PolicyTarget",
    "RaisedPosition",
    "Requirement",
    "RequirementSet",
    "ShortValidityCompetency",
    "Standing",
]
