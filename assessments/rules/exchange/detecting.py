"""What kind of file of questions something is, told by its content; its name only counts for a remark."""

from assessments.rules.exchange.aiken import looks_like_aiken, read_aiken
from assessments.rules.exchange.building import Reading
from assessments.rules.exchange.decoding import decode
from assessments.rules.exchange.gift_reading import read_gift
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.moodle import read_moodle_xml
from assessments.rules.exchange.qti import read_item, read_package
from assessments.rules.exchange.qti.items import ITEM
from assessments.rules.exchange.qti.packages import Package
from assessments.rules.exchange.shapes import FileFormat, Known, Note, NoteKind, Notes, ReadQuestions, Refusal
from assessments.rules.exchange.xml_tree import XmlReading, read_xml

LARGEST_FILE = 20 * 1024 * 1024

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Word / Excel 97–2003"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "Moodle backup / GZIP"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
)
_ROOTS = {
    "questestinterop": "QTI 1.2",
    "qti-assessment-item": "QTI 3",
    "assessmentTest": "QTI 2 (assessmentTest)",
    "manifest": "IMS manifest",
    "html": "HTML",
    "moodle_backup": "Moodle backup",
    "svg": "SVG",
}
_KNOWN_ROOTS = frozenset({"quiz", ITEM.lower(), *map(str.lower, _ROOTS)})
_ENDINGS = {
    FileFormat.GIFT: (".txt", ".gift", ""),
    FileFormat.AIKEN: (".txt", ".aiken", ""),
    FileFormat.MOODLE_XML: (".xml",),
    FileFormat.QTI: (".xml", ".zip", ".qti"),
    FileFormat.EXCEL: (".xlsx", ".csv"),
}


def is_spreadsheet(content: bytes, name: str) -> bool:
    """Tell whether a file is to be read as a table: an Excel workbook, or text that is called CSV."""
    if content.startswith(_ZIP):
        return b"xl/workbook" in content and b"imsmanifest.xml" not in content
    return ending_of(name) == ".csv"


def read_questions(content: bytes, name: str, known: Known) -> ReadQuestions:
    """Return what a file says, in whichever format but Excel it is written; it never raises."""
    notes = Notes()
    try:
        found = _read(content, known, notes)
    except Refusal as refusal:
        notes.take(NoteKind.REFUSED, refusal)
        return ReadQuestions(None, (), tuple(notes))
    return _with_notes(found, [*notes, *ending_notes(found.format, name)])


def ending_notes(file_format: FileFormat | None, name: str) -> list[Note]:
    """Return a remark where the name of a file promises another format than it holds."""
    notes = Notes()
    ending = ending_of(name)
    if file_format is not None and ending not in _ENDINGS[file_format]:
        notes.tell(ExchangeFault.WRONG_ENDING, ending=ending, format=file_format.value)
    return notes


def ending_of(name: str) -> str:
    """Return how a file name ends, in small letters, with its dot; empty where it has none."""
    stem, dot, ending = name.rpartition(".")
    return f"{dot}{ending.lower()[:20]}" if dot and stem else ""


def _read(content: bytes, known: Known, notes: Notes) -> ReadQuestions:
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refusal(ExchangeFault.EMPTY_FILE)
    if len(content) > LARGEST_FILE:
        raise Refusal(ExchangeFault.TOO_LARGE, limit=LARGEST_FILE // 1024**2)
    if content.startswith(_ZIP):
        return _read_zip(content, known)
    for signature, format_name in _OTHERS:
        if content.startswith(signature):
            raise Refusal(ExchangeFault.OTHER_FORMAT, format=format_name)
    text = decode(content, notes)
    if not text.lstrip().startswith("<") or looks_like_aiken(text):
        return _read_text(text, known)
    xml = read_xml(text)
    # A GIFT file may begin with a tag of HTML.
    is_known = xml.root is not None and xml.root.name.lower() in _KNOWN_ROOTS
    if not is_known and "{" in text and "<?xml" not in text and not _is_forbidden(xml):
        return _read_text(text, known)
    return _read_xml(xml, known)


def _is_forbidden(xml: XmlReading) -> bool:
    return xml.fault is not None and xml.fault.code == ExchangeFault.DECLARATIONS


def _read_zip(content: bytes, known: Known) -> ReadQuestions:
    package = Package(content)
    if "word/document.xml" in package.names:
        raise Refusal(ExchangeFault.OTHER_FORMAT, format="Word")
    return read_package(package, known)


def _read_xml(xml: XmlReading, known: Known) -> ReadQuestions:
    if xml.root is None:
        raise xml.fault or Refusal(ExchangeFault.UNKNOWN_FORMAT)
    if xml.root.name == "quiz":
        return read_moodle_xml(xml, known)
    if xml.root.name == ITEM:
        return _read_lone_item(xml, known)
    name = xml.root.name.lower()
    for root, format_name in _ROOTS.items():
        if root.lower() == name:
            raise Refusal(ExchangeFault.OTHER_FORMAT, format=format_name)
    raise Refusal(ExchangeFault.OTHER_ROOT, xml.root.line, root=xml.root.name)


def _read_lone_item(xml: XmlReading, known: Known) -> ReadQuestions:
    if xml.fault is not None:
        params = {**xml.fault.params}
        raise Refusal(ExchangeFault.BROKEN_XML, xml.fault.line, **params)
    reading = Reading(FileFormat.QTI, known)
    if xml.root is not None:
        read_item(xml.root, reading, lambda source: None)  # noqa: ARG005 - a lone item holds no pictures
    return reading.result()


def _read_text(text: str, known: Known) -> ReadQuestions:
    aiken = read_aiken(text, known) if looks_like_aiken(text) else None
    if aiken is not None and "{" not in text:
        return aiken
    found = read_gift(text, known)
    if aiken is not None and len(aiken.drafts) > len(found.drafts):  # a question in Aiken may speak of {1; 2}
        return aiken
    if found.questions and not any(sign in text for sign in "{}"):
        raise Refusal(ExchangeFault.UNKNOWN_FORMAT)
    return found


def _with_notes(found: ReadQuestions, notes: list[Note]) -> ReadQuestions:
    return ReadQuestions(found.format, found.questions, (*found.notes, *notes), found.pictures)
