"""Words of this domain: states of a version, kinds of lessons, content groups, topics, audit events."""

from enum import IntEnum, StrEnum

from lms.messages import N_


class CourseState(StrEnum):
    """The life of a course version. What was published never changes; a new text is a new version."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"
    OUTDATED = "outdated"
    WITHDRAWN = "withdrawn"


TRANSITIONS: dict[CourseState, frozenset[CourseState]] = {
    CourseState.DRAFT: frozenset({CourseState.IN_REVIEW, CourseState.WITHDRAWN}),
    CourseState.IN_REVIEW: frozenset(
        {CourseState.CHANGES_REQUESTED, CourseState.APPROVED, CourseState.DRAFT}
    ),
    CourseState.CHANGES_REQUESTED: frozenset({CourseState.IN_REVIEW, CourseState.WITHDRAWN}),
    CourseState.APPROVED: frozenset(
        {CourseState.PUBLISHED, CourseState.CHANGES_REQUESTED, CourseState.DRAFT}
    ),
    CourseState.PUBLISHED: frozenset({CourseState.OUTDATED, CourseState.WITHDRAWN}),
    CourseState.OUTDATED: frozenset({CourseState.WITHDRAWN}),
    CourseState.WITHDRAWN: frozenset(),
}
"""Where a version may go from each state; its editors may take it back until it is published.

An import begins at ``published``: it was reviewed elsewhere.
"""


def may_become(present: CourseState, wanted: CourseState) -> bool:
    """Tell whether a version may go from one state straight to another."""
    return wanted in TRANSITIONS[present]


class LessonKind(StrEnum):
    """What a lesson is made of."""

    TEXT = "text"
    VIDEO = "video"
    FILE = "file"

    @property
    def label(self) -> str:
        """Return the name as a message id; the room above translates it."""
        return LESSON_KIND_NAMES[self]


LESSON_KIND_NAMES = {LessonKind.TEXT: N_("Text"), LessonKind.VIDEO: N_("Video"), LessonKind.FILE: N_("File")}


class FileRole(StrEnum):
    """What a file does in a lesson."""

    IMAGE = "image"
    VIDEO = "video"
    CAPTIONS = "captions"
    DOWNLOAD = "download"


class ContentGroup(IntEnum):
    """The five content groups of NĐ 171/2025 by which recognised periods are counted (domain.md 4.1)."""

    POLITICAL_THEORY = 1
    DEFENCE_AND_SECURITY = 2
    STATE_MANAGEMENT = 3
    POSITION_SKILLS = 4
    DIGITAL = 5

    @property
    def label(self) -> str:
        """Return the name as a message id; the room above translates it."""
        return CONTENT_GROUP_NAMES[self]


CONTENT_GROUP_NAMES = {
    ContentGroup.POLITICAL_THEORY: N_("Political theory"),
    ContentGroup.DEFENCE_AND_SECURITY: N_("National defence and security"),
    ContentGroup.STATE_MANAGEMENT: N_("Knowledge and skills of state management"),
    ContentGroup.POSITION_SKILLS: N_("Knowledge and skills the job position asks for"),
    ContentGroup.DIGITAL: N_("Science, technology, innovation and digital skills"),
}


class Topic(StrEnum):
    """Topic groups that policy targets count completions by (domain.md 2)."""

    DATA_ERECORD = "DATA_ERECORD"
    TWO_TIER = "TWO_TIER"
    LAW = "LAW"
    ETHICS = "ETHICS"
    WORK_CULTURE = "WORK_CULTURE"
    DIGITAL = "DIGITAL"
    INNOVATION = "INNOVATION"

    @property
    def label(self) -> str:
        """Return the name as a message id; the room above translates it."""
        return TOPIC_NAMES[self]


TOPIC_NAMES = {
    Topic.DATA_ERECORD: N_("Data and electronic records"),
    Topic.TWO_TIER: N_("Two-tier local government"),
    Topic.LAW: N_("Legal knowledge"),
    Topic.ETHICS: N_("Public-service ethics"),
    Topic.WORK_CULTURE: N_("Workplace culture"),
    Topic.DIGITAL: N_("Digital transformation"),
    Topic.INNOVATION: N_("Innovation"),
}


class CourseEvent(StrEnum):
    """Past deeds of this domain, as the audit trail names them."""

    ANNOUNCED = "course:announced"
    PUBLISHED = "course:published"
    ENROLLED = "enrolment:begun"
    LESSON_FINISHED = "enrolment:lesson_finished"
    LESSON_TOO_FAST = "enrolment:lesson_too_fast"
    POST_TEST_PASSED = "enrolment:post_test_passed"
    COMPLETED = "enrolment:completed"
    FEEDBACK_GIVEN = "course:feedback_given"
    PERIODS_COUNTED = "periods:counted"


class StudioEvent(StrEnum):
    """What editors do to a version that is being written, as the audit trail names it."""

    BEGUN = "course_draft:begun"
    SHEET_SAVED = "course_draft:sheet_saved"
    CITATIONS_SAVED = "course_draft:citations_saved"
    OUTLINE_ARRANGED = "course_draft:outline_arranged"
    LESSON_ADDED = "course_draft:lesson_added"
    LESSON_SAVED = "course_draft:lesson_saved"
    LESSON_REMOVED = "course_draft:lesson_removed"
    FILE_ADDED = "course_draft:file_added"
    FILE_REMOVED = "course_draft:file_removed"
    WORD_IMPORTED = "course_draft:word_imported"
    WORD_READ = "course_draft:word_read"
    WORD_FORGOTTEN = "course_draft:word_forgotten"
