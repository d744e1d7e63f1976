"""The training record of one officer as a cut."""

from typing import Any

from reports.queries.cuts.places import post_facts
from reports.queries.record import Record


def record_facts(record: Record) -> dict[str, Any]:
    """Return what the paper of a training record says."""
    officer = record.officer
    return {
        "made_on": record.on.isoformat(),
        "officer": {
            "name": officer.full_name,
            "personal_id": officer.personal_id_masked,
            "employment": officer.employment_kind,
        },
        "posts": [post_facts(post) for post in record.posts],
        "completions": [
            {
                "course": f"{row.code} – {row.title}",
                "group": row.content_group,
                "periods": row.periods,
                "day": row.completed_on.isoformat(),
            }
            for row in record.completions
        ],
        "years": [
            {
                "year": row.year,
                "groups": list(row.by_group.values()),
                "total": row.total,
                "required": row.required,
            }
            for row in record.years
        ],
        "results": [
            {
                "title": row.title,
                "is_case": row.is_case,
                "percent": str(row.percent),
                "day": row.finished_on.isoformat(),
            }
            for row in record.results
        ],
        "evidence": [
            {
                "competency": f"{row.line.competency_code} – {row.name}",
                "kind": row.line.kind,
                "level": row.line.level,
                "earned_on": row.line.earned_on.isoformat(),
                "valid_until": row.line.valid_until.isoformat() if row.line.valid_until else None,
            }
            for row in record.evidence
        ],
        "required": record.required,
        "counts": {status.value: count for status, count in record.counts.items()},
        "standards": [
            {
                "name": row.requirement.name,
                "document": row.requirement.document,
                "status": row.status,
                "periods": [row.row.attained, row.row.required, row.row.year]
                if row.kind == "periods"
                else None,
            }
            for row in record.qualifications.items
        ],
    }
