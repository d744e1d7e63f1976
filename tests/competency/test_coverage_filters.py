"""Figures cut and narrowed in every way: however they are counted, they are the same."""

from datetime import date, timedelta
from random import Random

import pytest
from factories import make_account
from nights import pass_night

from competency import queries
from competency.models import CoverageKind
from competency.queries import CountGap, CountSource, kept
from competency.queries.held import count_held, count_projected
from competency.queries.tallies import Question, count_open
from competency.rules import SMALLEST_GROUP, CoverageFilter, Cut
from lms.database import db
from lms.models import AuditEntry
from people.queries import get_unit
from tests.coverage_world import UNITS, make_world, random_question
from tests.reports.conftest import statements

TODAY = date(2026, 11, 20)


@pytest.fixture
def officers(at):
    at(TODAY)
    return make_world()


def asked(chance):
    cut, only = random_question(chance)
    code = chance.choice(UNITS)
    pillars = queries.list_pillar_codes()
    return Question(get_unit(code) if code else None, cut, only, pillars)


def test_live_figures_equal_those_of_the_history_and_of_the_rules(officers):
    chance = Random(1)  # noqa: S311 - a choice, no secret
    for _time in range(60):
        question = asked(chance)

        live = count_open(question)

        assert live == count_held(question, TODAY), question
        if _time % 6 == 0:
            assert live == count_projected(question, TODAY), question


def test_slices_equal_what_is_counted_live(officers):
    pass_night()
    chance = Random(2)  # noqa: S311 - a choice, no secret
    compared = 0
    for _time in range(80):
        question = asked(chance)
        if question.unit is not None and (not question.unit.is_province or question.cut is Cut.COMMUNE):
            continue
        if question.cut is Cut.COMMUNE:
            continue
        live, everybody = count_open(question)

        sliced = kept.count_slices(question, TODAY)

        assert sliced == ({key: value for key, value in live.items() if value[1]}, everybody), question
        compared += 1
    assert compared > 20


@pytest.mark.parametrize("cut", list(Cut))
def test_a_narrowed_count_takes_few_statements(officers, cut):
    only = CoverageFilter(pillar="B", employment_kind="civil_servant", organisation_kind="office")
    with statements() as found:
        queries.count_coverage(get_unit("19"), by=cut, only=only)

    assert len(found) <= 9


def test_a_frozen_quarter_end_keeps_its_slices_and_communes_say_they_have_none(officers, at):
    end = date(2026, 12, 31)
    at(end)
    pass_night()
    only = CoverageFilter(employment_kind="cadre")
    then = queries.count_coverage(get_unit("19"), by="position", only=only)
    at(end + timedelta(days=1))
    pass_night()
    officers[0].employment_kind = "contract"
    db.session.commit()

    frozen = queries.count_coverage(get_unit("19"), by="position", only=only, on=end)
    by_commune = queries.count_coverage(get_unit("19"), by="commune", only=only, on=end)

    assert (frozen.source, frozen.rows, frozen.officers) == (CountSource.FROZEN, then.rows, then.officers)
    assert (by_commune.gap, by_commune.rows) == (CountGap.NOT_KEPT, [])


# --- without the right to names -------------------------------------


@pytest.fixture
def ministry(officers):
    return make_account("ministry")


def visible(code, account, **asked):
    return queries.count_visible(get_unit(code) if code else None, visible_to=account, **asked)


def test_nobody_without_names_sees_figures_the_night_has_not_counted(ministry):
    assert visible("19", ministry, by="position").gap is CountGap.NOT_KEPT


def test_no_line_about_fewer_than_five_people_is_shown(ministry):
    pass_night()
    chance = Random(3)  # noqa: S311 - a choice, no secret
    withheld = 0
    for _time in range(120):
        cut, only = random_question(chance)
        counted = visible(chance.choice(UNITS), ministry, by=cut, only=only)

        assert all(row.officers >= SMALLEST_GROUP for row in counted.rows)
        assert not {key for key, _name in counted.withheld} & {row.key for row in counted.rows}
        withheld += len(counted.withheld)
    assert withheld


def test_whatever_is_shown_consists_of_groups_of_five_or_is_a_whole_unit(ministry):
    """Every sum and difference of what is shown is made of these blocks, so no smaller one follows."""
    pass_night()
    for code in ("19", "24"):
        kinds = db.session.scalars(db.select(CoverageKind).where(CoverageKind.unit_code == code)).all()
        hidden = [kind for kind in kinds if not kind.is_shown]
        shown = [kind for kind in kinds if kind.is_shown]

        assert all(kind.officers >= SMALLEST_GROUP for kind in shown)
        assert not hidden or sum(kind.officers for kind in hidden) >= SMALLEST_GROUP
        for area in {kind.area_type for kind in hidden}:
            left = sum(kind.officers for kind in hidden if kind.area_type == area)
            rest = [kind for kind in shown if kind.area_type == area]
            assert left >= SMALLEST_GROUP or not rest


def test_the_total_less_the_lines_never_leaves_fewer_than_five_people(ministry):
    pass_night()
    for code in (None, "19", "24"):
        for cut in (Cut.POSITION, Cut.EMPLOYMENT_KIND, Cut.ORGANISATION_KIND, Cut.AREA_TYPE):
            counted = visible(code, ministry, by=cut)
            rest = counted.total.required - sum(row.required for row in counted.rows)
            assert rest == 0 or rest >= SMALLEST_GROUP * 20, (code, cut)


def test_communes_are_shown_as_a_whole_only(ministry):
    pass_night()

    assert (
        visible("19", ministry, by="commune", only=CoverageFilter(position_code="VT14")).gap
        is CountGap.TOO_FINE
    )
    assert visible("19001", ministry, by="competency").gap is CountGap.TOO_FINE
    whole = visible("19001", ministry, by="commune")
    assert whole.rows == queries.count_coverage(get_unit("19001"), by="commune").rows


def test_those_with_names_see_everything(officers):
    department = make_account("department", "19")
    only = CoverageFilter(employment_kind="contract")

    assert visible("19", department, by="position", only=only) == queries.count_coverage(
        get_unit("19"), by="position", only=only
    )
    assert not db.session.query(AuditEntry).filter_by(event="people:list_opened").count()
