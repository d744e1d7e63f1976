"""Periods of classes outside this system."""

from datetime import UTC, date, datetime

import pytest
from factories import make_account, make_learner

from courses import queries, services
from courses.rules import ContentGroup
from courses.services import OutsidePeriods
from lms.database import transaction
from lms.errors import Forbidden, Refused

TODAY = datetime(2026, 8, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
def officer(app, still):
    still(TODAY)
    return make_learner()


def record(officer, *, by=None, periods=8, earned_on=date(2026, 3, 1), source="giay:12/2026"):
    by = by or make_account("department", officer.province_code)
    told = OutsidePeriods("Lớp bồi dưỡng tháng Ba", ContentGroup.STATE_MANAGEMENT, periods, earned_on, source)
    with transaction():
        services.record_periods(officer, told, by=by)


def test_a_paper_counts_once_in_its_year_and_group(officer):
    for _time in range(2):
        record(officer)

    assert queries.periods_by_group(officer, 2026)[ContentGroup.STATE_MANAGEMENT] == 8
    assert [line.source for line in queries.list_periods(officer, 2026)] == ["giay:12/2026"]
    assert queries.list_periods(officer, 2025) == []


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"periods": 0}, id="no periods"),
        pytest.param({"earned_on": date(2026, 8, 11)}, id="a day to come"),
    ],
)
def test_what_cannot_be_is_refused(officer, told):
    with pytest.raises(Refused):
        record(officer, **told)

    assert queries.list_periods(officer) == []


@pytest.mark.parametrize(
    ("role", "scope"), [("department", "01"), ("leader", "19001"), ("ministry", ""), ("admin", "")]
)
def test_only_the_department_of_the_province_counts_papers(officer, role, scope):
    with pytest.raises(Forbidden):
        record(officer, by=make_account(role, scope))
    with pytest.raises(Forbidden):
        record(officer, by=officer.account)
