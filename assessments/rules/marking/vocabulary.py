"""Words of written work: kinds, states, refusals and the events of the trail."""

from dataclasses import dataclass, field
from enum import StrEnum


class TaskKind(StrEnum):
    """What is written: looking back on a case, or an answer to an open question."""

    REFLECTION = "reflection"
    OPEN_ANSWER = "open_answer"


class ScriptState(StrEnum):
    """Where a piece of written work stands."""

    WRITING = "writing"
    HANDED_IN = "handed_in"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class MarkingState(StrEnum):
    """Where the work of one marker on one script stands."""

    CLAIMED = "claimed"
    MARKED = "marked"
    STEPPED_ASIDE = "stepped_aside"


class StepAside(StrEnum):
    """Why a marker does not mark a script; words only, because more could say who wrote it."""

    RELATIVE = "relative"
    SAME_UNIT = "same_unit"
    KNOWS_WRITER = "knows_writer"
    NO_TIME = "no_time"
    TAKEN_BACK = "taken_back"
    """The lead gave a script that lay too long to somebody else."""

    @property
    def is_declared(self) -> bool:
        """Whether it is the marker who says so."""
        return self is not StepAside.TAKEN_BACK


class ScriptRefusal(StrEnum):
    """Why a text cannot be handed in as it is."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NAMES_WRITER = "names_writer"


class MarkingEvent(StrEnum):
    """What the audit trail remembers of written work."""

    RUBRIC_CREATED = "rubric:created"
    RUBRIC_SAVED = "rubric:saved"
    TASK_CREATED = "task:created"
    TASK_BEGUN = "task:version_begun"
    TASK_SAVED = "task:saved"
    SCRIPT_BEGUN = "script:begun"
    SCRIPT_HANDED_IN = "script:handed_in"
    SCRIPT_CLAIMED = "script:claimed"
    SCRIPT_STEPPED_ASIDE = "script:stepped_aside"
    SCRIPT_MARKED = "script:marked"
    SCRIPT_RELEASED = "script:released"
    SCRIPT_WITHDRAWN = "script:withdrawn"


@dataclass(frozen=True, slots=True)
class MarkingFinding:
    """What is wrong with a rubric or a task.

    Args:
        place: the field of the form, such as ``criterion-2``.
        template: an English sentence, which is also the message id.
        params: values for its placeholders.
    """

    place: str
    template: str
    params: dict[str, str | int] = field(default_factory=dict)
