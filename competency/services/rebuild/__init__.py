"""Standings and alerts of many officers at once, by SQL over sets: the answer of `services.standings`."""

from competency.services.rebuild.deeds import explain_differences, find_differing_officers, rebuild_standings

__all__ = ["explain_differences", "find_differing_officers", "rebuild_standings"]
