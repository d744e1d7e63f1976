"""Questions of a bank as files: for other systems, for a spreadsheet, and to be read here again."""

from io import BytesIO

from assessments import queries
from assessments.models import BankVersion
from assessments.queries import question_uploads as uploads
from assessments.rules import AssessmentEvent
from assessments.rules.exchange import FileFormat, write_gift, write_moodle_xml
from assessments.services.question_plans import ImportPlan
from assessments.services.question_sheets import write_question_sheet
from assessments.services.question_words import note_sentence, outcome_word
from courses import policies
from lms import audit
from lms.files import storage
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.tables import write_table


def export_questions(version: BankVersion, file_format: FileFormat, *, by: Account) -> bytes:
    """Return the questions of a version as a file, with their pictures.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner of the bank.
    """
    authorize(by, policies.may_publish, version.bank.owner)
    drafts = [queries.draft_of(member.question) for member in queries.get_members(version).values()]
    used = {use.name for draft in drafts for use in draft.pictures}
    pictures = {}
    for file in uploads.list_bank_files(version.bank_id):
        if file.name in used:
            with storage().open(file.storage_key) as stream:
                pictures[file.name] = stream.read()
    audit.record(AssessmentEvent.QUESTIONS_EXPORTED, version, by=by, format=file_format.value)
    if file_format is FileFormat.GIFT:
        return write_gift(version.bank.title, drafts, pictures).encode()
    if file_format is FileFormat.MOODLE_XML:
        return write_moodle_xml(version.bank.title, drafts, pictures).encode()
    target = BytesIO()
    write_question_sheet(target, drafts, pictures)
    return target.getvalue()


def write_report(plan: ImportPlan) -> bytes:
    """Return the report of a file as a workbook: a row for each thing to say, with its place."""
    headers = [
        _("Line"),
        _("Part of the package"),
        _("Question"),
        _("Outcome"),
        _("What to say"),
        _("As written"),
    ]
    rows = [
        [str(note.line or ""), note.part, "", _("The whole file"), note_sentence(note), note.text]
        for note in plan.notes
    ]
    for row in plan.rows:
        rows += [
            [
                str(note.line or row.line),
                row.part,
                row.title,
                outcome_word(row.outcome),
                note_sentence(note),
                note.text,
            ]
            for note in row.notes
        ]
    target = BytesIO()
    write_table(target, headers, rows)
    return target.getvalue()
