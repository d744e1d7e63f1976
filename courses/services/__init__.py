"""Deeds of this domain, by noun."""

from courses.services.comments import add_comment, settle_comment
from courses.services.drafts import (
    CodeRefused,
    NothingToContinue,
    begin_version,
    create_course,
    save_citations,
    save_sheet,
)
from courses.services.editing import (
    EditedMeanwhile,
    NotEditable,
    keep_authors,
    note_author,
    note_other_authors,
    touch_draft,
    touch_part,
)
from courses.services.feedback import NotCompleted, give_feedback
from courses.services.guarding import SealedContent
from courses.services.imports import load_course
from courses.services.learning import (
    ContentWithdrawn,
    LessonOutcome,
    NotBegun,
    NotPublished,
    complete_if_done,
    enrol,
    finish_lesson,
    note_post_test_of,
    note_post_test_passed,
    open_lesson,
)
from courses.services.legal_documents import (
    DocumentText,
    add_document,
    edit_document,
    note_holding,
    note_mentions,
    replace_document,
)
from courses.services.lesson_files import FileRefused, Upload, WordsMissing, add_file, remove_file
from courses.services.lesson_writing import save_lesson
from courses.services.outline import (
    OutlineChanged,
    TooManyLessons,
    add_lesson,
    add_planned_lessons,
    arrange_lessons,
    remove_lesson,
    rename_lesson,
)
from courses.services.periods import OutsidePeriods, record_periods
from courses.services.publication import (
    OwnWork,
    StepRefused,
    approve_version,
    put_import_in_force,
    put_in_force,
    request_changes,
    submit_version,
    take_back_version,
    withdraw_version,
)
from courses.services.publishing import publish_course_version, withdraw_course_version
from courses.services.reports import CourseReport, FileFinding, LoadOutcome
from courses.services.sealing import content_hash, export_version, is_intact, seal_earlier
from courses.services.staying import move_due_learners
from courses.services.submission import (
    NotReady,
    submit_course,
)
from courses.services.word_imports import (
    Acceptance,
    ImportedBefore,
    NotReadYet,
    WordImportMode,
    accept_word,
    hand_in_word,
)

__all__ = [
    "Acceptance",
    "CodeRefused",
    "ContentWithdrawn",
    "CourseReport",
    "DocumentText",
    "EditedMeanwhile",
    "FileFinding",
    "FileRefused",
    "ImportedBefore",
    "LessonOutcome",
    "LoadOutcome",
    "NotBegun",
    "NotCompleted",
    "NotEditable",
    "NotPublished",
    "NotReadYet",
    "NotReady",
    "NothingToContinue",
    "OutlineChanged",
    "OutsidePeriods",
    "OwnWork",
    "SealedContent",
    "StepRefused",
    "TooManyLessons",
    "Upload",
    "WordImportMode",
    "WordsMissing",
    "accept_word",
    "add_comment",
    "add_document",
    "add_file",
    "add_lesson",
    "add_planned_lessons",
    "approve_version",
    "arrange_lessons",
    "begin_version",
    "complete_if_done",
    "content_hash",
    "create_course",
    "edit_document",
    "enrol",
    "export_version",
    "finish_lesson",
    "give_feedback",
    "hand_in_word",
    "is_intact",
    "keep_authors",
    "load_course",
    "move_due_learners",
    "note_author",
    "note_holding",
    "note_mentions",
    "note_other_authors",
    "note_post_test_of",
    "note_post_test_passed",
    "open_lesson",
    "publish_course_version",
    "put_import_in_force",
    "put_in_force",
    "record_periods",
    "remove_file",
    "remove_lesson",
    "rename_lesson",
    "replace_document",
    "request_changes",
    "save_citations",
    "save_lesson",
    "save_sheet",
    "seal_earlier",
    "settle_comment",
    "submit_course",
    "submit_version",
    "take_back_version",
    "touch_draft",
    "touch_part",
    "withdraw_course_version",
    "withdraw_version",
]
