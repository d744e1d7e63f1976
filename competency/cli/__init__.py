"""Commands of this domain."""

from competency.cli.coverage import coverage
from competency.cli.evidence import import_evidence
from competency.cli.rosters import import_roster
from competency.cli.setup import init
from competency.cli.standings import recompute, standing

COMMANDS = [init, import_roster, import_evidence, recompute, standing, coverage]
