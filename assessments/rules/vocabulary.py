"""Words of this domain: kinds, states, results, refusals and the events of the trail."""

from enum import StrEnum


class QuestionKind(StrEnum):
    """How a question is asked and answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    MATCHING = "matching"
    ORDERING = "ordering"
    SHORT_ANSWER = "short_answer"
    NUMERIC = "numeric"


class QuestionState(StrEnum):
    """How a question of the version being written stands beside what is published."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REMOVED = "removed"


class AttemptState(StrEnum):
    """Where an attempt at a quiz or a case stands."""

    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    EXPIRED = "expired"


class CaseResult(StrEnum):
    """What a finished case attempt came to; ``redo`` is "Cần làm lại"."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    REDO = "redo"


class AssessmentEvent(StrEnum):
    """What the audit trail remembers of this domain."""

    QUIZ_IMPORTED = "quiz:imported"
    QUIZ_ARRANGED = "quiz:arranged"
    QUIZ_STARTED = "quiz:started"
    QUIZ_SUBMITTED = "quiz:submitted"
    CASE_IMPORTED = "case:imported"
    CASE_STARTED = "case:started"
    CASE_CHOSEN = "case:chosen"
    CASE_DECIDED = "case:decided"
    BANK_CREATED = "bank:created"
    BANK_RENAMED = "bank:renamed"
    BANK_VERSION_BEGUN = "bank:version_begun"
    BANK_PICTURE_ADDED = "bank:picture_added"
    QUESTION_ADDED = "question:added"
    QUESTION_CHANGED = "question:changed"
    QUESTION_REMOVED = "question:removed"
    QUESTION_RESTORED = "question:restored"
    QUESTIONS_HANDED_IN = "question_file:handed_in"
    QUESTIONS_IMPORTED = "question_file:imported"
    QUESTIONS_DROPPED = "question_file:dropped"
    QUESTIONS_EXPORTED = "question_file:exported"


class Severity(StrEnum):
    """Whether a finding stops publication or only asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


class ChoiceRefusal(StrEnum):
    """Why a choice in a case is not taken."""

    ALREADY_CHOSEN = "already_chosen"
    CASE_ENDED = "case_ended"
    OTHER_NODE = "other_node"
    UNKNOWN_OPTION = "unknown_option"


class AttemptRefusalCode(StrEnum):
    """Why a new attempt at a quiz is not opened."""

    ALREADY_PASSED = "already_passed"
    NO_ATTEMPTS_LEFT = "no_attempts_left"
    TOO_SOON = "too_soon"
