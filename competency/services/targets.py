"""Defining policy targets and populations: the ministry for the nation, provinces for themselves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy.exc import IntegrityError

from competency import policies
from competency.models import PolicyTarget, TargetEntry, TargetPopulation
from competency.queries import targets
from competency.rules import CompetencyEvent, RuleError
from competency.rules.targets import (
    COMPUTED,
    DataOrigin,
    Measure,
    Operator,
    Service,
    TargetKind,
    check_origin,
    checked_parameters,
    target_due_on,
)
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import clean

LONGEST_CODE = 20


class TargetRefused(Refused):
    """A definition that cannot be right, with a sentence; ``field`` says which part."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class CodeTaken(Conflict):
    """Another target or population has this code."""


@dataclass(frozen=True, slots=True)
class TargetText:
    """What a target says and what is counted for it."""

    name: str
    population: str
    numerator: str
    denominator: str
    operator: Operator
    threshold_percent: int
    due: str
    kind: TargetKind
    data_origin: DataOrigin
    source: str
    measure: Measure
    parameters: Mapping[str, Any] = field(default_factory=dict)
    reading: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class PopulationText:
    """Whom a population has, as a filter and in words."""

    name: str
    definition: str
    is_counted: bool
    is_partial: bool
    positions: list[str]
    employment_kinds: list[str]
    organisation_kinds: list[str]
    unit_kinds: list[str]
    main_post_only: bool
    service: Service


def add_target(code: str, text: TargetText, *, owner: str, by: Account) -> PolicyTarget:
    """Return a new target of the nation (owner "") or of a province.

    Raises:
        Forbidden: ``by`` may not define targets there.
        TargetRefused: something of it cannot be right.
        CodeTaken: the code is in use.
    """
    authorize(by, policies.may_define_targets, owner)
    target = PolicyTarget(
        code=_code(code, owner, targets.find_target), rank=targets.next_rank(), owner_unit_code=owner or None
    )
    _fill(target, _checked(text, owner), by)
    db.session.add(target)
    _flush_or_refuse()
    audit.record(CompetencyEvent.TARGET_ADDED, target, by=by, **_told(text))
    return target


def edit_target(target: PolicyTarget, text: TargetText, *, owner: str, by: Account) -> PolicyTarget:
    """Change a target, or lay the province's own in place of one of the nation; return what was written.

    Frozen figures keep the words they were frozen with.

    Raises:
        Forbidden: ``by`` may not define targets there.
        TargetRefused: something of it cannot be right, or what is not tracked would be.
        CodeTaken: the province has its own already.
    """
    authorize(by, policies.may_define_targets, owner)
    if target.owner_unit_code not in (None, owner):
        raise TargetRefused(_("%(code)s is a target of another province.", code=target.code))
    if target.data_origin == DataOrigin.DO_NOT_TRACK and text.data_origin is not DataOrigin.DO_NOT_TRACK:
        raise TargetRefused(
            _("This target is listed for completeness and must not be tracked here."), "measure"
        )
    checked = _checked(text, owner)
    if owner and target.owner_unit_code is None:
        return _replace_national(target, checked, owner, by)
    if target.measure != checked.measure.value and _has_entries(target.code):
        raise TargetRefused(
            _("Totals were entered for it: its measure stays. Add another target."), "measure"
        )
    before = {name: getattr(target, name) for name in ("threshold_percent", "due", "measure", "population")}
    _fill(target, checked, by)
    _flush_or_refuse()
    audit.record(CompetencyEvent.TARGET_CHANGED, target, by=by, before=before, **_told(checked))
    return target


def add_population(code: str, text: PopulationText, *, owner: str, by: Account) -> TargetPopulation:
    """Return a new population of the nation (owner "") or of a province.

    Raises:
        Forbidden: ``by`` may not define targets there.
        TargetRefused: something of it cannot be right.
        CodeTaken: the code is in use.
    """
    authorize(by, policies.may_define_targets, owner)
    _refuse_wordless(text)
    population = TargetPopulation(
        code=_code(code, owner, _find_population), owner_unit_code=owner or None, **_columns(text, by)
    )
    db.session.add(population)
    _flush_or_refuse()
    audit.record(CompetencyEvent.POPULATION_ADDED, population, by=by, **asdict(text))
    return population


def edit_population(
    population: TargetPopulation, text: PopulationText, *, owner: str, by: Account
) -> TargetPopulation:
    """Change whom a population has, or lay the own in place of one of the nation; return what was written.

    Raises:
        Forbidden: ``by`` may not define targets there.
        TargetRefused: something of it cannot be right.
        CodeTaken: the province has its own already.
    """
    authorize(by, policies.may_define_targets, owner)
    if population.owner_unit_code not in (None, owner):
        raise TargetRefused(_("This population belongs to a document of another province."))
    _refuse_wordless(text)
    if owner and population.owner_unit_code is None:
        own = TargetPopulation(
            code=f"{owner}-{population.code}"[: LONGEST_CODE * 2],
            owner_unit_code=owner,
            replaces_code=population.code,
            **_columns(text, by),
        )
        db.session.add(own)
        _flush_or_refuse()
        audit.record(CompetencyEvent.POPULATION_ADDED, own, by=by, replaces=population.code, **asdict(text))
        return own
    for name, value in _columns(text, by).items():
        setattr(population, name, value)
    _flush_or_refuse()
    audit.record(CompetencyEvent.POPULATION_CHANGED, population, by=by, **asdict(text))
    return population


def _replace_national(target: PolicyTarget, text: TargetText, owner: str, by: Account) -> PolicyTarget:
    own = PolicyTarget(
        code=f"{owner}-{target.code}", rank=target.rank, owner_unit_code=owner, replaces_code=target.code
    )
    _fill(own, text, by)
    db.session.add(own)
    _flush_or_refuse()
    audit.record(CompetencyEvent.TARGET_ADDED, own, by=by, replaces=target.code, **_told(text))
    return own


def _checked(text: TargetText, owner: str) -> TargetText:
    """Return the text with checked parameters.

    Raises:
        TargetRefused: something of it cannot be right.
    """
    for name in ("name", "numerator", "denominator", "source"):
        if not clean(getattr(text, name)):
            raise TargetRefused(_("Please fill this in."), name)
    if not 0 <= text.threshold_percent <= 100:  # noqa: PLR2004
        raise TargetRefused(_("The threshold is a share from 0 to 100 percent."), "threshold_percent")
    population = targets.populations_of(owner).get(text.population)
    if population is None:
        raise TargetRefused(_("There is no population %(code)s.", code=text.population), "population")
    if text.measure in COMPUTED and not population.is_counted:
        raise TargetRefused(
            _("Our records do not know this population: only totals can be entered for it."), "population"
        )
    if text.measure is Measure.STANDARDS_AT_APPOINTMENT and population.service != Service.APPOINTED_THIS_YEAR:
        raise TargetRefused(_("This measure needs a population of those appointed this year."), "population")
    try:
        target_due_on(text.due, clock.today())
        check_origin(text.data_origin, text.measure)
        return replace(text, parameters=checked_parameters(text.measure, text.parameters))
    except RuleError as error:
        raise TargetRefused(_(error.template, **error.parameters), "measure") from error


def _refuse_wordless(text: PopulationText) -> None:
    for name in ("name", "definition"):
        if not clean(getattr(text, name)):
            raise TargetRefused(_("Please fill this in."), name)


def _fill(target: PolicyTarget, text: TargetText, by: Account) -> None:
    for name, value in _told(text).items():
        setattr(target, name, value)
    target.edited_at, target.edited_by_id = clock.now(), by.id


def _told(text: TargetText) -> dict[str, Any]:
    """Return the columns of a text, words cleaned."""
    words = {
        name: clean(getattr(text, name)) for name in ("name", "numerator", "denominator", "source", "reading")
    }
    kinds = {name: getattr(text, name).value for name in ("operator", "kind", "data_origin", "measure")}
    rest = {name: getattr(text, name) for name in ("population", "threshold_percent", "due", "is_active")}
    return {**words, **kinds, **rest, "parameters": dict(text.parameters)}


def _columns(text: PopulationText, by: Account) -> dict[str, Any]:
    told = {**asdict(text), "name": clean(text.name), "definition": clean(text.definition)}
    return {**told, "service": text.service.value, "edited_at": clock.now(), "edited_by_id": by.id}


def _code(code: str, owner: str, find: Any) -> str:
    """Return the code of something new; that of a province begins with the province's."""
    said = clean(code).replace(" ", "")
    if not said.isascii() or not said.replace("-", "").replace("_", "").isalnum() or len(said) > LONGEST_CODE:
        raise TargetRefused(_("A code has letters without marks, digits, “-” and “_”, at most 20."), "code")
    full = f"{owner}-{said}" if owner and not said.startswith(f"{owner}-") else said
    if find(full) is not None:
        raise CodeTaken(_("The code %(code)s is in use.", code=full))
    return full


def _find_population(code: str) -> TargetPopulation | None:
    return db.session.get(TargetPopulation, code)


def _has_entries(code: str) -> bool:
    return db.session.query(TargetEntry.id).filter_by(target_code=code).first() is not None


def _flush_or_refuse() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        raise CodeTaken(
            _("The province has its own in place of it already, or the code is in use.")
        ) from error
