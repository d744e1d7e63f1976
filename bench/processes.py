"""Real processes: commands with their time and memory, and the web server."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil

from bench.answers import BenchStopped

ROOT = Path(__file__).resolve().parent.parent
_LMS = (sys.executable, "-c", "from app import main; main()")
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended."""

    status: int
    output: str
    seconds: float
    peak_mib: float
    """The most memory it held at once; of the database server nothing is in it."""


def lms(*arguments: str, env: Mapping[str, str], may_fail: bool = False) -> Done:
    """Run a command of the product to its end.

    Raises:
        BenchStopped: it refused.
    """
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        command = [*_LMS, *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode()
    if process.returncode and not may_fail:
        raise BenchStopped(f"lms {' '.join(arguments)}: {process.returncode}\n{text[-2000:]}")
    return Done(process.returncode, text, seconds, usage.ru_maxrss / 1024)


@dataclass(frozen=True, slots=True)
class Server:
    """A web server that runs."""

    port: int
    pid: int

    def worker_mib(self) -> float:
        """Return the memory of the largest web process, what it shares with the others included."""
        children = psutil.Process(self.pid).children(recursive=True)
        return max(child.memory_info().rss for child in children) / _MIB


@contextmanager
def web_server(env: Mapping[str, str], workers: int = 2) -> Iterator[Server]:
    """Run `lms serve` as long as the context lasts."""
    port = _free_port()
    command = [*_LMS, "serve", "--port", str(port), "--workers", str(workers)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            _wait_for(process, port)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
        return port


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            raise BenchStopped("the server did not start")
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise BenchStopped("the server does not answer")
