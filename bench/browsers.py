"""Two browsers with one face: straight into the application, and over HTTP on one kept connection."""

import io
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import Engine, event

from bench.answers import Answer, checked

Fields = Mapping[str, str | list[str]]
_FORM = "application/x-www-form-urlencoded"


class Browser(Protocol):
    """Sends a request in the name of a cookie; refuses answers that are errors."""

    def get(self, path: str, cookie: str) -> Answer:
        """Ask for a page."""

    def post(self, path: str, cookie: str, fields: Fields, **headers: str) -> Answer:
        """Send a form."""


class InProcess:
    """Calls the application as a server would, and counts its CPU and its statements."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self._app = app
        self._statements = 0
        event.listen(engine, "before_cursor_execute", self._count)

    def get(self, path: str, cookie: str) -> Answer:
        """Ask for a page."""
        return self._send("GET", path, cookie, b"", {})

    def post(self, path: str, cookie: str, fields: Fields, **headers: str) -> Answer:
        """Send a form."""
        return self._send("POST", path, cookie, urlencode(fields, doseq=True).encode(), headers)

    def _send(self, method: str, path: str, cookie: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        environ = _environ(method, path, cookie, body, headers)
        told: list[Any] = []
        self._statements = 0
        began, cpu_began = perf_counter(), process_time()
        application: Any = self._app
        with self._app.app_context():  # a context of its own, also where the caller has one
            chunks: Any = application(environ, lambda status, head, _error=None: told.extend((status, head)))
            content = b"".join(chunks)
            if hasattr(chunks, "close"):
                chunks.close()
        cpu, elapsed = process_time() - cpu_began, perf_counter() - began
        headers_told = {name.lower(): value for name, value in told[1]}
        answer = Answer(int(told[0][:3]), headers_told, content, elapsed, cpu, self._statements)
        return checked(answer, path)

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            self._statements += 1


class OverHttp:
    """One connection that is kept, as a browser keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._file: Any = None
        self._socket: socket.socket | None = None

    def get(self, path: str, cookie: str) -> Answer:
        """Ask for a page."""
        return self._send(request_bytes("GET", path, cookie), path)

    def post(self, path: str, cookie: str, fields: Fields, **headers: str) -> Answer:
        """Send a form."""
        body = urlencode(fields, doseq=True).encode()
        return self._send(request_bytes("POST", path, cookie, body, headers), path)

    def close(self) -> None:
        """Let the connection go."""
        if self._socket is not None:
            self._file.close()
            self._socket.close()
            self._socket = None

    def _send(self, request: bytes, path: str) -> Answer:
        began = perf_counter()
        try:
            status, headers, body = self._exchange(request)
        except (ConnectionError, EOFError):  # kept for too long: the server may close an idle connection
            self.close()
            began = perf_counter()
            status, headers, body = self._exchange(request)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return checked(Answer(status, headers, body, perf_counter() - began), path)

    def _exchange(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._file = self._socket.makefile("rb")
        self._socket.sendall(request)
        line = self._file.readline()
        if not line:
            raise EOFError
        headers = read_headers(iter(self._file.readline, b"\r\n"))
        return int(line.split()[1]), headers, self._file.read(int(headers.get("content-length", 0)))


def request_bytes(
    method: str, path: str, cookie: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> bytes:
    """Return a request as it travels."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if body:
        lines += [f"Content-Type: {_FORM}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def read_headers(lines: Iterator[bytes]) -> dict[str, str]:
    """Return headers by lower-case name; cookies that come one after the other are joined by new lines."""
    headers: dict[str, str] = {}
    for line in lines:
        name, _colon, value = line.decode("latin-1").partition(":")
        key = name.strip().lower()
        headers[key] = f"{headers[key]}\n{value.strip()}" if key in headers else value.strip()
    return headers


def location(answer: Answer) -> str:
    """Return the path a redirect leads to."""
    parts = urlsplit(answer.headers["location"])
    return parts.path + (f"?{parts.query}" if parts.query else "")


@contextmanager
def http_browser(port: int) -> Iterator[OverHttp]:
    """Lend a browser over HTTP."""
    browser = OverHttp(port)
    try:
        yield browser
    finally:
        browser.close()


def _environ(method: str, path: str, cookie: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    address, _mark, query = path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_COOKIE": cookie,
        "HTTP_ACCEPT_ENCODING": "gzip",
        "CONTENT_TYPE": _FORM if body else "",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
