"""Parsers of single cells: values, or problems with a remedy."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.tables import (
    CellProblem,
    parse_bool,
    parse_choice,
    parse_date,
    parse_digits,
    parse_email,
    parse_int,
    parse_text,
)

LEVELS = {"Sơ cấp": 1, "Trung cấp": 2, "Cao cấp": 3, "Cử nhân": 3}


@pytest.mark.parametrize(
    "text", ["05/03/2026", "5/3/2026", "2026-03-05", " 05/03/2026 ", "5-3-2026", "05.03.2026"]
)
def test_parse_date(text):
    assert parse_date(text) == date(2026, 3, 5)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_written_either_way_comes_back(day):
    assert parse_date(day.isoformat()) == parse_date(f"{day.day}/{day.month}/{day.year:04d}") == day


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("31/02/2026", id="no such day"),
        pytest.param("29/02/2025", id="no leap year"),
        pytest.param("12/31/2026", id="month first"),
        pytest.param("05/03/26", id="two-digit year"),
        pytest.param("05/03/0026", id="year of long ago"),
        pytest.param("05/03/2206", id="year far ahead"),
        pytest.param("5-3/2026", id="mixed separators"),
        pytest.param("2026", id="only a year"),
        pytest.param("tháng 3", id="words"),
        pytest.param("٠٥/٠٣/٢٠٢٦", id="other digits"),
        pytest.param("", id="empty"),
    ],
)
def test_a_wrong_date_is_refused(text):
    with pytest.raises(CellProblem) as caught:
        parse_date(text)
    assert caught.value.problem
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, True) for text in ["có", "CÓ", "Co", "x", "X", "1", "true", "TRUE", "yes", "đúng"]]
    + [(text, False) for text in ["không", "Khong", "0", "false", "No", "sai"]],
)
def test_parse_bool(text, expected):
    assert parse_bool(text) is expected


@pytest.mark.parametrize("text", ["", "có lẽ", "2", "-"])
def test_what_is_neither_yes_nor_no_is_refused(text):
    with pytest.raises(CellProblem):
        parse_bool(text)


@pytest.mark.parametrize(("text", "expected"), [("12", 12), ("-3", -3), ("007", 7), ("+1", 1)])
def test_parse_int(text, expected):
    assert parse_int(text) == expected


@pytest.mark.parametrize("text", ["", "1.5", "1.000", "1e3", "mười", "9" * 30, "0", "11"])
def test_what_is_no_whole_number_in_range_is_refused(text):
    with pytest.raises(CellProblem):
        parse_int(text, least=1, most=10)


@pytest.mark.parametrize(
    ("text", "expected"), [("Sơ cấp", 1), ("TRUNG  CẤP", 2), ("cao cap", 3), ("cu nhan", 3)]
)
def test_parse_choice(text, expected):
    assert parse_choice(text, LEVELS) == expected


def test_a_choice_outside_the_list_is_refused_with_the_list():
    with pytest.raises(CellProblem) as caught:
        parse_choice("Đại cấp", LEVELS)
    assert "Sơ cấp, Trung cấp" in caught.value.remedy


def test_labels_that_differ_by_a_mark_only_are_told_apart_or_refused():
    choices = {"Tỉnh": "province", "Tình": "feeling"}
    assert parse_choice("Tỉnh", choices) == "province"
    with pytest.raises(CellProblem):
        parse_choice("tinh", choices)


@pytest.mark.parametrize("text", ["019123456789", "019 123 456 789", "'019123456789"])
def test_parse_digits(text):
    assert parse_digits(text) == "019123456789"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("19123456789", "11"),
        ("0191234567890", "13"),
        ("01912345678O", "12"),
        ("٠١٩١٢٣٤٥٦٧٨٩", "12"),
        ("", "Fill"),
    ],
)
def test_a_wrong_number_of_digits_is_refused(text, hint):
    with pytest.raises(CellProblem) as caught:
        parse_digits(text)
    assert hint in str(caught.value)


@pytest.mark.parametrize("text", ["canbo@demo.vn", "Le.Ha+1@So-Noi-Vu.thainguyen.gov.vn"])
def test_parse_email(text):
    assert parse_email(text) == text.lower()


@pytest.mark.parametrize(
    "text",
    ["", "canbo", "a@b", "a b@c.vn", "a@@b.vn", "a..b@c.vn", "a@-b.vn", "hà@c.vn", f"{'a' * 250}@c.vn"],
)
def test_a_wrong_email_is_refused(text):
    with pytest.raises(CellProblem):
        parse_email(text)


def test_text_is_cleaned_and_its_length_limited():
    assert parse_text("  Lê   Hà ", longest=5) == "Lê Hà"
    with pytest.raises(CellProblem):
        parse_text("Lê Hằng", longest=5)
