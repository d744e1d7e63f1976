"""JSON documents of this domain."""

from competency.api import alerts, coverage, evidence, frameworks, standings
from competency.api.blueprint import bp

__all__ = ["alerts", "bp", "coverage", "evidence", "frameworks", "standings"]
