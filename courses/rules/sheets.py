"""What a version says of its course, kept with the version as JSON (`CourseVersion.sheet`). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from courses.rules.course_sheet import CourseSheet, Outcome, PostTestSettings
from courses.rules.vocabulary import ContentGroup


@dataclass(frozen=True, slots=True)
class CitationText:
    """A legal document the content rests on, as an editor writes it."""

    document: str
    effective_on: date | None = None
    review_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class VersionSheet:
    """The sheet of one version: what it is called, whom it is for, what it develops.

    Args:
        topics: words of `Topic`, in order.
        positions: codes in order; None for all positions.
        post_test: how the post-test is taken; None where the course has none.
    """

    title: str
    summary: str = ""
    content_group: int = ContentGroup.POSITION_SKILLS
    periods: int = 1
    topics: tuple[str, ...] = ()
    positions: tuple[str, ...] | None = None
    outcomes: tuple[Outcome, ...] = ()
    post_test: PostTestSettings | None = None

    @classmethod
    def of_folder(cls, sheet: CourseSheet, post_test: PostTestSettings | None) -> VersionSheet:
        """Return what course.yaml says; ``post_test`` is None where the folder has no quiz.gift."""
        return cls(
            title=sheet.title,
            summary=sheet.summary,
            content_group=sheet.content_group,
            periods=sheet.periods,
            topics=sheet.topics,
            positions=sheet.positions,
            outcomes=sheet.outcomes,
            post_test=post_test,
        )

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> VersionSheet:
        """Return the sheet that `as_json` wrote; what is missing is as in a new course."""
        positions, post_test = kept.get("positions"), kept.get("post_test")
        return cls(
            title=kept.get("title", ""),
            summary=kept.get("summary", ""),
            content_group=kept.get("content_group", ContentGroup.POSITION_SKILLS),
            periods=kept.get("periods", 1),
            topics=tuple(kept.get("topics", ())),
            positions=None if positions is None else tuple(positions),
            outcomes=tuple(Outcome(row["competency"], row["level"]) for row in kept.get("outcomes", ())),
            post_test=None if post_test is None else PostTestSettings(**post_test),
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain values, the same for the same sheet."""
        return {
            "title": self.title,
            "summary": self.summary,
            "content_group": int(self.content_group),
            "periods": self.periods,
            "topics": list(self.topics),
            "positions": None if self.positions is None else list(self.positions),
            "outcomes": [asdict(outcome) for outcome in self.outcomes],
            "post_test": None if self.post_test is None else asdict(self.post_test),
        }
