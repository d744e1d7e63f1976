"""HTML of other systems: what of it is kept, what is lost, and its words alone where no HTML may stand."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import nh3

from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.shapes import Notes

SHOWN = frozenset(
    {"p", "br", "strong", "b", "em", "i", "u", "sub", "sup", "code", "ul", "ol", "li", "img", "div", "span"}
)
"""What the page of a question shows of a text in HTML; div and span only pass their words on."""

_SHOWN_ATTRIBUTES = frozenset({("img", "src"), ("img", "alt")})
_SILENT_ATTRIBUTES = frozenset(
    {"class", "id", "dir", "lang", "title", "width", "height", "role", "border", "align", "name", "loading"}
)
_ACTIVE = frozenset(
    {"script", "iframe", "object", "embed", "applet", "form", "input", "button", "textarea", "select", "svg",
     "math", "link", "meta", "base", "style", "frame", "frameset", "template", "noscript", "audio", "video",
     "source", "track", "portal", "title", "html", "head", "body"}
)  # fmt: skip
_KEPT_TAGS = frozenset(
    {"a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "dd", "del", "div", "dl", "dt", "em",
     "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p",
     "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td",
     "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var"}
)  # fmt: skip
_BLOCKS = frozenset(
    {"p", "div", "li", "tr", "table", "ul", "ol", "blockquote", "pre", "dd", "dt", "h1", "h2", "h3", "h4",
     "h5", "h6", "hr", "section", "article", "center"}
)  # fmt: skip
_WITHOUT_WORDS = frozenset({"script", "style", "template", "head", "title"})
_PLAIN = frozenset({"p", "br", "div", "span", "font", "center"})
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--|<!\[CDATA\[")
_OPENS = re.compile(r"[A-Za-z/!?]")
_STAND_IN = "\ue000"
"""Stands for a sign that opens no tag while a reader of tags goes through the text."""
_LONE = re.compile(r"<(?![A-Za-z/!?])")
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_HIDDEN_SCHEME = re.compile(r"[\x00-\x20]*(?:javascript|vbscript|data|file)\s*:", re.IGNORECASE)
_FETCHING_STYLE = re.compile(r"url\s*\(|expression|script|behaviou?r|import|binding|\\\\", re.IGNORECASE)
_PICTURE_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\f\v\u00a0]+")
_EMPTY_LINES = re.compile(r"\n{2,}")
_FORMULAS = (("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("[tex]", "[/tex]"))


def looks_like_html(text: str) -> bool:
    """Tell whether a text without a stated format holds tags or entities of HTML."""
    return bool(_TAG.search(text) or _ENTITY.search(text))


def note_formulas(text: str, notes: Notes) -> None:
    """Note that formulas are shown as they are written, where there are any."""
    for opening, closing in _FORMULAS:
        begin = text.find(opening)
        if begin >= 0 and text.find(closing, begin + len(opening) + 1) > 0:
            notes.lose(ExchangeFault.FORMULA)


def tame(html: str, notes: Notes) -> str:
    """Return HTML that holds nothing active; harmless text comes back letter by letter.

    What pages of ours do not show of it is noted.
    """
    if _is_ragged(html):
        notes.lose(ExchangeFault.ACTIVE_REMOVED, names="<…")
        html = _cleaned(html)
    scan = _Scan()
    scan.feed(_LONE.sub(_STAND_IN, html))
    scan.close()
    if scan.hidden:
        notes.lose(ExchangeFault.NOT_SHOWN, names=_listed(scan.hidden))
    if not scan.active:
        return html
    notes.lose(ExchangeFault.ACTIVE_REMOVED, names=_listed(scan.active))
    return _cleaned(html)


def words_of_html(html: str, notes: Notes, picture: Callable[[str, str], str] | None = None) -> str:
    """Return the words of a text in HTML, a line for each block; formatting that is lost is noted.

    Args:
        html: as written.
        notes: what is lost goes there.
        picture: says what stands in the place of a picture, by its source and its words.
    """
    if not looks_like_html(html):
        return html.strip()
    if _is_ragged(html):
        notes.lose(ExchangeFault.FORMATTING_LOST, names="<…")
        html = _cleaned(html)
    words = _Words(picture)
    words.feed(_LONE.sub(_STAND_IN, html))
    words.close()
    if words.lost:
        notes.lose(ExchangeFault.FORMATTING_LOST, names=_listed(words.lost))
    text = "".join(words.parts).replace(_STAND_IN, "<")
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n", "\n".join(lines)).strip()


def _is_ragged(html: str) -> bool:
    """Tell whether a tag is not closed before the next begins: readers differ about what that means."""
    return any(_OPENS.match(piece) and ">" not in piece for piece in html.split("<")[1:])


def _cleaned(html: str) -> str:
    """Return well-formed HTML without anything active."""
    return nh3.clean(
        html,
        tags=set(_KEPT_TAGS),
        attributes={"img": {"src", "alt"}, "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    ).strip()


class _Scan(HTMLParser):
    """Looks at tags and attributes only."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.active: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ACTIVE or tag not in _KEPT_TAGS:
            _add(self.active if tag in _ACTIVE else self.hidden, tag)
        elif tag not in SHOWN:
            _add(self.hidden, tag)
        for name, value in attrs:
            if name.startswith("on") or _is_active(tag, name, value or ""):
                _add(self.active, f"{tag} {name}")
            elif (tag, name) not in _SHOWN_ATTRIBUTES and name not in _SILENT_ATTRIBUTES and tag in SHOWN:
                _add(self.hidden, f"{tag} {name}")

    def handle_decl(self, decl: str) -> None:
        _add(self.active, decl.split(" ")[0][:20])

    def handle_pi(self, data: str) -> None:
        _add(self.active, "?" + data.split(" ")[0][:20])


class _Words(HTMLParser):
    """Collects words, with line ends where blocks end."""

    def __init__(self, picture: Callable[[str, str], str] | None) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lost: list[str] = []
        self._picture = picture
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _WITHOUT_WORDS:
            self._silent += 1
        if tag in _BLOCKS or tag == "br":
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")
        if tag == "li":
            self.parts.append("- ")
        if tag == "img":
            self._add_picture({name: value or "" for name, value in attrs})
        elif tag not in _PLAIN:
            _add(self.lost, tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _WITHOUT_WORDS and self._silent:
            self._silent -= 1
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " ").replace("\r", " "))

    def _add_picture(self, attributes: dict[str, str]) -> None:
        source, words = attributes.get("src", ""), attributes.get("alt", "")
        if self._picture is None:
            _add(self.lost, "img")
        self.parts.append(self._picture(source, words) if self._picture else words)


def _is_active(tag: str, name: str, value: str) -> bool:
    """Tell whether an attribute could run something or fetch something from elsewhere."""
    if name == "style":
        return _FETCHING_STYLE.search(value) is not None
    if not _HIDDEN_SCHEME.match(value):
        return False
    return not (tag == "img" and _PICTURE_DATA.match(value))


def _add(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:12])
