"""An attempt made years ago shows what was then asked and answered, whatever became of the bank since."""

import random
import re
from dataclasses import replace

import pytest
from bank_desk import fetch, make_bank, picture, sound
from factories import make_course, make_enrolment, make_learner
from question_payloads import RIGHT

from assessments import queries
from assessments.models import Question
from assessments.rules import QuestionKind
from assessments.schemas.questions import ask, review
from assessments.services import (
    point_quiz,
    remove_question,
    restore_question,
    save_picture,
    start_quiz,
    submit_quiz,
)
from courses.models import CourseVersion
from courses.rules import PostTestSettings
from courses.services import is_intact
from lms.database import db, transaction

KINDS = list(QuestionKind)
ROUNDS = 25


class Story:
    """A bank of all seven kinds, one with a picture, that a course asks in full; and random edits of it."""

    def __init__(self, seed, system, *, with_pictures=True):
        self.chance = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
        self.desk = make_bank("KH90")
        with transaction():
            self.picture = save_picture(self.desk.bank, picture(), by=self.desk.editor).name
        for number, kind in enumerate(KINDS):
            shown = f"![Sơ đồ]({self.picture})" if with_pictures else "gì"
            self.desk.save(sound(f"C{number}", kind, text=f"Hỏi {shown} {number}?"))
        self.desk.publish()
        course = make_course("KH90", has_post_test=True)
        with transaction():
            version = db.session.get(CourseVersion, course.versions[0].id)
            self.quiz_id = point_quiz(version, PostTestSettings(), by=system).id
        self.officer = make_learner()
        make_enrolment(self.officer, course)

    def attempt(self):
        """Answer everything right and hand in; return the attempt's address."""
        with transaction():
            quiz = queries.find_quiz("KH90")
            attempt = start_quiz(quiz, by=self.officer.account)
            answers = {row.number: RIGHT[QuestionKind(row.question.kind)] for row in attempt.answers}
            submit_quiz(attempt, answers, by=self.officer.account)
            return attempt.public_id

    def edit(self):
        """Do something to the bank, by chance."""
        if self.desk.version is None:
            self.desk.begin()
        keys = self.desk.list_keys()
        deed = self.chance.choice(["change", "change", "picture", "remove", "restore", "add", "publish"])
        if deed == "change" and keys:
            draft = queries.draft_of(self.desk.member(self.chance.choice(keys)))
            kind = self.chance.choice(KINDS)
            other = sound(draft.key, kind, text=f"Khác {self.chance.random()}?")
            self.desk.change(replace(other, tags=(f"thẻ {self.chance.random()}",)))
        elif deed == "remove" and len(keys) > len(KINDS):
            with transaction():
                remove_question(self.desk.version, self.desk.member(keys[0]), by=self.desk.editor)
        elif deed == "picture":
            colour = f"#{self.chance.randrange(0x1000000):06x}"
            with transaction():
                name = save_picture(self.desk.bank, picture(colour), by=self.desk.editor).name
            self.desk.save(sound(f"P{self.chance.random()}", text=f"Xem ![Sơ đồ]({name})?"))
        elif deed == "restore":
            rows = db.session.scalars(db.select(Question.id)).all()
            with transaction():
                row = db.session.get(Question, self.chance.choice(rows))
                restore_question(self.desk.version, row, by=self.desk.editor)
        elif deed == "add":
            self.desk.save(sound(f"N{self.chance.random()}", self.chance.choice(KINDS)))
        elif deed == "publish":
            self.desk.publish()


def asked(app, public_id, officer):
    attempt = queries.get_quiz_attempt(public_id, visible_to=officer.account)
    with app.test_request_context():  # pictures have addresses
        return [ask(row, attempt.seed) for row in attempt.answers]


def without_tokens(response):
    """A page without what differs each time it is shown."""
    assert response.status_code == 200
    return re.sub(r'name="csrf_token" value="[^"]*"', "", response.get_data(as_text=True))


@pytest.mark.parametrize("seed", range(4))
def test_a_finished_attempt_shows_the_same_after_any_later_edit(app, system, noon, browser_of, seed):
    story = Story(seed, system)
    address = story.attempt()
    browser = browser_of(story.officer.account)
    page, questions = without_tokens(browser.get(f"/attempts/{address}")), asked(app, address, story.officer)
    shown = fetch(browser, f"/banks/KH90/files/{story.picture}")
    assert f"/banks/KH90/files/{story.picture}" in page
    assert shown[:2] == (200, "image/png")

    for _round in range(ROUNDS):
        story.edit()

    assert without_tokens(browser.get(f"/attempts/{address}")) == page
    assert asked(app, address, story.officer) == questions
    assert fetch(browser, f"/banks/KH90/files/{story.picture}") == shown
    assert all(is_intact(one) for one in queries.list_bank_versions(story.desk.bank) if one.sealed_hash)


def test_an_attempt_under_way_goes_on_with_the_questions_it_was_asked(app, system, noon, browser_of):
    story = Story(7, system)
    with transaction():
        address = start_quiz(queries.find_quiz("KH90"), by=story.officer.account).public_id
    browser = browser_of(story.officer.account)
    page = without_tokens(browser.get("/quizzes/KH90"))
    story.desk.begin()
    for key in story.desk.list_keys():
        story.desk.change(sound(key, text="Khác?"))
    story.desk.publish()

    assert without_tokens(browser.get("/quizzes/KH90")) == page
    with transaction():
        attempt = queries.get_quiz_attempt(address, visible_to=story.officer.account)
        answers = {row.number: RIGHT[QuestionKind(row.question.kind)] for row in attempt.answers}
        submit_quiz(attempt, answers, by=story.officer.account)
        assert attempt.percent == 100


@pytest.mark.parametrize("with_pictures", [False, True])
def test_only_questions_with_pictures_ask_for_their_bank_and_once(
    app, system, noon, statements, with_pictures
):
    story = Story(3, system, with_pictures=with_pictures)
    address = story.attempt()
    db.session.rollback()
    attempt = queries.get_quiz_attempt(address, visible_to=story.officer.account)

    with statements() as sent, app.test_request_context():
        for row in attempt.answers:
            ask(row, attempt.seed)
            review(row)

    assert len(sent) == with_pictures


def test_a_picture_is_for_those_who_were_asked_and_those_who_write(app, system, noon, browser_of):
    story = Story(1, system)
    address = f"/banks/KH90/files/{story.picture}"
    learner, stranger = browser_of(story.officer.account), browser_of(make_learner(name="Vũ Thị Lạ").account)
    assert learner.get(address).status_code == 404

    story.attempt()

    status, media_type, caching, _content = fetch(learner, address)
    assert (status, media_type) == (200, "image/png")
    assert "private" in caching
    assert stranger.get(address).status_code == 404
    for account in (story.desk.editor, story.desk.reviewer):
        assert fetch(browser_of(account), address)[0] == 200
    assert browser_of(story.desk.editor).get("/banks/KH90/files/000000000000.png").status_code == 404
