"""The studio of the demo world: what each role finds on the desk, while learners have what was published."""

import factories
import pytest
from sqlalchemy import select

import assessments.queries
import courses.queries
from assessments.models import Script
from competency.models import Evidence
from demo import scripts, studio
from demo.world import make_world
from lms.database import db, transaction
from lms.queries import get_account


@pytest.fixture
def demo_world(app):
    with transaction():
        make_world(communes=1)
    return app


@pytest.fixture
def browse(demo_world):
    """Read a page as somebody."""

    def read(email, path):
        answer = factories.sign_in(demo_world.test_client(), get_account(email)).get(path)
        assert answer.status_code == 200, path
        return answer.text

    return read


def newest_course_version(code):
    return courses.queries.list_versions(courses.queries.find_course(code))[0]


def test_the_reviewer_finds_a_better_lesson_with_the_comment_of_an_earlier_return(browse):
    version = newest_course_version(studio.COURSE)

    assert (version.number, version.state) == (2, "in_review")
    assert [step.to_state for step in courses.queries.list_steps(version.subject)].count(
        "changes_requested"
    ) == 1
    assert f"/studio/reviews/{version.subject}" in browse(studio.REVIEWER, "/studio/reviews")
    assert studio.RETURNED in browse(studio.REVIEWER, f"/studio/reviews/{version.subject}")
    part = browse(studio.REVIEWER, f"/studio/reviews/{version.subject}/parts/lesson:{studio.LESSON}")
    assert studio.COMMENT in part
    assert "Chia việc trong mười phút đầu" in part
    assert courses.queries.find_author(version.subject, get_account(studio.REVIEWER)) is None


def test_the_editor_finds_one_changed_and_one_new_question_being_written(browse):
    bank = assessments.queries.find_bank(studio.BANK)
    draft = assessments.queries.find_open_version(bank)
    published = assessments.queries.find_published_version(bank)
    now, before = assessments.queries.get_members(draft), assessments.queries.get_members(published)

    assert draft.state == "draft"
    assert now.keys() - before.keys() == {studio.ADDED}
    assert {key for key in before if now[key].question_id != before[key].question_id} == {studio.REWORDED}
    assert "1 mới, 1 đã sửa" in browse(studio.EDITOR, f"/studio/banks/{studio.BANK}")


def test_two_experts_have_rated_the_next_version_of_the_case(browse):
    case = assessments.queries.find_case(studio.CASE)
    version = assessments.queries.find_open_case_version(case)
    (panel,) = assessments.queries.list_panels(version)
    ratings = assessments.queries.list_ratings(panel)
    first, second = ratings.values()

    assert (version.state, panel.is_open) == ("draft", True)
    assert first.keys() == second.keys()
    assert first != second
    assert browse(studio.EDITOR, f"/studio/cases/{studio.CASE}/panel")
    for email in (studio.REVIEWER, studio.ASSESSOR):
        assert ratings[get_account(email).id]


def test_the_assessor_finds_scripts_without_names_and_one_is_released(browse):
    written = db.session.scalars(select(Script).order_by(Script.id)).all()
    released = [script for script in written if script.state == "released"]
    # Chance draws one in ten for a second marker; one in a thousand worlds has three of them.
    is_any_marked_once = any(not script.is_drawn for script in written)

    assert {script.officer.account.email for script in written} == {one.email for one in scripts.WRITTEN}
    assert "canbo@demo.vn" not in {one.email for one in scripts.WRITTEN}
    assert len(released) == int(is_any_marked_once)
    shown = {row.source for row in db.session.scalars(select(Evidence).where(Evidence.kind == "assessor"))}
    assert {script.source for script in released} <= shown
    waiting = assessments.queries.list_waiting(visible_to=get_account(studio.ASSESSOR))
    assert {line.word for line in waiting} == {one.word for one in written if one not in released}
    page = browse(studio.ASSESSOR, "/marking")
    for script in written:
        assert script.officer.full_name not in page
        assert script in released or script.word in page


def test_what_learners_meet_stays_published(demo_world):
    for code in (studio.COURSE, studio.BANK):
        version = courses.queries.find_published_version(courses.queries.find_course(code))
        assert version.number == 1
        assert "Chia việc trong mười phút đầu" not in "".join(one.markdown for one in version.lessons)
    for code in ("TH01", "TH02"):
        published = assessments.queries.find_published_case_version(assessments.queries.find_case(code))
        assert published.number == 1
        assert studio.OPTION_WORDS not in str(published.document)
    bank = assessments.queries.find_bank(studio.BANK)
    assert sum(assessments.queries.count_current(bank).values()) == 20
    assert courses.queries.find_course("KH05").is_announced
