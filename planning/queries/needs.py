"""What a unit needs, merged: equal proposals counted per course, with the list behind each count."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy import case as when
from sqlalchemy.orm import joinedload

from lms.database import db
from lms.listing import get_page
from lms.models import Account
from lms.pages import Page
from people.models import AdministrativeUnit, Officer
from planning.models import NeedLine, NeedProposal
from planning.queries.proposals import select_proposals
from planning.rules import NeedPriority, ProposalState

LINES_BEHIND = 50
COUNTED = (ProposalState.SUBMITTED, ProposalState.ACCEPTED)


class ContentNeed(NamedTuple):
    """What several officers need: one course, one case, or the same words."""

    key: str
    content: str
    officers: int
    units: int
    high: int
    """Officers with at least one line of high priority."""


class NeedsOfUnit(NamedTuple):
    """What one commune proposes."""

    unit_code: str
    name: str
    proposals: int
    officers: int
    lines: int


class Needs(NamedTuple):
    """The needs of a unit for a period. Figures without names; officers are counted once each."""

    unit_code: str
    period_code: str
    proposals: int
    accepted: int
    units: int
    officers: int
    lines: int
    contents: Sequence[ContentNeed]


def get_needs(unit: AdministrativeUnit, period_code: str, *, only_accepted: bool = False) -> Needs:
    """Return what a commune, or all communes of a province, need in a period. Figures only: no gate.

    Args:
        unit: a commune or a province.
        period_code: "2026-Q4" or "2026".
        only_accepted: without what the Department has not decided on yet; drafts never count.
    """
    states = (ProposalState.ACCEPTED,) if only_accepted else COUNTED
    is_counted = _is_counted(unit, period_code, states)
    proposals, accepted, units = db.session.execute(
        select(
            func.count(),
            func.count(when((NeedProposal.state == ProposalState.ACCEPTED.value, 1))),
            func.count(NeedProposal.unit_code.distinct()),
        ).where(is_counted)
    ).one()
    lines, officers = db.session.execute(
        select(func.count(), func.count(NeedLine.officer_id.distinct()))
        .join(NeedLine.proposal)
        .where(is_counted)
    ).one()
    contents = _contents(is_counted)
    return Needs(unit.code, period_code, proposals, accepted, units, officers, lines, contents)


def list_needs_of_units(province: AdministrativeUnit, period_code: str) -> list[NeedsOfUnit]:
    """Return what each commune of a province proposes, in the order of the alphabet; figures only."""
    rows = db.session.execute(
        select(
            AdministrativeUnit.code,
            AdministrativeUnit.full_name,
            func.count(NeedProposal.id.distinct()),
            func.count(NeedLine.officer_id.distinct()),
            func.count(NeedLine.id),
        )
        .join(NeedProposal, NeedProposal.unit_code == AdministrativeUnit.code)
        .outerjoin(NeedLine, NeedLine.proposal_id == NeedProposal.id)
        .where(_is_counted(province, period_code, COUNTED))
        .group_by(AdministrativeUnit.code, AdministrativeUnit.full_name, AdministrativeUnit.sort_key)
        .order_by(AdministrativeUnit.sort_key)
    )
    return [NeedsOfUnit(*row) for row in rows]


def page_of_lines_behind(
    province: AdministrativeUnit, period_code: str, key: str, *, number: int, visible_to: Account
) -> Page:
    """Return one page of the lines behind a count, by name; what this person may not read is left out."""
    return get_page(
        _select_behind(province, period_code, key, visible_to), number=number, per_page=LINES_BEHIND
    )


def _select_behind(
    province: AdministrativeUnit, period_code: str, key: str, account: Account
) -> Select[NeedLine]:
    known = select_proposals(visible_to=account).with_only_columns(NeedProposal.id)
    return (
        select(NeedLine)
        .join(NeedLine.proposal)
        .join(NeedLine.officer)
        .where(_is_counted(province, period_code, COUNTED), NeedProposal.id.in_(known))
        .where(NeedLine.content_key == key)
        .order_by(Officer.sort_key, Officer.id, NeedLine.id)
        .options(
            joinedload(NeedLine.officer, innerjoin=True),
            joinedload(NeedLine.position, innerjoin=True),
            joinedload(NeedLine.proposal, innerjoin=True).joinedload(NeedProposal.unit),
        )
    )


def _contents(is_counted: ColumnElement[bool]) -> list[ContentNeed]:
    officers = func.count(NeedLine.officer_id.distinct())
    high = func.count(when((NeedLine.priority == NeedPriority.HIGH.value, NeedLine.officer_id)).distinct())
    rows = db.session.execute(
        select(
            NeedLine.content_key,
            func.min(NeedLine.content),
            officers,
            func.count(NeedProposal.unit_code.distinct()),
            high,
        )
        .join(NeedLine.proposal)
        .where(is_counted)
        .group_by(NeedLine.content_key)
        .order_by(officers.desc(), NeedLine.content_key)
    )
    return [ContentNeed(*row) for row in rows]


def _is_counted(
    unit: AdministrativeUnit, period_code: str, states: Sequence[ProposalState]
) -> ColumnElement[bool]:
    is_of_unit = (
        NeedProposal.province_code == unit.code if unit.is_province else NeedProposal.unit_code == unit.code
    )
    return (
        is_of_unit
        & (NeedProposal.period_code == period_code)
        & NeedProposal.state.in_([state.value for state in states])
    )
