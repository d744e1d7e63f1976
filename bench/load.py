"""Many clients at once, as cheap as they can be: they share the cores with the server."""

import asyncio
import time
from collections.abc import Sequence

from bench.answers import FIRST_ERROR, BenchStopped

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class _Client(asyncio.Protocol):
    """One connection that sends its requests one after the other until time is up."""

    def __init__(self, requests: Sequence[bytes], until: float, done: asyncio.Future[int]) -> None:
        self._requests, self._until, self._done = requests, until, done
        self._number = 0
        self._rest = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            transport.write(self._requests[0])

    def data_received(self, data: bytes) -> None:
        """Count an answer when it is complete, and send the next request."""
        self._rest += data
        head, end, body = self._rest.partition(_END)
        if not end or len(body) < _length(head):
            return
        self._rest = b""
        if int(head[9:12]) >= FIRST_ERROR:
            self._fail(BenchStopped(f"an answer under load: {head[:40]!r}"))
            return
        self._number += 1
        if time.perf_counter() >= self._until:
            self._finish()
        elif self._transport is not None:
            self._transport.write(self._requests[self._number % len(self._requests)])

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection that breaks before time is up spoils the figure."""
        if not self._done.done():
            self._fail(exc or BenchStopped("the server closed a connection under load"))

    def _finish(self) -> None:
        self._done.set_result(self._number)
        if self._transport is not None:
            self._transport.close()

    def _fail(self, error: Exception) -> None:
        if not self._done.done():
            self._done.set_exception(error)


def requests_per_second(port: int, requests: Sequence[Sequence[bytes]], seconds: float) -> tuple[float, int]:
    """Return how many requests a second are answered, and how many were, with one client for each list."""
    return asyncio.run(_run(port, requests, seconds))


async def _run(port: int, requests: Sequence[Sequence[bytes]], seconds: float) -> tuple[float, int]:
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    counts: list[asyncio.Future[int]] = []
    for own in requests:
        done: asyncio.Future[int] = loop.create_future()
        counts.append(done)
        await loop.create_connection(lambda own=own, done=done: _Client(own, began + seconds, done),  # type: ignore[misc]
                                     "127.0.0.1", port)  # fmt: skip
    total = sum(await asyncio.gather(*counts))
    return total / (time.perf_counter() - began), total


def _length(head: bytes) -> int:
    lowered = head.lower()
    start = lowered.find(_LENGTH)
    return int(lowered[start + len(_LENGTH) :].split(b"\r\n", 1)[0]) if start >= 0 else 0
