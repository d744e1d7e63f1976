"""Pictures of authors: what comes out is the picture and nothing else."""

from io import BytesIO

import pytest
from PIL import Image

from lms.images import LARGEST_PICTURE, PictureRefused, take_picture


def picture_file(form, size=(40, 30), mode="RGB", colour=(200, 30, 30), **options):
    written = BytesIO()
    Image.new(mode, size, colour).save(written, form, **options)
    return written.getvalue()


def opened(picture):
    return Image.open(BytesIO(picture.content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_the_same_picture_always_has_the_same_name(app, form):
    first, second = (take_picture(BytesIO(picture_file(form))) for _ in range(2))
    assert first == second
    assert opened(first).size == (40, 30)


def test_a_large_picture_becomes_as_large_as_a_page_shows_it(app):
    taken = take_picture(BytesIO(picture_file("PNG", size=(4000, 1000))))
    assert opened(taken).size == (1600, 400)


def test_a_photograph_stands_upright(app):
    lying = Image.Exif()
    lying[0x0112] = 6
    taken = take_picture(BytesIO(picture_file("JPEG", exif=lying)))
    assert opened(taken).size == (30, 40)


def test_what_is_clear_stays_clear(app):
    taken = take_picture(BytesIO(picture_file("PNG", mode="RGBA", colour=(0, 0, 0, 40))))
    assert opened(taken).mode in ("RGBA", "P")
    assert opened(taken).convert("RGBA").getpixel((1, 1))[3] == 40


def test_of_a_moving_picture_the_first_frame_is_kept(app):
    written = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    taken = take_picture(BytesIO(written.getvalue()))
    assert opened(taken).convert("RGB").getpixel((1, 1))[0] > 200


SECRET = b"<script>alert(1)</script>"


def with_exif():
    place = Image.Exif()
    place[0x010E] = SECRET.decode()
    return picture_file("JPEG", exif=place)


@pytest.mark.parametrize(
    "content",
    [
        picture_file("JPEG") + SECRET,
        picture_file("PNG") + b"PK\x03\x04" + SECRET,
        picture_file("GIF") + SECRET,
        picture_file("JPEG", comment=SECRET),
        with_exif(),
    ],
    ids=["jpeg and page", "png and archive", "gif and page", "remark", "exif"],
)
def test_nothing_but_the_picture_comes_through(app, content):
    taken = take_picture(BytesIO(content))
    assert b"script" not in taken.content
    assert b"PK\x03\x04" not in taken.content


def bomb():
    return picture_file("PNG", size=(30_000, 30_000), mode="1", colour=0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "trống"),
        (b"\0" * 100, "trống"),
        (b"x" * (LARGEST_PICTURE + 1), "quá lớn"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
        (b"%PDF-1.7", "không phải hình"),
        (b"BM" + b"\0" * 100, "không phải hình"),
        (picture_file("PNG")[:60], "hỏng"),
        (picture_file("JPEG", size=(900, 900))[:-400], "hỏng"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 100, "không phải hình|hỏng"),
        (bomb(), "quá nhiều điểm ảnh"),
    ],
    ids=["nothing", "zeros", "large", "svg", "pdf", "bmp", "png cut", "jpeg cut", "png head", "bomb"],
)
def test_what_is_no_sound_picture_is_refused_with_a_sentence(app, content, words):
    with pytest.raises(PictureRefused, match=words):
        take_picture(BytesIO(content))
