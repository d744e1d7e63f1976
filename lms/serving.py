"""The web server: gunicorn with the application already made, tuned for few cores and little memory."""

import ctypes
import gc
import mmap
import time
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from lms.database import db

THREADS = 3
PATIENCE = 0.001
"""Seconds a process leaves a new connection to one that has fewer."""
_COLLECT_AFTER = 10_000
"""So many objects more let the collector look for rings: a page makes thousands, and few rings."""
_PLACES = 64
_NOBODY = 0xFFFF
_M_ARENA_MAX = -8


class _Crowd:
    """How many connections each process has, in memory they share; a place that is free looks full."""

    def __init__(self) -> None:
        self._counts = memoryview(mmap.mmap(-1, _PLACES * 2)).cast("H")
        for place in range(_PLACES):
            self._counts[place] = _NOBODY

    def note(self, age: int, count: int) -> None:
        """Tell how many a process has."""
        self._counts[age % _PLACES] = min(count, _NOBODY - 1)

    def leave(self, age: int) -> None:
        """Count a process no longer."""
        self._counts[age % _PLACES] = _NOBODY

    def least(self) -> int:
        """Return how many the process with the fewest has."""
        return min(self._counts)


_CROWD = _Crowd()


class FairWorker(ThreadWorker):  # type: ignore[misc]
    """A process that takes its share of the connections.

    Kept connections stay where they were accepted. Opened at the same moment, one process would take most of
    them while the other cores rest.
    """

    _count = 0

    @property
    def nr_conns(self) -> int:
        """Return how many connections are open, as gunicorn counts them."""
        return self._count

    @nr_conns.setter
    def nr_conns(self, count: int) -> None:
        self._count = count
        _CROWD.note(self.age, count)

    def accept(self, listener: Any) -> None:
        """Take a connection, but leave it for a moment to whoever has fewer."""
        if self._count > _CROWD.least():
            time.sleep(PATIENCE)
        super().accept(listener)


class Web(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our application already made, so that all workers share its memory."""

    def __init__(self, app: Flask, *, bind: str, workers: int) -> None:
        self._app = app
        self._options: dict[str, object] = {
            "bind": bind,
            "workers": workers,
            "threads": THREADS,
            "worker_class": FairWorker,
            "preload_app": True,
            "post_fork": _forget_connections,
            "child_exit": _forget_worker,
            "graceful_timeout": 5,
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self._app


def save_memory() -> None:
    """Let the processes that are forked from now on share what is there, and give back what they free."""
    gc.collect()
    gc.freeze()  # the collector writes into every object it looks at, and what is written is shared no longer
    gc.set_threshold(_COLLECT_AFTER, 10, 10)
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:  # glibc: without it each thread keeps a heap of its own
        set_option(_M_ARENA_MAX, 1)


def _forget_connections(_server: object, worker: Any) -> None:
    """A connection shared by two processes would mix their answers."""
    with worker.app.load().app_context():
        db.engine.dispose(close=False)


def _forget_worker(_server: object, worker: Any) -> None:
    _CROWD.leave(worker.age)
