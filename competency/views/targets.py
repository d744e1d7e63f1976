"""Pages where policy targets and their populations are defined."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competency import policies, services
from competency.models import PolicyTarget, TargetPopulation
from competency.queries import targets
from competency.rules.targets import Measure
from competency.schemas.targets import PopulationIn, TargetIn
from competency.services import PopulationText, TargetRefused, TargetText
from competency.views.blueprint import bp
from competency.views.target_words import population_choices, target_choices
from lms.auth import actor
from lms.database import transaction
from lms.errors import Conflict
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.permissions import authorize
from people.queries import list_positions

_MANY = ("positions", "employment_kinds", "organisation_kinds", "unit_kinds")


@bp.get("/targets/new")
def show_new_target() -> ResponseReturnValue:
    """Ask what a new target says."""
    _owner()
    return _target_page(None, Form(raw={"operator": "ge", "kind": "muc_tieu", "measure": "entered"}))


@bp.post("/targets/new")
def add_target() -> ResponseReturnValue:
    """Keep a new target, or tell what is wrong with it."""
    owner = _owner()
    form = read_form(TargetIn(), many=("kinds",))
    if form.errors:
        return _target_page(None, form), 422
    try:
        with transaction():
            code = services.add_target(form.data["code"], _text(form), owner=owner, by=actor()).code
    except (TargetRefused, Conflict) as refusal:
        return _target_page(None, _refused(form, refusal)), 422
    flash(_("The target was added."))
    return redirect(url_for(".show_edit_target", code=code))


@bp.get("/targets/<code>/definition")
def show_edit_target(code: str) -> ResponseReturnValue:
    """Show the definition of a target as a form."""
    _owner()
    target = targets.get_target(code)
    return _target_page(target, Form(raw=_said(target)))


@bp.post("/targets/<code>/definition")
def edit_target(code: str) -> ResponseReturnValue:
    """Keep a changed definition; of one of the nation a province makes its own."""
    owner = _owner()
    target = targets.get_target(code)
    form = read_form(TargetIn(), many=("kinds",))
    if form.errors:
        return _target_page(target, form), 422
    try:
        with transaction():
            kept = services.edit_target(targets.get_target(code), _text(form), owner=owner, by=actor()).code
    except (TargetRefused, Conflict) as refusal:
        return _target_page(targets.get_target(code), _refused(form, refusal)), 422
    flash(_("The definition was kept. Frozen figures keep the words they were frozen with."))
    return redirect(url_for(".show_edit_target", code=kept))


@bp.get("/populations")
def list_populations() -> ResponseReturnValue:
    """List the populations with their definitions."""
    owner = _owner()
    return render_template("competency/list_populations.html", populations=targets.list_populations(owner))


@bp.get("/populations/new")
def show_new_population() -> ResponseReturnValue:
    """Ask whom a new population has."""
    _owner()
    return _population_page(None, Form(raw={"service": "held", "main_post_only": "1", "is_counted": "1"}))


@bp.post("/populations/new")
def add_population() -> ResponseReturnValue:
    """Keep a new population, or tell what is wrong with it."""
    owner = _owner()
    form = read_form(PopulationIn(), many=_MANY)
    if form.errors:
        return _population_page(None, form), 422
    try:
        with transaction():
            services.add_population(form.data["code"], _people(form), owner=owner, by=actor())
    except (TargetRefused, Conflict) as refusal:
        return _population_page(None, _refused(form, refusal)), 422
    flash(_("The population was added."))
    return redirect(url_for(".list_populations"))


@bp.get("/populations/<code>")
def show_population(code: str) -> ResponseReturnValue:
    """Show a population as a form."""
    _owner()
    population = targets.get_population(code)
    ticks = {
        name: "1" for name in ("is_counted", "is_partial", "main_post_only") if getattr(population, name)
    }
    words = {name: getattr(population, name) for name in ("name", "definition", "service", *_MANY)}
    return _population_page(population, Form(raw=words | ticks))


@bp.post("/populations/<code>")
def edit_population(code: str) -> ResponseReturnValue:
    """Keep a changed population; of one of the nation a province makes its own."""
    owner = _owner()
    population = targets.get_population(code)
    form = read_form(PopulationIn(), many=_MANY)
    if form.errors:
        return _population_page(population, form), 422
    try:
        with transaction():
            services.edit_population(targets.get_population(code), _people(form), owner=owner, by=actor())
    except (TargetRefused, Conflict) as refusal:
        return _population_page(targets.get_population(code), _refused(form, refusal)), 422
    flash(_("The population was kept. Frozen figures keep the definition they were frozen with."))
    return redirect(url_for(".list_populations"))


def _owner() -> str:
    """Return the province for which this person defines targets, empty for the nation.

    Raises:
        Forbidden: for neither.
    """
    account = actor()
    owner = min(policies.own_provinces(account), default="")
    authorize(account, policies.may_define_targets, owner)
    return owner


def _text(form: Form) -> TargetText:
    data = dict(form.data)
    measure = data["measure"]
    said = {
        Measure.TOPIC_COMPLETION: {"topic": data["topic"], "valid_months": data["valid_months"] or 24},
        Measure.DEGREE_AT_LEAST: {"level": data["degree"]},
        Measure.THEORY_AT_LEAST: {"level": data["theory"]},
        Measure.STANDING_MET: {
            "competencies": data["competencies"].upper().replace(",", " ").split(),
            "kinds": data["kinds"],
        },
        Measure.PERIODS_AT_LEAST: {"periods": data["periods"]},
    }
    extra = ("code", "topic", "valid_months", "degree", "theory", "competencies", "kinds", "periods")
    is_active = not data.pop("is_hidden")
    rest = {name: value for name, value in data.items() if name not in extra}
    return TargetText(**rest, parameters=said.get(measure, {}), is_active=is_active)


def _said(target: PolicyTarget) -> dict[str, Any]:
    """Return a target as its form has it."""
    names = ("name", "population", "numerator", "denominator", "operator", "threshold_percent", "due")
    more = ("kind", "data_origin", "source", "measure", "reading")
    raw: dict[str, Any] = {name: getattr(target, name) for name in (*names, *more)}
    parameters = dict(target.parameters)
    level = parameters.pop("level", "")
    raw["degree" if target.measure == Measure.DEGREE_AT_LEAST else "theory"] = level
    raw["competencies"] = " ".join(parameters.pop("competencies", ()))
    return raw | parameters | ({} if target.is_active else {"is_hidden": "1"})


def _people(form: Form) -> PopulationText:
    data = {name: value for name, value in form.data.items() if name != "code"}
    ticks = {name: bool(data[name]) for name in ("is_counted", "is_partial", "main_post_only")}
    kinds = {name: [kind.value for kind in data[name]] for name in _MANY if name != "positions"}
    return PopulationText(**{**data, **ticks, **kinds})


def _refused(form: Form, refusal: Exception) -> Form:
    field = refusal.field if isinstance(refusal, TargetRefused) else "code"
    return Form(raw=form.raw, errors={field or "_form": [str(refusal)]})


def _target_page(target: PolicyTarget | None, form: Form) -> str:
    owner = _owner()
    return render_template(
        "competency/show_target_form.html",
        target=target,
        form=form,
        is_overlay=bool(owner) and target is not None and target.owner_unit_code is None,
        is_foreign=target is not None and target.owner_unit_code not in (None, owner),
        populations=[(one.code, f"{one.code}: {one.name}") for one in targets.list_populations(owner)],
        **target_choices(),
    )


def _population_page(population: TargetPopulation | None, form: Form) -> str:
    owner = _owner()
    return render_template(
        "competency/show_population.html",
        population=population,
        form=form,
        is_overlay=bool(owner) and population is not None and population.owner_unit_code is None,
        is_foreign=population is not None and population.owner_unit_code not in (None, owner),
        positions=[(one.code, f"{one.code} {one.name}") for one in list_positions()],
        **population_choices(),
    )
