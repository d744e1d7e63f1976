"""Many pictures that weigh nothing and take long: a file has an allowance of pixels."""

from io import BytesIO

import pytest
from PIL import Image

from lms.images import Allowance, PictureRefused

SIDE = 100


def picture(form="PNG", colour="navy"):
    stream = BytesIO()
    Image.new("RGB", (SIDE, SIDE), colour).save(stream, form)
    return stream.getvalue()


def width_of(taken):
    with Image.open(BytesIO(taken.content)) as image:
        return image.width


def test_pictures_beyond_the_allowance_of_their_file_are_refused(app):
    allowance = Allowance(2 * SIDE * SIDE)
    assert width_of(allowance.take(picture())) == SIDE
    assert width_of(allowance.take(picture(colour="red"))) == SIDE
    with pytest.raises(PictureRefused):
        allowance.take(picture(colour="green"))


def test_what_is_no_picture_is_refused_as_always_and_takes_nothing_of_the_allowance(app):
    allowance = Allowance(SIDE * SIDE)
    for content in (b"", b"GIF89a", b"<svg/>"):
        with pytest.raises(PictureRefused):
            allowance.take(content)
    assert width_of(allowance.take(picture("JPEG"))) == SIDE
