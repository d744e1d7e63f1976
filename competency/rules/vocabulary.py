"""The closed word lists of the competency domain; the words themselves are stored, so they never change."""

from enum import StrEnum


class EvidenceKind(StrEnum):
    """How something was shown; the kind alone decides how much a piece can prove and for how long."""

    SELF_RATING = "self_rating"
    COMPLETION = "completion"
    POST_TEST = "post_test"
    EXTERNAL = "external"
    CASE = "case"
    PRIOR_LEARNING = "prior_learning"
    WORK_PRODUCT = "work_product"
    ASSESSOR = "assessor"


class StandingStatus(StrEnum):
    """How an officer stands against one requirement on one day."""

    MET = "met"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    BELOW = "below"
    UNPROVEN = "unproven"


class Severity(StrEnum):
    """How pressing a standing or an alert is, the most pressing first."""

    URGENT = "urgent"
    WARNING = "warning"
    INFO = "info"


class AlertKind(StrEnum):
    """What an alert is about (domain.md 6.7)."""

    DEGREE = "CB1"
    PERIODS = "CB2"
    MANDATORY_COURSE = "CB3"
    COMPETENCY = "CB4"
    EXPIRING = "CB5"
    APPOINTMENT = "CB6"
    FRAMEWORK_CHANGED = "CB7"
    DATA_MISSING = "CB8"


class AlertReason(StrEnum):
    """Why a competency alert was opened."""

    NEVER_SHOWN = "never_shown"
    TOO_LOW = "too_low"
    EXPIRED = "expired"
    EXPIRING = "expiring"
    REQUIREMENT_CHANGED = "requirement_changed"
    UNCORROBORATED = "uncorroborated"
    OTHER_FIELD = "other_field"


class AlertState(StrEnum):
    """Where an alert is in its life; only ``CLOSED`` is final."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    PLANNED = "planned"
    CLOSED = "closed"
    DISPUTED = "disputed"


class AlertCloseReason(StrEnum):
    """Why an alert was closed when the standings were refreshed."""

    MET = "met"
    POST_ENDED = "post_ended"
    NOT_REQUIRED = "not_required"
    ACKNOWLEDGED = "acknowledged"
    TRANSITION_ENDED = "transition_ended"
    REPLACED = "replaced"
    YEAR_ENDED = "year_ended"


class FrameworkState(StrEnum):
    """The life of a framework version, in this order; a published version never changes."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OUTDATED = "outdated"
    WITHDRAWN = "withdrawn"


class CompetencyEvent(StrEnum):
    """Deeds of this domain as the audit trail names them."""

    EVIDENCE_RECORDED = "evidence:recorded"
    EVIDENCE_REVOKED = "evidence:revoked"
    EVIDENCE_CONFIRMED = "evidence:confirmed"
    STANDINGS_RECOMPUTED = "standings:recomputed"
    STANDINGS_EXPORTED = "standings:exported"
    ALERT_ACKNOWLEDGED = "alert:acknowledged"
    ALERT_PLANNED = "alert:planned"
    ALERT_DISPUTED = "alert:disputed"
    ALERT_DISPUTE_ANSWERED = "alert:dispute-answered"
    ALERT_CLOSED = "alert:closed"
    FRAMEWORK_LOADED = "framework:loaded"
    FRAMEWORK_PUBLISHED = "framework:published"
    FRAMEWORK_CHANGED = "framework:changed"
    FRAMEWORK_OUTDATED = "framework:outdated"
    FRAMEWORK_WITHDRAWN = "framework:withdrawn"
    FRAMEWORK_SWEPT = "framework:officers-told"
    IMPACT_ASKED = "framework:impact-asked"
    OVERLAY_DRAFTED = "overlay:drafted"
    OVERLAY_CHANGED = "overlay:changed"
    OVERLAY_PUBLISHED = "overlay:published"
    OVERLAY_OUTDATED = "overlay:outdated"
    OVERLAY_WITHDRAWN = "overlay:withdrawn"
    REQUIREMENTS_LOADED = "requirements:loaded"
    AREA_PROFILES_LOADED = "area-profiles:loaded"
    POLICY_LOADED = "policy:loaded"
    TARGETS_LOADED = "targets:loaded"
    TARGET_ADDED = "target:added"
    TARGET_CHANGED = "target:changed"
    TARGET_ENTERED = "target:totals-entered"
    POPULATION_ADDED = "target-population:added"
    POPULATION_CHANGED = "target-population:changed"
    PERIOD_CLOSED = "period:closed"
    PERIOD_CORRECTED = "period:corrected"
    PERIODS_OPENED = "periods:opened"
    NIGHT_PASSED = "night:passed"
    COVERAGE_FROZEN = "coverage:frozen"
    QUALIFICATIONS_LOADED = "qualifications:loaded"
