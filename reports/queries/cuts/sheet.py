"""The quarterly learning sheet of one officer as a cut."""

from datetime import date
from typing import Any

from competency.rules import is_met
from competency.rules.periods import Span
from lms import clock
from people.models import Officer
from reports.queries.cuts.places import post_facts
from reports.queries.cuts.record import record_facts
from reports.queries.framework import get_words
from reports.queries.record import get_record
from reports.queries.standings import get_standings
from reports.rules.needs import todo

MOST_NEEDS = 5


def collect_sheet(officer: Officer, span: Span) -> dict[str, Any]:
    """Return what an officer studied in a quarter, how the requirements stand today, what comes next.

    Args:
        officer: with all posts loaded; the caller has asked who may know.
        span: the quarter, which has begun.
    """
    record = record_facts(get_record(officer))
    today = clock.today()
    standings, words = get_standings(officer, on=today), get_words()
    open_needs = [need for need in todo(standings.needs) if not is_met(need.status)]
    return {
        "form": 1,
        "made_on": today.isoformat(),
        "period": {"code": span.code, "from": span.starts_on.isoformat(), "to": span.ends_on.isoformat()},
        "officer": record["officer"] | {"personal_id": ""},
        "posts": [post_facts(post) for post in standings.posts],
        "completions": [row for row in record["completions"] if _is_in(row["day"], span)],
        "results": [row for row in record["results"] if _is_in(row["day"], span)],
        "evidence": [row for row in record["evidence"] if _is_in(row["earned_on"], span)],
        "year": _year(record["years"], span.starts_on.year),
        "required": record["required"],
        "counts": record["counts"],
        "needs": [
            {
                "competency": f"{need.code} – {words.name_of(need.code)}",
                "required": need.required,
                "attained": need.attained,
                "status": need.status.value,
                "due_on": need.due_on.isoformat(),
            }
            for need in open_needs[:MOST_NEEDS]
        ],
        "more_needs": max(0, len(open_needs) - MOST_NEEDS),
    }


def same_content(cut: dict[str, Any]) -> dict[str, Any]:
    """Return a cut without the day it was made: two that are equal so say the same."""
    return {name: value for name, value in cut.items() if name != "made_on"}


def _is_in(day: str, span: Span) -> bool:
    return span.starts_on <= date.fromisoformat(day) <= span.ends_on


def _year(years: list[dict[str, Any]], year: int) -> dict[str, Any]:
    found = next((row for row in years if row["year"] == year), None)
    return found or {"year": year, "groups": [0] * 5, "total": 0, "required": 40}
