"""What a Word document loses on its way to lessons: a sentence for each, and what to do. Pure."""

from courses.rules.faults import Fault
from lms.messages import N_
from lms.word.shapes import LossKind

WORD_LOSSES = {
    LossKind.EQUATION: Fault(
        N_("An equation became plain signs."),
        N_("Check it; a complicated one is better put in as a picture."),
    ),
    LossKind.CHART: Fault(
        N_("A chart was left out."), N_("Save it in Word as a picture (PNG) and upload it to the lesson.")
    ),
    LossKind.DIAGRAM: Fault(
        N_("A SmartArt diagram was left out."),
        N_("Save it in Word as a picture (PNG) and upload it to the lesson."),
    ),
    LossKind.OBJECT: Fault(
        N_("An embedded file or object was left out."),
        N_("Put it in as a picture, or upload it as a file of the lesson."),
    ),
    LossKind.SHAPE: Fault(
        N_("A drawn shape was left out."), N_("Save it as a picture (PNG) if it says something.")
    ),
    LossKind.TEXT_BOX: Fault(
        N_("The text of a text box now follows its paragraph."),
        N_("Check whether it stands where it belongs."),
    ),
    LossKind.VIDEO: Fault(
        N_("A video from another site was left out."),
        N_("Upload the video, with captions, as a lesson of its own."),
    ),
    LossKind.COMMENT: Fault(
        N_("A comment was left out."), N_("Check that nothing in it still had to be done.")
    ),
    LossKind.CHANGE: Fault(
        N_("Tracked changes were taken as if all of them were accepted."), N_("Check the text.")
    ),
    LossKind.HIDDEN: Fault(N_("Hidden text was left out."), N_("Show it in Word first if learners need it.")),
    LossKind.HEADER: Fault(
        N_("Headers and footers of the pages were left out."),
        N_("Lessons have no pages; nothing needs to be done."),
    ),
    LossKind.CONTENTS: Fault(
        N_("The table of contents was left out."), N_("Learners see the list of lessons instead.")
    ),
    LossKind.OUTSIDE_PICTURE: Fault(
        N_("A picture lies outside the file and was not fetched."), N_("Upload it to the lesson.")
    ),
    LossKind.METAFILE: Fault(
        N_("A picture in a format of Windows (WMF, EMF) was left out."),
        N_("Save it as PNG and upload it to the lesson."),
    ),
    LossKind.LOST_PICTURE: Fault(N_("A picture is not in the file."), N_("Upload it to the lesson.")),
    LossKind.MANY_PICTURES: Fault(
        N_("Only the first 100 pictures are taken."), N_("Split the document, or upload the others yourself.")
    ),
    LossKind.LINK: Fault(
        N_("A link that leads to no web page became plain text."),
        N_("Write the address anew if it is needed."),
    ),
    LossKind.MERGED_CELLS: Fault(
        N_("Merged cells of a table were separated; the text stands in the first of them."),
        N_("Check the table, or repeat the text where it belongs."),
    ),
    LossKind.NO_HEAD_ROW: Fault(
        N_("A table has no heading row; its first row was taken for it."), N_("Check the table.")
    ),
    LossKind.NESTED_TABLE: Fault(
        N_("A table inside a table became lines of its cell."), N_("Write it as a table of its own.")
    ),
    LossKind.STRUCK: Fault(
        N_("Struck-through words are shown without the line."), N_("Delete them if they no longer hold.")
    ),
    LossKind.RAISED: Fault(N_("Raised or lowered words stand on the line."), N_("Check the text.")),
    LossKind.EMPHASIS: Fault(
        N_("Bold or italics inside words were left out."), N_("Put them in again where they matter.")
    ),
    LossKind.TITLE: Fault(
        N_("The title of the document was left out."), N_("The course has a title of its own, on its sheet.")
    ),
    LossKind.LONG_HEADING: Fault(
        N_("A heading of more than 250 characters became a paragraph."), N_("Give it a short heading.")
    ),
}
