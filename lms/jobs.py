"""Work done later: one Huey queue. State lives in the database; a job is only a nudge."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey

PeriodicJob = tuple[Callable[[], None], Callable[..., bool]]


def make_queue(url: str) -> Huey:
    """Return the queue at ``url``: a SQLite file or Redis."""
    if urlsplit(url).scheme == "sqlite":
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("lms", filename=str(path))
    return RedisHuey("lms", url=url)


def schedule(app: Flask, queue: Huey, jobs: list[PeriodicJob]) -> None:
    """Put the repeated jobs of the domains on the queue; each runs inside the application."""
    for job, when in jobs:
        queue.periodic_task(when, name=f"{job.__module__}.{job.__name__}")(_inside(app, job))


def offer(app: Flask, queue: Huey, job: Callable[..., None]) -> Callable[..., Any]:
    """Return what puts one run of a job on the queue, with its arguments; the worker runs it."""
    offered: Callable[..., Any] = queue.task(name=f"{job.__module__}.{job.__name__}")(_inside(app, job))
    return offered


def _inside(app: Flask, job: Callable[..., None]) -> Callable[..., Any]:
    def run(*args: Any) -> None:
        with app.app_context():
            job(*args)

    return run
