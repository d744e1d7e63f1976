"""The register of legal documents: adding, correcting, replacing; which texts name them and still hold."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from courses import policies, queries, rules
from courses.models import DocumentMention, LegalDocument
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
    named = rules.documents_named(text)
    known = {mention.number for mention in queries.list_mentions_of(subject)}
    gone = known.difference(named)
    if gone:
        db.session.execute(
            delete(DocumentMention).where(
                DocumentMention.subject == subject, DocumentMention.number.in_(sorted(gone))
            )
        )
    db.session.add_all(
        DocumentMention(subject=subject, number=number) for number in named if number not in known
    )
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
