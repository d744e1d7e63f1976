"""Word documents as authors write them, made by python-docx, with the parts it cannot make put in by hand."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
DOCUMENT = "word/document.xml"


def saved(document):
    """The bytes of a document."""
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def lines(*texts, bold=()):
    """A document of plain paragraphs, some of them bold."""
    document = Document()
    for text in texts:
        document.add_paragraph().add_run(text).bold = text in bold or None
    return saved(document)


def course(*titles, text="Tiếp công dân là công việc hằng ngày của cấp xã."):
    """A document whose headings are these titles."""
    document = Document()
    for title in titles:
        document.add_heading(title, 1)
        document.add_paragraph(text)
    return saved(document)


def with_body(xml, **parts):
    """A document whose body is this XML, with more parts or other ones."""
    text = f'<?xml version="1.0" encoding="UTF-8"?><w:document {SPACES}><w:body>{xml}</w:body></w:document>'
    return rebuilt({DOCUMENT: text.encode()} | parts)


def rebuilt(changes, *, content=None, without=()):
    """A document with other parts: {name: bytes, or chunks to be written one after the other}."""
    target = BytesIO()
    with ZipFile(BytesIO(content or lines("Mở đầu"))) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in changes and entry.filename not in without:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, parts in changes.items():
            with new.open(name, "w", force_zip64=True) as stream:
                for part in [parts] if isinstance(parts, bytes) else parts:
                    stream.write(part)
    return target.getvalue()


def relation(name, kind, target, *, is_outside=False):
    """A line of a part that says where references lead."""
    mode = ' TargetMode="External"' if is_outside else ""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="{name}" Type="{base}/{kind}" Target="{target}"{mode}/>'


def relations(*lines):
    """The part itself."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(lines)}</Relationships>'.encode()


def paragraph(inside, style=""):
    """A paragraph of raw XML."""
    shape = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{shape}{inside}</w:p>"


def said(text, shape=""):
    """A stretch of text."""
    return f'<w:r><w:rPr>{shape}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def shown(reference, words=""):
    """A picture in the text."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="{words}"/>'
        "<a:graphic><a:graphicData>"
        f"<a:blip {reference}/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def picture(colour="navy", size=(40, 30), kind="PNG"):
    """The bytes of a picture."""
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, kind)
    return target.getvalue()


def handbook():
    """Three lessons with what handbooks have: lists, a table, pictures with and without words, a link."""
    document = Document()
    document.add_heading("Sổ tay tiếp công dân", 0)
    document.add_heading("Chuẩn bị", 1)
    line = document.add_paragraph("Đọc ")
    line.add_run("Luật Tiếp công dân:").bold = True
    line.add_run("Điều 4 và ").italic = True
    _link(document, line, "https://vanban.chinhphu.vn/?a=1&b=(2)", "văn bản")
    document.add_paragraph("Sổ ghi chép", style="List Bullet")
    document.add_paragraph("Giấy biên nhận", style="List Bullet")
    document.add_paragraph("- Bút")
    document.add_heading("Khi dân đến", 2)
    document.add_paragraph("Mời ngồi", style="List Number")
    document.add_paragraph("Lắng nghe", style="List Number")
    document.add_heading("Biểu mẫu", 1)
    table = document.add_table(2, 2)
    for cell, text in zip(table.rows[0].cells, ("Việc", "Hạn"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for cell, text in zip(table.rows[1].cells, ("Nhận đơn", "trong ngày"), strict=True):
        cell.text = text
    _picture(document, picture("navy"), "Phòng tiếp công dân nhìn từ cửa")
    _picture(document, picture("green"), "")
    document.add_heading("Trả lời", 1)
    document.add_paragraph("Trả lời bằng văn bản trong 10 ngày.")
    return saved(document)


def hostile_course(text):
    """A document in which this text stands everywhere, and a picture that nobody has described."""
    document = Document()
    document.add_heading(f"Bài {text}", 1)
    document.add_paragraph(text)
    table = document.add_table(1, 2)
    for cell in table.rows[0].cells:
        cell.text = text
    _picture(document, picture(), "")
    _picture(document, picture("green"), text)
    return saved(document)


def _picture(document, content, words):
    document.add_picture(BytesIO(content), width=Mm(20))
    frame = document.inline_shapes[-1]._inline.docPr
    frame.set("descr", words)


def _link(document, line, address, words):
    name = document.part.relate_to(
        address,
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    link = parse_xml(
        f'<w:hyperlink {nsdecls("w", "r")} r:id="{name}"><w:r><w:t>{words}</w:t></w:r></w:hyperlink>'
    )
    line._p.append(link)


def styled(*paragraphs, name="Đề mục 1", base=None):
    """A document with a heading style of another name; paragraphs are (text, is heading)."""
    document = Document()
    style = document.styles.add_style(name, 1)
    style.base_style = document.styles[base] if base else None
    for text, is_heading in paragraphs:
        document.add_paragraph(text, style=style if is_heading else None)
    return saved(document)


def numbered(*items, form="lowerLetter", text="%1)"):
    """A document of one list that Word numbers by itself."""
    document = Document()
    numbering = document.part.numbering_part.element
    family = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, family)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="78"><w:abstractNumId w:val="77"/></w:num>'))
    for item in items:
        line = document.add_paragraph(item)
        if not item.startswith("Đoạn"):
            line._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="78"/></w:numPr>')
            )
    assert document.element.find(qn("w:body")) is not None
    return saved(document)
