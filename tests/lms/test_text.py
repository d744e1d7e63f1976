"""Vietnamese text: normal form, keys for search, matching and order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.syllables import is_syllable
from lms.text import (
    capitalize_words,
    clean,
    fold,
    mask_personal_id,
    name_sort_key,
    sort_key,
    tone_position_key,
)

ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  Nguyễn   Văn\tÁnh \r\n", "Nguyễn Văn Ánh", id="white space"),
        pytest.param("Nguyễn\u00a0Văn\u2003Ánh", "Nguyễn Văn Ánh", id="no-break and em space"),
        pytest.param("\ufeffNguy\u200bễn\u200d", "Nguyễn", id="zero-width"),
        pytest.param("Nguy\u00adễn", "Nguyễn", id="soft hyphen"),
        pytest.param("A\x00B\x1b", "AB", id="control characters that databases refuse"),
        pytest.param(unicodedata.normalize("NFD", "Nguyễn"), "Nguyễn", id="decomposed"),
        pytest.param("e\u200b\u0302\u0303", "ễ", id="composes across what vanishes"),
        pytest.param("", "", id="empty"),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chuyển đổi số", "chuyen doi so"),
        ("ĐẶNG THỊ THUỶ", "dang thi thuy"),
        ("Ðặng", "dang"),
        (unicodedata.normalize("NFD", "Ứng  Hoà"), "ung hoa"),
        ("Họ và tên", "ho va ten"),
    ],
)
def test_fold(text, expected):
    assert fold(text) == expected


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aàảãáạăằâậbđeèêệioòôộơợuùưựyỳ ĐÂƠ"))
def test_folding_vietnamese_leaves_plain_letters(text):
    assert fold(text).isascii()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoà"),
        ("THỦY", "Thuỷ"),
        ("xã Thanh Hóa", "Xã Thanh  Hoá"),
        ("Khoẻ", "Khỏe"),
        ("Ðức", "Đức"),
        (unicodedata.normalize("NFD", "Quý Hòa"), "Quý Hoà"),
    ],
)
def test_the_place_of_the_tone_mark_does_not_matter(one, other):
    assert tone_position_key(one) == tone_position_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoa", "Hòa"), ("Hoà", "Hoá"), ("Hoa", "Hơa"), ("Dương", "Đương"), ("Tân Ba", "Tan Bấ"), ("An", "Ân")],
)
def test_tones_and_letters_do_matter(one, other):
    assert tone_position_key(one) != tone_position_key(other)


@given(st.text())
def test_the_matching_key_is_its_own_key(text):
    key = tone_position_key(text)
    assert tone_position_key(key) == key


def test_the_alphabet_is_in_order():
    backwards = ALPHABET[::-1]
    assert sorted(backwards, key=sort_key) == ALPHABET


@pytest.mark.parametrize(
    "in_order",
    [
        pytest.param(["ma", "mà", "mả", "mã", "má", "mạ", "mac"], id="tones decide after letters"),
        pytest.param(["Ăn", "Ân"], id="ă before â"),
        pytest.param(["Dương", "Đặng"], id="đ after d"),
        pytest.param(["Ơn", "Phú", "Tuy", "Tư"], id="horned letters"),
        pytest.param(["An", "ba", "Ba", "bà", "Bá"], id="capitals decide last"),
        pytest.param(["Hạ Long", "Hà Nam", "Hà Nội"], id="letters of all words before tones"),
        pytest.param(["", "1 Bảo Lộc", "10", "2", "A"], id="digits before letters"),
        pytest.param(["hoà", "hòa", "hoàn"], id="tone position is the least"),
    ],
)
def test_sort_key(in_order):
    backwards = in_order[::-1]
    assert sorted(backwards, key=sort_key) == in_order


def test_people_are_sorted_by_given_name_then_surname_then_middle_names():
    in_order = [
        "Trần Văn An",
        "Lê Văn Ân",
        "Lê Thị Hà",
        "NGUYỄN THỊ HẠ",
        "Đỗ Văn Hoà",
        "Lê An Hòa",
        "Lê Văn Hoà",
        "Bùi Thị Yến",
    ]
    backwards = in_order[::-1]
    assert sorted(backwards, key=name_sort_key) == in_order


@given(st.lists(st.text()))
def test_any_text_can_be_sorted(texts):
    assert len(sorted(texts, key=sort_key)) == len(sorted(texts, key=name_sort_key))


@pytest.mark.parametrize(
    ("number", "expected"),
    [("019123456789", "019•••••••89"), ("1234567", "123••67"), ("123456", "••••••"), ("12", "••"), ("", "")],
)
def test_mask_personal_id(number, expected):
    assert mask_personal_id(number) == expected


def test_capitalize_words_leaves_the_other_letters():
    assert capitalize_words("nguyễn văn ảnh  McNab") == "Nguyễn Văn Ảnh McNab"


SYLLABLES = "nguyễn Nghiêng quyết GIẾNG ở khuỷu hoà hòa xoong thuở huýt quyển Ðinh ý uống gì gìn ngoằn"
NO_SYLLABLES = "nguyêǹ̃ tâ hơc tac quổ̃n đ UBND Đăk ảnà müller tuên străng"


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_a_syllable(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", NO_SYLLABLES.split())
def test_no_syllable(word):
    assert not is_syllable(word)
