"""Authors' Markdown to HTML that is safe to show: markdown-it-py, then nh3. Never trust authors' HTML."""

import nh3
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")

_TAGS = {
    "p", "h2", "h3", "h4", "h5", "ul", "ol", "li", "strong", "em", "blockquote", "code", "pre", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "a", "img",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}, "th": {"scope"}}


def render_markdown(text: str) -> str:
    """Return clean HTML: headings from level 2 down, links to http(s), mail and this site only."""
    html = (
        _markdown.render(text)
        .replace("<h1>", "<h2>")
        .replace("</h1>", "</h2>")
        .replace("<th>", '<th scope="col">')
    )
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    first, *tables = clean.split("<table>")
    return first + "".join(_in_region(number, table) for number, table in enumerate(tables, start=1))


def plain_text(markdown: str) -> str:
    """Return the words of a Markdown text without any markup, for counting and searching."""
    return nh3.clean(_markdown.render(markdown), tags=set())


def _in_region(number: int, table: str) -> str:
    """Put a table into a region that scrolls sideways and that the keyboard reaches."""
    begin = f'<div class="table-wrap" role="region" tabindex="0" aria-label="Bảng {number}"><table>'
    return begin + table.replace("</table>", "</table></div>", 1)
