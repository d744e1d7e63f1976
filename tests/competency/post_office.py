"""A mail server on this machine that does as it is told: takes messages, refuses them, or goes silent."""

import socket
import socketserver
import threading
from contextlib import contextmanager


class _Conversation(socketserver.StreamRequestHandler):
    """The few words of SMTP that a sender says."""

    def handle(self):
        self._say("220 vidu.vn")
        for raw in self.rfile:
            line = raw.decode().strip()
            verb = line.upper().partition(" ")[0]
            if verb == "QUIT":
                self._say("221 bye")
                return
            if verb == "DATA":
                if not self._take():
                    return
                continue
            refusal = self.server.office.refusals.get(verb)
            self._say(refusal or "250 ok")

    def _take(self):
        office = self.server.office
        self._say(office.refusals.get("DATA") or "354 go on")
        if "DATA" in office.refusals:
            return True
        content = b""
        while not content.endswith(b"\r\n.\r\n"):
            line = self.rfile.readline()
            if not line:
                return False
            content += line
        office.taken.append(content.decode())
        office.has_bare_line_ends |= content.count(b"\n") != content.count(b"\r\n")
        office.arrived.set()
        if office.is_silent:
            office.released.wait(timeout=60)
            return False
        self._say("250 queued as 7")
        return True

    def _say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class PostOffice:
    """What has arrived, and how the server behaves from now on."""

    def __init__(self):
        self.taken = []
        self.refusals = {}
        self.is_silent = False
        self.has_bare_line_ends = False
        self.arrived = threading.Event()
        self.released = threading.Event()
        self.url = ""

    def receivers(self):
        """Who has a message, one entry for each message that arrived whole."""
        lines = [line for content in self.taken for line in content.splitlines()]
        return [line.removeprefix("To: ") for line in lines if line.startswith("To: ")]


@contextmanager
def open_post_office():
    """A post office on a free port of this machine."""
    office = PostOffice()
    server = _Server(("127.0.0.1", 0), _Conversation)
    server.office = office
    office.url = f"smtp://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield office
    finally:
        office.released.set()
        server.shutdown()
        server.server_close()


def closed_port():
    """An address of this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"smtp://127.0.0.1:{probe.getsockname()[1]}"
