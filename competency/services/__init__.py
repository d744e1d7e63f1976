"""Deeds of this domain, by noun. The paper around an import (faulty rows) is in `imports`."""

from competency.services.alerts import AlertMoved, acknowledge_alert, answer_dispute, dispute_alert
from competency.services.evidence import (
    EvidenceItem,
    EvidenceRefused,
    NewEvidence,
    WorkProduct,
    confirm_work_product,
    record_evidence,
    record_many_evidence,
    revoke_evidence,
)
from competency.services.imports import (
    EVIDENCE_COLUMNS,
    EvidenceReport,
    ImportOptions,
    load_evidence,
)
from competency.services.initialise import initialise
from competency.services.plans import Difference
from competency.services.standings import (
    RefreshCounts,
    note_recomputed,
    recompute_check,
    refresh_due_standings,
    refresh_standings,
)

__all__ = [
    "EVIDENCE_COLUMNS",
    "AlertMoved",
    "Difference",
    "EvidenceItem",
    "EvidenceRefused",
    "EvidenceReport",
    "ImportOptions",
    "NewEvidence",
    "RefreshCounts",
    "WorkProduct",
    "acknowledge_alert",
    "answer_dispute",
    "confirm_work_product",
    "dispute_alert",
    "initialise",
    "load_evidence",
    "note_recomputed",
    "recompute_check",
    "record_evidence",
    "record_many_evidence",
    "refresh_due_standings",
    "refresh_standings",
    "revoke_evidence",
]
