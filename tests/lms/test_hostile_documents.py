"""Hostile Word documents are refused with a sentence or lose their sting, in bounded memory and time."""

import subprocess
import sys
from pathlib import Path

import pytest
from hostile_documents import REFUSED, TAKEN
from word_files import lines

from lms.rich_text import render_markdown
from lms.word import WordRefused, read_document

ROOT = Path(__file__).resolve().parents[2]
MOST_MEGABYTES, MOST_SECONDS = 250, 30
HEAVY = (
    "zip bomb",
    "bomb in a picture",
    "bomb that lies about its size",
    "entity bomb",
    "a million paragraphs",
    "a million empty paragraphs",
    "frames without end",
    "tables in tables",
    "cells of a million columns",
    "a word of fifteen million letters",
    "signs of Markdown",
    "signs of Markdown in bold",
)
MEASURE = """
import pathlib, resource, sys
from app import create_app
from lms.word import WordRefused, read_document
with create_app().app_context():
    for path in sys.argv[1:]:
        content = pathlib.Path(path).read_bytes()
        before = resource.getrusage(resource.RUSAGE_SELF)
        try:
            outcome = "taken" if read_document("tep.docx", content) else ""
        except WordRefused as refusal:
            outcome = str(refusal)
        after = resource.getrusage(resource.RUSAGE_SELF)
        print((after.ru_maxrss - before.ru_maxrss) // 1024, after.ru_utime - before.ru_utime, outcome)
"""


@pytest.mark.one_engine
def test_heavy_documents_take_bounded_memory_and_time(tmp_path):
    """One process reads them one after the other, so that what one leaves behind counts too."""
    paths = []
    for name in HEAVY:
        paths.append(tmp_path / name.replace(" ", "-"))
        paths[-1].write_bytes((REFUSED | TAKEN)[name]())
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", MEASURE, *paths], cwd=ROOT, capture_output=True, text=True, check=True
    )
    measured = dict(zip(HEAVY, (line.split(" ", 2) for line in done.stdout.splitlines()), strict=True))
    assert sum(int(one[0]) for one in measured.values()) <= MOST_MEGABYTES, measured
    assert max(float(one[1]) for one in measured.values()) <= MOST_SECONDS, measured
    assert all(one[2].endswith(".") or one[2] == "taken" for one in measured.values()), measured


@pytest.mark.one_engine
@pytest.mark.parametrize("name", sorted(set(REFUSED) - set(HEAVY)))
def test_a_hostile_document_is_refused_with_a_sentence(bare_app, name):
    with pytest.raises(WordRefused) as refusal:
        read_document("tep.docx", REFUSED[name]())
    assert str(refusal.value).endswith(".")


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "name", ["tep.doc", "tep.docm", "tep.rtf", "tep.odt", "tep.pdf", "tep.docx.exe", "tep", ".docx/"]
)
def test_another_ending_is_refused(bare_app, name):
    with pytest.raises(WordRefused):
        read_document(name, lines("Mở đầu"))


@pytest.mark.one_engine
@pytest.mark.parametrize("name", sorted(set(TAKEN) - set(HEAVY)))
def test_what_is_taken_has_lost_its_sting(bare_app, name):
    document = read_document("tep.docx", TAKEN[name]())
    html = render_markdown("\n\n".join(block.markdown for block in document.blocks))
    for sting in ("<script", "<img src=x", "<svg", "/etc/passwd", "127.0.0.1"):
        assert sting not in html
