"""Sending papers: saved under a name of ours, no copy left in the cache of a shared computer."""

from flask import Response

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def send_paper(content: bytes, kind: str, name: str) -> Response:
    """Return a paper to keep; ``kind`` is "pdf" or "docx", ``name`` is plain letters without an ending."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, content_type=MEDIA_TYPES[kind], headers=headers)
