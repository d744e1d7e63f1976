"""Work of a learner as a person does it in the pages: a quiz from start to review, a case by decisions."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask

from assessments import queries, rules
from assessments.models import CaseAttempt, QuizAnswer, QuizAttempt
from assessments.rules import QuestionKind
from assessments.schemas.answers import node_token, option_tokens
from bench.answers import Answer, BenchStopped
from bench.browsers import Browser, location
from bench.people import Person
from lms.database import db
from lms.models import Account

QUIZ = "KH02"
CASE = "TH04"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_ATTEMPT = re.compile(r"/attempts/([0-9a-f-]{36})/")


@dataclass(slots=True)
class Worked:
    """What one piece of work took, by step."""

    steps: dict[str, list[Answer]] = field(default_factory=dict)

    def note(self, step: str, answer: Answer) -> Answer:
        """Remember an answer under its step and return it."""
        self.steps.setdefault(step, []).append(answer)
        return answer

    def answers(self, *steps: str) -> list[Answer]:
        """Return the answers of some steps; all without a name."""
        return [answer for step in steps or self.steps for answer in self.steps.get(step, [])]


def take_quiz(app: Flask, browser: Browser, person: Person, *, code: str = QUIZ) -> Worked:
    """Take a test with every answer right: enrol, start, save, hand in, review."""
    worked = Worked()
    course = browser.get(f"/courses/{code}", person.cookie)
    browser.post(f"/courses/{code}/enrolment", person.cookie, {"csrf_token": token_of(course)})
    start = worked.note("start page", browser.get(f"/quizzes/{code}", person.cookie))
    fields = {"csrf_token": token_of(start)}
    worked.note("start", browser.post(f"/quizzes/{code}/attempts", person.cookie, fields))
    page = worked.note("page", browser.get(f"/quizzes/{code}", person.cookie))
    attempt_id = _attempt_id(page)
    answers = {**_right_answers(app, person, attempt_id), "csrf_token": token_of(page)}
    saved = browser.post(f"/attempts/{attempt_id}/answers", person.cookie, answers, HX_Request="true")
    worked.note("save", saved)
    handed_in = browser.post(f"/attempts/{attempt_id}/submission", person.cookie, answers)
    worked.note("submit", handed_in)
    worked.note("review", browser.get(location(handed_in), person.cookie))
    return worked


def work_case(app: Flask, browser: Browser, person: Person, *, code: str = CASE) -> Worked:
    """Work a case on the best path; the last decision is the one that writes evidence."""
    worked = Worked()
    start = worked.note("start page", browser.get(f"/cases/{code}", person.cookie))
    fields = {"csrf_token": token_of(start)}
    worked.note("start", browser.post(f"/cases/{code}/attempts", person.cookie, fields))
    while True:
        page = worked.note("page", browser.get(f"/cases/{code}", person.cookie))
        attempt_id = _attempt_id(page)
        fields = {**_best_choice(app, person, attempt_id), "csrf_token": token_of(page)}
        answer = browser.post(f"/attempts/{attempt_id}/choices", person.cookie, fields)
        following = location(answer)
        is_over = following.startswith("/attempts/")
        worked.note("submit" if is_over else "step", answer)
        if is_over:
            worked.note("debrief", browser.get(following, person.cookie))
            return worked


def token_of(page: Answer) -> str:
    """Return the token that the forms of a page carry."""
    found = _TOKEN.search(page.text)
    if found is None:
        raise BenchStopped("the page has no form")
    return found[1]


def _attempt_id(page: Answer) -> UUID:
    found = _ATTEMPT.search(page.text)
    if found is None:
        raise BenchStopped("the page shows no attempt")
    return UUID(found[1])


def _right_answers(app: Flask, person: Person, attempt_id: UUID) -> dict[str, str | list[str]]:
    with app.app_context():
        attempt = queries.get_attempt(attempt_id, visible_to=_account(person))
        if not isinstance(attempt, QuizAttempt):
            raise BenchStopped("this is no quiz")
        fields: dict[str, str | list[str]] = {"asked": [str(row.number) for row in attempt.answers]}
        for row in attempt.answers:
            fields.update(_right(row))
        return fields


def _best_choice(app: Flask, person: Person, attempt_id: UUID) -> dict[str, str]:
    with app.app_context():
        attempt = queries.get_attempt(attempt_id, visible_to=_account(person))
        if not isinstance(attempt, CaseAttempt):
            raise BenchStopped("this is no case")
        graph = attempt.version.graph
        node = graph.nodes[attempt.node]
        best = max(node.options.values(), key=lambda one: (not one.critical, sum(one.points.values())))
        tokens = {option: token for token, option in option_tokens(node, attempt.seed).items()}
        return {"node": node_token(graph, attempt.seed, node.id), "option": tokens[best.id]}


def _account(person: Person) -> Account:
    account = db.session.get(Account, person.account_id)
    if account is None:
        raise BenchStopped("the account is gone")
    return account


def _right(row: QuizAnswer) -> Iterator[tuple[str, str | list[str]]]:
    name = f"q{row.number}"
    yield from _WRITERS[QuestionKind(row.question.kind)](name, row.question.payload)


def _weight(option: Any) -> float:
    return float(option.get("weight", 0))


def _single(name: str, payload: Any) -> Iterator[tuple[str, str]]:
    yield name, max(payload["options"], key=_weight)["id"]


def _multiple(name: str, payload: Any) -> Iterator[tuple[str, list[str]]]:
    yield name, [option["id"] for option in payload["options"] if _weight(option) > 0]


def _true_false(name: str, payload: Any) -> Iterator[tuple[str, str]]:
    yield name, "true" if payload["answer"] else "false"


def _matching(name: str, payload: Any) -> Iterator[tuple[str, str]]:
    for pair in payload["pairs"]:
        yield f"{name}.{pair['id']}", rules.content_id(pair["right"])


def _ordering(name: str, payload: Any) -> Iterator[tuple[str, str]]:
    for at, item in enumerate(payload["items"], start=1):
        yield f"{name}.{item['id']}", str(at)


def _short_answer(name: str, payload: Any) -> Iterator[tuple[str, str]]:
    best = max(payload["answers"], key=lambda part: float(part.get("weight", 100)))
    yield name, best["text"]


def _numeric(name: str, payload: Any) -> Iterator[tuple[str, str]]:
    best = max(payload["answers"], key=lambda part: float(part.get("weight", 100)))
    yield name, str(best["value"] if "value" in best else best["minimum"])


_WRITERS: dict[QuestionKind, Callable[[str, Any], Iterator[tuple[str, Any]]]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.SHORT_ANSWER: _short_answer,
    QuestionKind.NUMERIC: _numeric,
}
