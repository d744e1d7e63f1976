"""Policy targets: what they measure, when they are met, which small cells are not shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from competency.rules.coverage import withheld
from competency.rules.errors import RuleError
from competency.rules.summary import percent
from competency.rules.vocabulary import EvidenceKind
from people.rules import DegreeLevel, PoliticalTheoryLevel

ENOUGH_PERCENT = 95
"""From this share of the population with the field filled in on, a figure says something (domain.md 2)."""
SMALLEST_CELL = 5
"""Figures about fewer people are not shown to whoever may not know the names (domain.md 2)."""
YEARLY = "yearly"
COMPLETION_MONTHS = 24
"""How long a completion counts by the evidence policy (DESIGN 4), where a target says nothing else."""
LONGEST_VALIDITY, MOST_PERIODS = 120, 2000


class Measure(StrEnum):
    """What is counted of a population; parameters are data."""

    ENTERED = "entered"
    NOT_TRACKED = "not_tracked"
    TOPIC_COMPLETION = "topic_completion"
    MANDATORY_COURSES = "mandatory_courses"
    DEGREE_AT_LEAST = "degree_at_least"
    THEORY_AT_LEAST = "theory_at_least"
    FIELD_MATCHES_POSITION = "field_matches_position"
    STANDING_MET = "standing_met"
    STANDARDS_AT_APPOINTMENT = "standards_at_appointment"
    PERIODS_AT_LEAST = "periods_at_least"


COMPUTED = frozenset(Measure) - {Measure.ENTERED, Measure.NOT_TRACKED}


class DataOrigin(StrEnum):
    """Where the figures of a target come from (domain.md 2)."""

    PLATFORM = "platform"
    RECORD = "record"
    RECORD_CONFIRM = "record+confirm"
    RECORD_PLATFORM = "record+platform"
    IMPORT_AGGREGATE = "import_aggregate"
    PLATFORM_PROXY = "platform_proxy"
    DO_NOT_TRACK = "do_not_track"


class TargetKind(StrEnum):
    """How a document states a target: as a target, an aspiration, a duty of law."""

    TARGET = "muc_tieu"
    ASPIRATION = "phan_dau"
    DUTY = "nghia_vu"


class Operator(StrEnum):
    """How the share is held against the threshold."""

    AT_LEAST = "ge"
    MORE_THAN = "gt"


class Verdict(StrEnum):
    """What can be said of a target on a day."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_ENOUGH_DATA = "not_enough_data"
    NO_ENTRY = "no_entry"
    NOT_TRACKED = "not_tracked"


class Service(StrEnum):
    """Which posts make somebody a member of a population on a day."""

    HELD = "held"
    WHOLE_YEAR = "whole_year"
    APPOINTED_THIS_YEAR = "appointed_this_year"


class TargetNote(StrEnum):
    """What a reader must know beside a figure."""

    PROXY = "proxy"
    CONFIRMATION_MISSING = "confirmation_missing"
    PRESENT_RECORD = "present_record"
    NOBODY = "nobody"
    PARTLY_FILLED = "partly_filled"
    PART_ON_RECORD = "part_on_record"
    OTHER_PROVINCE = "other_province"
    RECOMPUTED = "recomputed"


ORIGIN_NOTES: Mapping[DataOrigin, TargetNote] = {
    DataOrigin.PLATFORM_PROXY: TargetNote.PROXY,
    DataOrigin.RECORD_CONFIRM: TargetNote.CONFIRMATION_MISSING,
}
WITHOUT_HISTORY = frozenset({Measure.DEGREE_AT_LEAST, Measure.THEORY_AT_LEAST})
"""Judged by what the officer's record says now: changes of it leave no history."""


@dataclass(frozen=True, slots=True)
class Tally:
    """People counted once each: members, of whom the field is filled in, of whom the measure is met."""

    denominator: int = 0
    with_field: int = 0
    numerator: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(
            self.denominator + other.denominator,
            self.with_field + other.with_field,
            self.numerator + other.numerator,
        )


@dataclass(frozen=True, slots=True)
class TargetResult:
    """A target of a unit on a day; ``numerator`` and the like are None where nothing was counted or entered.

    ``definition`` says who the population is, ``note`` in the reader's language what the figure lacks.
    ``measured_on`` is the day of the figures: that of the entry where totals were entered.
    """

    code: str
    name: str
    kind: TargetKind
    origin: DataOrigin
    source: str
    population: str
    definition: str
    numerator_words: str
    denominator_words: str
    threshold: int
    operator: Operator
    due: date
    verdict: Verdict
    numerator: int | None = None
    denominator: int | None = None
    with_field: int | None = None
    measured_on: date | None = None
    notes: Sequence[TargetNote] = ()
    note: str = ""
    document: str = ""
    """The paper that entered totals come from."""
    correction_no: int | None = None
    """0 and up for frozen figures; None for those of this moment."""
    is_suppressed: bool = field(default=False)
    """Whether the figures are held back because too few people stand behind them."""

    @property
    def share(self) -> Decimal | None:
        """Return the share in percent, to one decimal; None where there is none."""
        return percent(self.numerator or 0, self.denominator) if self.denominator else None

    @property
    def missing(self) -> int | None:
        """Return how many of the population do not count yet, whatever the reason."""
        return None if self.denominator is None else self.denominator - (self.numerator or 0)

    def held_back(self) -> "TargetResult":
        """Return it without its figures: too few people stand behind them for whoever looks."""
        return replace(
            self,
            numerator=None,
            denominator=None,
            with_field=None,
            verdict=Verdict.NOT_ENOUGH_DATA,
            is_suppressed=True,
        )

    @property
    def people(self) -> int:
        """Return how many people stand behind it; totals of papers are no people of ours."""
        return 0 if self.origin is DataOrigin.IMPORT_AGGREGATE else self.denominator or 0

    @property
    def is_small(self) -> bool:
        """Whether so few people stand behind it that names could be guessed."""
        return 0 < self.people < SMALLEST_CELL


def is_reached(numerator: int, denominator: int, threshold: int, operator: Operator) -> bool:
    """Tell whether a share reaches a threshold in percent, exactly: nothing is rounded."""
    found, wanted = numerator * 100, threshold * denominator
    return found > wanted if operator is Operator.MORE_THAN else found >= wanted


def has_enough(with_field: int, denominator: int) -> bool:
    """Tell whether the field is filled in for at least 95 % of the population, which is not empty."""
    return denominator > 0 and with_field * 100 >= ENOUGH_PERCENT * denominator


def judge(tally: Tally | None, measure: Measure, threshold: int, operator: Operator) -> Verdict:
    """Return what can be said of a target whose people were counted; None where nothing was entered."""
    if measure is Measure.NOT_TRACKED:
        return Verdict.NOT_TRACKED
    if tally is None:
        return Verdict.NO_ENTRY
    if not has_enough(tally.with_field, tally.denominator):
        return Verdict.NOT_ENOUGH_DATA
    met = is_reached(tally.numerator, tally.denominator, threshold, operator)
    return Verdict.MET if met else Verdict.NOT_MET


def target_due_on(due: str, day: date) -> date:
    """Return by when a target is to be reached: the end of a year that is named, or of the present one.

    Raises:
        RuleError: it is neither "yearly" nor a year of four digits.
    """
    if due == YEARLY:
        return date(day.year, 12, 31)
    if len(due) == 4 and due.isascii() and due.isdigit() and due > "1999":  # noqa: PLR2004
        return date(int(due), 12, 31)
    raise RuleError("The due year must be four digits, or “yearly”.")


def suppressed_cells(people: Mapping[str, int]) -> frozenset[str]:
    """Return the keys whose figures must not be shown to whoever may not know the names.

    Cells of fewer than five people, nobody aside; and where the total would give away a single one, or
    fewer than five people together, the smallest of the others as well.
    """
    return withheld(people)


def checked_parameters(measure: Measure, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a measure as they are stored, each known and sensible.

    Raises:
        RuleError: one is missing, unknown, or cannot be.
    """
    check = _CHECKS.get(measure)
    wanted = _NAMES.get(measure, frozenset())
    for name in said:
        if name not in wanted:
            raise RuleError("“%(name)s” is no parameter of this measure.", name=name)
    return check(said) if check else {}


def check_origin(origin: DataOrigin, measure: Measure) -> None:
    """Let origin and measure pass where they fit.

    Raises:
        RuleError: what is not tracked would be counted, or totals and counting are mixed up.
    """
    fixed = {DataOrigin.DO_NOT_TRACK: Measure.NOT_TRACKED, DataOrigin.IMPORT_AGGREGATE: Measure.ENTERED}
    wanted = fixed.get(origin)
    if (wanted is not None and measure is not wanted) or (wanted is None and measure in fixed.values()):
        raise RuleError("The measure does not fit where the figures come from.")


def _topic(said: Mapping[str, Any]) -> dict[str, Any]:
    topic = str(said.get("topic", ""))
    if not topic.replace("_", "").isalnum() or not topic.isascii():
        raise RuleError("Choose a topic group.")
    months = _whole(said.get("valid_months", COMPLETION_MONTHS), LONGEST_VALIDITY)
    return {"topic": topic, "valid_months": months}


def _degree(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"level": _one_of(said.get("level"), list(DegreeLevel)[1:])}


def _theory(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"level": _one_of(said.get("level"), list(PoliticalTheoryLevel)[1:])}


def _standing(said: Mapping[str, Any]) -> dict[str, Any]:
    codes = [str(code) for code in said.get("competencies", ())]
    if not codes:
        raise RuleError("Name at least one competency.")
    kinds = [_one_of(kind, list(EvidenceKind)) for kind in said.get("kinds", ())]
    return {"competencies": codes, "kinds": kinds}


def _periods(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"periods": _whole(said.get("periods"), MOST_PERIODS)}


def _whole(value: Any, most: int) -> int:
    text = str(value or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= most):  # noqa: PLR2004
        raise RuleError("Enter a whole number from 1 to %(most)s.", most=most)
    return int(text)


def _one_of(value: Any, known: Sequence[StrEnum]) -> str:
    for one in known:
        if one.value == value:
            return one.value
    raise RuleError("“%(value)s” is not one of the levels or kinds of this measure.", value=value or "")


_CHECKS = {
    Measure.TOPIC_COMPLETION: _topic,
    Measure.DEGREE_AT_LEAST: _degree,
    Measure.THEORY_AT_LEAST: _theory,
    Measure.STANDING_MET: _standing,
    Measure.PERIODS_AT_LEAST: _periods,
}
_NAMES = {
    Measure.TOPIC_COMPLETION: frozenset({"topic", "valid_months"}),
    Measure.DEGREE_AT_LEAST: frozenset({"level"}),
    Measure.THEORY_AT_LEAST: frozenset({"level"}),
    Measure.STANDING_MET: frozenset({"competencies", "kinds"}),
    Measure.PERIODS_AT_LEAST: frozenset({"periods"}),
}
