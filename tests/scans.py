"""Files to hand in: sound ones, made by the libraries people's programs use, and hostile ones."""

import zlib
from io import BytesIO

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, TextStringObject

ENDING = b"\nstartxref\n9\n%%EOF\n"


def png(width=40, height=30, colour="white", **more):
    """A PNG picture."""
    return _image("PNG", width, height, colour, **more)


def jpeg(width=40, height=30, colour="white", **more):
    """A JPEG picture."""
    return _image("JPEG", width, height, colour, **more)


def _image(form, width, height, colour, **more):
    target = BytesIO()
    Image.new("RGB", (width, height), colour).save(target, form, **more)
    return target.getvalue()


def pdf(action=None, *, password="", attachment=b""):
    """A PDF of one blank page, with what the case adds."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if action:
        writer._root_object[NameObject("/OpenAction")] = writer._add_object(_action(action))
    if attachment:
        writer.add_attachment("ghi-chu.txt", attachment)
    if password:
        writer.encrypt(password)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _action(kind):
    more = {
        "/JavaScript": {"/JS": TextStringObject("app.alert(1)")},
        "/Launch": {"/F": TextStringObject("cmd.exe")},
        "/GoTo": {"/D": NumberObject(0)},
    }[kind]
    return DictionaryObject(
        {NameObject("/S"): NameObject(kind), **{NameObject(key): value for key, value in more.items()}}
    )


def packed_pdf(inner, *, kind=b"/Type /ObjStm /N 1 /First 5", filters=b"/Filter /FlateDecode"):
    """A PDF whose object stream holds some bytes, compressed as newer programs do."""
    body = zlib.compress(inner)
    head = b"%PDF-1.7\n1 0 obj\n<<" + kind + b" " + filters + b" /Length %d>>\nstream\n" % len(body)
    return head + body + b"\nendstream\nendobj" + ENDING


def plain_pdf(inner=b"<< /Type /Catalog >>"):
    """A PDF of one object, written by hand."""
    return b"%PDF-1.4\n1 0 obj\n" + inner + b"\nendobj" + ENDING
