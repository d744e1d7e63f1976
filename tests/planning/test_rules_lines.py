"""What typed and pasted rows mean; which course is suggested."""

import pytest

from planning.rules import (
    LineFields,
    LineText,
    NeedPriority,
    PasteTooLarge,
    Problem,
    ProposalState,
    Suggestion,
    TrainingForm,
    choose_suggestion,
    fields_digest,
    proposal_may_become,
    read_fields,
    read_paste,
)


def read(**changes):
    return read_fields("n1", LineText(**changes))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", NeedPriority.MEDIUM),
        ("Cao", NeedPriority.HIGH),
        (" CAO ", NeedPriority.HIGH),
        ("trung bình", NeedPriority.MEDIUM),
        ("thap", NeedPriority.LOW),
        ("High", NeedPriority.HIGH),
        ("1", NeedPriority.HIGH),
    ],
)
def test_a_priority_is_read_as_people_write_it(typed, expected):
    assert read(priority=typed)[0].priority is expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", TrainingForm.CLASS),
        ("Tự học trực tuyến", TrainingForm.SELF_STUDY),
        ("Online self-study", TrainingForm.SELF_STUDY),
        ("bay", None),
        ("self-study", TrainingForm.SELF_STUDY),
        ("Lớp tập trung", TrainingForm.CLASS),
        ("tap huan", TrainingForm.WORKSHOP),
        ("Kèm cặp tại chỗ", TrainingForm.ON_THE_JOB),
        ("khác", TrainingForm.OTHER),
    ],
)
def test_a_form_of_training_is_read_as_people_write_it(typed, expected):
    fields, errors = read(form=typed)

    assert (fields.form if fields else None) is expected
    assert bool(errors) == (expected is None)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ""),
        ("3/2027", "2027-03"),
        ("03/2027", "2027-03"),
        ("2027-03", "2027-03"),
        ("tháng 3/2027", "2027-03"),
        ("Tháng 12 / 2026", "2026-12"),
        ("13/2027", None),
        ("0/2027", None),
        ("3/27", None),
        ("mùa xuân", None),
        ("1/3/2027", None),
    ],
)
def test_a_month_is_read_as_people_write_it(typed, expected):
    fields, errors = read(month=typed)

    assert (fields.month if fields else None) == expected
    assert [error.problem for error in errors] == ([] if expected is not None else [Problem.BAD_MONTH])


def test_all_that_is_wrong_with_a_row_is_told_at_once():
    fields, errors = read(priority="gì đó", form="bay", month="x", content="a" * 301, note="b" * 501)

    assert fields is None
    assert {error.field for error in errors} == {"content", "note", "priority", "form", "month"}


def test_a_digest_tells_any_difference():
    sound = LineFields("KH04", NeedPriority.HIGH, TrainingForm.CLASS, "2027-03", "")
    others = [
        LineFields("KH05", NeedPriority.HIGH, TrainingForm.CLASS, "2027-03", ""),
        LineFields("KH04", NeedPriority.LOW, TrainingForm.CLASS, "2027-03", ""),
        LineFields("KH04", NeedPriority.HIGH, TrainingForm.CLASS, "", "2027-03"),
    ]

    assert len({fields_digest(one) for one in (sound, *others)}) == 4


def test_rows_of_a_spreadsheet_are_read_with_their_numbers():
    pasted = (
        'Họ và tên\tMã\tNội dung\r\nLò Thị Yến\tB10\t"KH04\nKỹ năng số"\tCao\r\n\t\t\r\nVũ Văn Ánh\tC2\r\n'
    )

    rows = read_paste(pasted)

    assert [number for number, _line in rows] == [2, 4]
    assert rows[0][1][:4] == ("Lò Thị Yến", "B10", "KH04 Kỹ năng số", "Cao")
    assert rows[1][1] == LineText(officer="Vũ Văn Ánh", competency="C2")


def test_quotes_that_are_no_quotes_and_more_columns_do_no_harm():
    rows = read_paste('Lò Thị Yến\tB10\tLớp "số\t\t\t\tghi chú\tchức danh\tthừa')

    assert rows[0][1].content == 'Lớp "số'
    assert rows[0][1].note == "ghi chú"


def test_a_quote_before_a_formula_sign_is_how_exports_say_text():
    assert read_paste("Lò Thị Yến\tB10\t'=1+1")[0][1].content == "=1+1"


@pytest.mark.parametrize("text", ["a\tb\n" * 501, "x" * 200_001], ids=["rows", "letters"])
def test_more_than_one_goes_through_by_hand_is_refused(text):
    with pytest.raises(PasteTooLarge):
        read_paste(text)


OFFERED = [
    Suggestion("KH01", "Ngắn, mức 1", 20, 1, None),
    Suggestion("KH02", "Mức 2", 60, 2, None),
    Suggestion("KH03", "Mức 2, ngắn, chỉ VT02", 30, 2, frozenset({"VT02"})),
    Suggestion("TH01", "Tình huống mức 3", 40, 3, None),
]


@pytest.mark.parametrize(
    ("required", "attained", "position", "expected"),
    [
        pytest.param(2, 0, "VT14", "TH01", id="the shortest of those that reach it"),
        pytest.param(2, 0, "VT02", "KH03", id="meant for the position"),
        pytest.param(1, 0, "VT14", "KH01", id="no more than needed where that is shortest"),
        pytest.param(4, 2, "VT14", "TH01", id="nearest to what is asked"),
        pytest.param(4, 3, "VT14", None, id="nothing shows more than is there"),
    ],
)
def test_what_is_suggested(required, attained, position, expected):
    found = choose_suggestion(required, attained, position, OFFERED)

    assert (found.code if found else None) == expected


def test_a_proposal_goes_only_these_ways():
    ways = {(one, two) for one in ProposalState for two in ProposalState if proposal_may_become(one, two)}

    assert ways == {
        ("draft", "submitted"),
        ("submitted", "accepted"),
        ("submitted", "returned"),
        ("returned", "submitted"),
    }
