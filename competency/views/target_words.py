"""What measures, kinds and services are called in forms."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from competency.queries.target_words import KIND_WORDS, ORIGIN_WORDS
from competency.queries.words import EMPLOYMENT_WORDS, ORGANISATION_WORDS
from competency.rules import EvidenceKind
from competency.rules.targets import Measure, Operator, Service
from lms.i18n import lazy_gettext as _l
from people.rules import DegreeLevel, PoliticalTheoryLevel, UnitKind

MEASURE_WORDS: Mapping[StrEnum, Any] = {
    Measure.ENTERED: _l("Totals are entered"),
    Measure.NOT_TRACKED: _l("Listed only, never tracked"),
    Measure.TOPIC_COMPLETION: _l("Has completed a course of a topic group"),
    Measure.MANDATORY_COURSES: _l("Has completed every mandatory course of the post"),
    Measure.DEGREE_AT_LEAST: _l("Has at least a degree"),
    Measure.THEORY_AT_LEAST: _l("Has at least a level of political theory"),
    Measure.FIELD_MATCHES_POSITION: _l("Field of study fits the post"),
    Measure.STANDING_MET: _l("Reaches the required level of competencies"),
    Measure.STANDARDS_AT_APPOINTMENT: _l("Met everything mandatory on the day of appointment"),
    Measure.PERIODS_AT_LEAST: _l("Has recognised periods in the calendar year"),
}
SERVICE_WORDS: Mapping[StrEnum, Any] = {
    Service.HELD: _l("Whoever holds such a post on the day"),
    Service.WHOLE_YEAR: _l("and was in service on 1 January already"),
    Service.APPOINTED_THIS_YEAR: _l("and began in it this calendar year"),
}
_OPERATOR_WORDS: Mapping[StrEnum, Any] = {
    Operator.AT_LEAST: _l("at least (≥)"),
    Operator.MORE_THAN: _l("more than (>)"),
}
DEGREE_WORDS: Mapping[StrEnum, Any] = {
    DegreeLevel.INTERMEDIATE: _l("vocational secondary"),
    DegreeLevel.COLLEGE: _l("college"),
    DegreeLevel.BACHELOR: _l("university"),
    DegreeLevel.MASTER: _l("master’s degree"),
    DegreeLevel.DOCTOR: _l("doctorate"),
}
THEORY_WORDS: Mapping[StrEnum, Any] = {
    PoliticalTheoryLevel.ELEMENTARY: _l("elementary level"),
    PoliticalTheoryLevel.INTERMEDIATE: _l("intermediate level"),
    PoliticalTheoryLevel.ADVANCED: _l("advanced level"),
    PoliticalTheoryLevel.BACHELOR: _l("bachelor of political theory"),
}
EVIDENCE_WORDS: Mapping[StrEnum, Any] = {
    EvidenceKind.POST_TEST: _l("post-test"),
    EvidenceKind.CASE: _l("case exercise"),
    EvidenceKind.PRIOR_LEARNING: _l("verified certificate"),
    EvidenceKind.WORK_PRODUCT: _l("confirmed work product"),
    EvidenceKind.ASSESSOR: _l("assessor"),
}
UNIT_WORDS: Mapping[StrEnum, Any] = {
    UnitKind.COMMUNE: _l("commune (xã)"),
    UnitKind.WARD: _l("ward (phường)"),
    UnitKind.SPECIAL_ZONE: _l("special zone (đặc khu)"),
}


def choices(words: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """Return value and words for a form, in the order of the words."""
    return [(one.value, str(said)) for one, said in words.items()]


def target_choices() -> dict[str, list[tuple[str, str]]]:
    """Return what the form of a target has to choose from."""
    return {
        "measures": choices(MEASURE_WORDS),
        "origins": choices(ORIGIN_WORDS),
        "kinds": choices(KIND_WORDS),
        "operators": choices(_OPERATOR_WORDS),
        "degrees": choices(DEGREE_WORDS),
        "theories": choices(THEORY_WORDS),
        "evidence_kinds": choices(EVIDENCE_WORDS),
    }


def population_choices() -> dict[str, list[tuple[str, str]]]:
    """Return what the form of a population has to choose from."""
    return {
        "employment_kinds": choices(EMPLOYMENT_WORDS),
        "organisation_kinds": choices(ORGANISATION_WORDS),
        "unit_kinds": choices(UNIT_WORDS),
        "services": choices(SERVICE_WORDS),
    }
