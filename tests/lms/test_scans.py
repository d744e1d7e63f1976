"""Scans are told by their content, made harmless, and refused with a sentence when they cannot be."""

import hashlib
import struct
import zipfile
import zlib
from io import BytesIO

import pytest
import scans
from PIL import Image, PngImagePlugin

from lms.scans import LARGEST_SCAN, ScanRefused, keep_scan, read_scan, send_scan
from lms.scans.shapes import ScanFault

pytestmark = pytest.mark.one_engine


def look_at(content):
    return read_scan(BytesIO(content))


def zipped(name="a.html", content="<script>alert(1)</script>"):
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


def jpeg_with(segment, marker=b"\xff\xfe"):
    """A picture with a remark behind its beginning."""
    picture = scans.jpeg()
    return picture[:2] + marker + (len(segment) + 2).to_bytes(2, "big") + segment + picture[2:]


def png_with_remark(text):
    remarks = PngImagePlugin.PngInfo()
    remarks.add_text("Comment", text)
    return scans.png(pnginfo=remarks)


def png_of_size(width, height):
    """A picture that says it is larger than it is, with a sound checksum."""
    picture = bytearray(scans.png())
    picture[16:24] = struct.pack(">II", width, height)
    picture[29:33] = struct.pack(">I", zlib.crc32(bytes(picture[12:29])))
    return bytes(picture)


def png_of_empty_chunks(count):
    """A picture with chunks of nothing behind its header."""
    picture = scans.png()
    return picture[:33] + (b"\0\0\0\0teXt" + struct.pack(">I", zlib.crc32(b"teXt"))) * count + picture[33:]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(scans.pdf(), "application/pdf", id="PDF"),
        pytest.param(scans.pdf("/GoTo"), "application/pdf", id="PDF that opens at a page"),
        pytest.param(scans.packed_pdf(b"1 0 << /Type /Page >>"), "application/pdf", id="PDF 1.7, packed"),
        pytest.param(scans.plain_pdf() + scans.ENDING, "application/pdf", id="PDF with an update"),
        pytest.param(scans.jpeg(), "image/jpeg", id="JPEG"),
        pytest.param(scans.jpeg(progressive=True), "image/jpeg", id="progressive JPEG"),
        pytest.param(scans.jpeg() + scans.jpeg(), "image/jpeg", id="JPEG with a preview behind it"),
        pytest.param(scans.png(), "image/png", id="PNG"),
    ],
)
def test_a_sound_scan_is_told_by_its_content(app, content, media_type):
    scan = look_at(content)

    assert scan.media_type == media_type
    assert scan.sha256 == hashlib.sha256(scan.content).hexdigest()
    assert scan.size_bytes == len(scan.content) <= len(content)


HOSTILE = {
    "nothing": (b"", ScanFault.EMPTY),
    "blanks": (b"\0\n " * 50, ScanFault.EMPTY),
    "a page called .pdf": (b"<!doctype html><script>alert(1)</script>", ScanFault.OTHER_TYPE),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', ScanFault.OTHER_TYPE),
    "SVG behind a byte order mark": (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", ScanFault.OTHER_TYPE),
    "GIF that is a script": (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", ScanFault.OTHER_TYPE),
    "BMP that is a script": (b"BM=1;/*" + b"\0" * 20 + b"*/alert(1)", ScanFault.OTHER_TYPE),
    "WebP": (b"RIFF\x10\0\0\0WEBPVP8 ", ScanFault.OTHER_TYPE),
    "archive": (zipped(), ScanFault.OTHER_TYPE),
    "program": (b"MZ\x90\0" + b"\0" * 60, ScanFault.OTHER_TYPE),
    "PDF behind a page": (b"<html>\n" + scans.plain_pdf(), ScanFault.OTHER_TYPE),
    "eleven megabytes": (scans.jpeg() + b"\0" * LARGEST_SCAN, ScanFault.TOO_LARGE),
    "PDF without an end": (scans.plain_pdf()[:-8], ScanFault.DAMAGED),
    "PDF with a page behind it": (scans.plain_pdf() + b"<script>alert(1)</script>", ScanFault.DAMAGED),
    "PDF with a page in its head": (scans.plain_pdf(b"(<html><script>)"), ScanFault.TWO_IN_ONE),
    "PDF that is an archive": (scans.plain_pdf(b"(" + zipped() + b")"), ScanFault.TWO_IN_ONE),
    "PDF with a script": (scans.pdf("/JavaScript"), ScanFault.ACTIVE),
    "PDF that starts a program": (scans.pdf("/Launch"), ScanFault.ACTIVE),
    "PDF with an attachment": (scans.pdf(attachment=b"x"), ScanFault.ACTIVE),
    "PDF with a hidden name": (scans.plain_pdf(b"<< /S /J#61va#53cript /JS (x) >>"), ScanFault.ACTIVE),
    "PDF that sends a form": (scans.plain_pdf(b"<< /S/SubmitForm/F(x)>>"), ScanFault.ACTIVE),
    "PDF with a packed script": (scans.packed_pdf(b"5 0 << /S /JavaScript >>"), ScanFault.ACTIVE),
    "PDF packed twice": (
        scans.packed_pdf(b"x", filters=b"/Filter [/ASCIIHexDecode /FlateDecode]"),
        ScanFault.ACTIVE,
    ),
    "PDF packed without a kind": (
        scans.packed_pdf(b"5 0 << /S /JavaScript >>", kind=b"/N 1 /#46irst 5"),
        ScanFault.ACTIVE,
    ),
    "PDF that swells": (scans.packed_pdf(b"\0" * 40_000_000), ScanFault.TOO_LARGE),
    "PDF of a million streams": (scans.plain_pdf(b"stream\n" * 1_000_000), ScanFault.ACTIVE),
    "PDF of streams that share one long beginning": (
        scans.plain_pdf((b"2 0 obj " + b"#41" * 3_000 + b"stream\n" * 900) * 20),
        ScanFault.ACTIVE,
    ),
    "PDF with a password": (scans.pdf(password="mat-khau"), ScanFault.LOCKED),
    "JPEG cut off": (scans.jpeg()[:-40], ScanFault.DAMAGED),
    "JPEG of nothing": (b"\xff\xd8\xff\xd9", ScanFault.DAMAGED),
    "JPEG of a million empty tables": (
        scans.jpeg()[:2] + b"\xff\xdb\0\2" * 1_000_000 + scans.jpeg()[2:],
        ScanFault.DAMAGED,
    ),
    "JPEG that is a page": (jpeg_with(b"<html><script>alert(1)</script>"), ScanFault.TWO_IN_ONE),
    "JPEG that is a script": (scans.jpeg() + b"*/;JavaScript:alert(1)", ScanFault.TWO_IN_ONE),
    "JPEG that is an archive": (scans.jpeg() + zipped(), ScanFault.TWO_IN_ONE),
    "JPEG that is a paper": (scans.jpeg() + scans.plain_pdf(), ScanFault.TWO_IN_ONE),
    "PNG with a wrong checksum": (scans.png().replace(b"IDAT", b"IDAU"), ScanFault.DAMAGED),
    "PNG cut off": (scans.png()[:-10], ScanFault.DAMAGED),
    "PNG that is a program for the web": (png_with_remark("<?php system('id'); ?>"), ScanFault.TWO_IN_ONE),
    "PNG that is a page": (scans.png() + b"<SCRIPT>alert(1)</SCRIPT>", ScanFault.TWO_IN_ONE),
    "PNG of a thousand million pixels": (png_of_size(30_000, 30_000), ScanFault.TOO_MANY_PIXELS),
    "PNG of half a million empty chunks": (png_of_empty_chunks(500_000), ScanFault.DAMAGED),
    "PNG without height": (png_of_size(10, 0), ScanFault.TOO_MANY_PIXELS),
}


@pytest.mark.parametrize(("content", "fault"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_no_harmless_scan_is_refused_with_a_sentence(app, content, fault):
    with pytest.raises(ScanRefused) as refused:
        look_at(content)

    assert refused.value.__cause__.fault == fault
    assert str(refused.value).endswith(".")


def test_what_a_telephone_remarks_is_left_out_but_which_side_is_up_is_kept(app):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Điện thoại"
    exif.get_ifd(0x8825)[1] = "N"
    taken = scans.jpeg(exif=exif, comment=b"nha rieng")

    kept = look_at(taken).content

    picture = Image.open(BytesIO(kept))
    picture.load()
    assert dict(picture.getexif()) == {0x0112: 6}
    assert b"nha rieng" not in kept


@pytest.mark.parametrize("made", [scans.jpeg, scans.png], ids=["JPEG", "PNG"])
def test_a_picture_shows_what_it_showed(app, made):
    content = made(colour="teal")

    kept = look_at(content + b"\0\0").content

    assert Image.open(BytesIO(kept)).tobytes() == Image.open(BytesIO(content)).tobytes()


def test_the_same_picture_is_known_again_whatever_is_remarked_on_it(app):
    assert look_at(png_with_remark("của tôi")).sha256 == look_at(scans.png()).sha256


@pytest.mark.parametrize(
    ("content", "disposition"),
    [(scans.png(), "inline; filename=minh-chung.png"), (scans.pdf(), "attachment; filename=minh-chung.pdf")],
    ids=["a picture in the page", "a paper only to be saved"],
)
def test_a_kept_scan_is_given_back_without_risk(app, content, disposition):
    scan = look_at(content)
    key = keep_scan(scan)

    with app.test_request_context():
        answer = send_scan(key, scan.media_type, "minh-chung")
        answer.direct_passthrough = False

    assert answer.get_data() == scan.content
    answer.close()
    assert answer.mimetype == scan.media_type
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
