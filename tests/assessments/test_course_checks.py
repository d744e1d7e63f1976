"""What the questions of a post-test still lack before the course is handed in."""

from dataclasses import replace

import pytest
from factories import make_account, make_institution

from assessments import services as assessments
from assessments.models import BankMember, Question
from assessments.queries.banks import find_open_version
from assessments.queries.quizzes import find_bank
from courses import queries, services
from courses.rules import PostTestSettings, VersionSheet
from lms.database import db, transaction


@pytest.fixture
def editor(app):
    make_institution()
    return make_account("editor", "TCT19")


def begin(editor, *, asked):
    with transaction():
        owner = queries.list_institutions(frozenset({"TCT19"}))[0]
        version = services.create_course(owner, code="KH90", title="Tên", by=editor)
        sheet = replace(VersionSheet("Tên"), post_test=PostTestSettings(questions=asked))
        services.save_sheet(version, sheet, shown=queries.sheet_mark(version), by=editor)
    return version


def fill_bank(editor, count):
    with transaction():
        owner = queries.list_institutions(frozenset({"TCT19"}))[0]
        bank = assessments.create_bank(owner, code="KH90", title="Câu hỏi", by=editor)
        version = find_open_version(bank)
        for number in range(count):
            question = Question(
                bank_id=bank.id,
                key=f"C{number}",
                version=1,
                is_current=False,
                kind="truefalse",
                payload={"text": "?", "answer": True},
                content_hash=str(number),
                written_in_id=version.id,
            )
            version.members.append(BankMember(question=question, rank=number))


def found(version):
    db.session.rollback()
    return [(one.key, one.is_blocking) for one in queries.list_blockers(version) if one.place == "questions"]


def test_a_test_without_a_bank_stops_the_course(editor):
    assert found(begin(editor, asked=None)) == [("new", True)]


@pytest.mark.parametrize(
    ("asked", "count", "findings"),
    [
        (None, 0, [("bank", True), ("bank", False)]),
        (3, 2, [("bank", True), ("bank", False)]),
        (2, 2, [("bank", False)]),
    ],
)
def test_too_few_questions_stop_it_and_unfinished_ones_are_named(editor, asked, count, findings):
    version = begin(editor, asked=asked)
    fill_bank(editor, count)
    assert found(version) == findings


def test_what_is_asked_already_is_enough(editor):
    version = begin(editor, asked=2)
    fill_bank(editor, 2)
    with transaction():
        bank = find_bank("KH90")
        find_open_version(bank).state = "in_review"
    assert found(version) == []
