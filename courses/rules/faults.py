"""What can be wrong with a course folder: a sentence for each, and another that says what to do.

Upper rooms translate: ``_(fault.problem, **params)``. The sentences hold no literal percent sign.
"""

from dataclasses import dataclass

from lms.messages import N_


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of problem and its remedy, both English message ids with ``%(name)s`` places."""

    problem: str
    remedy: str


# The folder and its files
NO_FOLDER = Fault(N_("There is no such folder."), N_("Check the path."))
NO_COURSE_FILE = Fault(N_("The folder has no course.yaml."), N_("Add the file that describes the course."))
FOLDER_TOO_LARGE = Fault(
    N_("The folder has %(size)s MB, more than the %(limit)s MB allowed."),
    N_("Compress the videos and images, or split the course."),
)
FILE_TOO_LARGE = Fault(
    N_("The file has %(size)s MB, more than the %(limit)s MB allowed for its kind."),
    N_("Compress it, or split it."),
)
EMPTY_FILE = Fault(N_("The file is empty."), N_("Fill it or remove it."))
LINK = Fault(N_("This is a link to somewhere else, not a file."), N_("Put the file itself here."))
SUBFOLDER = Fault(
    N_("Folders inside the course folder are not read."), N_("Put its files beside the lessons.")
)
BAD_FILE_NAME = Fault(
    N_("The file name has characters that do not work everywhere."),
    N_("Use small letters without marks, digits, hyphens and one dot, such as so-do-quy-trinh.png."),
)
BAD_LESSON_NAME = Fault(
    N_("A lesson file must be named NN-name.md."),
    N_("Begin with two digits and a hyphen, then small letters without marks, such as 01-mo-dau.md."),
)
UNKNOWN_FILE_KIND = Fault(
    N_("Files of this kind are not taken."), N_("Convert it to one of: %(known)s, or remove it.")
)
NOT_WHAT_IT_SAYS = Fault(
    N_("What is inside does not fit the ending of the name."),
    N_("Save it again in that format, or rename it."),
)
NOT_UTF8 = Fault(
    N_("The text is not in UTF-8, so Vietnamese letters cannot be read."), N_("Save the file as UTF-8.")
)
NO_LESSONS = Fault(
    N_("The course has no lesson."),
    N_("Add lessons named NN-name.md, or write “state: announced” in course.yaml."),
)
LESSONS_OF_ANNOUNCED = Fault(
    N_("The course is only announced, yet it has lessons or a post-test."),
    N_("Remove “state: announced” from course.yaml to publish them, or take these files out."),
)
SAME_LESSON_NUMBER = Fault(
    N_("Two lessons have the same number; the other one is %(other)s."),
    N_("Number the lessons in their order."),
)
SAME_LESSON_NAME = Fault(
    N_("Two lessons have the same name after their number; the other one is %(other)s."),
    N_("Give each lesson a name of its own."),
)
POST_TEST_WITHOUT_QUIZ = Fault(
    N_("There are settings of a post-test but no file quiz.gift."),
    N_("Add quiz.gift, or remove the settings."),
)

# YAML: course.yaml and the head of a lesson
BAD_YAML = Fault(
    N_("This is not readable as YAML: %(reason)s."), N_("Check indentation, colons and quotation marks.")
)
ALIAS = Fault(N_("References (& and *) are not read."), N_("Write the value out."))
DUPLICATE_KEY = Fault(N_("The key stands here twice."), N_("Keep one of the two."))
NOT_A_MAPPING = Fault(N_("Keys with values are expected here."), N_("Write one “key: value” a line."))
UNKNOWN_KEY = Fault(N_("This key is not known."), N_("Correct or remove it; known keys: %(known)s."))
MISSING_KEY = Fault(N_("This key is missing."), N_("Add it with its value."))
NOT_TEXT = Fault(N_("Text is expected here."), N_("Put the value in quotation marks."))
EMPTY_TEXT = Fault(N_("The text is empty."), N_("Write it."))
TEXT_TOO_LONG = Fault(
    N_("The text has %(length)s characters, more than the %(limit)s allowed."), N_("Shorten it.")
)
NOT_A_WHOLE_NUMBER = Fault(N_("A whole number is expected here."), N_("Write digits only, without quotes."))
OUT_OF_RANGE = Fault(
    N_("The number lies outside %(least)s to %(greatest)s."), N_("Write a number within these bounds.")
)
NOT_A_DAY = Fault(N_("A day is expected here."), N_("Write it as YYYY-MM-DD, such as 2026-07-01."))
NOT_A_LIST = Fault(N_("A list is expected here."), N_("Write [one, two], or one “- item” a line."))
EMPTY_LIST = Fault(N_("The list is empty."), N_("Name at least one."))
UNKNOWN_WORD = Fault(N_("This value is not known."), N_("Use one of: %(known)s."))
BAD_CODE = Fault(
    N_("A code has 2 to 20 capital letters and digits, the first one a letter."), N_("Write it such as KH04.")
)
REPEATED = Fault(N_("The value is in the list twice."), N_("Keep one of the two."))
UNKNOWN_COMPETENCY = Fault(
    N_("There is no such competency in the published framework."), N_("Use one of: %(known)s.")
)
UNKNOWN_POSITION = Fault(N_("There is no such position."), N_("Write “all”, or a list of: %(known)s."))

# A lesson
NO_HEAD = Fault(
    N_("The lesson does not begin with its head between two lines of “---”."),
    N_("Begin with ---, then title, minutes and kind, then --- again."),
)
EMPTY_LESSON = Fault(N_("The lesson has no text."), N_("Write the lesson below its head."))
MISSING_FILE = Fault(
    N_("The lesson names a file that is not in the folder."), N_("Add the file, or correct the name.")
)
WRONG_FILE_KIND = Fault(
    N_("A file of another kind is expected here."), N_("Name a file that ends in: %(known)s.")
)
IMAGE_ELSEWHERE = Fault(
    N_("The image lies outside the course folder and will not be shown."),
    N_("Put the image into the folder and write only its name."),
)
IMAGE_WITHOUT_WORDS = Fault(
    N_("The image has no words for people who cannot see it."),
    N_("Describe it between the square brackets: ![what it shows](name.png)."),
)
NO_CAPTIONS = Fault(
    N_("The video has no captions."), N_("Add a .vtt file and name it in the head: “captions: name.vtt”.")
)
NO_VIDEO = Fault(
    N_("A lesson of kind video names its video."), N_("Add “video: name.mp4” to the head of the lesson.")
)
NO_FILES = Fault(
    N_("A lesson of kind file names its files."), N_("Add “files: [name.pdf]” to the head of the lesson.")
)
ONLY_FOR_VIDEO = Fault(
    N_("Only a lesson of kind video has this key."), N_("Write “kind: video”, or remove the key.")
)

# What the database knows
NO_OWNER = Fault(
    N_("It is not said which institution owns the course."),
    N_("Add “institution: CODE” to course.yaml, or name the institution when importing."),
)
SEVERAL_OWNERS = Fault(
    N_("You edit for several institutions, and it is not said which one owns the course."),
    N_("Add “institution: CODE” to course.yaml with one of: %(known)s."),
)
UNKNOWN_OWNER = Fault(N_("There is no institution of this code."), N_("Correct the code, or add it first."))
OTHER_OWNER = Fault(
    N_("The course belongs to %(owner)s, not to the institution named here."),
    N_("Remove the key “institution”, or give the course a code of its own."),
)
NEVER_BACK = Fault(
    N_("The course is published already and cannot go back to being announced."),
    N_("Remove “state: announced” and keep its lessons."),
)

IN_STUDIO = Fault(
    N_("Editors are writing the next version of this course in the studio."),
    N_("Let them publish or withdraw it first, or bring the folder's content in there."),
)

# Worth a word, no reason to refuse
UNUSED_FILE = Fault(
    N_("No lesson names this file, so it was left out."), N_("Name it in a lesson, or remove it.")
)
LONG_LESSON = Fault(
    N_("The lesson has %(words)s words and is slow to load on a weak line."),
    N_("Split it: 10 to 15 minutes are good for one lesson."),
)
REVIEW_PASSED = Fault(
    N_("The day of the next review has passed."), N_("Check the legal basis and set a new day.")
)
CONVERTED = Fault(
    N_("The text was in the old encoding %(encoding)s and was converted to Unicode."), N_("Please check it.")
)
