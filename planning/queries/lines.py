"""Reads about the lines of a proposal, and about whom a line can be."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from lms.database import db
from lms.pages import Page
from lms.secrets import keyed_hash
from lms.text import fold
from people.models import Officer
from planning.models import NeedLine, NeedProposal
from planning.queries.gaps import list_served_posts
from planning.rules import Place

LINES_PER_PAGE = 15


class Person(NamedTuple):
    """Somebody who serves in a place today."""

    officer_id: int
    name: str
    position_code: str


class People:
    """Those who serve in a place, found by name, by personal number, or by public id."""

    def __init__(self, place: Place) -> None:
        self._by_word: dict[str, list[Person]] = {}
        for officer, position in list_served_posts(place):
            person = Person(officer.id, officer.full_name, position)
            for word in (fold(officer.full_name), officer.personal_id_hash, str(officer.public_id)):
                self._by_word.setdefault(word, []).append(person)

    def named(self, text: str) -> list[Person]:
        """Return everybody a text may mean; more than one where a name is there twice."""
        word = text.strip()
        if len(word) == 12 and word.isascii() and word.isdigit():  # noqa: PLR2004 - a personal number
            return self._by_word.get(keyed_hash(word), [])
        return self._by_word.get(word.lower(), []) or self._by_word.get(fold(word), [])


def list_people(place: Place) -> People:
    """Return those who serve in a place today. Only for services that asked for the place."""
    return People(place)


def list_lines(proposal: NeedProposal) -> list[NeedLine]:
    """Return all lines of a proposal in the order of names, then competencies, with who changed them last."""
    return list(db.session.scalars(_select_lines(proposal)))


def page_of_lines(proposal: NeedProposal, *, number: int) -> Page:
    """Return one page of the lines of a proposal."""
    total = db.session.scalar(select(func.count()).where(NeedLine.proposal_id == proposal.id)) or 0
    number = min(number, max(1, -(-total // LINES_PER_PAGE)))
    cut = _select_lines(proposal).limit(LINES_PER_PAGE).offset((number - 1) * LINES_PER_PAGE)
    return Page(list(db.session.scalars(cut)), number, LINES_PER_PAGE, total)


def list_lines_by_id(proposal: NeedProposal, ids: Collection[int]) -> dict[int, NeedLine]:
    """Return those of some lines that belong to a proposal, by id."""
    lines = db.session.scalars(_select_lines(proposal).where(NeedLine.id.in_(ids)))
    return {line.id: line for line in lines}


def find_line_keys(proposal: NeedProposal) -> dict[tuple[int, str], NeedLine]:
    """Return the lines of a proposal by officer and competency."""
    lines = db.session.scalars(select(NeedLine).where(NeedLine.proposal_id == proposal.id))
    return {(line.officer_id, line.competency_code): line for line in lines}


def _select_lines(proposal: NeedProposal) -> Select[NeedLine]:
    return (
        select(NeedLine)
        .join(NeedLine.officer)
        .where(NeedLine.proposal_id == proposal.id)
        .order_by(Officer.sort_key, Officer.id, NeedLine.competency_code, NeedLine.id)
        .options(
            joinedload(NeedLine.officer, innerjoin=True),
            joinedload(NeedLine.position, innerjoin=True),
            joinedload(NeedLine.changed_by, innerjoin=True),
        )
    )
