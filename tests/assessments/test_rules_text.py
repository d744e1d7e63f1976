import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules import parse_number
from assessments.rules.quizzes.numbers import stored_number
from assessments.rules.text import clean, comparable, matches_pattern


def nfd(text):
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        pytest.param("hòa giải", "Hoà Giải", True, id="tone-mark position and case"),
        pytest.param("hòa giải", "hoa giải", False, id="the tone itself counts"),
        pytest.param("hòa giải", "hóa giải", False, id="another tone"),
        pytest.param("thủy lợi", nfd("thuỷ  lợi "), True, id="decomposed, with spaces"),
        pytest.param("của", "cuả", True, id="a slip of the keyboard"),
        pytest.param("đất đai", "đất\u00a0đai", True, id="a space that does not break"),
        pytest.param("đất", "dất", False, id="đ is no d"),
        pytest.param("Nghị định 30", "nghị định 30", True, id="digits"),
        pytest.param("tiết", "tiêt", False, id="a missing tone"),
        pytest.param("tiết", "tíêt", True, id="the tone on the vowel before"),
        pytest.param("hoà bình", "hoa bình", False, id="the tone of the next word is not lent"),
        pytest.param("*dân*", "Nhân dân", True, id="anything around"),
        pytest.param("bốn tại*", "Bốn tại chỗ", True, id="anything behind"),
        pytest.param("bốn tại*", "bốn tại", True, id="nothing behind"),
        pytest.param("a*b*c", "a1b2c", True, id="two stars"),
        pytest.param("a*b*c", "a1c2b", False, id="wrong order"),
        pytest.param("ab*ba", "aba", False, id="ends may not overlap"),
        pytest.param(r"5 \* 3", "5 * 3", True, id="an escaped star is a star"),
        pytest.param(r"5 \* 3", "5 và 3", False, id="and nothing else"),
        pytest.param("hòa*", "hoà giải", True, id="a star after a whole word"),
    ],
)
def test_what_counts_as_the_same_answer(pattern, text, expected):
    assert matches_pattern(pattern, text) is expected


@given(st.text())
def test_everything_matches_itself_however_it_is_encoded(text):
    pattern = text.replace("\\", "").replace("*", "")

    assert matches_pattern(pattern, nfd(pattern))
    assert matches_pattern("*", text)
    assert comparable(nfd(pattern)) == comparable(pattern)


def test_many_stars_are_no_trap():
    assert not matches_pattern("a*" * 200 + "b", "a" * 20_000)


def test_clean_text_is_composed_and_trimmed():
    assert clean(nfd(" Tiếng Việt\n")) == "Tiếng Việt"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        pytest.param("40", "40", id="whole"),
        pytest.param(" 40 ", "40", id="spaces around"),
        pytest.param("1,5", "1.5", id="decimal comma"),
        pytest.param("1.234,5", "1234.5", id="Vietnamese thousands and decimals"),
        pytest.param("1.234", "1234", id="one group of thousands"),
        pytest.param("1.234.567", "1234567", id="two groups of thousands"),
        pytest.param("1.5", "1.5", id="a point that cannot group"),
        pytest.param("1234.567", "1234.567", id="too many digits before to group"),
        pytest.param("0.125", "0.125", id="a leading zero cannot group"),
        pytest.param("0,125", "0.125", id="an eighth"),
        pytest.param("1,234", "1.234", id="one comma divides"),
        pytest.param("1,234,567", "1234567", id="two commas group"),
        pytest.param("1,234.5", "1234.5", id="English writing"),
        pytest.param("1 234 567,5", "1234567.5", id="spaces group"),
        pytest.param("1\u00a0234", "1234", id="a narrow space groups"),
        pytest.param("-2,5", "-2.5", id="minus"),
        pytest.param("−3", "-3", id="typographic minus"),
        pytest.param("+7", "7", id="plus"),
        pytest.param("70 %", "70", id="percent"),
        pytest.param(",5", "0.5", id="nothing before the comma"),
        pytest.param("007", "7", id="leading zeros"),
        pytest.param("", None, id="nothing"),
        pytest.param("mười", None, id="words"),
        pytest.param("5 hộ", None, id="a unit"),
        pytest.param("12.34.567", None, id="groups of two"),
        pytest.param("1,2,3", None, id="a list"),
        pytest.param("1e5", None, id="an exponent"),
        pytest.param("5-", None, id="a sign behind"),
        pytest.param("--5", None, id="two signs"),
        pytest.param("٣", None, id="other digits"),
        pytest.param("9" * 41, None, id="too long"),
    ],
)
def test_numbers_as_people_type_them(typed, number):
    assert parse_number(typed) == (None if number is None else Decimal(number))


@given(st.text(max_size=50))
def test_no_text_is_too_strange_for_the_number_reader(text):
    parse_number(text)
    stored_number(text)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_numbers_in_vietnamese_writing_are_read_back(number):
    typed = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))

    assert parse_number(typed) == number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        pytest.param(3, Fraction(3), id="whole"),
        pytest.param("33.5", Fraction(67, 2), id="text"),
        pytest.param(0.1, Fraction(1, 10), id="float as written"),
        pytest.param("1,5", None, id="comma"),
        pytest.param(True, None, id="truth is no number"),
        pytest.param(float("nan"), None, id="not a number"),
        pytest.param(float("inf"), None, id="infinite"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_numbers_as_authors_store_them(value, number):
    assert stored_number(value) == number
