"""Heat table, two days side by side, content beside requirements."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from competency import queries, tasks
from competency.queries import Cut
from competency.rules import CoverageFilter
from lms import clock
from lms.queries import get_system_account
from people.queries import get_unit
from reports.queries.comparisons import get_comparison
from reports.queries.content_coverage import get_content_coverage
from reports.queries.coverage import CoverageQuestion, get_coverage
from reports.queries.heat import get_heat, heat_cuts_for
from tests import factories
from tests.coverage_world import make_world
from tests.reports.conftest import get, make_members, statements

ONLY = CoverageFilter(employment_kind="civil_servant")


@pytest.fixture
def figures(app):
    make_world()


def pass_night():
    tasks.run_nights(clock.today(), by=get_system_account(), tell=lambda *_: None)


@pytest.mark.parametrize("only", [CoverageFilter(), ONLY], ids=["all", "narrowed"])
@pytest.mark.parametrize(
    ("role", "code"), [("department", "19"), ("department", "19001"), ("ministry", "VN")]
)
def test_the_cells_of_a_line_add_up_to_the_line(figures, role, code, only):
    pass_night()
    account = factories.make_account(role, "19" if role == "department" else "")
    unit = get_unit(code) if code != "VN" else None
    for cut in heat_cuts_for(unit, has_names=role == "department"):
        heat = get_heat(unit, CoverageQuestion(by=cut.value, only=only), visible_to=account)
        lines = queries.count_visible(unit, by=cut, only=only, visible_to=account).rows
        if cut is Cut.PROVINCE and not only:
            continue  # whole provinces have everybody; their cells leave small groups out
        cells = {row.key: [cell for cell in row.cells if cell] for row in heat.page.items}
        assert {
            key: (sum(one.met for one in found), sum(one.required for one in found))
            for key, found in cells.items()
        } == {line.key: (line.met + line.expiring, line.required) for line in lines[:11]}


def test_every_cell_of_the_heat_table_has_its_figure_as_text(figures, visitor):
    browser = visitor(factories.make_account("department", "19"))
    page = get(browser, "/coverage/19/heat?by=position")

    cells = re.findall(r'<td class="h(\d)">(\d+)<small>(\d+)/(\d+)</small></td>', page.text)
    assert len(page.data) <= 30 * 1024
    assert len(cells) > 50
    for shade, share, met, required in cells:
        assert abs(int(share) - 100 * int(met) / int(required)) <= 1
        assert int(shade) == min(4, int(100 * int(met) / int(required)) // 20)


def test_two_days_are_compared_line_by_line_and_name_their_sources(town, visitor, still):
    make_members(town.code, 6)
    then = clock.today()
    still(clock.now() + timedelta(days=20))
    make_members(town.code, 3)
    unit = get_unit("19")
    question = CoverageQuestion(by="commune", against=then)
    now = get_coverage(unit, question, visible_to=town.department)

    compared = get_comparison(now, unit, question, visible_to=town.department)
    page = get(visitor(town.department), f"/coverage/19?by=commune&against={then}").text
    file = get(visitor(town.department), f"/coverage/19.csv?by=commune&against={then}").data.decode(
        "utf-8-sig"
    )

    [pair] = [pair for pair in compared.pairs if pair.key == town.code]
    assert (
        pair.required_change == pair.now.required - pair.then.required == compared.total.required_change > 0
    )
    assert (compared.then.source, compared.now.source) == ("history", "live")
    for words in (then.strftime("%d/%m/%Y"), f"+{pair.required_change}"):
        assert words in page
    assert str(pair.required_change) in file
    assert "against=" in page


def test_a_line_withheld_on_one_day_has_no_difference(town, still, visitor):
    make_members(town.code, 9, "VT14")
    make_members(town.code, 4, "VT12")
    make_members(town.code, 9, "VT09")
    still(datetime(2026, 12, 31, 5, tzinfo=UTC))
    end = clock.today()
    pass_night()
    still(clock.now() + timedelta(days=1))
    make_members(town.code, 2, "VT12")
    pass_night()
    question = CoverageQuestion(by="position", against=end)
    unit = get_unit("19")
    now = get_coverage(unit, question, visible_to=town.ministry)

    compared = get_comparison(now, unit, question, visible_to=town.ministry)

    assert {line.key: line.officers for line in now.lines} == {"VT09": 9, "VT12": 6, "VT14": 9}
    for pair in compared.pairs:
        assert pair.then is None or pair.key != "VT12"
        assert (pair.met_change is None) == (pair.then is None)
    assert compared.then.gap or {pair.key for pair in compared.pairs if pair.then} < {"VT09", "VT12", "VT14"}


def test_what_is_asked_is_told_apart_by_whether_there_is_content(app):
    before = get_content_coverage(None, CoverageFilter(competency_code="C2"), 1)
    factories.make_course("KH77", outcomes=(("C2", 2),), has_post_test=True)
    after = get_content_coverage(None, CoverageFilter(competency_code="C2"), 1)

    [line] = after.lines
    assert before.lines[0].without == before.lines[0].required
    assert line.with_course == line.required - line.without > 0
    assert after.gaps.total == line.without
    assert all(gap.level > 2 or not gap.courses for gap in after.gaps.items)


def test_a_course_proves_only_what_finishing_it_can_prove(app):
    factories.make_course("KH77", outcomes=(("C2", 5),), has_post_test=False)

    content = get_content_coverage(None, CoverageFilter(competency_code="C2"), 1)

    assert all(gap.level > 1 for gap in content.gaps.items)


@pytest.mark.parametrize("path", ["/coverage/19/content", "/coverage/19/heat", "/coverage/19?by=pillar"])
def test_the_pages_are_small_and_take_few_statements(figures, visitor, path):
    browser = visitor(factories.make_account("department", "19"))
    get(browser, path)
    with statements() as found:
        page = get(browser, path)

    assert page.status_code == 200
    assert len(page.data) <= 30 * 1024
    assert len(found) <= 30


def test_filters_stay_in_the_addresses_that_lead_deeper(figures, visitor):
    page = get(
        visitor(factories.make_account("department", "19")),
        "/coverage/19?by=pillar&employment_kind=civil_servant",
    ).text

    assert "19?by=competency&amp;employment_kind=civil_servant&amp;pillar=B" in page
    assert "19/officers?employment_kind=civil_servant&amp;pillar=B" in page
    assert Cut.PILLAR.value in page
