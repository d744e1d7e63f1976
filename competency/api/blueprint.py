"""Where the calls of this domain hang."""

from lms.api.blueprint import ApiBlueprint
from lms.messages import N_

bp = ApiBlueprint("competency_api", __name__, description=N_("Competencies, evidence, standings, alerts"))
