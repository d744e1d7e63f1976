"""The register of legal documents: adding, correcting, replacing; which texts name them and still hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from courses import policies, queries, rules
from courses.models import CourseVersion, DocumentMention, LegalDocument, Lesson
from courses.rules import ContentEvent
from courses.services.editing import EditedMeanwhile
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize

LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What is written of a document in the register."""

    number: str
    title: str
    effective_on: date | None = None


def add_document(said: DocumentText, *, by: Account) -> LegalDocument:
    """Put a document into the register and return it; one that is there is returned as it is.

    Raises:
        Forbidden: ``by`` neither writes nor reviews.
        Refused: the number is none that can be found in texts, or there is no title.
    """
    authorize(by, policies.may_keep_documents, None)
    number = _number(said.number)
    known = queries.find_document(number)
    if known is not None:
        return known
    document = LegalDocument(number=number, title=_title(said), effective_on=said.effective_on)
    try:
        with db.session.begin_nested():
            db.session.add(document)
    except IntegrityError:  # somebody else was faster
        known = queries.find_document(number)
        if known is None:
            raise
        return known
    audit.record(ContentEvent.DOCUMENT_ADDED, document, by=by, number=number)
    return document


def edit_document(document: LegalDocument, said: DocumentText, *, seen: int, by: Account) -> None:
    """Correct title and date of a document; its number is what texts name and stays.

    Raises:
        EditedMeanwhile: another revision stands there now.
        Forbidden: ``by`` neither writes nor reviews.
    """
    authorize(by, policies.may_keep_documents, None)
    _lock(document, seen)
    document.title, document.effective_on = _title(said), said.effective_on
    audit.record(ContentEvent.DOCUMENT_CHANGED, document, by=by, number=document.number)


def replace_document(
    document: LegalDocument, replacement: LegalDocument, *, on: date, seen: int, by: Account
) -> None:
    """Note that from a day on another document stands in the place of this one.

    From then on every text that names it is listed for review, and learners are told that it waits.

    Args:
        document: what is replaced.
        replacement: what stands in its place.
        on: the first day.
        seen: the revision that was shown.
        by: who writes or reviews.

    Raises:
        Conflict: it would replace itself, straight or in a circle.
        EditedMeanwhile: another revision stands there now.
        Forbidden: ``by`` neither writes nor reviews.
    """
    authorize(by, policies.may_keep_documents, None)
    _lock(document, seen)
    _refuse_circle(document, replacement)
    document.replaced_by, document.replaced_on = replacement, on
    # What was found to hold was found so before this replacement was known.
    db.session.execute(
        update(DocumentMention)
        .where(DocumentMention.number == document.number)
        .values(found_holding_at=None, found_holding_by_id=None)
    )
    audit.record(
        ContentEvent.DOCUMENT_REPLACED,
        document,
        by=by,
        number=document.number,
        replacement=replacement.number,
        on=on.isoformat(),
    )


def _refuse_circle(document: LegalDocument, replacement: LegalDocument) -> None:
    following: LegalDocument | None = replacement
    while following is not None:
        if following.id == document.id:
            raise Conflict(_("A document cannot come in its own place, also not by way of others."))
        following = following.replaced_by


def note_mentions(subject: str, text: str) -> None:
    """Renew what is known of the documents a text names. Only for services that have saved it; no gate.

    Args:
        subject: "lesson:5", "question:31", "case-version:7", "course-version:12".
        text: all its words.
    """
    note_all_mentions({subject: text})


def note_all_mentions(texts: Mapping[str, str]) -> None:
    """Do so with many texts, by their subjects, in a few statements. No gate, as `note_mentions`."""
    named = [(subject, number) for subject, text in texts.items() for number in rules.documents_named(text)]
    known = {(mention.subject, mention.number): mention for mention in queries.list_mentions_of(*texts)}
    for key in known.keys() - set(named):
        db.session.delete(known[key])
    db.session.add_all(
        DocumentMention(subject=subject, number=number)
        for subject, number in named
        if (subject, number) not in known
    )
    db.session.flush()


def note_lessons(*lessons: Lesson) -> None:
    """Do so with all that lessons say. No gate, as `note_mentions`."""
    note_all_mentions({one.subject: f"{one.title}\n{one.markdown}\n{one.transcript}" for one in lessons})


def note_version(version: CourseVersion) -> None:
    """Do so with the sheet of a course version and what it cites; its lessons have their own."""
    sheet = queries.sheet_of(version)
    cited = [row.document for row in queries.list_citations(version)]
    note_mentions(version.subject, "\n".join([sheet.title, sheet.summary, *cited]))


def keep_holding(copies: Mapping[str, str]) -> None:
    """Let what an editor found to hold of texts hold of their copies, too, as far as these name the same.

    Only for services that have just copied the texts word by word and noted what they name; no gate.

    Args:
        copies: the word of the copy by the word of the text it was made from.
    """
    mentions = queries.list_mentions_of(*copies, *copies.values())
    holding = {
        (copies[one.subject], one.number): one
        for one in mentions
        if one.subject in copies and one.found_holding_at is not None
    }
    for mention in mentions:
        found = holding.get((mention.subject, mention.number))
        if found is not None:
            mention.found_holding_at = found.found_holding_at
            mention.found_holding_by_id = found.found_holding_by_id
    db.session.flush()


def note_holding(mention: DocumentMention, *, by: Account) -> None:
    """Note that a text holds although a document it names was replaced; learners are then told nothing.

    Only for services above that have asked who answers for the text; no gate.
    """
    if mention.found_holding_at is None:
        mention.found_holding_at = clock.now()
        mention.found_holding_by_id = by.id
        audit.record(
            ContentEvent.FOUND_HOLDING, mention, by=by, subject=mention.subject, number=mention.number
        )


def _lock(document: LegalDocument, seen: int) -> None:
    queries.lock_document(document)
    if document.revision != seen:
        raise EditedMeanwhile(
            _("Somebody else has changed this document since you opened it. Look at it again."),
            revision=document.revision,
        )
    document.revision += 1


def _number(written: str) -> str:
    found = rules.documents_named(written)
    if len(found) != 1:
        raise Refused(_("Write the number as it stands on the document, such as 171/2025/NĐ-CP."))
    return found[0]


def _title(said: DocumentText) -> str:
    title = " ".join(said.title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Refused(_("Write the title, at most %(limit)d characters.", limit=LONGEST_TITLE))
    return title
