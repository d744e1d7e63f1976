"""What a request gave and what it cost, whichever way it went."""

import gzip
from dataclasses import dataclass, field

FOUND, SEE_OTHER = 302, 303
FIRST_ERROR = 400


class BenchStopped(Exception):
    """Something did not answer as it should: figures would be about errors."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and its cost; headers by lower-case name.

    ``cpu_seconds`` and ``statements`` are known only in-process; over HTTP they are 0.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    cpu_seconds: float = 0.0
    statements: int = 0

    @property
    def text(self) -> str:
        """Return the page, unpacked if it was packed for the way."""
        is_packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if is_packed else self.body).decode()

    @property
    def size(self) -> int:
        """Return how many bytes travelled, status line and headers counted."""
        head = sum(len(name) + len(value) + 4 for name, value in self.headers.items())
        return head + len(self.body) + len("HTTP/1.1 200 OK\r\n\r\n")


@dataclass(slots=True)
class Costs:
    """Costs of the same work, done several times."""

    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)

    def add(self, *answers: Answer) -> None:
        """Count one piece of work that took these requests."""
        self.seconds.append(sum(answer.seconds for answer in answers))
        self.cpu_seconds.append(sum(answer.cpu_seconds for answer in answers))
        self.statements.append(sum(answer.statements for answer in answers))


def checked(answer: Answer, path: str) -> Answer:
    """Return the answer if it is none of an error.

    Raises:
        BenchStopped: it is one.
    """
    if answer.status >= FIRST_ERROR:
        raise BenchStopped(f"{path}: {answer.status}: {answer.body[:400]!r}")
    return answer
