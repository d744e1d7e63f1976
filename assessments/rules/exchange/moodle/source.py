"""One question element of Moodle XML, and how its texts, files and answers are read."""

from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import unquote

from assessments.rules.exchange.figures import read_weight
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.pictures import bare_name, from_base64
from assessments.rules.exchange.shapes import Notes, Refusal
from assessments.rules.exchange.texts import Texts
from assessments.rules.exchange.xml_tree import Element

PLUGIN_FILE = "@@PLUGINFILE@@"

_ALWAYS_READ = frozenset(
    {"name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber", "tags",
     "coursetags", "hint", "shuffleanswers", "usecase", "image", "image_base64", "correctfeedback",
     "partiallycorrectfeedback", "incorrectfeedback", "answernumbering", "showstandardinstruction",
     "shownumcorrect", "answer", "single", "qtype", "plugin", "tag", "mdl1cmid", "image_url"}
)  # fmt: skip


@dataclass
class Source:
    """A question element with where its losses and pictures go."""

    element: Element
    notes: Notes
    texts: Texts
    files: dict[str, str] = field(default_factory=dict)
    _read: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Let pictures be found among the files of the text being read."""
        self.texts.find = self._find

    def say(self, *names: str) -> str:
        """Return the trimmed text down this path and count it as read."""
        self.uses(names[:1])
        return self.element.say(*names)

    def uses(self, names: Collection[str]) -> None:
        """Count elements as read."""
        self._read.update(names)

    def raw(self, element: Element) -> str:
        """Return the text of an element as it stands; its files can be found from now on."""
        for file in element.all("file"):
            name = file.attributes.get("name", "")
            encoding = file.attributes.get("encoding", "base64").lower()
            if name and encoding == "base64":
                self.files[name] = self.files[path_of(file)] = file.text
            elif name:
                self.notes.lose(ExchangeFault.FILE_LOST, line=file.line, name=name)
        found = element.find("text")
        if found is None:
            return element.text
        # Tags that were not wrapped in CDATA became elements of the file; Moodle itself would not read them.
        return found.markup if any(found.children) else found.text

    def answer_text(self, element: Element) -> str:
        """Return the text of an answer as plain text."""
        format_name = element.attributes.get("format", "").strip().lower()
        if not format_name:
            asked = self.element.find("questiontext")
            format_name = asked.attributes.get("format", "").strip().lower() if asked is not None else ""
        return self.texts.answer(self.raw(element), format_name)

    def typed_text(self, element: Element) -> str:
        """Return the text of an answer that is typed, letter by letter."""
        return self.raw(element).strip()

    def feedback(self, element: Element | None) -> str:
        """Return feedback as plain text; empty where there is none."""
        if element is None:
            return ""
        format_name = element.attributes.get("format", "").strip().lower()
        return self.texts.feedback(self.raw(element), format_name or "html")

    def weight(self, element: Element) -> str:
        """Return the weight of an answer in percent.

        Raises:
            Refusal: it is no number.
        """
        written = element.attributes.get("fraction", "0")
        weight = read_weight(written)
        if weight is None:
            raise Refusal(ExchangeFault.BAD_WEIGHT, element.line, weight=written[:40])
        return weight

    def answers(self) -> list[Element]:
        """Return the answers.

        Raises:
            Refusal: there are none.
        """
        found = self.element.all("answer")
        if not found:
            raise Refusal(ExchangeFault.NO_ANSWERS, self.element.line)
        return found

    def note_leftovers(self) -> None:
        """Note what stands in the question and was not read."""
        for child in self.element.children:
            if child.name not in _ALWAYS_READ and child.name not in self._read and child.all_text.strip():
                self.notes.lose(ExchangeFault.ELEMENT_LOST, line=child.line, name=child.name)

    def _find(self, source: str) -> bytes | None:
        if not source.startswith(PLUGIN_FILE):
            return None
        path = unquote(source.removeprefix(PLUGIN_FILE).partition("?")[0])
        names = (path, bare_name(source), source.rpartition("/")[2])
        encoded = next((self.files[name] for name in names if name in self.files), "")
        return from_base64(encoded) if encoded else None


def path_of(file: Element) -> str:
    """Return folder and name of a file beside a text, as texts lead to it."""
    folder = file.attributes.get("path", "/").strip("/")
    return f"/{folder}/{file.attributes['name']}" if folder else f"/{file.attributes['name']}"
