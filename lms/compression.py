"""Pages travel compressed: lines to communes are slow, and text shrinks to a quarter.

The secrets in our pages are salted anew for every page (the forgery token is signed with a time), and what
people type is not repeated beside them on a GET that another site could send, so a length tells nothing.
"""

import gzip

from flask import Flask, Response, request

LEAST_BYTES = 1_000
"""Below this a compressed page saves no packet."""
LEVEL = 3
"""Higher levels cost more time than they save on a line of a commune."""
TYPES = ("text/html", "image/svg+xml")
"""What people read. Machines that call the API are near or ask their proxy, and some cannot unpack."""


def init_app(app: Flask) -> None:
    """Compress what is worth it. Files that are streamed or sent as they are stay so."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in TYPES or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    is_wanted = request.accept_encodings["gzip"] > 0
    if not is_wanted or "Content-Encoding" in response.headers or response.content_length is None:
        return response
    if response.content_length >= LEAST_BYTES:
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        etag, _is_weak = response.get_etag()
        if etag is not None:  # no longer the same bytes, though the same words
            response.set_etag(etag, weak=True)
    return response
