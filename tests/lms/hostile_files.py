"""Files that should do harm, really built: bombs, programs, locked ones, ten to the sixth rows."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"
SHEET_PART = "xl/worksheets/sheet1.xml"


def spoilt(part=SHEET_PART):
    """A workbook in which the packed bytes of one part are rubbish."""
    content = workbook()
    with ZipFile(BytesIO(content)) as archive:
        entry = archive.getinfo(part)
    start = entry.header_offset + 30 + len(part)
    return content[:start] + b"\xff" * entry.compress_size + content[start + entry.compress_size :]


def workbook(*rows):
    """A harmless Excel file."""
    book = openpyxl.Workbook()
    for row in rows or (["Mã", "Tên"], ["A1", "Hòa"]):
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def rebuilt(changes=None, *, without=(), content=None):
    """An Excel file with other parts: {name: bytes, or chunks to be written one after the other}."""
    changes, target = changes or {}, BytesIO()
    with (
        ZipFile(BytesIO(content or workbook())) as old,
        ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in changes and entry.filename not in without:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, parts in changes.items():
            with new.open(name, "w", force_zip64=True) as stream:
                for part in [parts] if isinstance(parts, bytes) else parts:
                    stream.write(part)
    return target.getvalue()


def bomb(megabytes=400):
    """A sheet of nothing but spaces, a thousand times as large as the file."""
    blanks = b" " * 1024**2
    return rebuilt({SHEET_PART: (HEAD + SHEET, *[blanks] * megabytes, END)})


def small_bomb():
    """Within the limit of what is unpacked, but of texts only, which a reader keeps whole."""
    return rebuilt(
        {"xl/sharedStrings.xml": (HEAD + b"<sst>", *[b"<si><t>a</t></si>" * 60_000] * 80, b"</sst>")}
    )


def lying_bomb():
    """A bomb whose directory says that it is small."""
    content = bytearray(bomb(50))
    size, lie = (50 * 1024**2 + len(HEAD + SHEET + END)).to_bytes(4, "little"), (5_000).to_bytes(4, "little")
    return bytes(content.replace(size, lie))


def entity_bomb(encoding="utf-8"):
    """Ten laughs of ten laughs of ten laughs."""
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    sheet = (
        SHEET.decode() + '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>' + END.decode()
    )
    return rebuilt({SHEET_PART: (text + sheet).encode(encoding)})


def renamed(part, content):
    """An Excel file in which a part has another ending; it is read whatever it is called."""
    old, new = part.encode(), part.encode().replace(b".xml", b".dat")
    naming = ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")
    with ZipFile(BytesIO(content)) as whole:
        changes = {name: whole.read(name).replace(old, new) for name in naming}
        (held,) = [name for name in whole.namelist() if name.endswith(part)]
        changes[held.replace(".xml", ".dat")] = whole.read(held)
    return rebuilt(changes, without=(held,), content=content)


def elsewhere_bomb():
    """The texts of the small bomb in a part that only the workbook calls so."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = b'<Override PartName="/xl/worksheets/a.dat" ContentType="' + kind + b'"/></Types>'
    content = small_bomb()
    with ZipFile(BytesIO(content)) as whole:
        types = whole.read("[Content_Types].xml").replace(b"</Types>", override)
        texts = whole.read("xl/sharedStrings.xml")
    changes = {"[Content_Types].xml": types, "xl/worksheets/a.dat": texts}
    return rebuilt(changes, without=("xl/sharedStrings.xml",), content=content)


def declared_entity():
    """A sheet with a word of its own: harmless, but Excel writes none."""
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&w;</t></is></c></row>'
    return rebuilt({SHEET_PART: HEAD + b'<!DOCTYPE x [<!ENTITY w "ha">]>' + SHEET + row + END})


def outside_entity():
    """A sheet that asks the reader for a file of the server."""
    head = HEAD + b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&f;</t></is></c></row>'
    return rebuilt({SHEET_PART: head + SHEET + row + END})


def with_macros():
    """An .xlsx whose macros nobody mentions."""
    return rebuilt({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0Sub AutoOpen()"})


def million_rows():
    """As many rows as a sheet can have."""

    def rows():
        yield HEAD + SHEET
        for start in range(1, 1_048_577, 16_384):
            yield b"".join(
                b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(start, start + 16_384)
            )
        yield END

    return rebuilt({SHEET_PART: rows()})


def locked():
    """What Excel writes with a password: an OLE container with the real file inside."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 512
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 4096
    )


def old_excel():
    """The beginning of an .xls file."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "Workbook".encode("utf-16-le") + b"\0" * 4096


def cut_off():
    """A file whose second half is lost."""
    content = workbook()
    return content[: len(content) // 2]


def many_parts():
    """A zip of thousands of parts."""
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for number in range(3_000):
            archive.writestr(f"xl/{number}.xml", b"")
    return target.getvalue()


def endless_line():
    """A CSV file of one line."""
    return b"a," * 9_000_000


FILES = {
    "zip bomb": bomb,
    "bomb of texts": small_bomb,
    "bomb that lies about its size": lying_bomb,
    "entity bomb": entity_bomb,
    "entity bomb in UTF-16": lambda: entity_bomb("utf-16"),
    "entity in a part that is not called XML": lambda: renamed("sheet1.xml", declared_entity()),
    "bomb of texts that are not called so": elsewhere_bomb,
    "entity that reads a file": outside_entity,
    "macros inside .xlsx": with_macros,
    "a million rows": million_rows,
    "locked with a password": locked,
    "old Excel": old_excel,
    "packed rubbish": spoilt,
    "cut off": cut_off,
    "thousands of parts": many_parts,
    "endless line": endless_line,
}
