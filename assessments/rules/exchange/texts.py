"""Texts of one question of a foreign file: their formats, their pictures, and what of both is lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from assessments.rules.exchange.html_text import note_formulas, tame, words_of_html
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.pictures import bare_name, from_base64, picture_name, replace_pictures
from assessments.rules.exchange.shapes import Known, Notes, Refusal
from assessments.rules.quizzes.drafts import LONGEST_TEXT

MOST_PICTURE_BYTES = 40 * 1024 * 1024

Finder = Callable[[str], bytes | None]
"""From the source of a picture, as written, to its bytes; ``None`` where the file does not hold it."""

_FORMATS = {
    "html": "html",
    "markdown": "markdown",
    "plain_text": "plain",
    "plain": "plain",
    "moodle_auto_format": "html",
    "moodle": "html",
    "": "html",
}
_AUTOMATIC = frozenset({"moodle_auto_format", "moodle", ""})
_WORDS = "Hình minh họa"
_OUTSIDE = ("http:", "https:", "//", "ftp:", "file:")
_BLOCK = ("<p", "<div", "<br", "<ul", "<ol", "<table", "<li", "<h")


class Shelf(dict[str, bytes]):
    """The pictures of a file, by the name under which texts show them."""

    def put(self, content: bytes) -> str | None:
        """Keep a picture and return its name; ``None`` for what is no picture.

        Raises:
            Refusal: the pictures of the file are too much together.
        """
        name = picture_name(content)
        if name is None or name in self:
            return name
        if sum(map(len, self.values())) + len(content) > MOST_PICTURE_BYTES:
            raise Refusal(ExchangeFault.TOO_LARGE, limit=MOST_PICTURE_BYTES // 1024**2)
        self[name] = content
        return name


@dataclass
class Texts:
    """Reads the texts of one question.

    Attributes:
        notes: what is lost goes there.
        find: gives the bytes of pictures that the file holds.
    """

    notes: Notes
    shelf: Shelf
    known: Known
    find: Finder = field(default=lambda source: None)  # noqa: ARG005 - most files hold none
    _moved: list[tuple[str, str]] = field(default_factory=list)

    def question(self, text: str, format_name: str) -> tuple[str, str]:
        """Return the text of the question, and "markdown", "html" or "plain"."""
        text_format = self.format_of(format_name)
        if format_name in _AUTOMATIC:
            text = _with_breaks(text)
        text = replace_pictures(text, text_format, self._kept)
        if text_format == "html" and len(text) <= LONGEST_TEXT:
            text = tame(text, self.notes)
        note_formulas(text, self.notes)
        return text.strip(), text_format

    def answer(self, text: str, format_name: str) -> str:
        """Return an answer as plain text; its pictures go below the question, see ``with_moved``."""
        return self._plain(text, format_name, self._move)

    def feedback(self, text: str, format_name: str) -> str:
        """Return feedback as plain text; its pictures are lost."""
        return self._plain(text, format_name, self._lose)

    def with_moved(self, text: str, text_format: str) -> str:
        """Return the text of the question with the pictures of its answers below it."""
        for label, name in self._moved:
            if text_format == "html":
                text += f'\n<p>{label}: <img src="{name}" alt="{label}"></p>'
            elif text_format == "markdown":
                text += f"\n\n{label}: ![{label}]({name})"
        if self._moved and text_format == "plain":
            self.notes.lose(ExchangeFault.PICTURE_OUTSIDE, name=self._moved[0][1])
        return text

    def with_drawing(self, text: str, text_format: str, content: bytes, words: str) -> str:
        """Return the text of the question with a picture below it that lay beside it in the file."""
        name = self.shelf.put(content)
        if name is None or text_format == "plain":
            self.notes.lose(ExchangeFault.FILE_LOST, name=words or name or "–")
            return text
        if not words:
            words = _WORDS
            self.notes.tell(ExchangeFault.PICTURE_WORDS_MADE, name=name, words=words)
        if text_format == "html":
            return f'{text}\n<p><img src="{name}" alt="{escape(words, quote=True)}"></p>'
        return f"{text}\n\n![{words.replace('[', '(').replace(']', ')')}]({name})"

    def format_of(self, format_name: str) -> str:
        """Return our name of a text format; an unknown one is noted and read as HTML."""
        if format_name not in _FORMATS:
            self.notes.tell(ExchangeFault.FORMAT_UNKNOWN, format=format_name)
        return _FORMATS.get(format_name, "html")

    def _plain(self, text: str, format_name: str, picture: Callable[[str, str], str]) -> str:
        text_format = self.format_of(format_name)
        if text_format == "html" and len(text) <= LONGEST_TEXT:
            text = words_of_html(text, self.notes, picture)
        elif text_format == "markdown":
            text = replace_pictures(text, text_format, lambda source, words: (picture(source, words), words))
        note_formulas(text, self.notes)
        return text.strip()

    def _kept(self, source: str, words: str) -> tuple[str, str] | None:
        name = self._name_of(source)
        if name is None:
            return None
        if words.strip():
            return name, words
        words = _words_for(source)
        self.notes.tell(ExchangeFault.PICTURE_WORDS_MADE, name=bare_name(source)[:80], words=words)
        return name, words

    def _move(self, source: str, words: str) -> str:
        name = self._name_of(source)
        if name is None:
            return words
        label = f"Hình {len(self._moved) + 1}"
        self._moved.append((label, name))
        self.notes.tell(ExchangeFault.PICTURE_MOVED, place=words or bare_name(source)[:80], label=label)
        return f"{label} ({words})" if words.strip() else label

    def _lose(self, source: str, words: str) -> str:
        self.notes.lose(ExchangeFault.FEEDBACK_LOST, name="img", text=bare_name(source)[:80])
        return words

    def _name_of(self, source: str) -> str | None:
        """Return the name of the picture a source means, kept on the shelf; None where there is none."""
        source = source.strip()
        content = _from_data(source) if source[:5].lower() == "data:" else self.find(source)
        if content is not None:
            name = self.shelf.put(content)
            if name is None:
                self.notes.lose(ExchangeFault.FILE_LOST, name=bare_name(source)[:80])
            return name
        if source in self.known.pictures:
            return source
        is_outside = source.lower().startswith(_OUTSIDE)
        fault = ExchangeFault.PICTURE_OUTSIDE if is_outside else ExchangeFault.PICTURE_MISSING
        self.notes.lose(fault, name=source[:80])
        return None


def _from_data(source: str) -> bytes | None:
    head, _, body = source.partition(",")
    return from_base64(body) if head.lower().endswith(";base64") else None


def _words_for(source: str) -> str:
    stem = "" if source[:5].lower() == "data:" else bare_name(source).rpartition(".")[0]
    words = " ".join("".join(sign if sign.isalnum() else " " for sign in stem).split())[:60]
    return words or _WORDS


def _with_breaks(text: str) -> str:
    """Return a text whose line ends count, as HTML that says so."""
    lowered = text.strip().lower()
    if "\n" not in lowered or any(tag in lowered for tag in _BLOCK):
        return text
    return text.strip().replace("\n", "<br>\n")
