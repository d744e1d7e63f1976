"""What tests of written work start from: a rubric, a published task, a case that was finished, assessors."""

from dataclasses import dataclass, field

from factories import make_account, make_case, make_institution, make_learner
from sqlalchemy import select

from assessments import queries
from assessments.models import OpenTask, Script
from assessments.rules.marking import Criterion, Outcome, RubricContent, TaskKind
from assessments.services import (
    Mark,
    TaskText,
    Typed,
    choose_option,
    claim_script,
    create_rubric,
    create_task,
    publish_task_version,
    release_scripts,
    save_rubric,
    save_task,
    start_case,
    start_script,
    submit_marks,
    submit_script,
    submit_task,
)
from courses.services import approve_version
from lms.database import db, transaction

TEXT = "Tôi đã tra cứu ngay và xin lỗi người dân trước khi tìm lỗi. " * 3
"""Forty-two syllables."""

CONTENT = RubricContent(
    steps=("Chưa thấy", "Thấy một phần", "Thấy rõ", "Nổi bật"),
    criteria=(
        Criterion("Nhìn lại", ("Chỉ kể lại", "Có nhận xét", "Có phân tích", "Phân tích nhiều mặt")),
        Criterion("Bài học", ("Không có", "Chung chung", "Cụ thể", "Cụ thể và áp dụng được")),
    ),
)
OUTCOMES = (Outcome(50, 1, 2), Outcome(80, 2, 4))


@dataclass
class MarkingWorld:
    """The people and the task of most tests."""

    editor: object
    reviewer: object
    markers: list
    task: OpenTask
    case: object
    officers: list = field(default_factory=list)
    expected: list = field(default_factory=list)
    """Who writes next; others are made as they are needed."""

    def hand_in(self, name="Lò Thị Mây", text=TEXT):
        """A text of a new officer, handed in."""
        officer = self.finish_case(self.expected.pop(0) if self.expected else make_learner(name=name))
        self.officers.append(officer)
        return hand_in(begin(self.task, officer), text)

    def finish_case(self, officer):
        with transaction():
            attempt = start_case(self.case, by=officer.account)
            for node in ("n1", "n2"):
                choose_option(attempt, node, "a", by=officer.account)
        return officer

    def marked(self, *marks, is_drawn=None):
        """A script with these marks of as many markers; drawn for a second mark where there are several."""
        script = self.hand_in()
        draw(script, len(marks) > 1 if is_drawn is None else is_drawn)
        for marker, steps in zip(self.markers, marks, strict=False):
            mark(script, marker, steps)
        return script

    def released(self, *marks):
        script = self.marked(*(marks or [(2, 2)]))
        with transaction():
            release_scripts([script], by=self.editor)
        return script


def make_marking_world(markers=3):
    institution = make_institution()
    editor, reviewer = make_account("editor", "TCT19"), make_account("reviewer", "TCT19")
    case = make_case(owner=institution)
    with transaction():
        rubric = create_rubric(institution, code="TC01", title="Bài suy ngẫm", by=editor)
        version = save_rubric(rubric, CONTENT, seen="", by=editor)
        task = create_task(case, kind=TaskKind.REFLECTION, code="SN01", title="Nhìn lại", by=editor)
        draft = queries.find_open_task_version(task)
        save_task(draft, said(version), seen=draft.revision, by=editor)
        publish(draft, editor, reviewer)
    assessors = [make_account("assessor", "TCT19", name=f"Người chấm {number}") for number in range(markers)]
    return MarkingWorld(editor, reviewer, assessors, task, case)


def said(rubric_version, **changes):
    """What an author enters about a task."""
    values = {
        "prompt": "Anh/chị **học** được gì từ tình huống này?",
        "least_words": 20,
        "most_words": 150,
        "rubric_version": rubric_version,
        "competency_code": "A3",
        "outcomes": OUTCOMES,
    }
    return TaskText(**{**values, **changes})


def publish(version, editor, reviewer):
    submit_task(version, by=editor)
    approve_version(version, seen=version.revision, by=reviewer)
    publish_task_version(version, by=reviewer)


def begin(task, officer):
    with transaction():
        return start_script(task, by=officer.account)


def hand_in(script, text=TEXT):
    with transaction():
        return submit_script(script, Typed(text, script.revision), by=script.officer.account)


def draw(script, is_drawn):
    """Decide the draw by hand: past the models, because nothing else may."""
    db.session.rollback()
    table = Script.__table__
    db.session.execute(table.update().where(table.c.id == script.id).values(is_drawn=is_drawn))
    db.session.commit()


def mark(script, marker, steps, comment="Viết rõ."):
    with transaction():
        marking = claim_script(script, by=marker)
        submit_marks(marking, marks(*steps, comment=comment), by=marker)
    return marking


def marks(*steps, comment=""):
    return {number: Mark(step, comment) for number, step in enumerate(steps)}


def scripts():
    db.session.rollback()
    return db.session.scalars(select(Script).order_by(Script.id)).all()
