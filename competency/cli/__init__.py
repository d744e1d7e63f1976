"""Commands of this domain."""

from competency.cli.coverage import coverage
from competency.cli.digests import digest
from competency.cli.evidence import import_evidence
from competency.cli.exports import export_standings
from competency.cli.frameworks import import_framework, publish_framework
from competency.cli.holidays import holiday
from competency.cli.nightly import expire
from competency.cli.rosters import import_roster
from competency.cli.setup import init
from competency.cli.standings import recompute, standing

COMMANDS = [
    init,
    import_roster,
    import_evidence,
    import_framework,
    publish_framework,
    recompute,
    expire,
    standing,
    coverage,
    export_standings,
    digest,
    holiday,
]
