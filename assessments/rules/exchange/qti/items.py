"""One QTI 2 item (assessmentItem of IMS QTI 2.0, 2.1 and 2.2) as a question."""

from collections.abc import Callable

from assessments.rules.exchange.building import Reading, Written
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.qti.interactions import INTERACTIONS
from assessments.rules.exchange.qti.source import Item
from assessments.rules.exchange.shapes import Notes, Refusal
from assessments.rules.exchange.texts import Texts
from assessments.rules.exchange.xml_tree import Element
from assessments.rules.vocabulary import QuestionKind

ITEM = "assessmentItem"

_PROCESSED = frozenset({"match_correct", "map_response", "match_correct.xml", "map_response.xml"})
_READ = frozenset({"responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing"})
_FEEDBACK = "modalFeedback"


def read_item(root: Element, reading: Reading, find: Callable[[str], bytes | None], part: str = "") -> None:
    """Add the question that an item says, or why it cannot be taken over.

    Args:
        root: an element named "assessmentItem".
        reading: where the question goes.
        find: gives the bytes of a picture by its address in the item.
        part: name of the file in its package.
    """
    notes = Notes(root.line, part)
    title = root.attributes.get("title", "").strip() or root.attributes.get("identifier", "").strip()
    try:
        item = Item(root, notes, Texts(notes, reading.shelf, reading.known, find))
        written = _written(item)
        written.title = title
        reading.take(written, notes)
    except Refusal as refusal:
        if refusal.code in {ExchangeFault.TOO_MANY, ExchangeFault.TOO_LARGE}:
            raise
        body = root.find("itemBody")
        reading.refuse(refusal, notes, title=title, text=body.all_text if body else "")


def _written(item: Item) -> Written:
    if item.root.find("templateDeclaration") is not None:
        raise Refusal(ExchangeFault.KIND_NOT_TAKEN, item.root.line, kind="templateDeclaration")
    interaction = item.interaction()
    written = INTERACTIONS[interaction.name](item, interaction)
    text, text_format = item.question_text(interaction)
    written.payload["text"] = item.texts.with_moved(text, text_format)
    written.payload["format"] = text_format
    _note_processing(item, written.kind)
    _read_feedback(item, written)
    for child in item.root.children:
        if child.name not in _READ and child.name != _FEEDBACK:
            item.notes.lose(ExchangeFault.ELEMENT_LOST, line=child.line, name=child.name)
    if item.root.attributes.get("adaptive") == "true":
        item.notes.lose(ExchangeFault.OPTIONS_LOST, options="adaptive")
    return written


def _note_processing(item: Item, kind: QuestionKind) -> None:
    """Note scoring that ours does not do."""
    processing = item.root.find("responseProcessing")
    template = processing.attributes.get("template", "") if processing is not None else ""
    if processing is not None and (
        any(processing.children) or (template and template.rpartition("/")[2] not in _PROCESSED)
    ):
        item.notes.lose(ExchangeFault.SCORING_LOST, line=processing.line)
    has_parts = kind in {QuestionKind.MULTIPLE, QuestionKind.ORDERING, QuestionKind.MATCHING}
    if has_parts and not item.mapping:
        item.notes.tell(ExchangeFault.PARTIAL_SCORING)


def _read_feedback(item: Item, written: Written) -> None:
    """Give feedback of the whole item a place: to the answer it names, else to the question."""
    general: list[str] = []
    for element in item.root.all(_FEEDBACK):
        words = item.plain(element, is_feedback=True)
        name = element.attributes.get("identifier", "")
        target = next((part for key, part in item.parts.items() if key == name), None)
        if not words:
            continue
        if target is not None and "feedback" not in target and _takes_feedback(written.kind):
            target["feedback"] = words
        elif not element.attributes.get("outcomeIdentifier") or _is_general(name):
            general.append(words)
        else:
            item.notes.lose(ExchangeFault.FEEDBACK_LOST, line=element.line, name=name, text=words)
    if general:
        written.payload["feedback"] = "\n".join(general)


def _takes_feedback(kind: QuestionKind) -> bool:
    return kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}


def _is_general(name: str) -> bool:
    return name.lower() in {"general", "solution", "general_fb", "general_feedback"}
