"""Questions in files of other systems, and in files of ours that other systems read."""

from assessments.rules.exchange.detecting import LARGEST_FILE, ending_notes, is_spreadsheet, read_questions
from assessments.rules.exchange.gift_writing import write_gift
from assessments.rules.exchange.messages import SENTENCES, ExchangeFault
from assessments.rules.exchange.moodle import write_moodle_xml
from assessments.rules.exchange.pictures import picture_name, replace_pictures
from assessments.rules.exchange.sameness import changed_fields, says_the_same
from assessments.rules.exchange.shapes import (
    FileFormat,
    Known,
    Note,
    NoteKind,
    Notes,
    ReadQuestion,
    ReadQuestions,
    Refusal,
)

__all__ = [
    "LARGEST_FILE",
    "SENTENCES",
    "ExchangeFault",
    "FileFormat",
    "Known",
    "Note",
    "NoteKind",
    "Notes",
    "ReadQuestion",
    "ReadQuestions",
    "Refusal",
    "changed_fields",
    "ending_notes",
    "is_spreadsheet",
    "picture_name",
    "read_questions",
    "replace_pictures",
    "says_the_same",
    "write_gift",
    "write_moodle_xml",
]
