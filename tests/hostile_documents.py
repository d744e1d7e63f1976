"""Word documents that should do harm, really built."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from word_files import (
    DOCUMENT,
    SPACES,
    W,
    lines,
    paragraph,
    picture,
    rebuilt,
    relation,
    relations,
    said,
    shown,
    with_body,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><w:document {SPACES}><w:body>'.encode()
END = b"</w:body></w:document>"
RELATIONS = "word/_rels/document.xml.rels"
MANY = 1_000_000


def bomb():
    """A text of nothing but spaces, a thousand times as large as the file."""
    return rebuilt({DOCUMENT: [HEAD, *[b" " * 1024**2] * 400, END]})


def media_bomb():
    """The same as a picture."""
    return rebuilt({"word/media/a.png": [b"\0" * 1024**2] * 400})


def lying_bomb():
    """A bomb whose directory says that it is small."""
    content = bytearray(rebuilt({DOCUMENT: [HEAD, *[b" " * 1024**2] * 60, END]}))
    size = (60 * 1024**2 + len(HEAD + END)).to_bytes(4, "little")
    return bytes(content.replace(size, (5_000).to_bytes(4, "little")))


def entity_bomb(encoding="utf-8"):
    """Ten laughs of ten laughs of ten laughs."""
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    body = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'
    return rebuilt({DOCUMENT: (text + body).encode(encoding)})


def outside_entity(part=DOCUMENT):
    """A part that asks the reader for a file of the server."""
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    body = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&f;</w:t></w:r></w:p></w:body></w:document>'
    return rebuilt({part: (text + body).encode()})


def million_paragraphs():
    """A million short paragraphs."""

    def text():
        yield HEAD
        for _ in range(100):
            yield b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * (MANY // 100)
        yield END

    return rebuilt({DOCUMENT: text()})


def empty_paragraphs():
    """As many paragraphs as fit, without a word."""
    return rebuilt({DOCUMENT: [HEAD, b"<w:p/>" * MANY, END]})


def deep(levels=100_000):
    """Frames in frames in frames."""
    return rebuilt({DOCUMENT: [HEAD, b"<w:sdt>" * levels, b"</w:sdt>" * levels, END]})


def deep_tables(levels=60):
    """Tables in tables."""
    begin, end = b"<w:tbl><w:tr><w:tc>" * levels, b"</w:tc></w:tr></w:tbl>" * levels
    return rebuilt({DOCUMENT: [HEAD, begin, b"<w:p><w:r><w:t>a</w:t></w:r></w:p>", end, END]})


def wide_cells():
    """Cells that say they span a million columns and rows."""
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{MANY}"/></w:tcPr>{paragraph(said("a"))}</w:tc>'
    return with_body(f"<w:tbl>{f'<w:tr>{cell}</w:tr>' * 500}</w:tbl>")


def long_word():
    """One word of fifteen million letters."""
    return with_body(paragraph(said("a" * 15_000_000)))


def stars():
    """Signs that Markdown could take for very much."""
    return with_body(paragraph(said("*[_`<![](" * 40_000)) + paragraph(said("> " * 50_000)))


def bold_stars():
    """The same in bold and italics, a letter each."""
    shapes = ("<w:b/>", "<w:i/>", "")
    return with_body(paragraph("".join(said("*a_", shapes[at % 3]) for at in range(9_000))))


def circular_styles():
    """Styles that rest on each other."""
    one = '<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="x"/><w:basedOn w:val="{}"/></w:style>'
    styles = f'<w:styles xmlns:w="{W}">{one.format("A", "B")}{one.format("B", "A")}</w:styles>'
    return with_body(paragraph(said("chữ"), "A"), **{"word/styles.xml": styles.encode()})


def climbing():
    """Parts and pictures that lie above the file."""
    links = relations(
        relation("r1", "image", "../../../../etc/passwd"), relation("r2", "image", "/etc/passwd")
    )
    body = paragraph(said("chữ") + shown('r:embed="r1"') + shown('r:embed="r2"'))
    return with_body(body, **{RELATIONS: links, "../../etc/cron.d/x": b"* * * * * root x", "/etc/x": b"x"})


def outside_picture():
    """A picture on another site, and a template there."""
    links = relations(
        relation("r1", "image", "http://127.0.0.1:9/a.png", is_outside=True),
        relation("r2", "attachedTemplate", "http://127.0.0.1:9/a.dotm", is_outside=True),
    )
    return with_body(paragraph(said("chữ") + shown('r:link="r1"')), **{RELATIONS: links})


def other_picture(content, name="a.png"):
    """A picture whose bytes are something else."""
    links = relations(relation("r1", "image", f"media/{name}"))
    body = paragraph(said("chữ") + shown('r:embed="r1"', "Ảnh"))
    return with_body(body, **{RELATIONS: links, f"word/media/{name}": content})


def polyglot():
    """A picture with a page of HTML behind its end."""
    return picture() + b"<html><script>alert(1)</script></html>"


def huge_picture():
    """A picture of 30,000 by 30,000 pixels in some kilobytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


def with_macros():
    """A document whose macros nobody mentions."""
    return rebuilt({"word/vbaProject.bin": OLE + b"Sub AutoOpen()"})


def macro_document():
    """A .docm with another ending."""
    with ZipFile(BytesIO(lines("Mở đầu"))) as whole:
        types = whole.read("[Content_Types].xml")
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    other = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    return rebuilt({"[Content_Types].xml": types.replace(kind, other)})


def locked():
    """What Word writes with a password."""
    return OLE + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4096


def old_word():
    """The beginning of a .doc file."""
    return OLE + b"\0" * 512 + "WordDocument".encode("utf-16-le") + b"\0" * 4096


def other_package(first="mimetype", content=b"application/vnd.oasis.opendocument.text"):
    """A zip of another kind: an .odt, a .jar."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr(first, content)
        archive.writestr("content.xml", "<office/>")
    return target.getvalue()


def many_parts():
    """A zip of thousands of parts."""
    return rebuilt({f"word/{number}.xml": b"" for number in range(4_000)})


REFUSED = {
    "zip bomb": bomb,
    "bomb in a picture": media_bomb,
    "bomb that lies about its size": lying_bomb,
    "entity bomb": entity_bomb,
    "entity bomb in UTF-16": lambda: entity_bomb("utf-16"),
    "entity bomb in an encoding nobody looks for": lambda: entity_bomb("cp037"),
    "entity that reads a file": outside_entity,
    "entity in the styles": lambda: outside_entity("word/styles.xml"),
    "a million paragraphs": million_paragraphs,
    "a million empty paragraphs": empty_paragraphs,
    "frames without end": deep,
    "macros inside": with_macros,
    "a macro document renamed": macro_document,
    "locked with a password": locked,
    "old Word": old_word,
    "OpenDocument": other_package,
    "Java": lambda: other_package("META-INF/MANIFEST.MF", b"Main-Class: x"),
    "thousands of parts": many_parts,
    "cut off": lambda: lines("Mở đầu")[:4000],
    "PDF": lambda: b"%PDF-1.7\n",
    "RTF": lambda: b"{\\rtf1 Xin chao}",
    "a page": lambda: b"<html><script>alert(1)</script></html>",
    "nothing": lambda: b"",
    "no text": lambda: with_body("<w:p/>"),
    "no document": lambda: rebuilt({}, without=(DOCUMENT,)),
}

TAKEN = {
    "tables in tables": deep_tables,
    "cells of a million columns": wide_cells,
    "a word of fifteen million letters": long_word,
    "signs of Markdown": stars,
    "signs of Markdown in bold": bold_stars,
    "styles in a circle": circular_styles,
    "parts above the file": climbing,
    "a picture elsewhere": outside_picture,
    "a script in the text": lambda: lines("<script>alert(1)</script>", "<img src=x onerror=alert(1)>"),
    "SVG": lambda: other_picture(SVG, "a.svg"),
    "SVG called PNG": lambda: other_picture(SVG),
    "a page called PNG": lambda: other_picture(b"<html><script>alert(1)</script></html>"),
    "a huge picture": lambda: other_picture(huge_picture()),
    "a picture with a page in it": lambda: other_picture(polyglot()),
}
