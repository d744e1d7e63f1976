"""What a rubric is: criteria by steps, each step of each criterion described; known by the hash of it all."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.rules.marking.vocabulary import MarkingFinding
from lms.messages import N_
from lms.text import clean

FEWEST_STEPS, MOST_STEPS = 2, 6
MOST_CRITERIA = 8
LONGEST_NAME, LONGEST_DESCRIPTOR = 200, 1000


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is looked at; ``descriptors`` say what each step means, the lowest first."""

    name: str
    descriptors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RubricContent:
    """Everything of a rubric that marks depend on; ``steps`` are the names of its steps, the lowest first."""

    steps: tuple[str, ...]
    criteria: tuple[Criterion, ...]

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "RubricContent":
        """Return what `document` has written."""
        return cls(
            tuple(document["steps"]),
            tuple(Criterion(one["name"], tuple(one["descriptors"])) for one in document["criteria"]),
        )

    @property
    def document(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "steps": list(self.steps),
            "criteria": [{"name": one.name, "descriptors": list(one.descriptors)} for one in self.criteria],
        }

    @property
    def top(self) -> int:
        """Return the highest step; the lowest is 0."""
        return len(self.steps) - 1

    @property
    def hash(self) -> str:
        """Return the SHA-256 by which this content is known: the same words, the same version."""
        text = json.dumps(self.document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def cleaned(self) -> "RubricContent":
        """Return it in Unicode NFC without stray spaces, and without criteria and last steps left empty."""
        steps = [clean(step) for step in self.steps]
        while steps and not steps[-1]:
            steps.pop()
        tidy = (
            Criterion(clean(one.name), tuple(clean(text) for text in one.descriptors[: len(steps)]))
            for one in self.criteria
        )
        return RubricContent(tuple(steps), tuple(one for one in tidy if one.name or any(one.descriptors)))


def rubric_findings(content: RubricContent) -> list[MarkingFinding]:
    """Return what stops a cleaned rubric from being used, by field of the form."""
    found = []
    if not FEWEST_STEPS <= len(content.steps) <= MOST_STEPS or not all(content.steps):
        found.append(
            MarkingFinding(
                "step-0",
                N_("Name %(least)s to %(most)s steps, the lowest first, without a gap."),
                {"least": FEWEST_STEPS, "most": MOST_STEPS},
            )
        )
    if not 1 <= len(content.criteria) <= MOST_CRITERIA:
        found.append(
            MarkingFinding("criterion-0", N_("Write 1 to %(most)s criteria."), {"most": MOST_CRITERIA})
        )
    names = [one.name for one in content.criteria]
    for number, criterion in enumerate(content.criteria):
        if sentence := _fault(criterion, names, len(content.steps)):
            found.append(MarkingFinding(f"criterion-{number}", sentence, {"number": number + 1}))
    if any(len(step) > LONGEST_NAME for step in content.steps):
        found.append(MarkingFinding("step-0", N_("The name of a step is too long.")))
    return found


def _fault(criterion: Criterion, names: list[str], steps: int) -> str:
    if not criterion.name or len(criterion.name) > LONGEST_NAME:
        return N_("Criterion %(number)s needs a short name.")
    if names.count(criterion.name) > 1:
        return N_("Criterion %(number)s has the name of another one.")
    if len(criterion.descriptors) != steps or not all(criterion.descriptors):
        return N_("Criterion %(number)s: describe every step, so that two markers see the same.")
    if any(len(text) > LONGEST_DESCRIPTOR for text in criterion.descriptors):
        return N_("Criterion %(number)s: a description is too long.")
    return ""
