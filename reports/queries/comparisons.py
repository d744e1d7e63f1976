"""The figures of two days side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lms.models import Account
from lms.pages import Page
from people.models import AdministrativeUnit
from reports.queries.coverage import Coverage, CoverageLine, CoverageQuestion, get_coverage


@dataclass(frozen=True, slots=True)
class Pair:
    """One line on both days; None where it has no figures or they are not shown."""

    key: str
    name: str
    then: CoverageLine | None
    now: CoverageLine | None

    @property
    def met_change(self) -> int | None:
        """Return how many more are met now; None unless both days are shown."""
        return None if self.then is None or self.now is None else self.now.met_today - self.then.met_today

    @property
    def required_change(self) -> int | None:
        """Return how many more requirements there are now."""
        return None if self.then is None or self.now is None else self.now.required - self.then.required

    @property
    def share_change(self) -> Decimal | None:
        """Return by how many points the share met has grown."""
        if self.then is None or self.now is None:
            return None
        then, now = self.then.met_percent, self.now.met_percent
        return None if then is None or now is None else now - then


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two days in the order of the later one; each names its source."""

    then: Coverage
    now: Coverage
    total: Pair
    pairs: Sequence[Pair]
    page: Page


def get_comparison(
    now: Coverage, unit: AdministrativeUnit | None, question: CoverageQuestion, *, visible_to: Account
) -> Comparison | None:
    """Return figures beside those of the day they are compared with, or None if none was asked for."""
    if question.against is None:
        return None
    earlier = replace(question, by=now.by.value, on=question.against, against=None)
    then = get_coverage(unit, earlier, visible_to=visible_to)
    before = {line.key: line for line in then.lines}
    after = {line.key: line for line in now.lines}
    pairs = [
        Pair(key, (after.get(key) or before[key]).name, _shown(before.get(key)), _shown(after.get(key)))
        for key in dict.fromkeys([*after, *before])
    ]
    page, size = now.page.number, now.page.per_page
    return Comparison(
        then=then,
        now=now,
        total=Pair("", now.total.name, _shown(then.total), _shown(now.total)),
        pairs=pairs,
        page=Page(pairs[(page - 1) * size : page * size], page, size, len(pairs)),
    )


def _shown(line: CoverageLine | None) -> CoverageLine | None:
    return None if line is None or line.is_withheld or not line.required else line
