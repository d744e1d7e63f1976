import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.collation import LONGEST_NAME_WORD, name_sort_word, sort_word
from lms.text import name_sort_key

PEOPLE = [
    "Trần Văn An",
    "Lê Văn Ân",
    "Nguyễn Thị Dung",
    "Hoàng Văn Đạt",
    "Lê Thị Hà",
    "NGUYỄN THỊ HẠ",
    "Đỗ Hoa",
    "Đỗ Văn Hoà",
    "Lê An Hòa",
    "Bùi Thị Yến",
]


@pytest.mark.parametrize(
    "in_order",
    [
        pytest.param(["ma", "mà", "mả", "mã", "má", "mạ", "mac"], id="tones decide after letters"),
        pytest.param(["Dương", "Đặng"], id="đ after d"),
        pytest.param(["1 Bảo Lộc", "10", "2", "A"], id="digits before letters"),
        pytest.param(["Hạ Long", "Hà Nam", "Hà Nội"], id="letters of all words before tones"),
    ],
)
def test_words_sort_as_the_vietnamese_alphabet(in_order):
    backwards = in_order[::-1]
    assert sorted(backwards, key=sort_word) == in_order


def test_people_sort_by_given_name_first():
    backwards = PEOPLE[::-1]
    assert sorted(backwards, key=name_sort_word) == PEOPLE == sorted(backwards, key=name_sort_key)


@given(st.text())
def test_any_text_gives_characters_that_all_collations_order_alike(text):
    assert set(sort_word(text) + name_sort_word(text)) <= set("0123456789abcdef")


@pytest.mark.parametrize("name", ["Ạ" * 200, "ạ " * 100])
def test_the_longest_name_fits_its_column(name):
    assert len(name_sort_word(name)) <= LONGEST_NAME_WORD
