"""The command line: one group whose commands all run inside the application, audited.

Every command takes ``--database`` and ``--by``. Exit status 0 done, 1 refused, 2 wrong arguments.
"""

import os
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from lms import queries
from lms.config import Settings, load_settings
from lms.errors import LMSError
from lms.models import Account

_DATABASE = "lms.database"
_BY = "lms.by"


def progress_bar(unit: str, total: int | None = None) -> Any:
    """Return a bar of tqdm for whoever waits at a terminal; elsewhere one that shows nothing.

    The library comes with the first bar: web processes never draw one.
    """
    return import_module("tqdm").tqdm(total=total, disable=not sys.stderr.isatty(), unit=unit)


class CommandLine(click.Group):
    """A group that makes the application for the command that was asked for."""

    def __init__(self, *, make_app: Callable[[Settings], Flask], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._make_app = make_app
        self.params += _common_options()  # `lms --database URL init` is `lms init --database URL`

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Give the command the common options it does not have itself and run it inside the application."""
        own = {word for param in cmd.params for word in param.opts}
        cmd.params += [option for option in _common_options() if own.isdisjoint(option.opts)]
        if cmd.callback is not None:
            cmd.callback = self._inside_app(cmd.callback)
        super().add_command(cmd, name)

    def _inside_app(self, callback: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(callback)
        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                with self._make_app(_settings()).app_context():
                    return callback(*args, **kwargs)
            except (LMSError, OperationalError, ProgrammingError) as error:
                click.echo(_told(error), err=True)
                raise click.exceptions.Exit(1) from error

        return run


def acting_account() -> Account:
    """Return who acts: the person named by ``--by``, else the system.

    Raises:
        NotFound: there is no such account, or the database was not initialised.
    """
    email = click.get_current_context().meta.get(_BY)
    return queries.get_account(email) if email else queries.get_system_account()


def _told(error: LMSError | OperationalError | ProgrammingError) -> str:
    """Return the sentence for the operator; a database that does not answer is no mystery of ours."""
    if isinstance(error, LMSError):
        return str(error)
    reason = str(error.orig).strip().split("\n")[0]
    advice = "Kiểm tra DATABASE_URL; nếu là cơ sở dữ liệu mới, chạy “lms init”."
    return f"Không dùng được cơ sở dữ liệu: {reason}. {advice}"


def _settings() -> Settings:
    environ = dict(os.environ)
    database = click.get_current_context().meta.get(_DATABASE)
    if database:
        environ["DATABASE_URL"] = database
    return load_settings(environ)


def _common_options() -> list[click.Option]:
    def remember(key: str) -> Callable[[click.Context, click.Parameter, str | None], None]:
        def callback(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
            if value:
                context.meta[key] = value

        return callback

    return [
        click.Option(
            ["--database"],
            metavar="URL",
            help="The database; else DATABASE_URL.",
            expose_value=False,
            callback=remember(_DATABASE),
        ),
        click.Option(
            ["--by"],
            metavar="EMAIL",
            help="The account in whose name this is done; else the system.",
            expose_value=False,
            callback=remember(_BY),
        ),
    ]
