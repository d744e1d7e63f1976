"""Setting up."""

import click

from competency import services
from lms import schema_history
from lms.database import transaction
from lms.i18n import gettext as _


@click.command("init")
def init() -> None:
    """Create or upgrade the schema and load the reference data. Twice changes nothing."""
    schema_history.upgrade()
    with transaction():
        framework = services.initialise()
        ready = _(
            "Ready: framework %(code)s, version %(version)s.", code=framework.code, version=framework.version
        )
    click.echo(ready)
