"""The case studio: pages of editors, reviewers and experts under /studio/cases and /studio/panels."""

from assessments.views.case_studio import facts, files, lists, nodes, panels, review, walks

__all__ = ["facts", "files", "lists", "nodes", "panels", "review", "walks"]
