"""What course.yaml says (CONTRACTS 4.3), checked."""

import re
from dataclasses import dataclass
from datetime import date

from courses.rules import faults
from courses.rules.documents import Section, read_section
from courses.rules.findings import Place
from courses.rules.vocabulary import ContentGroup, Topic

COURSE_FILE = "course.yaml"
ANNOUNCED = "announced"
ALL_POSITIONS = "all"

_KEYS = (
    "code",
    "title",
    "summary",
    "state",
    "institution",
    "content_group",
    "periods",
    "topics",
    "positions",
    "outcomes",
    "legal_basis",
    "review_on",
    "sources",
    "outline",
    "post_test",
)
_OUTCOME_KEYS = ("competency", "level")
_CITATION_KEYS = ("document", "effective_on", "note")
_POST_TEST_KEYS = ("questions", "pass_percent", "minutes", "attempts", "days_between")
_CODE = re.compile("[A-Z][A-Z0-9-]{1,19}")
_LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """What a course may name: codes of competencies and of positions."""

    competencies: frozenset[str]
    positions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A competency the course develops, and to which level (1 to 5)."""

    competency: str
    level: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A legal document the content rests on."""

    document: str
    effective_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class PostTestSettings:
    """How the post-test is taken; ``assessments`` reads quiz.gift itself.

    Args:
        questions: how many are drawn; None for all of the file.
        days_between: days to wait between two attempts.
    """

    questions: int | None = None
    pass_percent: int = 70
    minutes: int = 20
    attempts: int = 3
    days_between: int = 1


@dataclass(frozen=True, slots=True)
class CourseSheet:
    """The head of a course.

    Args:
        positions: codes in the order of the file; None for all positions.
        outline: planned lesson titles of an announced course.
        post_test: settings as written; None where the file has none.
        institution: code of the owner; empty if the file leaves it to the importer.
    """

    code: str
    title: str
    summary: str
    content_group: int
    periods: int
    topics: tuple[str, ...]
    positions: tuple[str, ...] | None
    outcomes: tuple[Outcome, ...]
    citations: tuple[Citation, ...]
    review_on: date | None
    outline: tuple[str, ...]
    post_test: PostTestSettings | None
    institution: str
    is_announced: bool


def read_course_sheet(text: str, known: KnownCodes, place: Place) -> CourseSheet | None:
    """Return what course.yaml says; None if it cannot be read at all. Findings go to the place's notes."""
    section = read_section(text, place, _KEYS)
    if section is None:
        return None
    state = section.choice("state", (ANNOUNCED, "published"), default="published")
    sheet = CourseSheet(
        code=_read_code(section),
        title=section.text("title"),
        summary=section.text("summary", longest=_LONGEST_NOTE),
        content_group=section.whole("content_group", min(ContentGroup), max(ContentGroup)),
        periods=section.whole("periods", 1, 1000),
        topics=_checked(section.texts("topics"), frozenset(Topic), faults.UNKNOWN_WORD),
        positions=_read_positions(section, known),
        outcomes=_read_outcomes(section, known),
        citations=_read_citations(section),
        review_on=section.day("review_on"),
        outline=tuple(title for title, _place in section.texts("outline")),
        post_test=_read_post_test(section),
        institution=section.text("institution", longest=60, is_required=False),
        is_announced=state == ANNOUNCED,
    )
    section.texts("sources", longest=_LONGEST_NOTE)  # kept in the file for authors; only its shape is checked
    return sheet


def is_course_code(code: str) -> bool:
    """Tell whether a word is fit to be the code of a course: capital letters and digits, a letter first."""
    return _CODE.fullmatch(code) is not None


def _read_code(section: Section) -> str:
    code = section.text("code")
    if code and not is_course_code(code):
        section.place("code").error(faults.BAD_CODE, code)
    return code


def _checked(words: list[tuple[str, Place]], known: frozenset[str], unknown: faults.Fault) -> tuple[str, ...]:
    """Return the words that are known, each once; the others are noted."""
    found: list[str] = []
    for word, place in words:
        if word not in known:
            place.error(unknown, word, known=", ".join(sorted(known)))
        elif word in found:
            place.error(faults.REPEATED, word)
        else:
            found.append(word)
    return tuple(found)


def _read_positions(section: Section, known: KnownCodes) -> tuple[str, ...] | None:
    if not section.is_word("positions"):
        codes = section.texts("positions", is_required=True)
        return _checked(codes, known.positions, faults.UNKNOWN_POSITION)
    word = section.text("positions")
    if word and word != ALL_POSITIONS:
        place = section.place("positions")
        place.error(faults.UNKNOWN_POSITION, word, known=", ".join(sorted(known.positions)))
    return None


def _read_outcomes(section: Section, known: KnownCodes) -> tuple[Outcome, ...]:
    found: dict[str, Outcome] = {}
    for row in section.sections("outcomes", _OUTCOME_KEYS, is_required=True):
        code, level, place = row.text("competency"), row.whole("level", 1, 5), row.place("competency")
        if code and code not in known.competencies:
            place.error(faults.UNKNOWN_COMPETENCY, code, known=", ".join(sorted(known.competencies)))
        elif code in found:
            place.error(faults.REPEATED, code)
        else:
            found[code] = Outcome(code, level)
    return tuple(found.values())


def _read_citations(section: Section) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            document=row.text("document", longest=500),
            effective_on=row.day("effective_on"),
            note=row.text("note", longest=_LONGEST_NOTE, is_required=False),
        )
        for row in section.sections("legal_basis", _CITATION_KEYS)
    )


def _read_post_test(section: Section) -> PostTestSettings | None:
    row = section.section("post_test", _POST_TEST_KEYS)
    if row is None:
        return None
    default = PostTestSettings()
    return PostTestSettings(
        questions=row.whole("questions", 1, 200) if row.has("questions") else None,
        pass_percent=row.whole("pass_percent", 1, 100, default=default.pass_percent),
        minutes=row.whole("minutes", 1, 240, default=default.minutes),
        attempts=row.whole("attempts", 1, 100, default=default.attempts),
        days_between=row.whole("days_between", 0, 365, default=default.days_between),
    )
