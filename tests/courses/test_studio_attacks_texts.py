"""Texts that would be read for minutes: whatever an author types, a page answers soon."""

import subprocess
import sys

import pytest

from courses.rules import remove_picture

LONGEST = 100_000
"""Signs of a lesson."""
SLOW = {
    "spaces": "'a' + ' ' * N + 'b'",
    "beginnings": "'![' * (N // 2)",
    "never closed": "'![a](x.png ' * (N // 11)",
    "escapes": "'![' + chr(92) * N",
}
ENOUGH = 10
"""Seconds for what takes a moment; it took minutes."""


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_no_text_keeps_the_removal_of_a_picture_busy(text):
    script = f"from courses.rules import remove_picture; N = {LONGEST}; remove_picture({text}, 'x.png')"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=ENOUGH)  # noqa: S603 - our own words


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a ![b](x.png) c", "a c"),
        ("a\n\n![b](x.png)\n\nc", "a\n\nc"),
        ('![b](x.png "nhan đề") c', "c"),
        (r"![b \] d](x.png)", ""),
        ("![a](y.png) ![b](x.png)![c](x.png)", "![a](y.png)"),
        ("![a\n](x.png)", "![a\n](x.png)"),
        ("[a](x.png)", "[a](x.png)"),
    ],
)
def test_a_picture_is_taken_out_and_nothing_else(text, left):
    assert remove_picture(text, "x.png") == left
