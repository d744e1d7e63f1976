"""What a course version cites, tied to the register of legal documents. Only for services; no gate."""

from collections.abc import Sequence

from courses import queries, rules
from courses.models import LegalCitation
from courses.rules import CitationText


def make_citations(said: Sequence[CitationText], *, version_id: int | None = None) -> list[LegalCitation]:
    """Return new rows in order, each with the document of the register that it names first, if that is known.

    Args:
        said: what is cited.
        version_id: whose; None where the rows are put into a new version.
    """
    numbers = [next(iter(rules.documents_named(one.document)), "") for one in said]
    known = {document.number: document.id for document in queries.list_documents(set(numbers))}
    return [
        LegalCitation(
            version_id=version_id,
            rank=rank,
            document=one.document,
            effective_on=one.effective_on,
            review_on=one.review_on,
            note=one.note,
            legal_document_id=known.get(number),
        )
        for rank, (one, number) in enumerate(zip(said, numbers, strict=True), start=1)
    ]
