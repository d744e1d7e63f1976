"""The three-pillar profile as strings of an SVG."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.rules import StandingStatus
from reports.rules.drawing import Competence, draw_pillar

LONG_NAME = "Giải quyết thủ tục hành chính và dịch vụ công trực tuyến"


def competence(required=3, attained=1, name="Kỹ năng số", status=StandingStatus.BELOW, code="B10"):
    return Competence(code, name, required, attained, status)


@pytest.mark.parametrize(
    ("required", "attained", "have", "miss", "mark"),
    [
        pytest.param(3, 1, "M0 48h44", "M48 48h92", "M138 38v20", id="two levels missing"),
        pytest.param(3, 0, "", "M0 48h140", "M138 38v20", id="nothing shown"),
        pytest.param(2, 2, "M0 48h92", "", "M90 38v20", id="just met"),
        pytest.param(2, 5, "M0 48h236", "", "M90 38v20", id="exceeded"),
        pytest.param(5, 5, "M0 48h236", "", "M234 38v20", id="all five"),
    ],
)
def test_a_bar_ends_where_its_level_ends(required, attained, have, miss, mark):
    pillar = draw_pillar("B", "Năng lực thực thi công vụ", [competence(required, attained)])

    assert (pillar.track, pillar.have, pillar.miss, pillar.mark) == ("M0 48h236", have, miss, mark)
    assert pillar.figures[0].text == f"{attained}/{required}"


def test_a_long_name_takes_two_lines_and_only_the_first_carries_the_code():
    pillar = draw_pillar("B", "Năng lực", [competence(name=LONG_NAME), competence(code="B2")])

    assert [label.code for label in pillar.labels] == ["B10", "", "B2"]
    assert " ".join(label.text for label in pillar.labels[:2]) == LONG_NAME
    assert pillar.labels[0].y < pillar.labels[1].y < pillar.figures[0].y < pillar.labels[2].y


def test_expiring_counts_as_met_in_the_drawing():
    pillar = draw_pillar("B", "Năng lực", [competence(2, 2, status=StandingStatus.EXPIRING)])

    assert pillar.figures[0].is_met


def test_an_empty_pillar_still_has_a_drawing():
    pillar = draw_pillar("C", "Năng lực phát triển", [])

    assert pillar.labels == ()
    assert pillar.track == ""
    assert re.fullmatch(r"0 0 300 \d+", pillar.view_box)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5), st.text("abc ", max_size=90)), max_size=12))
def test_everything_drawn_lies_inside_the_drawing(rows):
    pillar = draw_pillar("A", "x", [competence(req, att, name) for req, att, name in rows])
    height = int(pillar.view_box.rsplit(" ", 1)[1])

    assert all(0 < label.y <= height for label in pillar.labels)
    assert all(0 < figure.y <= height for figure in pillar.figures)
    assert len(pillar.figures) == len(rows)
