"""Deeds of this domain, by noun. The paper around an import (faulty rows) is in `imports`."""

from competency.services.accounts import invite_officers
from competency.services.alerts import AlertMoved, acknowledge_alert, answer_dispute, dispute_alert
from competency.services.claims import (
    Certificate,
    ClaimMoved,
    confirm_claim,
    hand_in_certificate,
    refuse_claim,
    withdraw_claim,
)
from competency.services.deliveries import DeliveryMoved, choose_address, retry_digest, watch_digests
from competency.services.digests import (
    begin_week,
    claim_digest,
    finish_week,
    note_failed,
    note_sent,
    note_uncertain,
    note_unreachable,
    plan_digests,
    retry_passing_failures,
    settle_interrupted,
)
from competency.services.evidence import (
    EvidenceItem,
    EvidenceRefused,
    NewEvidence,
    WorkProduct,
    confirm_work_product,
    record_evidence,
    record_many_evidence,
    revoke_evidence,
    take_back_evidence,
)
from competency.services.exports import note_standings_exported
from competency.services.framework_files import FrameworkFilesRefused
from competency.services.frameworks import FrameworkText, check_framework, draft_framework
from competency.services.holidays import add_holiday, remove_holiday
from competency.services.imports import (
    EVIDENCE_COLUMNS,
    EvidenceReport,
    ImportOptions,
    load_evidence,
)
from competency.services.initialise import initialise
from competency.services.overlays import (
    OverlayLine,
    OverlayRefused,
    OverlayText,
    draft_overlay,
    edit_overlay,
    publish_overlay,
    withdraw_overlay,
)
from competency.services.periods import (
    NotCountedYet,
    PeriodMoved,
    close_period,
    correct_period,
    open_periods,
)
from competency.services.plans import Difference
from competency.services.postings import Posted, post_evidence, post_revocation
from competency.services.previews import (
    ask_preview,
    count_impact,
    count_preview,
)
from competency.services.publishing import (
    close_ended_notices,
    publish_framework,
    sweep_change,
    withdraw_framework,
)
from competency.services.qualifications import (
    find_differing_qualifications,
    refresh_due_qualifications,
    refresh_qualifications,
)
from competency.services.rebuild import explain_differences, find_differing_officers, rebuild_standings
from competency.services.rosters import accept_upload, refresh_officers, undo_upload
from competency.services.standings import (
    find_recompute_progress,
    note_recompute_progress,
    note_recomputed,
    recompute_check,
    refresh_due_standings,
    refresh_standings,
)
from competency.services.target_entries import EntryMoved, EntryRefused, Totals, correct_totals, enter_totals
from competency.services.targets import (
    CodeTaken,
    PopulationText,
    TargetRefused,
    TargetText,
    add_population,
    add_target,
    edit_population,
    edit_target,
)
from competency.services.writes import RefreshCounts

__all__ = [
    "EVIDENCE_COLUMNS",
    "AlertMoved",
    "Certificate",
    "ClaimMoved",
    "CodeTaken",
    "DeliveryMoved",
    "Difference",
    "EntryMoved",
    "EntryRefused",
    "EvidenceItem",
    "EvidenceRefused",
    "EvidenceReport",
    "FrameworkFilesRefused",
    "FrameworkText",
    "ImportOptions",
    "NewEvidence",
    "NotCountedYet",
    "OverlayLine",
    "OverlayRefused",
    "OverlayText",
    "PeriodMoved",
    "PopulationText",
    "Posted",
    "RefreshCounts",
    "TargetRefused",
    "TargetText",
    "Totals",
    "WorkProduct",
    "accept_upload",
    "acknowledge_alert",
    "add_holiday",
    "add_population",
    "add_target",
    "answer_dispute",
    "ask_preview",
    "begin_week",
    "check_framework",
    "choose_address",
    "claim_digest",
    "close_ended_notices",
    "close_period",
    "confirm_claim",
    "confirm_work_product",
    "correct_period",
    "correct_totals",
    "count_impact",
    "count_preview",
    "dispute_alert",
    "draft_framework",
    "draft_overlay",
    "edit_overlay",
    "edit_population",
    "edit_target",
    "enter_totals",
    "explain_differences",
    "find_differing_officers",
    "find_differing_qualifications",
    "find_recompute_progress",
    "finish_week",
    "hand_in_certificate",
    "initialise",
    "invite_officers",
    "load_evidence",
    "note_failed",
    "note_recompute_progress",
    "note_recomputed",
    "note_sent",
    "note_standings_exported",
    "note_uncertain",
    "note_unreachable",
    "open_periods",
    "plan_digests",
    "post_evidence",
    "post_revocation",
    "publish_framework",
    "publish_overlay",
    "rebuild_standings",
    "recompute_check",
    "record_evidence",
    "record_many_evidence",
    "refresh_due_qualifications",
    "refresh_due_standings",
    "refresh_officers",
    "refresh_qualifications",
    "refresh_standings",
    "refuse_claim",
    "remove_holiday",
    "retry_digest",
    "retry_passing_failures",
    "revoke_evidence",
    "settle_interrupted",
    "sweep_change",
    "take_back_evidence",
    "undo_upload",
    "watch_digests",
    "withdraw_claim",
    "withdraw_framework",
    "withdraw_overlay",
]
