"""What readers of foreign files say, as codes with English sentences that also say what to do."""

from enum import StrEnum

from assessments.rules.messages import MESSAGES
from lms.messages import N_


class ExchangeFault(StrEnum):
    """What cannot be taken over, or was read otherwise than it is written."""

    EMPTY_FILE = "exchange_empty_file"
    NO_QUESTIONS = "exchange_no_questions"
    TOO_LARGE = "exchange_too_large"
    TOO_MANY = "exchange_too_many"
    UNKNOWN_FORMAT = "exchange_unknown_format"
    OTHER_FORMAT = "exchange_other_format"
    WRONG_ENDING = "exchange_wrong_ending"
    ENCODING = "exchange_encoding"
    BAD_BYTES = "exchange_bad_bytes"
    CONTROL_SIGNS = "exchange_control_signs"
    BROKEN_XML = "exchange_broken_xml"
    CUT_XML = "exchange_cut_xml"
    DECLARATIONS = "exchange_declarations"
    TOO_DEEP = "exchange_too_deep"
    OTHER_ROOT = "exchange_other_root"
    UNKNOWN_ELEMENT = "exchange_unknown_element"
    BAD_PACKAGE = "exchange_bad_package"
    BOMB = "exchange_bomb"
    LOCKED = "exchange_locked"
    NO_ITEMS = "exchange_no_items"
    MISSING_PART = "exchange_missing_part"
    PART_IGNORED = "exchange_part_ignored"

    KIND_NOT_TAKEN = "exchange_kind_not_taken"
    KIND_MISSING = "exchange_kind_missing"
    KIND_CHANGED = "exchange_kind_changed"
    NO_ANSWERS = "exchange_no_answers"
    NAME_SHORTENED = "exchange_name_shortened"
    NAME_MADE = "exchange_name_made"
    NAME_REPEATED = "exchange_name_repeated"
    CATEGORY_UNKNOWN = "exchange_category_unknown"
    CATEGORY_TEXT_LOST = "exchange_category_text_lost"
    TAG_LOST = "exchange_tag_lost"
    LEVEL_LOST = "exchange_level_lost"
    ELEMENT_LOST = "exchange_element_lost"
    FEEDBACK_LOST = "exchange_feedback_lost"
    HINTS_LOST = "exchange_hints_lost"
    POINTS_LOST = "exchange_points_lost"
    PENALTY_LOST = "exchange_penalty_lost"
    CASE_LOST = "exchange_case_lost"
    ORDER_LOST = "exchange_order_lost"
    HIDDEN_LOST = "exchange_hidden_lost"
    ID_LOST = "exchange_id_lost"
    UNITS_LOST = "exchange_units_lost"
    OPTIONS_LOST = "exchange_options_lost"
    SCORING_LOST = "exchange_scoring_lost"
    PARTIAL_SCORING = "exchange_partial_scoring"
    FORMATTING_LOST = "exchange_formatting_lost"
    NOT_SHOWN = "exchange_not_shown"
    ACTIVE_REMOVED = "exchange_active_removed"
    FORMULA = "exchange_formula"
    FORMAT_UNKNOWN = "exchange_format_unknown"
    PICTURE_MISSING = "exchange_picture_missing"
    PICTURE_OUTSIDE = "exchange_picture_outside"
    PICTURE_BAD = "exchange_picture_bad"
    PICTURE_MOVED = "exchange_picture_moved"
    PICTURE_WORDS_MADE = "exchange_picture_words_made"
    PICTURE_UNUSED = "exchange_picture_unused"
    FILE_LOST = "exchange_file_lost"
    BAD_WEIGHT = "exchange_bad_weight"
    BAD_NUMBER = "exchange_bad_number"
    COMMA_NUMBER = "exchange_comma_number"
    POINT_NUMBER = "exchange_point_number"
    ANSWER_UNKNOWN = "exchange_answer_unknown"
    ORDER_GUESSED = "exchange_order_guessed"

    AIKEN_NO_QUESTION = "exchange_aiken_no_question"
    AIKEN_NO_ANSWER = "exchange_aiken_no_answer"
    AIKEN_STRAY = "exchange_aiken_stray"

    SHEET = "exchange_sheet"
    SHEET_TOLD = "exchange_sheet_told"
    ROW_WITHOUT_QUESTION = "exchange_row_without_question"
    ROW_KIND = "exchange_row_kind"
    ROW_TRUTH = "exchange_row_truth"
    ROW_LEVEL = "exchange_row_level"
    ROW_CELL = "exchange_row_cell"


_FILE_MESSAGES: dict[str, str] = {
    ExchangeFault.EMPTY_FILE: N_("The file is empty. Choose the file that holds the questions."),
    ExchangeFault.NO_QUESTIONS: N_("The file holds no question. Choose another file."),
    ExchangeFault.TOO_LARGE: N_(
        "The file is larger than %(limit)s MB. Split it, or make its pictures smaller."
    ),
    ExchangeFault.TOO_MANY: N_("The file holds more than %(limit)s questions. Split it into several files."),
    ExchangeFault.UNKNOWN_FORMAT: N_(
        "This is none of the formats that can be read. Hand in GIFT, Moodle XML, Aiken, QTI 2 or the "
        "Excel template."
    ),
    ExchangeFault.OTHER_FORMAT: N_(
        "This is %(format)s, which cannot be read. Export the questions as GIFT, Moodle XML or QTI 2, or "
        "use the Excel template."
    ),
    ExchangeFault.WRONG_ENDING: N_(
        'The name of the file ends in "%(ending)s", but it holds %(format)s, and was read as that.'
    ),
    ExchangeFault.ENCODING: N_("The text is written in %(encoding)s; it was converted. Look at the letters."),
    ExchangeFault.BAD_BYTES: N_(
        "%(count)s signs cannot be read, the first in line %(at)s; they became a question mark in a box. "
        "Save the file as UTF-8 and hand it in again."
    ),
    ExchangeFault.CONTROL_SIGNS: N_("%(count)s control characters that nobody can read were left out."),
    ExchangeFault.BROKEN_XML: N_(
        "From line %(at)s on the file is no sound XML (%(reason)s). Nothing was read. Export it again."
    ),
    ExchangeFault.CUT_XML: N_(
        "From line %(at)s on the file is no sound XML (%(reason)s). Only what stands before was read."
    ),
    ExchangeFault.DECLARATIONS: N_(
        "The file declares a document type or entities, which could be an attack. Nothing was read. "
        "Export the questions again without them."
    ),
    ExchangeFault.TOO_DEEP: N_("The file nests deeper or holds more parts than questions ever do."),
    ExchangeFault.OTHER_ROOT: N_(
        'The file is XML, but "%(root)s" is no list of questions. Export Moodle XML or QTI 2.'
    ),
    ExchangeFault.UNKNOWN_ELEMENT: N_('"%(name)s" is no question and was passed over.'),
    ExchangeFault.BAD_PACKAGE: N_("The package is damaged and cannot be opened. Export it again."),
    ExchangeFault.BOMB: N_("The package unpacks to far more than questions need, so it was not opened."),
    ExchangeFault.LOCKED: N_("The file is locked with a password. Save it again without one."),
    ExchangeFault.NO_ITEMS: N_("The package names no QTI 2 item. Export the items themselves."),
    ExchangeFault.MISSING_PART: N_('The package names "%(name)s" but does not hold it.'),
    ExchangeFault.PART_IGNORED: N_('"%(name)s" is no item and was passed over (%(kind)s).'),
}

_QUESTION_MESSAGES: dict[str, str] = {
    ExchangeFault.KIND_NOT_TAKEN: N_(
        'Questions of the kind "%(kind)s" cannot be asked here. Ask it in another way.'
    ),
    ExchangeFault.KIND_MISSING: N_("The kind of the question is not said. Nothing was taken over."),
    ExchangeFault.KIND_CHANGED: N_('The kind "%(kind)s" does not exist here; it is asked as "%(instead)s".'),
    ExchangeFault.NO_ANSWERS: N_("The question has no answers. Add them in the other system."),
    ExchangeFault.NAME_SHORTENED: N_('The name was longer than %(limit)s characters; it became "%(name)s".'),
    ExchangeFault.NAME_MADE: N_('The question has no name; it is called "%(name)s".'),
    ExchangeFault.NAME_REPEATED: N_('Another question of the file has this name; it became "%(name)s".'),
    ExchangeFault.CATEGORY_UNKNOWN: N_(
        'The category "%(category)s" is no competency of the framework; the question belongs to none.'
    ),
    ExchangeFault.CATEGORY_TEXT_LOST: N_('The description of the category "%(category)s" is not kept.'),
    ExchangeFault.TAG_LOST: N_(
        'The tag "%(tag)s" is not kept: at most %(limit)s characters, no comma, at most %(most)s tags.'
    ),
    ExchangeFault.LEVEL_LOST: N_("The level %(level)s is not kept, as the question has no competency."),
    ExchangeFault.ELEMENT_LOST: N_('What "%(name)s" says is not kept.'),
    ExchangeFault.FEEDBACK_LOST: N_('The feedback "%(text)s" (%(name)s) has no place here and is not kept.'),
    ExchangeFault.HINTS_LOST: N_("Hints are not kept (%(count)s): a question is answered once here."),
    ExchangeFault.POINTS_LOST: N_("Every question weighs the same here: %(points)s points are not kept."),
    ExchangeFault.PENALTY_LOST: N_("The penalty %(penalty)s for a second try is not kept."),
    ExchangeFault.CASE_LOST: N_("Capital letters do not matter here; in the file they did."),
    ExchangeFault.ORDER_LOST: N_(
        "Answers are always shown in a mixed order here; in the file they were not."
    ),
    ExchangeFault.HIDDEN_LOST: N_("The question was hidden in the other system; here it is seen by editors."),
    ExchangeFault.ID_LOST: N_('The number "%(number)s" of the other system is not kept.'),
    ExchangeFault.UNITS_LOST: N_("How units are graded or shown is not kept (%(units)s)."),
    ExchangeFault.OPTIONS_LOST: N_("The settings %(options)s are not kept."),
    ExchangeFault.SCORING_LOST: N_(
        "The rules of scoring of the file are not kept; what it calls the right answer is right here."
    ),
    ExchangeFault.PARTIAL_SCORING: N_(
        "The file gives points only for the whole answer; here each right part earns its share."
    ),
    ExchangeFault.FORMATTING_LOST: N_(
        "An answer or feedback is plain text here; its formatting is not kept (%(names)s)."
    ),
    ExchangeFault.NOT_SHOWN: N_("The text is kept, but these parts of it are not shown here: %(names)s."),
    ExchangeFault.ACTIVE_REMOVED: N_("Programs and foreign frames were removed from the text: %(names)s."),
    ExchangeFault.FORMULA: N_("A formula is shown as it is written, not as mathematics."),
    ExchangeFault.FORMAT_UNKNOWN: N_('The text format "%(format)s" is unknown; it was read as HTML.'),
    ExchangeFault.PICTURE_MISSING: N_('The picture "%(name)s" is not in the file. Add it in the editor.'),
    ExchangeFault.PICTURE_OUTSIDE: N_(
        'The picture at "%(name)s" lies outside the file and was left out. Add it in the editor.'
    ),
    ExchangeFault.PICTURE_BAD: N_('The picture "%(name)s" cannot be taken: %(reason)s'),
    ExchangeFault.PICTURE_MOVED: N_(
        'The picture of "%(place)s" now stands below the question as "%(label)s", as answers are plain text.'
    ),
    ExchangeFault.PICTURE_WORDS_MADE: N_(
        'The picture "%(name)s" has no words for those who cannot see it; it got "%(words)s". Describe it.'
    ),
    ExchangeFault.PICTURE_UNUSED: N_('The picture "%(name)s" is shown by no text and is not kept.'),
    ExchangeFault.FILE_LOST: N_('The file "%(name)s" is no picture and is not kept.'),
    ExchangeFault.BAD_WEIGHT: N_('The weight "%(weight)s" is no number. Correct it.'),
    ExchangeFault.BAD_NUMBER: N_('"%(number)s" is no number with a tolerance or a range. Correct it.'),
    ExchangeFault.COMMA_NUMBER: N_('"%(number)s" was read as %(read)s: the comma divides the decimals.'),
    ExchangeFault.POINT_NUMBER: N_(
        '"%(number)s" was read as %(read)s: the point divides the decimals. Write thousands without a point.'
    ),
    ExchangeFault.ANSWER_UNKNOWN: N_('The right answer "%(answer)s" is none of the answers. Correct it.'),
    ExchangeFault.ORDER_GUESSED: N_(
        "Which answer means true is not said; as in old files, the first was taken for it. Check it."
    ),
    ExchangeFault.AIKEN_NO_QUESTION: N_("Answers stand here without a question before them."),
    ExchangeFault.AIKEN_NO_ANSWER: N_("The line ANSWER: with the letter of the right answer is missing."),
    ExchangeFault.AIKEN_STRAY: N_('"%(text)s" is neither a question nor an answer. Correct the line.'),
    ExchangeFault.SHEET: N_("The table cannot be read: %(reason)s"),
    ExchangeFault.SHEET_TOLD: N_("About the table: %(reason)s"),
    ExchangeFault.ROW_WITHOUT_QUESTION: N_(
        "The row goes on with answers, but no question stands before it with this code."
    ),
    ExchangeFault.ROW_KIND: N_('The kind "%(kind)s" is unknown. Kinds: %(allowed)s.'),
    ExchangeFault.ROW_TRUTH: N_('Write "Đúng" or "Sai" as the right answer, found "%(found)s".'),
    ExchangeFault.ROW_LEVEL: N_('The level "%(level)s" is no number from 1 to 5.'),
    ExchangeFault.ROW_CELL: N_('%(column)s, "%(value)s": %(reason)s'),
}

SENTENCES = MESSAGES | _FILE_MESSAGES | _QUESTION_MESSAGES
"""Of every code that a reader of files may name, those of questions and GIFT too."""
