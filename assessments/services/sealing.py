"""What belongs to a published bank and to a published case, as plain values, for the seal."""

from collections.abc import Callable
from typing import Any

from assessments import queries
from assessments.models import BankVersion, CaseVersion, TaskVersion
from lms.database import db


def export_bank(version: BankVersion) -> dict[str, Any]:
    """Return the questions of a version of a bank, in their order."""
    names = ("key", "version", "kind", "competency_code", "level", "tags", "payload")
    members = sorted(queries.list_members(version), key=lambda member: (member.rank, member.question_id))
    return {
        "bank": version.bank.code,
        "number": version.number,
        "questions": [{name: getattr(member.question, name) for name in names} for member in members],
    }


def export_case(version: CaseVersion) -> dict[str, Any]:
    """Return the graph of a case with what is kept beside it for searching."""
    db.session.expire(version, ["competencies", "area_types"])
    return {
        "case": version.case.code,
        "number": version.number,
        "minutes": version.minutes,
        "document": version.document,
        "competencies": sorted((row.competency_code, row.level) for row in version.competencies),
        "area_types": sorted(row.area_type for row in version.area_types),
    }


def export_task(version: TaskVersion) -> dict[str, Any]:
    """Return what a task asks and how it is marked, with the words of its rubric."""
    names = ("number", "prompt", "least_words", "most_words", "competency_code", "outcomes")
    rubric = version.rubric_version
    return {
        "task": version.task.code,
        "kind": version.task.kind,
        "title": version.task.title,
        "rubric": rubric.content if rubric else None,
        **{name: getattr(version, name) for name in names},
    }


EXPORTS: dict[str, Callable[[Any], Any]] = {
    "bank-version": export_bank,
    "case-version": export_case,
    "task-version": export_task,
}
"""What `app` adds to `courses.services.sealing.EXPORTS` of the domain below."""
