"""The questions of a version of a bank, looked for and cut into pages."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, select

from assessments.models import BankMember, BankVersion, Question
from assessments.rules import QuestionState
from lms.database import db
from lms.pages import Page
from lms.text import fold

QUESTIONS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class BankFilters:
    """What of a bank is asked for; empty texts ask for everything.

    Args:
        text: words of code, question or answers; tone marks do not matter.
        state: a word of `rules.QuestionState`; "removed" looks among the published questions.
    """

    text: str = ""
    kind: str = ""
    tag: str = ""
    competency_code: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question as a list shows it, and how it stands beside what is published."""

    question: Question
    state: QuestionState


def page_of_questions(
    version: BankVersion, published: BankVersion | None, filters: BankFilters, *, number: int
) -> Page:
    """Return one page of `QuestionLine` of a version, in its order.

    Args:
        version: the one looked at.
        published: what is asked now; None where nothing is.
        filters: what is looked for.
        number: of the page, from 1.
    """
    members_of = published if filters.state == QuestionState.REMOVED and published else version
    found = (
        select(BankMember.rank, Question)
        .join(BankMember.question)
        .where(BankMember.version_id == members_of.id, *_conditions(filters))
        .where(*_in_state(filters.state, version, published))
    )
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = db.session.execute(
        found.order_by(BankMember.rank, Question.key)
        .limit(QUESTIONS_A_PAGE)
        .offset((number - 1) * QUESTIONS_A_PAGE)
    ).all()
    before = _rows_by_key(published, [question.key for _rank, question in rows])
    lines = [
        QuestionLine(question, _state(question, before, is_removed=members_of is not version))
        for _rank, question in rows
    ]
    return Page(lines, number, QUESTIONS_A_PAGE, total)


def count_states(version: BankVersion, published: BankVersion | None) -> dict[QuestionState, int]:
    """Return how many questions of a version are new, changed, the same, and how many it took out."""
    now, before = _rows_by_key(version), _rows_by_key(published)
    changed = sum(1 for key, row in now.items() if before.get(key, row) != row)
    return {
        QuestionState.NEW: len(now.keys() - before.keys()),
        QuestionState.CHANGED: changed,
        QuestionState.SAME: len(now.keys() & before.keys()) - changed,
        QuestionState.REMOVED: len(before.keys() - now.keys()),
    }


def list_tags(version: BankVersion) -> list[str]:
    """Return the tags of the questions of a version, each once, in alphabetical order."""
    rows = db.session.scalars(
        select(Question.tags).join(BankMember).where(BankMember.version_id == version.id)
    )
    tags = {fold(tag): tag for row in rows for tag in row or ()}
    return [tags[folded] for folded in sorted(tags)]


def _rows_by_key(version: BankVersion | None, keys: Collection[str] | None = None) -> dict[str, int]:
    """Return the rows of a version by key, all or those of some keys; none where there is no version."""
    if version is None:
        return {}
    found = select(Question.key, Question.id).join(BankMember).where(BankMember.version_id == version.id)
    rows = db.session.execute(found if keys is None else found.where(Question.key.in_(keys)))
    return dict(rows.all())


def _state(question: Question, before: dict[str, int], *, is_removed: bool) -> QuestionState:
    if is_removed:
        return QuestionState.REMOVED
    if question.key not in before:
        return QuestionState.NEW
    return QuestionState.SAME if before[question.key] == question.id else QuestionState.CHANGED


def _conditions(filters: BankFilters) -> list[ColumnElement[bool]]:
    words = fold(filters.text).split()
    conditions = [Question.search_key.contains(word, autoescape=True) for word in words]
    if filters.kind:
        conditions.append(Question.kind == filters.kind)
    if filters.tag:
        conditions.append(Question.search_key.contains(f"|{fold(filters.tag)}|", autoescape=True))
    if filters.competency_code:
        conditions.append(Question.competency_code == filters.competency_code)
    return conditions


def _in_state(state: str, version: BankVersion, published: BankVersion | None) -> list[ColumnElement[bool]]:
    if not state:
        return []
    if published is None:
        return [] if state == QuestionState.NEW else [false()]
    keys, rows = _keys_of(published), _rows_of(published)
    conditions: dict[str, ColumnElement[bool]] = {
        QuestionState.NEW: Question.key.not_in(keys),
        QuestionState.CHANGED: and_(Question.key.in_(keys), Question.id.not_in(rows)),
        QuestionState.SAME: Question.id.in_(rows),
        QuestionState.REMOVED: Question.key.not_in(_keys_of(version)),
    }
    return [conditions[state]] if state in conditions else []


def _keys_of(version: BankVersion) -> Select[str]:
    member = select(Question.key).join(BankMember, BankMember.question_id == Question.id)
    return member.where(BankMember.version_id == version.id).correlate(None)


def _rows_of(version: BankVersion) -> Select[int]:
    return select(BankMember.question_id).where(BankMember.version_id == version.id).correlate(None)
