"""A world for figures: two provinces, several kinds of posts, some held by few, people with two posts."""

from datetime import timedelta
from random import Random

from competency.rules import CoverageFilter, Cut
from lms import clock
from people.rules import EmploymentKind, OrganisationKind
from tests import factories

UNITS = (None, "19", "24", "19001", "19003", "24001")
POSITIONS = ("VT14", "VT12", "VT09")
COMPETENCIES = ("B3", "B10", "C2", "A1")


def make_world(seed=20261121, people=56):
    """So many officers, by chance but always the same ones."""
    chance = Random(seed)  # noqa: S311 - a choice, no secret
    units = [
        factories.make_unit(),
        factories.make_unit("19003", "Phường Đồng Tâm"),
        factories.make_unit("24001", "Xã Hữu Lũng", parent="24"),
    ]
    officers = [_make_officer(chance, chance.choice([units[0], *units]), number) for number in range(people)]
    for officer in chance.sample(officers, 7):
        unit = chance.choice(units)
        office = factories.make_organisation(unit, "Văn phòng", kind=OrganisationKind.OFFICE)
        factories.make_assignment(officer, office, chance.choice(("VT09", "VT11")), is_main=False)
    factories.refresh(*officers)
    return officers


def random_question(chance):
    """A cut and a filter by chance: often one thing, sometimes several, sometimes nothing."""
    values = {
        "position_code": POSITIONS,
        "competency_code": COMPETENCIES,
        "organisation_kind": ("division", "office", "service_centre"),
        "area_type": ("nong_thon", "do_thi"),
        "employment_kind": ("civil_servant", "cadre", "contract"),
        "pillar": ("A", "B", "C"),
    }
    chosen = chance.sample(sorted(values), chance.choice((0, 1, 1, 1, 2, 2, 3)))
    return chance.choice(list(Cut)), CoverageFilter(**{name: chance.choice(values[name]) for name in chosen})


def _make_officer(chance, unit, number):
    employment = chance.choices(list(EmploymentKind), weights=(3, 14, 0, 1))[0]
    officer = factories.make_officer(f"Lò Thị Hoà {number}", unit=unit, employment_kind=employment.value)
    is_office = chance.random() < 0.3
    organisation = factories.make_organisation(
        unit,
        "Văn phòng HĐND và UBND" if is_office else "Phòng Kinh tế",
        kind=OrganisationKind.OFFICE if is_office else OrganisationKind.DIVISION,
    )
    factories.make_assignment(officer, organisation, chance.choice(POSITIONS))
    today = clock.today()
    for code in chance.sample(COMPETENCIES, chance.randrange(4)):
        days = chance.choice((10, 400, 700, 900))
        factories.make_evidence(
            officer, code, chance.choice((1, 2, 2)), earned_on=today - timedelta(days=days)
        )
    return officer
