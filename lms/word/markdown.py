"""Our Markdown from the HTML that mammoth makes: what is written must be read back as the same words."""

import re
import unicodedata
from html import unescape
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, BACKSLASH, MarkdownConverter

from lms.rich_text import plain_text
from lms.word import marks
from lms.word.shapes import LossKind

_Converter: Any = MarkdownConverter
_ESCAPED = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#|\w+;)|!(?=\[)")
_LINE_START = re.compile(r"^(\s*)(?:([#>+=-])|(\d{1,9})([.)])(?=\s|$))", re.MULTILINE)
_HIGH = dict(zip("0123456789+-=()nia", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃ", strict=True))
_LOW = dict(zip("0123456789+-=()aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓ", strict=True))
_SIGN_AT_END = re.compile(r"^(.*?[\w\]])([^\w\s\]\\" + marks.BEGIN + marks.END + r"]+)$", re.DOTALL)
_ALL_BOLD = re.compile(rf"^((?:{marks.BEGIN}[A-Z][a-z0-9_]*{marks.END})*)\*\*([^*]+)\*\*$")
_LONG_BLANK = re.compile(r"[ \t\r\n]{64,}")
_MARKUP = frozenset("*_[]\\`<>|#")


class OurMarkdown(_Converter):  # type: ignore[misc]  # what it says of its types is not what it has
    """Writes the few things that `lms.rich_text` shows."""

    def __init__(self, *, has_emphasis: bool = True) -> None:
        super().__init__(heading_style=ATX, bullets="-", newline_style=BACKSLASH, autolinks=False)
        self._has_emphasis = has_emphasis

    def escape(self, text: str, parent_tags: Any) -> str:
        """Return text that means nothing but itself."""
        return _ESCAPED.sub(lambda sign: f"\\{sign[0]}", text)

    def convert_p(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Keep the beginnings of lines from being read as lists or headings."""
        written: str = super().convert_p(el, _escape_starts(text.strip()), parent_tags)
        return written

    def convert_li(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Return a line of a list; a number comes from the mark that Word's counting left."""
        text = (text or "").strip()
        parent = el.parent
        bullet = "- "
        if parent is not None and parent.name == "ol":
            bullet = f"{_number(el, parent)}. "
        if not _begins_with_list(el):
            first, line_end, others = text.partition("\n")
            text = _escape_starts(first) + line_end + others
        text = marks.replace_marks(text, marks.NUMBER, lambda _number: "")
        filled = text.replace("\n", "\n" + " " * len(bullet))
        return f"{bullet}{filled}\n" if filled.strip() else ""

    def convert_strong(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Return bold words."""
        return self._emphasised(text, "**", parent_tags)

    def convert_em(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Return words in italics."""
        return self._emphasised(text, "*", parent_tags)

    def _emphasised(self, text: str, sign: str, parent_tags: Any) -> str:
        said = text.strip()
        if not self._has_emphasis or not marks.without_marks(said).strip(" \\\n"):
            return text
        before = text[: len(text) - len(text.lstrip())]
        after = text[len(text.rstrip()) :]
        # "**Lưu ý:**Các" is no bold text for Markdown, "**Lưu ý**:Các" is.
        found = _SIGN_AT_END.match(said)
        if found and not after:
            said, after = found[1], found[2]
        return f"{before}{sign}{said}{sign}{after}"

    def convert_sup(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Return raised digits, of which Unicode has its own."""
        return _raised(text, _HIGH)

    def convert_sub(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Return lowered digits."""
        return _raised(text, _LOW)

    def convert_a(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Return a link; the address was judged before."""
        said, address = text.strip(), str(el.get("href") or "")
        if not said or not address or marks.MARK.fullmatch(said):
            return text
        before = " " if text[:1].isspace() else ""
        after = " " if text[-1:].isspace() else ""
        return f"{before}[{said}]({address.replace('(', '%28').replace(')', '%29')}){after}"

    def convert_table(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Return a table with pipes; its first row is its head."""
        return write_table(el, self)


_CONVERTERS = {has_emphasis: OurMarkdown(has_emphasis=has_emphasis) for has_emphasis in (True, False)}


def to_markdown(tag: Tag) -> str:
    """Return the Markdown of one block; without bold and italics where they would be read as other words."""
    said = tag.get_text()
    written = _written(tag, has_emphasis=True)
    if tag.name == "table" or tag.find(["strong", "em"]) is None or is_faithful(written, said):
        return written
    return _written(tag, has_emphasis=False) + marks.mark(marks.LOSS, LossKind.EMPHASIS.value)


def is_faithful(markdown: str, said: str) -> bool:
    """Tell whether words are read back from their Markdown."""
    read = unescape(plain_text(marks.without_marks(markdown)))
    return _letters(read) == _letters(marks.without_marks(said))


def _letters(text: str) -> str:
    """Return what must not differ: letters as they are without being raised, and the signs of Markdown."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if sign.isalnum() or sign in _MARKUP)


def _written(tag: Tag, *, has_emphasis: bool) -> str:
    written: str = _CONVERTERS[has_emphasis].process_tag(tag, parent_tags=set())
    return written.strip("\n")


def _begins_with_list(line: Tag) -> bool:
    first = next((one for one in line.children if str(one).strip()), None)
    return isinstance(first, Tag) and first.name in ("ul", "ol")


def _escape_starts(text: str) -> str:
    def escaped(found: re.Match[str]) -> str:
        if found[2]:
            return f"{found[1]}\\{found[2]}"
        return f"{found[1]}{found[3]}\\{found[4]}"

    # A mark at the beginning is taken out later; what follows it begins the line.
    lead = re.match(f"(?:{marks.MARK.pattern}|\\s)*", text)
    at = lead.end() if lead else 0
    return text[:at] + _LINE_START.sub(escaped, text[at:])


def _raised(text: str, signs: dict[str, str]) -> str:
    said = text.strip()
    if marks.MARK.search(said) or not said:
        return text
    if all(sign in signs for sign in said):
        return "".join(signs[sign] for sign in said)
    return text + marks.mark(marks.LOSS, LossKind.RAISED.value)


def _number(line: Tag, parent: Tag) -> int:
    """Return the number of a line: that of the first line, and one more for each since."""
    lines = parent.find_all("li", recursive=False)
    known = marks.find_marks(lines[0].get_text(), marks.NUMBER) if lines else []
    start = int(known[0]) if known and known[0].isdigit() else 1
    return start + next((at for at, one in enumerate(lines) if one is line), 0)


def write_table(table: Tag, converter: OurMarkdown) -> str:
    """Return a table with pipes; cells that span others leave those empty, and what changed is marked."""
    rows, is_merged = _grid(table, converter)
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    if width == 1 and len(rows) == 1:  # a frame around a text
        return "\n\n> " + rows[0][0] + "\n\n"
    lost = marks.mark(marks.LOSS, LossKind.MERGED_CELLS.value) if is_merged else ""
    if not _has_head(table):
        lost += marks.mark(marks.LOSS, LossKind.NO_HEAD_ROW.value)
    head, *body = rows
    head = [_ALL_BOLD.sub(r"\1\2", cell) for cell in head]  # heads of columns are bold anyway
    lines = [head, ["---"] * width, *body]
    return "\n\n" + lost + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n\n"


def _grid(table: Tag, converter: OurMarkdown) -> tuple[list[list[str]], bool]:
    rows: list[list[str]] = []
    covered: dict[tuple[int, int], bool] = {}
    is_merged = False
    for at, row in enumerate(table.find_all("tr")):
        cells: list[str] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            while covered.get((at, len(cells))):
                cells.append("")
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            is_merged = is_merged or wide > 1 or high > 1
            for down in range(1, high):
                for right in range(wide):
                    covered[at + down, len(cells) + right] = True
            cells.extend([_cell(cell, converter), *[""] * (wide - 1)])
        rows.append(cells)
    return rows, is_merged


def _span(cell: Tag, name: str) -> int:
    said = str(cell.get(name) or "1")
    return min(int(said), 60 if name == "colspan" else 5_000) if said.isdigit() else 1


def _cell(cell: Tag, converter: OurMarkdown) -> str:
    """Return what a cell says on one line; its paragraphs and lines of lists stand apart by a dot."""
    pieces = []
    for one in cell.find_all(["p", "li", "h1", "h2", "h3", "h4", "h5", "h6"]):
        if one.name == "li" and one.find(["ul", "ol"]):
            for inner in one.find_all(["ul", "ol"]):
                inner.extract()
        said = " ".join(
            "".join(converter.process_element(part, {"td", "_inline"}) for part in one.children).split()
        )
        pieces.append(marks.replace_marks(said, marks.NUMBER, lambda number: f"{number}. "))
    if not pieces:
        pieces = [" ".join(converter.process_element(part, {"td", "_inline"}) for part in cell.children)]
    written = ""
    for piece in pieces:
        is_mark = not marks.LEFT_OUT.sub("", piece).strip()
        says = bool(marks.LEFT_OUT.sub("", written).strip())
        written += f"; {piece}" if says and not is_mark else piece
    return written.replace("\n", " ")


def _has_head(table: Tag) -> bool:
    if table.find("th") is not None:
        return True
    first = table.find("tr")
    cells = first.find_all("td", recursive=False) if first is not None else []
    said = [cell for cell in cells if marks.without_marks(cell.get_text()).strip()]
    return bool(said) and all(_is_bold(cell) for cell in said)


def _is_bold(cell: Tag) -> bool:
    loose = [
        text
        for text in cell.find_all(string=True)
        if marks.without_marks(str(text)).strip() and text.find_parent("strong") is None
    ]
    return not loose


def parse_html(html: str) -> list[Tag]:
    """Return the blocks of a page."""
    html = _LONG_BLANK.sub(" ", html)  # markdownify reads a run of blanks once for each of them
    return [one for one in BeautifulSoup(html, "html.parser").children if isinstance(one, Tag)]
