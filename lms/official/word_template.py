"""Makes the Word template of official papers, `templates/lms/word/official.docx`, from the form.

Run ``python -m lms.official.word_template`` after a change; a test compares the file with what this makes.
Real styles, real repeated heading rows, a real page-number field: what Word opens is the clerk's to edit.
The words in braces are filled in by docxtpl (`lms.official.as_docx`).
"""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from lms.official.archives import in_plain_order
from lms.official.form import COUNTRY, FORM, MOTTO, NUMBER_WORD, RECIPIENTS_WORD, WORD_GRID, WORD_TEMPLATE
from lms.official.paper import BLANK

LEFT, CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_BLACK = RGBColor(0, 0, 0)


def make_template() -> bytes:
    """Return the template; the same bytes each time."""
    document = Document()
    _add_styles(document)
    _set_page(document.sections[0])
    _add_heading(document)
    _add_blocks(document, "paper.body")
    _add_foot(document)
    _add_annexes(document)
    target = BytesIO()
    document.save(target)
    return in_plain_order(target.getvalue())


def _add_styles(document: Any) -> None:
    styles = document.styles
    _look(styles["Normal"], FORM.body_pt)
    looks: dict[str, dict[str, Any]] = {
        "Official Body": {"align": JUSTIFY, "indent": True, "after": 5},
        "Official Note": {"size": FORM.note_pt, "italic": True, "align": JUSTIFY, "after": 5},
        "Official Centered": {"align": CENTER, "after": 5},
        "Official Name": {"size": 18, "bold": True, "align": CENTER, "before": 6, "after": 8},
        "Official Superior": {"size": FORM.issuer_pt, "align": CENTER},
        "Official Issuer": {"size": FORM.issuer_pt, "bold": True, "align": CENTER},
        "Official Country": {"size": FORM.country_pt, "bold": True, "align": CENTER},
        "Official Motto": {"size": FORM.motto_pt, "bold": True, "align": CENTER},
        "Official Number": {"size": FORM.number_pt, "align": CENTER, "before": 4},
        "Official Place": {"size": FORM.place_pt, "italic": True, "align": CENTER, "before": 4},
        "Official Rule": {"size": 2, "align": CENTER, "before": 3},
        "Official Kind": {"size": FORM.kind_pt, "bold": True, "align": CENTER, "before": 14},
        "Official Title": {"size": FORM.title_pt, "bold": True, "align": CENTER},
        "Official About": {"italic": True, "align": CENTER, "before": 2, "after": 8},
        "Official Annex": {"size": FORM.title_pt, "bold": True, "align": CENTER},
        "Official Cell": {"size": FORM.table_pt, "before": 1, "after": 1},
        "Official Cell Heading": {"size": FORM.table_pt, "bold": True, "align": CENTER},
        "Official Cell Total": {"size": FORM.table_pt, "bold": True, "before": 1, "after": 1},
        "Official Caption": {"size": FORM.note_pt, "italic": True, "align": WD_ALIGN_PARAGRAPH.RIGHT},
        "Official Recipients": {"size": FORM.recipients_word_pt, "bold": True, "italic": True, "align": LEFT},
        "Official Recipient": {"size": FORM.recipients_pt},
        "Official Signer": {"size": FORM.signer_pt, "bold": True, "align": CENTER},
        "Official Hint": {"size": FORM.recipients_word_pt, "italic": True, "align": CENTER},
        "Official Closing": {"size": 8, "before": 2},
        "Official Page Number": {"size": FORM.page_number_pt, "align": CENTER},
    }
    for name, look in looks.items():
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _look(style, **look)
    _look(styles["Heading 1"], bold=True, indent=True, before=8, after=5)
    _look(styles["Heading 2"], bold=True, indent=True, before=5, after=4)
    styles["Official Annex"].paragraph_format.page_break_before = True
    grid = styles.add_style(WORD_GRID, WD_STYLE_TYPE.TABLE)
    grid.base_style = styles["Table Grid"]


def _look(  # noqa: PLR0913 - the properties of a style, by name
    style: Any,
    size: float = FORM.body_pt,
    *,
    bold: bool = False,
    italic: bool = False,
    align: Any = None,
    indent: bool = False,
    before: float = 0,
    after: float = 0,
) -> None:
    font, paragraph = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = FORM.word_font, Pt(size), bold, italic
    font.color.rgb = _BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FORM.word_font)
    paragraph.alignment = align
    paragraph.space_before, paragraph.space_after = Pt(before), Pt(after)
    paragraph.line_spacing = 1
    if indent:
        paragraph.first_line_indent = Mm(FORM.indent_mm)


def _set_page(section: Any) -> None:
    section.page_width, section.page_height = Mm(FORM.page_width_mm), Mm(FORM.page_height_mm)
    section.top_margin, section.bottom_margin = Mm(FORM.top_mm), Mm(FORM.bottom_mm)
    section.left_margin, section.right_margin = Mm(FORM.left_mm), Mm(FORM.right_mm)
    section.header_distance = section.footer_distance = Mm(FORM.number_top_mm)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.style = "Official Page Number"
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "2"), ("end", "")):
        _add_field_part(paragraph.add_run(), kind, text)


def _add_field_part(run: Any, kind: str, text: str) -> None:
    if kind == "text":
        run.text = text
    elif kind:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        run._r.append(part)
    else:
        part = OxmlElement("w:instrText")
        part.set(qn("xml:space"), "preserve")
        part.text = f" {text} "
        run._r.append(part)


def _add_heading(document: Any) -> None:
    share = FORM.issuer_share / 100
    table = _bare_table(document, (share, 1 - share), rows=2)
    issuer, state = table.rows[0].cells
    _write(issuer, "{%p for line in paper.superior_lines %}", first=True)
    _write(issuer, "{{ t(line) }}", "Official Superior")
    _write(issuer, "{%p endfor %}")
    _write(issuer, "{%p for line in paper.issuer_lines %}")
    _write(issuer, "{{ t(line) }}", "Official Issuer")
    _write(issuer, "{%p endfor %}")
    _add_rule(issuer, FORM.text_width_mm * share, FORM.text_width_mm * share * 0.4)
    _write(state, COUNTRY, "Official Country", first=True)
    _write(state, MOTTO, "Official Motto")
    _add_rule(state, FORM.text_width_mm * (1 - share), FORM.motto_width_mm)
    number, place = table.rows[1].cells
    has_number = "{% if paper.symbol %}" + f"{NUMBER_WORD}{BLANK}" + "{{ t(paper.number) }}{% endif %}"
    _write(number, has_number, "Official Number", first=True)
    _write(place, "{{ t(paper.place_and_day) }}", "Official Place", first=True)
    document.add_paragraph("{{ t(paper.kind_line) }}", "Official Kind")
    document.add_paragraph("{%p if paper.title %}")
    document.add_paragraph("{{ t(paper.title) }}", "Official Title")
    _add_rule(document, FORM.text_width_mm, FORM.text_width_mm / 4, after=6)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if paper.about %}")
    document.add_paragraph("{{ t(paper.about) }}", "Official About")
    document.add_paragraph("{%p endif %}")


def _add_blocks(document: Any, name: str) -> None:
    add = document.add_paragraph
    add("{%p for block in blocks(" + name + ") %}")
    plain = {
        "heading1": "Heading 1",
        "heading2": "Heading 2",
        "body": "Official Body",
        "note": "Official Note",
        "centered": "Official Centered",
        "name": "Official Name",
    }
    for kind, style in plain.items():
        add("{%p if block.kind == '" + kind + "' %}")
        add("{{ t(block.text) }}", style)
        add("{%p endif %}")
    add("{%p if block.kind == 'facts' %}")
    facts = _bare_table(document, (0.36, 0.64), rows=3)
    _write(facts.rows[0].cells[0], "{%tr for row in block.rows %}", first=True)
    _write(facts.rows[1].cells[0], "{{ t(row[0]) }}:", first=True)
    _write(facts.rows[1].cells[1], "{{ t(row[1]) }}", first=True)
    _write(facts.rows[2].cells[0], "{%tr endfor %}", first=True)
    add("{%p endif %}")
    add("{%p if block.kind == 'picture' %}")
    add("{{ block.image }}", "Official Centered").paragraph_format.space_after = 0
    add("{%p for line in block.words %}")
    add("{{ t(line) }}", "Official Note").paragraph_format.alignment = CENTER
    add("{%p endfor %}")
    add("{%p endif %}")
    add("{%p if block.kind == 'table' %}")
    add("{%p if block.caption and block.rows %}")
    add("{{ t(block.caption) }}", "Official Caption")
    add("{%p endif %}")
    _add_grid(document)
    add("", "Official Closing")
    add("{%p endif %}")
    add("{%p endfor %}")


def _add_grid(document: Any) -> None:
    """Add a table of as many columns and rows as the block has; widths and alignments are set afterwards."""
    table = document.add_table(rows=7, cols=3, style=WORD_GRID)
    table.alignment = 1
    table.autofit = False
    _set_cell_margins(table, 45)
    _loop_cells(table.rows[0], "block.columns", "{{ t(cell.title) }}", "Official Cell Heading")
    _write(table.rows[1].cells[0], "{%tr for row in block.rows %}", first=True)
    _loop_cells(table.rows[2], "row", "{{ t(cell) }}", "Official Cell")
    _write(table.rows[3].cells[0], "{%tr endfor %}", first=True)
    _write(table.rows[4].cells[0], "{%tr if block.total %}", first=True)
    _loop_cells(table.rows[5], "block.total", "{{ t(cell) }}", "Official Cell Total")
    _write(table.rows[6].cells[0], "{%tr endif %}", first=True)
    properties = table.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    properties.append(repeated)
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _loop_cells(row: Any, name: str, text: str, style: str) -> None:
    _write(row.cells[0], "{%tc for cell in " + name + " %}", first=True)
    _write(row.cells[1], text, style, first=True)
    row.cells[1].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _write(row.cells[2], "{%tc endfor %}", first=True)


def _add_foot(document: Any) -> None:
    add = document.add_paragraph
    for count, shares in ((1, (0.46, 0.54)), (2, (0.5, 0.5)), (3, (0.33, 0.34, 0.33))):
        add("{%p if paper.signers|length == " + str(count) + " %}")
        table = _bare_table(document, shares, rows=1)
        cells = table.rows[0].cells
        if count == 1:
            _add_recipients(cells[0], first=True)
            _add_closing(cells[0])
        for number, cell in enumerate(cells[-count:]):
            room_mm = FORM.signature_mm if count == 1 else FORM.form_signature_mm
            _add_signer(cell, f"paper.signers[{number}]", room_mm)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        add("{%p endif %}")
    add("{%p if paper.signers|length != 1 %}")
    _add_recipients(document)
    _add_closing(document)
    add("{%p endif %}")


def _add_recipients(where: Any, *, first: bool = False) -> None:
    _write(where, "{%p if paper.recipients %}", first=first)
    _write(where, RECIPIENTS_WORD, "Official Recipients")
    _write(where, "{%p for line in paper.recipients %}")
    _write(where, "- {{ t(line) }}{% if loop.last %}.{% else %};{% endif %}", "Official Recipient")
    _write(where, "{%p endfor %}")
    _write(where, "{%p endif %}")


def _add_closing(where: Any) -> None:
    _write(where, "{%p for line in paper.closing %}")
    _write(where, "{{ t(line) }}", "Official Closing")
    _write(where, "{%p endfor %}")
    if where.__class__.__name__ == "_Cell":
        _write(where, "", "Official Closing")  # a cell must not become empty


def _add_signer(cell: Any, name: str, room_mm: float) -> None:
    _write(cell, "{%p for line in " + name + ".lines %}", first=True)
    _write(cell, "{{ t(line) }}", "Official Signer")
    _write(cell, "{%p endfor %}")
    _write(cell, "{%p if " + name + ".hint %}")
    _write(cell, "{{ t(" + name + ".hint) }}", "Official Hint")
    _write(cell, "{%p endif %}")
    paragraph = _write(cell, "{{ t(" + name + ".name) }}", "Official Signer")
    paragraph.paragraph_format.space_before = Mm(room_mm)


def _add_annexes(document: Any) -> None:
    add = document.add_paragraph
    add("{%p for annex in paper.annexes %}")
    add("Phụ lục{% if annex.number %} {{ t(annex.number) }}{% endif %}", "Official Annex")
    add("{{ t(annex.title|upper) }}", "Official Title")
    add("{{ t(paper.attached_to) }}", "Official About").paragraph_format.space_after = 0
    _add_rule(document, FORM.text_width_mm, FORM.text_width_mm / 4, after=6)
    add("", "Official Closing")
    _add_blocks(document, "annex.blocks")
    add("{%p endfor %}")


def _bare_table(document: Any, shares: tuple[float, ...], *, rows: int) -> Any:
    table = document.add_table(rows=rows, cols=len(shares))
    table.autofit = False
    _set_cell_margins(table, 0)
    for index, share in enumerate(shares):
        width = Mm(FORM.text_width_mm * share)
        table.columns[index].width = width
        for row in table.rows:
            row.cells[index].width = width
    return table


def _set_cell_margins(table: Any, twips: int) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _write(where: Any, text: str, style: str = "Normal", *, first: bool = False) -> Any:
    """Add a paragraph; a new cell has a first one already, which must be used."""
    if not first:
        return where.add_paragraph(text, style)
    paragraph = where.paragraphs[0]
    paragraph.text, paragraph.style = text, style
    return paragraph


def _add_rule(where: Any, room_mm: float, width_mm: float, *, after: float = 0) -> None:
    """Add a line, centred: the upper border of a small paragraph with indents."""
    paragraph = where.add_paragraph("", "Official Rule")
    indent = Mm((room_mm - width_mm) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    paragraph.paragraph_format.space_after = Pt(after)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


if __name__ == "__main__":
    WORD_TEMPLATE.write_bytes(make_template())
