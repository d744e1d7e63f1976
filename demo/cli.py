"""The commands `demo` and `synth`: invented worlds, a small one with a story and one of any size."""

from collections.abc import Callable

import click
from flask import current_app

from competency.services import initialise
from demo.people import ACCOUNTS, PASSWORD
from demo.synth import SynthOptions, make_synthetic_world
from demo.world import make_world
from lms import schema_history
from lms.commands import progress_bar
from lms.config import DEMO_DATA_KEY, DEMO_SECRET_KEY
from lms.database import transaction
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.queries import get_system_account
from lms.services import note_fact
from people.queries import has_officers

AFTERWARDS: list[Callable[[], None]] = []
"""What a new world still needs, such as its first night; `app` wires it, because tasks are no door."""


@click.command("demo")
@click.option("--again", is_flag=True, help="Add the demo world although the database has officers.")
def demo(again: bool) -> None:
    """Make the demo world in a new database."""
    schema_history.upgrade()
    if has_officers() and not again:
        raise Refused(
            _("This database already has officers; the demo world is for a new one (or say --again).")
        )
    current_app.config["SECRET_KEY"] = current_app.config["SECRET_KEY"] or DEMO_SECRET_KEY
    current_app.config["DATA_KEY"] = current_app.config["DATA_KEY"] or DEMO_DATA_KEY
    with transaction():
        initialise()
        if current_app.config["DATA_KEY"] == DEMO_DATA_KEY:  # lets `make run` start without keys of its own
            note_fact("demo", "1", by=get_system_account())
    with transaction():
        counts = make_world()
    for step in AFTERWARDS:
        step()
    click.echo(
        _(
            "Demo world: %(communes)d communes, %(officers)d officers, %(evidence)d pieces of evidence.",
            communes=counts.communes,
            officers=counts.officers,
            evidence=counts.evidence,
        )
    )
    click.echo(_("Password of every demo account: %(password)s", password=PASSWORD))
    for account in ACCOUNTS:
        click.echo(f"  {account.email:<20} {account.name} ({account.role})")


@click.command("synth")
@click.option("--officers", type=click.IntRange(min=1), required=True, help="How many officers.")
@click.option("--seed", type=int, default=2026, show_default=True, help="The same seed, the same world.")
@click.option("--password", help="The password of every invented account; none without.")
def synth(officers: int, seed: int, password: str | None) -> None:
    """Fill an initialised database with an invented world of any size."""
    counts = make_synthetic_world(SynthOptions(officers, seed, password), _progress(officers))
    click.echo(
        _(
            "Invented world: %(communes)d communes, %(officers)d officers, %(evidence)d pieces of evidence,"
            " %(accounts)d accounts.",
            communes=counts.communes,
            officers=counts.officers,
            evidence=counts.evidence,
            accounts=counts.accounts,
        )
    )


def _progress(total: int) -> Callable[[int], None]:
    """Return what tells how far it is: a bar on a terminal, plain lines elsewhere."""
    bar = progress_bar(_("officers"), total)

    def tell(done: int) -> None:
        bar.update(done - bar.n)
        if bar.disable:
            bar.n = done
            click.echo(f"{done}/{total}", err=True)
        if done >= total:
            bar.close()

    return tell


COMMANDS = [demo, synth]
