"""Kinds of evidence turned into things to do."""

from dataclasses import dataclass

import pytest

from reports.rules.steps import resolve_steps


@dataclass(frozen=True)
class Brief:
    code: str
    title: str
    minutes: int
    level: int


COURSE = Brief("KH04", "Bảo mật thông tin", 90, 3)
CASE = Brief("TH02", "Tin đồn trên mạng xã hội", 20, 3)
SHALLOW = Brief("KH01", "Vận hành chính quyền", 60, 1)


@pytest.mark.parametrize(
    ("steps", "course", "case", "expected"),
    [
        pytest.param([("post_test", 2)], COURSE, CASE, [("course", "KH04")], id="a course"),
        pytest.param([("completion", 1)], COURSE, None, [("course", "KH04")], id="completing one"),
        pytest.param(
            [("post_test", 2), ("case", 3)], COURSE, CASE, [("course", "KH04"), ("case", "TH02")], id="both"
        ),
        pytest.param([("post_test", 2)], SHALLOW, None, [("work_product", "")], id="course too shallow"),
        pytest.param([("case", 3)], COURSE, None, [("work_product", "")], id="no case yet"),
        pytest.param(
            [("post_test", 2), ("case", 3)], None, None, [("work_product", "")], id="nothing published: once"
        ),
        pytest.param([("work_product", 4)], COURSE, CASE, [("work_product", "")], id="ask the leader"),
        pytest.param(
            [("work_product", 4), ("assessor", 5)],
            None,
            None,
            [("work_product", ""), ("assessor", "")],
            id="leader and assessor",
        ),
        pytest.param([], COURSE, CASE, [], id="nothing to do"),
    ],
)
def test_resolve_steps(steps, course, case, expected):
    assert [(step.way, step.code) for step in resolve_steps(steps, course, case)] == expected
