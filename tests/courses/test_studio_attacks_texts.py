"""Texts that would be read for minutes: whatever an author types, a page answers soon."""

import subprocess
import sys

import pytest
from word_files import course

from courses.rules import remove_picture

LONGEST = 100_000
"""Signs of a lesson."""
SLOW = {
    "spaces": "'a' + ' ' * N + 'b'",
    "beginnings": "'![' * (N // 2)",
    "never closed": "'![a](x.png ' * (N // 11)",
    "escapes": "'![' + chr(92) * N",
}
REPEATED = {
    "one paragraph": "'a b ' * 1000, 'b a c ' * 600",
    "many paragraphs": "'a b a b a b\\n' * 900 + 'x', 'b a\\nb c\\n' * 900",
    "paragraphs of few words": "'\\n'.join('a b ' * 90 + str(i) for i in range(250)), "
    "'\\n'.join('b a c ' * 60 + str(i) for i in range(250))",
}
ENOUGH = 10
"""Seconds for what takes a moment; it took minutes."""


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_no_text_keeps_the_removal_of_a_picture_busy(text):
    script = f"from courses.rules import remove_picture; N = {LONGEST}; remove_picture({text}, 'x.png')"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=ENOUGH)  # noqa: S603 - our own words


@pytest.mark.parametrize("texts", REPEATED.values(), ids=REPEATED.keys())
def test_no_text_keeps_the_page_of_differences_busy(texts):
    script = f"from courses.rules.comparing import compare_passages; compare_passages({texts})"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=ENOUGH)  # noqa: S603 - our own words


def test_no_word_file_keeps_its_reading_busy(tmp_path):
    path = tmp_path / "bai.docx"
    path.write_bytes(course("Bài một", text="a" + " " * 300_000 + "b"))
    script = (
        "import sys; from lms.word import read_document;"
        "assert read_document('bai.docx', open(sys.argv[1], 'rb').read()).blocks"
    )
    subprocess.run([sys.executable, "-c", script, path], check=True, timeout=ENOUGH)  # noqa: S603 - our own words


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
