"""Moodle XML of whatever version: categories, names, texts, tags; kinds are read in `kinds`."""

import re
from urllib.parse import unquote

from assessments.rules.exchange.building import Reading, Written
from assessments.rules.exchange.figures import read_weight
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.moodle.kinds import KINDS, RENAMED
from assessments.rules.exchange.moodle.source import Source
from assessments.rules.exchange.pictures import from_base64, picture_name
from assessments.rules.exchange.shapes import (
    FileFormat,
    Known,
    NoteKind,
    Notes,
    ReadQuestions,
    Refusal,
    shorten,
)
from assessments.rules.exchange.texts import Texts
from assessments.rules.exchange.xml_tree import Element, XmlReading

_CATEGORY = "category"
_USUAL_PENALTIES = frozenset({"0", "1", "0.1", "0.3333333", "0.33333", "0.333333"})
_ENOUGH = 4_000
"""So many signs of base64 tell what a file is."""
_YES = frozenset({"1", "true"})
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read_moodle_xml(xml: XmlReading, known: Known) -> ReadQuestions:
    """Return what a Moodle XML file says; ``xml`` has a root named "quiz".

    Raises:
        Refusal: there are too many questions, or their pictures are too large.
    """
    reading = Reading(FileFormat.MOODLE_XML, known)
    category = ""
    for element in xml.root.children if xml.root else ():
        if element.name != "question":
            reading.notes.lose(ExchangeFault.UNKNOWN_ELEMENT, line=element.line, name=element.name)
        elif element.attributes.get("type", "").strip().lower() == _CATEGORY:
            category = _category(element, reading.notes)
        else:
            _read_question(element, category, reading)
    if xml.fault is not None:
        reading.notes.take(NoteKind.LOST, xml.fault)
    return reading.result()


def _category(element: Element, notes: Notes) -> str:
    found = element.find(_CATEGORY)
    path = (found.say("text") or found.text.strip()) if found else ""
    info = element.find("info")
    if info is not None and info.all_text.strip():
        notes.lose(ExchangeFault.CATEGORY_TEXT_LOST, line=info.line, category=path)
    return path


def _read_question(element: Element, category: str, reading: Reading) -> None:
    notes = Notes(element.line)
    title = _title(element)
    try:
        written = _written(element, notes, reading)
        written.title, written.category = title, category
        reading.take(written, notes)
    except Refusal as refusal:
        if refusal.code in {ExchangeFault.TOO_MANY, ExchangeFault.TOO_LARGE}:
            raise
        asked = element.find("questiontext")
        words = " ".join(re.sub(r"<[^<>]*>", " ", asked.all_text[:500]).split()) if asked else ""
        reading.refuse(refusal, notes, title=title, text=words)


def _title(element: Element) -> str:
    found = element.find("name")
    return (found.say("text") or found.text.strip()) if found else ""


def _written(element: Element, notes: Notes, reading: Reading) -> Written:
    name = element.attributes.get("type", "").strip().lower()
    if not name:
        raise Refusal(ExchangeFault.KIND_MISSING, element.line)
    kind = RENAMED.get(name, name)
    if kind not in KINDS:
        raise Refusal(ExchangeFault.KIND_NOT_TAKEN, element.line, kind=name)
    source = Source(element, notes, Texts(notes, reading.shelf, reading.known))
    text, text_format = _question_text(source)
    written = KINDS[kind](source)
    if name in RENAMED:
        notes.tell(ExchangeFault.KIND_CHANGED, kind=name, instead=kind)
    source.note_leftovers()
    written.payload["text"] = source.texts.with_moved(text, text_format)
    written.payload["format"] = text_format
    written.payload["feedback"] = source.feedback(element.find("generalfeedback"))
    written.tags = [tag.say("text") or tag.text.strip() for tag in _tags(element)]
    _note_settings(element, notes)
    _note_unused(element, notes)
    return written


def _question_text(source: Source) -> tuple[str, str]:
    asked = source.element.find("questiontext")
    written = source.raw(asked) if asked is not None else ""
    old = source.element.find("image_base64")
    if old is not None and old.text.strip():
        name = (source.say("image") or "image").replace("/", "_")
        source.files[name] = old.text
        written += f'\n<img src="@@PLUGINFILE@@/{name}">'
    format_name = asked.attributes.get("format", "").strip().lower() if asked is not None else ""
    return source.texts.question(written, format_name)


def _tags(element: Element) -> list[Element]:
    return [tag for name in ("tags", "coursetags") for group in element.all(name) for tag in group.all("tag")]


def _note_settings(element: Element, notes: Notes) -> None:
    """Note what Moodle knows of every question and we do not."""
    points = read_weight(element.say("defaultgrade")) if element.say("defaultgrade") else "1"
    if points != "1":
        notes.lose(ExchangeFault.POINTS_LOST, points=points or element.say("defaultgrade"))
    penalty = element.say("penalty")
    if penalty and (read_weight(penalty) or penalty) not in _USUAL_PENALTIES:
        notes.lose(ExchangeFault.PENALTY_LOST, penalty=penalty)
    if element.say("hidden").lower() in _YES:
        notes.tell(ExchangeFault.HIDDEN_LOST)
    if element.say("usecase").lower() in _YES:
        notes.lose(ExchangeFault.CASE_LOST)
    if element.say("shuffleanswers").lower() in {"0", "false"}:
        notes.lose(ExchangeFault.ORDER_LOST)
    if element.say("idnumber"):
        notes.lose(ExchangeFault.ID_LOST, number=element.say("idnumber"))
    _note_texts(element, notes)


def _note_texts(element: Element, notes: Notes) -> None:
    for name in _COMBINED:
        found = element.find(name)
        words = re.sub(r"<[^<>]*>", " ", found.all_text[:2000]).strip() if found is not None else ""
        if words:
            notes.lose(ExchangeFault.FEEDBACK_LOST, name=name, text=words)
    hints = [hint for hint in element.all("hint") if hint.all_text.strip()]
    if hints:
        notes.lose(ExchangeFault.HINTS_LOST, count=len(hints))


def _note_unused(element: Element, notes: Notes) -> None:
    """Note files that no text shows, and what they are where they are no pictures."""
    for part in [element, *element.walk()]:
        files = part.all("file")
        written = part.say("text") if files else ""
        shown = written + unquote(written)  # Moodle writes "hình" as "h%C3%ACnh"
        for file in files:
            name = file.attributes.get("name", "")
            if name and _is_no_picture(file):
                notes.lose(ExchangeFault.FILE_LOST, line=file.line, name=name)
            elif name and shorten(name, 40) not in shown and name not in shown:
                notes.lose(ExchangeFault.PICTURE_UNUSED, line=file.line, name=name)


def _is_no_picture(file: Element) -> bool:
    content = from_base64(file.text[:_ENOUGH])
    return content is not None and picture_name(content) is None
