"""What is wrong with authored content, as codes with English sentences that also say what to do.

Upper rooms translate: ``_(finding.template, **finding.params)``. The sentences hold no literal percent sign,
so they read the same with and without parameters.
"""

from enum import StrEnum

from lms.messages import N_


class CaseFault(StrEnum):
    """What the reader and the checker of case exercises find."""

    NOT_A_MAPPING = "not_a_mapping"
    NOT_A_LIST = "not_a_list"
    NOT_TEXT = "not_text"
    NOT_WHOLE_NUMBER = "not_whole_number"
    NOT_TRUE_OR_FALSE = "not_true_or_false"
    EMPTY_TEXT = "empty_text"
    OUT_OF_BOUNDS = "out_of_bounds"
    MISSING_KEY = "missing_key"
    UNKNOWN_KEY = "unknown_key"
    DUPLICATE_KEY = "duplicate_key"
    BAD_NAME = "bad_name"
    BOOLEAN_NAME = "boolean_name"
    RESERVED_NAME = "reserved_name"
    UNKNOWN_AREA = "unknown_area"
    UNKNOWN_START = "unknown_start"
    UNKNOWN_TARGET = "unknown_target"
    DEAD_END = "dead_end"
    UNREACHABLE = "unreachable"
    CYCLE = "cycle"
    ENDLESS = "endless"
    UNKNOWN_COMPETENCY = "unknown_competency"
    UNEVEN_COMPETENCIES = "uneven_competencies"
    POINTS_OUT_OF_RANGE = "points_out_of_range"
    NO_COMPETENCY = "no_competency"
    NEVER_EVIDENCE = "never_evidence"
    NO_LAWFUL_PATH = "no_lawful_path"
    LONGEST_IS_BEST = "longest_is_best"
    FEW_OPTIONS = "few_options"
    SEVERAL_BEST = "several_best"
    CRITICAL_PAYS = "critical_pays"
    LOW_MAXIMUM = "low_maximum"
    LEVEL_UNUSED = "level_unused"


class QuestionFault(StrEnum):
    """What is wrong with the content of a question."""

    TEXT_MISSING = "question_text_missing"
    UNKNOWN_KEY = "question_unknown_key"
    UNKNOWN_FORMAT = "question_unknown_format"
    NOT_A_LIST = "question_not_a_list"
    TOO_FEW = "question_too_few"
    PART_EMPTY = "question_part_empty"
    PART_REPEATED = "question_part_repeated"
    BAD_WEIGHT = "question_bad_weight"
    NO_RIGHT_ANSWER = "question_no_right_answer"
    WEIGHTS_NOT_WHOLE = "question_weights_not_whole"
    ANSWER_NOT_TRUE_OR_FALSE = "question_answer_not_true_or_false"
    BAD_NUMBER = "question_bad_number"
    RANGE_REVERSED = "question_range_reversed"


class DraftFault(StrEnum):
    """What is wrong about a question around its content, and in how it is written."""

    KEY_MISSING = "draft_key_missing"
    KEY_TOO_LONG = "draft_key_too_long"
    KEY_UNTIDY = "draft_key_untidy"
    UNKNOWN_COMPETENCY = "draft_unknown_competency"
    LEVEL_OUT_OF_RANGE = "draft_level_out_of_range"
    LEVEL_OF_NOTHING = "draft_level_of_nothing"
    TOO_MANY_TAGS = "draft_too_many_tags"
    BAD_TAG = "draft_bad_tag"
    TEXT_TOO_LONG = "draft_text_too_long"
    TOO_MANY_PARTS = "draft_too_many_parts"
    PICTURE_WITHOUT_WORDS = "draft_picture_without_words"
    UNKNOWN_PICTURE = "draft_unknown_picture"
    UNWRITABLE = "draft_unwritable"


class GiftFault(StrEnum):
    """What is wrong with the writing of a question in a GIFT file."""

    EMPTY_CATEGORY = "gift_empty_category"
    UNCLOSED_TITLE = "gift_unclosed_title"
    NO_BLOCK = "gift_no_block"
    UNCLOSED_BLOCK = "gift_unclosed_block"
    STRAY_BRACE = "gift_stray_brace"
    ESSAY = "gift_essay"
    NO_MARKS = "gift_no_marks"
    TEXT_BEFORE_ANSWERS = "gift_text_before_answers"
    BAD_WEIGHT = "gift_bad_weight"
    BAD_NUMBER = "gift_bad_number"
    MIXED_MATCHING = "gift_mixed_matching"
    MATCHING_EXTRAS = "gift_matching_extras"


_CASE_MESSAGES: dict[str, str] = {
    CaseFault.NOT_A_MAPPING: N_(
        "Keys with values are expected here, found %(found)s. Check the indentation."
    ),
    CaseFault.NOT_A_LIST: N_(
        "A list is expected here, found %(found)s. Write [one, two] or one item per line."
    ),
    CaseFault.NOT_TEXT: N_("Text is expected here, found %(found)s. Put the value in quotation marks."),
    CaseFault.NOT_WHOLE_NUMBER: N_("A whole number is expected here, found %(found)s."),
    CaseFault.NOT_TRUE_OR_FALSE: N_("Write true or false here, found %(found)s."),
    CaseFault.EMPTY_TEXT: N_("This text is empty. Write it, or remove the key if it is optional."),
    CaseFault.OUT_OF_BOUNDS: N_("%(value)s is outside %(least)s to %(greatest)s. Write a value within."),
    CaseFault.MISSING_KEY: N_('The key "%(key)s" is missing. Add it.'),
    CaseFault.UNKNOWN_KEY: N_('The key "%(key)s" is unknown. Keys allowed here: %(allowed)s.'),
    CaseFault.DUPLICATE_KEY: N_('The name "%(key)s" is used twice here. Rename one of them.'),
    CaseFault.BAD_NAME: N_(
        '"%(name)s" cannot be a name. Use at most 40 letters, digits, hyphens or underscores.'
    ),
    CaseFault.BOOLEAN_NAME: N_(
        "YAML reads yes, no, on and off as true and false; this name became %(name)s. "
        "Put it in quotation marks."
    ),
    CaseFault.RESERVED_NAME: N_(
        '"%(name)s" means the end of the case. Give this decision point another name.'
    ),
    CaseFault.UNKNOWN_AREA: N_('The area type "%(area)s" is unknown. Area types allowed: %(allowed)s.'),
    CaseFault.UNKNOWN_START: N_(
        'The case starts at "%(target)s", which is no decision point. Name one that exists.'
    ),
    CaseFault.UNKNOWN_TARGET: N_(
        'The option leads to "%(target)s", which is no decision point. Name one that exists, or "%(end)s".'
    ),
    CaseFault.DEAD_END: N_('The decision point "%(node)s" has no options, so paths stop there. Add options.'),
    CaseFault.UNREACHABLE: N_(
        'No path reaches the decision point "%(node)s". Lead an option to it or remove it.'
    ),
    CaseFault.CYCLE: N_("These decision points lead in a circle: %(path)s. Lead the last one elsewhere."),
    CaseFault.ENDLESS: N_('No path from "%(node)s" reaches the end. Lead at least one option to the end.'),
    CaseFault.UNKNOWN_COMPETENCY: N_('The framework has no competency "%(competency)s". Correct the code.'),
    CaseFault.UNEVEN_COMPETENCIES: N_(
        "This option gives no points for %(missing)s, which other options of the decision point do. "
        "Give all options of a decision point the same competencies (0 where nothing is shown)."
    ),
    CaseFault.POINTS_OUT_OF_RANGE: N_(
        "%(points)s points for %(competency)s are outside 0 to %(greatest)s. Write a whole number within."
    ),
    CaseFault.NO_COMPETENCY: N_(
        "No option gives points for any competency. Add points, or the case proves nothing."
    ),
    CaseFault.NEVER_EVIDENCE: N_(
        "No path without a critical choice earns %(percent)s percent of the points for %(competency)s. "
        "Raise its points, or remove the competency."
    ),
    CaseFault.NO_LAWFUL_PATH: N_(
        "Every path needs a critical choice. Add an option that is lawful and safe."
    ),
    CaseFault.LONGEST_IS_BEST: N_(
        "In every decision point the best option is the longest text, which gives it away. "
        "Shorten some best options or lengthen weak ones."
    ),
    CaseFault.FEW_OPTIONS: N_(
        'The decision point "%(node)s" has %(count)s options. Offer at least %(least)s.'
    ),
    CaseFault.SEVERAL_BEST: N_(
        "In every decision point more than one option is best. Let one stand out somewhere."
    ),
    CaseFault.CRITICAL_PAYS: N_(
        'In "%(node)s" the critical option "%(critical)s" earns more than the lawful option "%(lawful)s". '
        "Check the points."
    ),
    CaseFault.LOW_MAXIMUM: N_(
        'In "%(node)s" no option earns %(greatest)s points for %(competency)s, '
        "so a weaker option counts as full. Check the points."
    ),
    CaseFault.LEVEL_UNUSED: N_(
        'A level is set for "%(competency)s", but no option gives points for it. Remove it.'
    ),
}

_QUESTION_MESSAGES: dict[str, str] = {
    QuestionFault.TEXT_MISSING: N_("The question has no text. Write what is asked."),
    QuestionFault.UNKNOWN_KEY: N_('The key "%(key)s" is unknown. Keys allowed here: %(allowed)s.'),
    QuestionFault.UNKNOWN_FORMAT: N_(
        'The text format "%(format)s" is unknown. Formats allowed: %(allowed)s.'
    ),
    QuestionFault.NOT_A_LIST: N_("A list of %(key)s is expected."),
    QuestionFault.TOO_FEW: N_("Only %(count)s given for %(key)s. Write at least %(least)s."),
    QuestionFault.PART_EMPTY: N_("A part of the question is empty. Write its text."),
    QuestionFault.PART_REPEATED: N_('"%(part)s" stands there twice. Change or remove one of them.'),
    QuestionFault.BAD_WEIGHT: N_(
        'The weight "%(weight)s" is not a number from %(least)s to 100. Correct it.'
    ),
    QuestionFault.NO_RIGHT_ANSWER: N_("No answer earns full marks. Mark at least one answer as right."),
    QuestionFault.WEIGHTS_NOT_WHOLE: N_(
        "The weights of the right options add up to %(total)s. Make them add up to 100."
    ),
    QuestionFault.ANSWER_NOT_TRUE_OR_FALSE: N_("The right answer must be true or false."),
    QuestionFault.BAD_NUMBER: N_('"%(number)s" is not a number. Write digits with a point before decimals.'),
    QuestionFault.RANGE_REVERSED: N_(
        "The range from %(minimum)s to %(maximum)s is empty. Write the smaller one first."
    ),
}

_DRAFT_MESSAGES: dict[str, str] = {
    DraftFault.KEY_MISSING: N_("The question has no code. Write a short one, such as C01."),
    DraftFault.KEY_TOO_LONG: N_("The code is longer than %(limit)s characters. Shorten it."),
    DraftFault.KEY_UNTIDY: N_(
        "The code begins or ends with a space, or holds invisible characters. Write it again."
    ),
    DraftFault.UNKNOWN_COMPETENCY: N_('The framework has no competency "%(competency)s". Correct the code.'),
    DraftFault.LEVEL_OUT_OF_RANGE: N_("%(level)s is no level. Levels go from 1 to 5."),
    DraftFault.LEVEL_OF_NOTHING: N_("A level needs a competency. Choose one, or leave the level empty."),
    DraftFault.TOO_MANY_TAGS: N_("More than %(limit)s tags are given. Keep those that help to find it."),
    DraftFault.BAD_TAG: N_(
        'The tag "%(tag)s" cannot be used. Write 1 to %(limit)s characters without a comma.'
    ),
    DraftFault.TEXT_TOO_LONG: N_("The text is longer than %(limit)s characters. Shorten it."),
    DraftFault.TOO_MANY_PARTS: N_("More than %(limit)s lines are given. Keep the better ones."),
    DraftFault.PICTURE_WITHOUT_WORDS: N_(
        'The picture "%(name)s" has no words for those who cannot see it. Describe it in the square brackets.'
    ),
    DraftFault.UNKNOWN_PICTURE: N_(
        'The bank holds no picture "%(name)s". Add it with the button, or remove it from the text.'
    ),
    DraftFault.UNWRITABLE: N_("A text holds control characters that nobody sees. Write it again."),
}

_GIFT_MESSAGES: dict[str, str] = {
    GiftFault.EMPTY_CATEGORY: N_("The category has no name. Write a competency code after $CATEGORY:."),
    GiftFault.UNCLOSED_TITLE: N_("The title is not closed. Put two colons after it, as in ::title::."),
    GiftFault.NO_BLOCK: N_(
        "This text has no answers. Add an answer block in braces, "
        "or two slashes before it if it is a comment."
    ),
    GiftFault.UNCLOSED_BLOCK: N_(
        "The answer block is not closed. Add a closing brace, and leave no empty line inside the block."
    ),
    GiftFault.STRAY_BRACE: N_("A brace stands where none may. Remove it, or put a backslash before it."),
    GiftFault.ESSAY: N_(
        "Essay questions are not supported. Give answers inside the braces, or remove the question."
    ),
    GiftFault.NO_MARKS: N_(
        'The answer block marks no answer. Put "=" before right and "~" before wrong answers.'
    ),
    GiftFault.TEXT_BEFORE_ANSWERS: N_('"%(part)s" stands before the first answer. Put "=" or "~" before it.'),
    GiftFault.BAD_WEIGHT: N_('The weight "%(weight)s" cannot be read. Write a number between percent signs.'),
    GiftFault.BAD_NUMBER: N_(
        '"%(number)s" is no number, number:tolerance or least..greatest. Write a point before decimals.'
    ),
    GiftFault.MIXED_MATCHING: N_('In a matching question every line is "=left -> right". Correct this line.'),
    GiftFault.MATCHING_EXTRAS: N_(
        'Matching pairs take no weight and no feedback. Remove it, or put a backslash before "#".'
    ),
}

MESSAGES = _CASE_MESSAGES | _QUESTION_MESSAGES | _DRAFT_MESSAGES | _GIFT_MESSAGES
