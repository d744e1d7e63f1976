"""QR codes as pictures."""

from io import BytesIO
from xml.etree import ElementTree

from PIL import Image

from lms.qr import make_qr_png, make_qr_svg

ADDRESS = "https://hocvuso.vn/verify/ABCDE-FGHJK-01234-56789"


def test_a_code_is_a_square_picture_with_a_white_border():
    picture = Image.open(BytesIO(make_qr_png(ADDRESS, scale=2))).convert("L")

    assert picture.width == picture.height
    assert {picture.getpixel((x, 0)) for x in range(picture.width)} == {255}
    assert picture.getpixel((8, 8)) == 0  # the corner of the first finder, behind four white modules


def test_the_same_text_is_the_same_picture_and_another_is_not():
    assert make_qr_png(ADDRESS) == make_qr_png(ADDRESS)
    assert make_qr_png(ADDRESS) != make_qr_png(ADDRESS + "0")


def test_a_code_for_pages_is_svg_that_scales_with_its_box():
    drawing = ElementTree.fromstring(make_qr_svg(ADDRESS))  # noqa: S314 - our own

    assert drawing.tag.endswith("svg")
    assert "viewBox" in drawing.attrib
    assert "width" not in drawing.attrib
