"""Looking at batches ahead of the one in hand, so that engine and program do not wait for each other."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from flask import Flask, current_app

from lms.database import snapshot

Found = TypeVar("Found")

LOOKERS = 2
"""One computes while the engine answers the other; more would only wait for a processor."""


def look_ahead(
    look: Callable[[Sequence[int]], Found], batches: Iterable[Sequence[int]]
) -> Generator[tuple[Sequence[int], Found], None, None]:
    """Yield each batch with what looking at it found, in order, a few batches ahead of who takes them.

    Args:
        look: reads only; runs in another thread with a session of its own, which sees one moment.
        batches: officers, each in one batch only.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def look_apart(batch: Sequence[int]) -> Found:
        with app.app_context(), snapshot():
            return look(batch)

    waiting: deque[tuple[Sequence[int], Future[Found]]] = deque()
    pool = ThreadPoolExecutor(LOOKERS)
    try:
        for batch in batches:
            waiting.append((batch, pool.submit(look_apart, batch)))
            if len(waiting) > LOOKERS:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _first(waiting: deque[tuple[Sequence[int], Future[Found]]]) -> tuple[Sequence[int], Found]:
    batch, future = waiting.popleft()
    return batch, future.result()
