"""`lms` as a real process on the database of the test, which may be killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120


def address_of(world):
    """The address of the database that is lent at the moment, for another process."""
    server = world.server
    if world.app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return f"sqlite:///{server.folder / server.current}"
    return server.uri.replace("/postgres?", f"/{server.current}?")


class CommandLine:
    """Starts commands; whatever still runs when the test is over is ended."""

    def __init__(self, world, folder):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = kept | {
            "DATABASE_URL": address_of(world),
            "JOBS_URL": f"sqlite:///{folder}/jobs.db",
            "FILES_URL": f"{folder}/files",
            "MAIL_URL": f"{folder}/mail",
            "SECRET_KEY": world.app.config["SECRET_KEY"],
            "DATA_KEY": world.app.config["DATA_KEY"],
        }
        self.started = []

    def start(self, *arguments, **environment):
        """Start a command; both outputs come as lines of one stream."""
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", "from app import main; main()", *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def run(self, *arguments, **environment):
        """Run a command to its end; return the exit status and what it said."""
        return finish(self.start(*arguments, **environment))

    def stop(self):
        """End what still runs."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.communicate()


def finish(process):
    """Wait for a command; return the exit status and what it said."""
    said, _nothing = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def kill(process):
    """Kill a command without warning; tell whether it was still alive."""
    process.send_signal(signal.SIGKILL)
    return process.wait(timeout=PATIENCE) == -signal.SIGKILL
