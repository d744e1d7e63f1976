"""The roster of the demo province as a file, in the format people use (CONTRACTS 4.1)."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from demo.names import FIELDS, FIELDS_OF, invent_name

COLUMNS = (
    "personal_id",
    "full_name",
    "unit_code",
    "organisation",
    "position_code",
    "is_main",
    "starts_on",
    "ends_on",
    "employment_kind",
    "degree_level",
    "degree_field",
    "political_theory_level",
    "has_state_management_training",
    "email",
    "decision_no",
)
# The position, how many of them a commune has, and in which organisation they sit (domain.md 3.2, 3.3).
POSTS = (
    ("VT01", 2, "Đảng ủy", "cadre"),
    ("VT02", 1, "Ủy ban nhân dân", "cadre"),
    ("VT03", 2, "Ủy ban nhân dân", "cadre"),
    ("VT04", 1, "Hội đồng nhân dân", "cadre"),
    ("VT05", 1, "Văn phòng HĐND và UBND", "civil_servant"),
    ("VT06", 2, "Phòng Kinh tế", "civil_servant"),
    ("VT07", 2, "Phòng Văn hóa – Xã hội", "civil_servant"),
    ("VT08", 1, "Trung tâm Phục vụ hành chính công", "civil_servant"),
    ("VT09", 4, "Văn phòng HĐND và UBND", "civil_servant"),
    ("VT10", 3, "Văn phòng HĐND và UBND", "civil_servant"),
    ("VT11", 5, "Phòng Kinh tế", "civil_servant"),
    ("VT12", 4, "Phòng Kinh tế", "civil_servant"),
    ("VT13", 5, "Phòng Văn hóa – Xã hội", "civil_servant"),
    ("VT14", 7, "Trung tâm Phục vụ hành chính công", "civil_servant"),
)
LEADERS = frozenset({"VT01", "VT02", "VT03", "VT04"})
ONE_WITHOUT_TRAINING_IN = 3
TWO_TIER_MODEL_BEGAN = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune to people, and whether it is a ward, whose economic division has a longer name."""

    code: str
    is_ward: bool


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody the demo accounts stand for, put into the first post of a position of a commune."""

    unit_code: str
    position_code: str
    full_name: str
    starts_on: date = TWO_TIER_MODEL_BEGAN


def write_roster(
    path: Path, communes: Iterable[Commune], known: Iterable[KnownPerson], chance: Random
) -> int:
    """Write the file and return how many rows it has."""
    by_post = {(person.unit_code, person.position_code): person for person in known}
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for index, commune in enumerate(communes):
            for row in _commune_rows(commune, index, by_post, chance):
                writer.writerow(row)
                count += 1
    return count


def _commune_rows(
    commune: Commune, index: int, known: dict[tuple[str, str], KnownPerson], chance: Random
) -> Iterator[tuple[str, ...]]:
    serial = 0
    deputy: tuple[str, str, date] | None = None
    for position, number, organisation, employment in POSTS:
        for place in range(number):
            serial += 1
            person = known.get((commune.code, position)) if place == 0 else None
            name = person.full_name if person else invent_name(chance)
            starts_on = person.starts_on if person else invent_start(chance)
            personal_id = f"019{index:03d}{serial:02d}{chance.randrange(10_000):04d}"
            house = house_of(organisation, commune)
            qualifications = invent_qualifications(position, employment, chance)
            days: tuple[date, date | None] = (starts_on, None)
            yield _row(personal_id, name, (commune.code, house, position), days, qualifications)
            if person and starts_on > TWO_TIER_MODEL_BEGAN and position not in LEADERS:
                # Known people have served all year, so that the year's periods are asked of them.
                before = commune.code, "Văn phòng HĐND và UBND", "VT09"
                days = (TWO_TIER_MODEL_BEGAN, starts_on - timedelta(days=1))
                yield _row(personal_id, name, before, days, qualifications)
            if position == "VT03" and place == 0:
                deputy = (personal_id, name, starts_on)
    # One deputy chairman in three also directs the service centre (kiêm nhiệm, domain.md 3.2).
    if deputy and index % 3 == 0:
        house = "Trung tâm Phục vụ hành chính công"
        yield _row(
            deputy[0],
            deputy[1],
            (commune.code, house, "VT08"),
            (deputy[2], None),
            ("", "", "", ""),
            is_main="không",
        )


def _row(
    personal_id: str,
    name: str,
    post: tuple[str, str, str],
    days: tuple[date, date | None],
    qualifications: tuple[str, str, str, str],
    is_main: str = "có",
) -> tuple[str, ...]:
    unit_code, organisation, position = post
    employment, degree, field, theory = qualifications
    decision = f"{(int(personal_id[-4:]) % 400) + 1}/QĐ-UBND"
    starts_on, ends_on = (day.strftime("%d/%m/%Y") if day else "" for day in days)
    person = (personal_id, name, unit_code, organisation, position, is_main, starts_on, ends_on)
    has_training = "có" if degree and int(personal_id[-2:]) % ONE_WITHOUT_TRAINING_IN else ""
    return (*person, employment, degree, field, theory, has_training, "", decision)


def house_of(organisation: str, commune: Commune) -> str:
    """Return what an organisation is called in this commune."""
    if organisation == "Phòng Kinh tế" and commune.is_ward:
        return "Phòng Kinh tế, Hạ tầng và Đô thị"
    return organisation


def invent_start(chance: Random) -> date:
    """Return when somebody took up a post."""
    if chance.random() < 0.78:  # noqa: PLR2004 - most have served since the two-tier model began
        return TWO_TIER_MODEL_BEGAN
    return TWO_TIER_MODEL_BEGAN + timedelta(days=chance.randrange(30, 480))


def invent_qualifications(position: str, employment: str, chance: Random) -> tuple[str, str, str, str]:
    """Return kind of employment, level and field of the degree, and level of political theory."""
    degree = chance.choices(("bachelor", "master", "college"), (80, 16, 4))[0]
    theory = chance.choices(
        ("advanced", "intermediate", "elementary", "none"),
        (45, 45, 8, 2) if position in LEADERS else (4, 46, 30, 20),
    )[0]
    return employment, degree, chance.choice(FIELDS_OF.get(position, FIELDS)), theory
