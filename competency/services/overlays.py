"""What a province asks on top of the nation: drafted, published, withdrawn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from sqlalchemy import delete, insert

from competency import policies, queries, rules
from competency.models import Requirement, RequirementChange, RequirementSet
from competency.queries.bases import Overlays
from competency.rules import OVERLAY_FOLLOWERS, CompetencyEvent, FrameworkState
from competency.services.framework_files import parse_level, parse_weight
from competency.services.frameworks import refuse_unless_draft
from competency.services.publishing import (
    begin_sweep,
    checked_reason,
    date_rows,
    flush_or_refuse,
    refuse_step,
)
from lms import audit, clock
from lms.database import db
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.tables import CellError, CellProblem, Column, read_table
from lms.text import clean
from people.models import AdministrativeUnit
from people.queries import list_positions

OVERLAY_FILE_COLUMNS = ("position_code", "competency_code", "required_level", "weight")
SHORTEST_DOCUMENT = 5


class OverlayRefused(Refused):
    """What a province would ask has mistakes or lies below the floor; ``reasons`` are sentences."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class OverlayLine:
    """A position asks a competency at a level, perhaps with another weight than the area profile's."""

    position_code: str
    competency_code: str
    level: int
    weight_percent: int | None = None


@dataclass(frozen=True, slots=True)
class OverlayText:
    """The deciding document with number and name, and from when it asks."""

    document: str
    effective_on: date


def draft_overlay(
    province: AdministrativeUnit, text: OverlayText, lines: Sequence[OverlayLine], *, by: Account
) -> RequirementSet:
    """Return a new draft of what a province asks on top of the current framework.

    Raises:
        Forbidden: ``by`` does not act for the Department of this province.
        OverlayRefused: with every reason; nothing is stored.
    """
    authorize(by, policies.may_manage_overlay, province.code)
    document = _document(text)
    rows = _checked(lines)
    framework = queries.current_framework()
    overlay = RequirementSet(
        framework_id=framework.id,
        owner_unit_code=province.code,
        document=document,
        effective_on=text.effective_on,
        state=FrameworkState.DRAFT.value,
        created_at=clock.now(),
    )
    audit.record(CompetencyEvent.OVERLAY_DRAFTED, overlay, by=by, province=province.code, rows=len(rows))
    _write(overlay, rows)
    return overlay


def edit_overlay(
    overlay: RequirementSet, text: OverlayText, lines: Sequence[OverlayLine], *, by: Account
) -> None:
    """Replace document, day and rows of a draft.

    Raises:
        Forbidden: ``by`` does not act for the Department of this province.
        NotADraft: it was published or withdrawn.
        OverlayRefused: with every reason; nothing is changed.
    """
    authorize(by, policies.may_manage_overlay, overlay.owner_unit_code or "")
    queries.lock_overlays(overlay.owner_unit_code or "")
    db.session.refresh(overlay)
    refuse_unless_draft(overlay)
    rows = _checked(lines)
    overlay.document, overlay.effective_on = _document(text), text.effective_on
    overlay.framework_id = queries.current_framework().id
    db.session.execute(delete(Requirement).where(Requirement.set_id == overlay.id))
    _write(overlay, rows)
    audit.record(CompetencyEvent.OVERLAY_CHANGED, overlay, by=by, rows=len(rows))


def publish_overlay(overlay: RequirementSet, *, by: Account) -> RequirementChange | None:
    """Publish a draft in place of the overlay that the province has now; twice is once.

    Returns:
        The sweep that has to follow (``sweep_change``).

    Raises:
        Forbidden: ``by`` does not act for the Department of this province.
        OverlayRefused: the nation has raised its floor above it meanwhile.
        Conflict: it was withdrawn or replaced, or somebody else publishes at this moment.
    """
    owner = overlay.owner_unit_code or ""
    authorize(by, policies.may_manage_overlay, owner)
    queries.lock_overlays(owner)
    db.session.refresh(overlay)
    if overlay.state == FrameworkState.PUBLISHED:
        return queries.find_change(f"overlay:{overlay.id}")
    refuse_step(OVERLAY_FOLLOWERS, overlay.state, FrameworkState.PUBLISHED)
    framework = queries.current_framework()
    _checked([OverlayLine(row.position_code, row.competency_code, row.level) for row in overlay.requirements])
    former = queries.find_published_overlay(owner)
    now = queries.get_basis()
    without = [former.id] if former else []
    then = queries.get_basis_of(framework.id, Overlays(without=without, plus=[overlay.id]))
    date_rows(overlay, lambda position: rules.carried_since(now, then, owner, position), None)
    overlay.framework_id = framework.id
    if former is not None:
        former.state, former.closed_at = FrameworkState.OUTDATED.value, clock.now()
        flush_or_refuse()
        audit.record(CompetencyEvent.OVERLAY_OUTDATED, former, by=by, province=owner)
    overlay.state, overlay.published_at = FrameworkState.PUBLISHED.value, clock.now()
    overlay.previous_id = former.id if former else None
    flush_or_refuse()
    audit.record(CompetencyEvent.OVERLAY_PUBLISHED, overlay, by=by, province=owner)
    return begin_sweep(
        RequirementChange(
            cause=f"overlay:{overlay.id}",
            framework_id=framework.id,
            set_id=overlay.id,
            former_set_id=overlay.previous_id,
            province_code=owner,
        )
    )


def withdraw_overlay(overlay: RequirementSet, reason: str, *, by: Account) -> RequirementChange | None:
    """Take an overlay out of use; the province is asked what the nation asks, at once. Twice is once.

    Returns:
        The sweep that has to follow; None where it was a draft or outdated and so asked nothing.

    Raises:
        Forbidden: ``by`` does not act for the Department of this province.
        Refused: the reason is too short.
    """
    owner = overlay.owner_unit_code or ""
    authorize(by, policies.may_manage_overlay, owner)
    said = checked_reason(reason)
    queries.lock_overlays(owner)
    db.session.refresh(overlay)
    if overlay.state == FrameworkState.WITHDRAWN:
        return queries.find_change(f"overlay-withdrawn:{overlay.id}")
    was_asking = overlay.state == FrameworkState.PUBLISHED
    overlay.state, overlay.closed_at = FrameworkState.WITHDRAWN.value, clock.now()
    overlay.close_reason = said
    audit.record(CompetencyEvent.OVERLAY_WITHDRAWN, overlay, by=by, province=owner, reason=said)
    if not was_asking:
        return None
    return begin_sweep(
        RequirementChange(
            cause=f"overlay-withdrawn:{overlay.id}",
            framework_id=queries.current_framework().id,
            former_set_id=overlay.id,
            province_code=owner,
        )
    )


def read_overlay(content: bytes) -> list[OverlayLine]:
    """Return the rows of a CSV or XLSX file. No gate, no trail: it only reads.

    Raises:
        OverlayRefused: with row, column and value of every cell that cannot be read.
    """
    columns = [Column(name, required=name != "weight") for name in OVERLAY_FILE_COLUMNS]
    table = read_table(BytesIO(content), columns=columns)
    errors: list[CellError] = list(table.errors)
    lines = []
    for row in table.rows:
        level, weight = 1, None
        for name in ("required_level", "weight"):
            try:
                if name == "required_level":
                    level = parse_level(row.values[name])
                elif row.values[name]:
                    weight = parse_weight(row.values[name])
            except CellProblem as problem:
                errors.append(table.error_at(row, name, problem))
        lines.append(OverlayLine(row.values["position_code"], row.values["competency_code"], level, weight))
    if errors:
        raise OverlayRefused([str(error) for error in errors])
    return lines


def _document(text: OverlayText) -> str:
    document = clean(text.document)
    if len(document) < SHORTEST_DOCUMENT:
        raise OverlayRefused([_("Name the deciding document with its number.")])
    return document


def _checked(lines: Sequence[OverlayLine]) -> list[Requirement]:
    """Return the rows as they will be stored.

    Raises:
        OverlayRefused: a position or competency is unknown or twice, or a level lies below the floor.
    """
    framework = queries.current_framework()
    names = {one.code: one.name for one in queries.list_all_competencies(framework.id) if one.pillar_code}
    positions = {position.code: position.name for position in list_positions()}
    national = queries.list_national(framework.id)
    reasons = [] if lines else [_("An overlay needs at least one line.")]
    seen: set[tuple[str, str]] = set()
    for line in lines:
        key = line.position_code, line.competency_code
        reasons += _reasons(line, national.get(key), positions, names)
        if key in seen:
            reasons.append(
                _("%(position)s, %(competency)s stands here twice.", position=key[0], competency=key[1])
            )
        seen.add(key)
    if reasons:
        raise OverlayRefused(reasons)
    return [_row(line, national.get((line.position_code, line.competency_code))) for line in lines]


def _reasons(
    line: OverlayLine,
    national: Requirement | None,
    positions: Mapping[str, str],
    names: Mapping[str, str],
) -> Collection[str]:
    if line.position_code not in positions:
        return [_("There is no position %(code)s.", code=line.position_code)]
    if line.competency_code not in names:
        return [_("The current framework has no competency %(code)s.", code=line.competency_code)]
    if national is not None and national.is_floor and line.level < national.level:
        return [
            _(
                "%(position)s must show %(code)s %(competency)s at least at level %(floor)s, because the"
                " nation marks it as the floor; a province may raise it, not lower it to %(level)s.",
                position=positions[line.position_code],
                code=line.competency_code,
                competency=names[line.competency_code],
                floor=national.level,
                level=line.level,
            )
        ]
    return []


def _row(line: OverlayLine, national: Requirement | None) -> Requirement:
    return Requirement(
        position_code=line.position_code,
        competency_code=line.competency_code,
        level=rules.required_level(line.level, raised=False),
        is_mandatory=national.is_mandatory if national else True,
        grace_days=national.grace_days if national else rules.DEFAULT_GRACE_DAYS,
        is_floor=False,
        weight_percent=line.weight_percent,
    )


def _write(overlay: RequirementSet, rows: Sequence[Requirement]) -> None:
    names = (
        "position_code",
        "competency_code",
        "level",
        "is_mandatory",
        "grace_days",
        "is_floor",
        "weight_percent",
    )
    db.session.execute(
        insert(Requirement),
        [{"set_id": overlay.id, **{name: getattr(row, name) for name in names}} for row in rows],
    )
    db.session.expire(overlay, ["requirements"])
