"""Commands of the ground: web, worker, accounts, tokens."""

import click
from flask import Flask, current_app

from lms import policies, queries, services
from lms.commands import acting_account
from lms.database import db, transaction
from lms.errors import SettingsRefused
from lms.i18n import format_day
from lms.i18n import gettext as _
from lms.intake import LARGEST_ROW_NUMBER
from lms.models import ApiToken
from lms.permissions import Role, ScopeKind, authorize
from lms.rules import TokenScope
from lms.services import NewToken, Scope
from lms.serving import Web, save_memory


@click.command("serve")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--workers", default=2, show_default=True, help="How many web processes.")
def serve(port: int, host: str, workers: int) -> None:
    """Serve the web pages."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    _refuse_without_keys(app)
    queries.get_system_account()
    db.session.remove()
    db.engine.dispose()
    save_memory()
    Web(app, bind=f"{host}:{port}", workers=workers).run()


def _refuse_without_keys(app: Flask) -> None:
    for name in ("SECRET_KEY", "DATA_KEY"):
        if not app.config[name]:
            raise SettingsRefused(f"{name}: chưa đặt. Máy chủ không khởi động khi thiếu khóa này.")


@click.command("worker")
def worker() -> None:
    """Do the background jobs."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    _refuse_without_keys(app)
    queries.get_system_account()
    db.session.remove()
    app.extensions["huey"].create_consumer(workers=1, periodic=True).run()


@click.command("create-account")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--scope", default="", help="Code of the unit or organisation; empty for the nation.")
def create_account(email: str, name: str, role: str, scope: str) -> None:
    """Add an account and print a one-time link to set its password."""
    with transaction():
        by = acting_account()
        account = services.create_account(email, name, by=by)
        services.grant_role(account, Role(role), _scope(Role(role), scope), by=by)
        word = services.issue_link(account, by=by)
    click.echo(f"{current_app.config['PUBLIC_URL']}/set-password/{word}")


def _scope(role: Role, code: str) -> Scope:
    if role is Role.OFFICER:
        return Scope(ScopeKind.SELF)
    if not code:
        return Scope(ScopeKind.NATION)
    return Scope(ScopeKind.UNIT if code.isdigit() else ScopeKind.ORGANISATION, code)


@click.command("create-token")
@click.argument("email")
@click.option(
    "--scope", type=click.Choice([scope.value for scope in TokenScope]), default="read", show_default=True
)
@click.option(
    "--days", type=click.IntRange(1, 730), default=365, show_default=True, help="How long it counts."
)
@click.option("--purpose", default="", help="What it is for; goes on the trail with every list of names.")
def create_token(email: str, scope: str, days: int, purpose: str) -> None:
    """Print a new API token of an account, once."""
    with transaction():
        by = acting_account()
        authorize(by, policies.may_administer, None)
        new = NewToken(scope=scope, purpose=purpose, days=days)
        token, word = services.create_token(queries.get_account(email), new, by=by)
        about = _token_line(token)
    click.echo(word)
    click.echo(about, err=True)
    click.echo(_("Keep it safe: it is not shown again."), err=True)


@click.command("list-tokens")
@click.argument("email", required=False)
def list_tokens(email: str | None) -> None:
    """List API tokens: number, account, scope, until when, purpose."""
    authorize(acting_account(), policies.may_administer, None)
    for token in queries.list_tokens(queries.get_account(email) if email else None):
        click.echo(_token_line(token))


@click.command("revoke-token")
@click.argument("token_id", type=click.IntRange(1, LARGEST_ROW_NUMBER))
def revoke_token(token_id: int) -> None:
    """Let an API token count no longer."""
    with transaction():
        token = queries.get_token(token_id)
        services.revoke_token(token, by=acting_account())
        about = _token_line(token)
    click.echo(about)


def _token_line(token: ApiToken) -> str:
    day = format_day(token.revoked_at or token.expires_at)
    until = _("revoked on %(day)s", day=day) if token.revoked_at else _("until %(day)s", day=day)
    return f"{token.id}  {token.account.email}  {token.scope}  {until}  {token.purpose}"


COMMANDS = [serve, worker, create_account, create_token, list_tokens, revoke_token]
