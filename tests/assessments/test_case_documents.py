"""Files of authors: whatever stands in them, the answer is a sentence."""

import pytest
from old_fonts import to_tcvn3

from assessments.services.documents import ContentRefused, read_text, read_yaml


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "value", ["!!timestamp x", "!!bool x", "!!int ''", "!!float ''", "2026-99-99", "!x y"]
)
def test_a_value_that_is_not_of_its_kind_is_refused_in_a_sentence(bare_app, value):
    with pytest.raises(ContentRefused):
        read_yaml(f"ten: {value}\n")


@pytest.mark.one_engine
def test_a_file_saved_in_an_old_font_is_converted_and_told(bare_app):
    text = "ten: cán bộ xã tiếp nhận hồ sơ của người dân\n"

    read, told = read_text(to_tcvn3(text).encode("cp1252"))

    assert read == text
    assert len(told) == 1


@pytest.mark.one_engine
def test_bytes_that_are_no_text_are_refused_with_their_line(bare_app):
    with pytest.raises(ContentRefused, match="2"):
        read_text(b"ten: a\nvai: \xff\xfe\n")
