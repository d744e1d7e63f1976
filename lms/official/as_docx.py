"""An official paper as a Word file that can be edited: docxtpl fills the template, the same bytes each time.

The libraries come with the first paper: a web process that makes none does without them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, time
from importlib import import_module
from io import BytesIO
from typing import Any

from jinja2 import Environment, StrictUndefined

from lms.official.archives import in_plain_order
from lms.official.form import FORM, WORD_GRID, WORD_TEMPLATE
from lms.official.paper import Block, Facts, Heading, OfficialPaper, Paragraph, Picture, Table
from lms.text import print_line

_ALIGN = {"left": "left", "center": "center", "right": "right"}
_TWIPS_PER_MM = 1440 / 25.4


def render_official_docx(paper: OfficialPaper) -> bytes:
    """Return the Word file of a paper: A4, real styles, page numbers from the second page on."""
    template = import_module("docxtpl").DocxTemplate(str(WORD_TEMPLATE))
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    shown = {"paper": paper, "t": print_line, "blocks": _in_words(template)}
    template.render(shown, jinja_env=environment)
    _set_tables(template, _tables_of(paper))
    _set_properties(template.core_properties, paper)
    target = BytesIO()
    template.save(target)
    return in_plain_order(target.getvalue())


def _in_words(template: Any) -> Callable[[Iterable[Block]], list[Mapping[str, Any]]]:
    """Return what turns blocks into what the template asks for."""

    def words(blocks: Iterable[Block]) -> list[Mapping[str, Any]]:
        return [_word_of(block, template) for block in blocks]

    return words


def _word_of(block: Block, template: Any) -> Mapping[str, Any]:
    match block:
        case Heading():
            return {"kind": f"heading{block.level}", "text": block.text}
        case Paragraph():
            return {"kind": block.look, "text": block.text}
        case Facts():
            return {"kind": "facts", "rows": block.rows}
        case Picture():
            width = import_module("docx.shared").Mm(block.width_mm)
            image = import_module("docxtpl").InlineImage(template, BytesIO(block.png), width=width)
            return {"kind": "picture", "image": image, "words": block.words}
        case Table(rows=()):
            return {"kind": "note", "text": block.nothing}
    return {
        "kind": "table",
        "caption": block.caption,
        "columns": block.columns,
        "rows": block.rows,
        "total": block.total,
    }


def _tables_of(paper: OfficialPaper) -> Iterator[Table]:
    for blocks in (paper.body, *(annex.blocks for annex in paper.annexes)):
        yield from (block for block in blocks if isinstance(block, Table) and block.rows)


def _set_tables(template: Any, tables: Iterable[Table]) -> None:
    """Give the columns of each table their widths and alignments: the template knows only one column."""
    document = template.docx  # get_docx would load the empty template again
    grids = [table for table in document.tables if table.style is not None and table.style.name == WORD_GRID]
    for grid, table in zip(grids, tables, strict=True):
        _set_columns(grid._tbl, table)


def _set_columns(grid: Any, table: Table) -> None:
    qn, make = import_module("docx.oxml.ns").qn, import_module("docx.oxml").OxmlElement
    total = FORM.text_width_mm * _TWIPS_PER_MM
    widths = [str(round(total * column.percent / 100)) for column in table.columns]
    columns = grid.tblGrid
    for old in list(columns):
        columns.remove(old)
    for width in widths:
        column = make("w:gridCol")
        column.set(qn("w:w"), width)
        columns.append(column)
    for row in grid.iterchildren(qn("w:tr")):
        is_heading = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        for index, cell in enumerate(row.iterchildren(qn("w:tc"))):
            cell_width = cell.get_or_add_tcPr().get_or_add_tcW()
            cell_width.set(qn("w:w"), widths[index])
            cell_width.set(qn("w:type"), "dxa")
            if not is_heading and table.columns[index].align != "left":
                _align(cell, table.columns[index].align, qn, make)


def _align(cell: Any, align: str, qn: Any, make: Any) -> None:
    for paragraph in cell.iterchildren(qn("w:p")):
        alignment = make("w:jc")
        alignment.set(qn("w:val"), _ALIGN[align])
        paragraph.get_or_add_pPr().append(alignment)


def _set_properties(properties: Any, paper: OfficialPaper) -> None:
    """Say what it is and of which day, not when and by whom the file was made."""
    title = print_line(f"{paper.kind_line} {paper.title}".strip())
    properties.title = title[:255]
    properties.author = print_line(paper.issuer_in_text)[:255]
    properties.comments = ""
    properties.language = "vi-VN"
    properties.revision = 1
    if paper.day is not None:
        made = datetime.combine(paper.day, time.min)
        properties.created = properties.modified = made
