"""Where the measuring happens: a folder with a filled database, its keys, and the commands of the product."""

import base64
import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.databases import Engine, open_engine
from bench.processes import ROOT, Done, lms

DATABASE = "hocvuso"
PASSWORD = "do-kiem-hieu-nang"  # noqa: S105 - of invented accounts in a database that only the bench uses
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
_STATE = "state.json"


@dataclass(slots=True)
class Setting:
    """One filled database and how to work on it."""

    engine_name: str
    officers: int
    folder: Path
    engine: Engine
    state: dict[str, Any] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        """Return the environment of the product on this database."""
        return self.env_of(DATABASE)

    def env_of(self, database: str) -> dict[str, str]:
        """Return the environment of the product on a database of this name."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return {
            **kept,
            "DATABASE_URL": self.engine.url(database),
            "SECRET_KEY": self.state["secret_key"],
            "DATA_KEY": self.state["data_key"],
            "JOBS_URL": f"sqlite:///{self.folder / 'jobs.db'}",
            "FILES_URL": str(self.folder / "files"),
            "MAIL_URL": str(self.folder / "mail"),
        }

    def lms(self, *arguments: str, database: str = DATABASE, may_fail: bool = False) -> Done:
        """Run a command of the product."""
        return lms(*arguments, env=self.env_of(database), may_fail=may_fail)

    def keep(self, **facts: Any) -> None:
        """Remember facts about the folder for a later run."""
        self.state.update(facts)
        (self.folder / _STATE).write_text(json.dumps(self.state, indent=1), encoding="utf-8")


def open_setting(engine_name: str, officers: int, *, is_fresh: bool, folder: Path | None = None) -> Setting:
    """Return the folder of this engine and size; what another schema left there is thrown away."""
    folder = (folder or ROOT / "instance" / f"bench-{engine_name}-{officers}").absolute()
    state = _read_state(folder)
    if state.get("schema") != _schema():
        is_fresh, state = True, {}
    engine = open_engine(engine_name, folder, is_fresh=is_fresh)
    setting = Setting(engine_name, officers, folder, engine, {} if is_fresh else state)
    if "secret_key" not in setting.state:
        data_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        setting.keep(schema=_schema(), secret_key=secrets.token_urlsafe(48), data_key=data_key)
    return setting


def _read_state(folder: Path) -> dict[str, Any]:
    path = folder / _STATE
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _schema() -> str:
    """Return what tells one schema from another: the text of all migrations."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
