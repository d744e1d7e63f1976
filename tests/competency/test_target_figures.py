"""The figures of random worlds, counted by SQL and one by one."""

from datetime import date, timedelta
from random import Random

import pytest
from factories import make_assignment, make_officer, make_organisation, make_unit

from competency.models import TargetPopulation
from competency.queries.measures import Asked, Place, count_tallies, select_people_behind
from competency.rules.targets import Measure, Service, Tally
from lms.database import db
from people.rules import DegreeLevel

DAY = date(2026, 11, 20)
DEGREES = [level.value for level in DegreeLevel]
POSITIONS = ("VT02", "VT03", "VT06", "VT14")


@pytest.fixture(autouse=True)
def today(at):
    at(DAY)


def make_world(random):
    """Officers with one to three posts each, some over, some to come, one main at most on any day."""
    units = [make_unit("19001", "Xã Tân Hòa"), make_unit("19002", "Phường Quan Triều")]
    places = [make_organisation(unit, name) for unit in units for name in ("Phòng Kinh tế", "UBND")]
    people = []
    for number in range(14):
        officer = make_officer(
            f"Lò Văn {number}",
            degree_level=random.choice(DEGREES),
            employment_kind=random.choice(["cadre", "civil_servant", "contract"]),
        )
        posts = []
        chosen = random.sample(
            [(place, position) for place in places for position in POSITIONS], random.randint(1, 3)
        )
        for index, (place, position) in enumerate(chosen):
            starts_on = DAY + timedelta(days=random.choice([-900, -400, -30, 0, 5]))
            ends_on = random.choice([None, None, starts_on + timedelta(days=random.choice([0, 10, 2000]))])
            post = make_assignment(
                officer,
                place,
                position,
                is_main=index == 0 and random.random() < 0.8,
                starts_on=starts_on,
                ends_on=ends_on,
            )
            posts.append(post)
        people.append((officer, posts))
    return units[0].parent or make_unit("19"), people


def make_population(random):
    return TargetPopulation(
        code="X",
        name="X",
        definition="X",
        is_counted=True,
        positions=random.choice([[], ["VT02"], ["VT03", "VT06"]]),
        employment_kinds=random.choice([[], ["cadre"], ["cadre", "civil_servant"]]),
        organisation_kinds=[],
        unit_kinds=random.choice([[], ["ward"], ["commune", "ward"]]),
        main_post_only=random.random() < 0.6,
        service=random.choice(list(Service)).value,
    )


def is_held(post, day):
    return post.starts_on <= day and (post.ends_on is None or day <= post.ends_on)


def counted_post(posts):
    held = sorted(
        (post for post in posts if is_held(post, DAY)), key=lambda post: (not post.is_main, post.id)
    )
    return held[0] if held else None


def is_member(population, officer, posts):
    main = counted_post(posts)
    if population.employment_kinds and officer.employment_kind not in population.employment_kinds:
        return False
    if population.service == "whole_year" and not any(is_held(post, date(DAY.year, 1, 1)) for post in posts):
        return False
    asked = [main] if population.main_post_only else [post for post in posts if is_held(post, DAY)]
    return any(
        (not population.positions or post.position_code in population.positions)
        and (not population.unit_kinds or post.unit.kind in population.unit_kinds)
        and (population.service != "appointed_this_year" or post.starts_on >= date(DAY.year, 1, 1))
        for post in asked
    )


@pytest.mark.parametrize("seed", range(6))
def test_sql_counts_as_a_person_would(app, seed):
    random = Random(seed)  # noqa: S311 - a world, no secret
    province, people = make_world(random)
    for _try in range(8):
        population = make_population(random)
        level = random.choice(DEGREES[1:])
        asked = Asked("X", population, Measure.DEGREE_AT_LEAST, {"level": level})
        expected = {}
        parts = {"met": set(), "missing": set(), "unknown": set(), "": set()}
        for officer, posts in people:
            main = counted_post(posts)
            if main is None or not is_member(population, officer, posts):
                continue
            known = officer.degree_level != "none"
            met = known and DEGREES.index(officer.degree_level) >= DEGREES.index(level)
            expected[main.unit_code] = expected.get(main.unit_code, Tally()) + Tally(1, int(known), int(met))
            for part in ("", "met" if met else "missing" if known else "unknown"):
                parts[part].add(officer.id)

        assert count_tallies(Place(province, DAY), [asked]).get("X", {}) == expected
        for part, ids in parts.items():
            rows = db.session.execute(select_people_behind(Place(province, DAY), asked, part)).all()
            assert sorted(row[0] for row in rows) == sorted(ids)
