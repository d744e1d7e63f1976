"""Sending papers: saved under a name of ours, no copy left in the cache of a shared computer."""

from flask import Response

from lms.pages import send_bytes

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def send_paper(content: bytes, kind: str, name: str) -> Response:
    """Return a paper to keep; ``kind`` is "pdf" or "docx", ``name`` is plain letters without an ending."""
    return send_bytes(content, f"{name}.{kind}", MEDIA_TYPES[kind])
