"""What authors and reviewers have on their desks: a lesson under review, questions and a case being written.

What learners meet stays as it was published: all of this happens in the next versions.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import courses.queries
import courses.services
from assessments import queries, services
from assessments.models import CaseVersion
from assessments.rules import CaseGraph, Cell, QuestionDraft, QuestionKind, cells_of, read_draft
from assessments.services import NodeText
from courses.models import CourseVersion
from lms.models import Account
from lms.queries import find_account

EDITOR, REVIEWER, ASSESSOR = "bientap@demo.vn", "thamdinh@demo.vn", "giangvien@demo.vn"
COURSE, LESSON, HEADING = "KH04", "khi-lo-du-lieu", "## Phiếu ghi sự cố, một trang"
BANK, REWORDED, ADDED = "KH13", "KH13-08", "KH13-21"
CASE, NODE, OPTION = "TH02", "n3", "d"

DATED, SIGNED_ON = "Chỉ thị 18/CT-TTg ngày 08/5/2026", date(2026, 5, 8)
"""Whoever hands a version in says from when each document holds; of this one the day stands in its title."""

FIRST_WORDS = """## Chia việc trong mười phút đầu

Một người không làm kịp cả bảy việc. Hãy chia ngay:

| Ai | Làm gì |
|---|---|
| Người phát hiện | Chụp màn hình, thu hồi tin, gọi lãnh đạo |
| Người ngồi cạnh | Mở phiếu ghi sự cố, ghi giờ từng việc |
| Người phụ trách dữ liệu | Khóa chia sẻ, liệt kê ai đã nhận |

"""
ADDED_WORDS = """Gọi lãnh đạo không được thì nhắn một dòng có giờ gửi, gọi tiếp người được giao thay, rồi
**làm tiếp việc chặn lan**; không ngồi chờ máy bận. Cuộc gọi nhỡ cũng ghi vào phiếu.

"""
COMMENT = (
    "Bảng chia việc dùng được ngay. Còn thiếu tình huống hay gặp nhất buổi tối: gọi lãnh đạo không ai nghe "
    "máy thì làm gì? Đề nghị thêm một câu, kẻo học viên hiểu là phải chờ."
)
RETURNED = "Đề nghị bổ sung cách làm khi không liên lạc được lãnh đạo ở bài 5, xem góp ý tại bài."
SUBMITTED = (
    "Bài 5: thêm cách chia việc trong mười phút đầu. Ngày của Chỉ thị 18/CT-TTg ghi theo ngày ký, đề nghị "
    "người thẩm định đối chiếu."
)
SUBMITTED_AGAIN = "Bài 5: đã bổ sung cách làm khi không liên lạc được lãnh đạo."

QUESTION = "Việc nào dưới đây là sáng tạo trong khuôn khổ quy định, không phải làm tắt?"
NEW_QUESTION = QuestionDraft(
    key=ADDED,
    kind=QuestionKind.SINGLE,
    competency_code="A3",
    level=2,
    tags=("ba xin – ba luôn", "xin lỗi"),
    payload={
        "text": "Anh/chị hẹn bà con 9 giờ trả kết quả nhưng phần mềm đang lỗi. Câu nào nên nói trước tiên?",
        "format": "markdown",
        "options": [
            {
                "id": "a",
                "text": "Xin lỗi vì để bà con chờ, nói rõ vướng gì và hẹn cách nhận kết quả.",
                "feedback": "Đúng. Xin lỗi, nói thật nguyên nhân và cho người dân một lối ra.",
                "weight": "100",
            },
            {
                "id": "b",
                "text": "Máy của tỉnh lỗi chứ không phải xã, bà con thông cảm ngồi chờ thêm.",
                "feedback": "Đẩy lỗi đi nơi khác không giúp người dân biết phải chờ đến bao giờ.",
            },
            {
                "id": "c",
                "text": "Mời bà con về, bao giờ phần mềm chạy lại thì xã sẽ thông báo sau.",
                "feedback": "Không có ngày hẹn, người dân phải tự đoán ngày quay lại.",
            },
        ],
    },
)

OPTION_WORDS = (
    "Để các đoàn tự phát theo danh sách của họ; xã chỉ cử người dẫn đường và ghi lại số quà, "
    "không can thiệp vào danh sách để khỏi mang tiếng gây khó cho người làm việc thiện."
)
"""As long as the other options: the shortest one used to give itself away."""


def fill_studio() -> None:
    """Put work on the desks of the demo institution; a world that has it already stays as it is."""
    editor, reviewer, assessor = (find_account(email) for email in (EDITOR, REVIEWER, ASSESSOR))
    if editor is None or reviewer is None or assessor is None:
        return
    _review_course(by=editor, reviewer=reviewer)
    _write_questions(by=editor)
    _write_case([reviewer, assessor], by=editor)


def _review_course(*, by: Account, reviewer: Account) -> None:
    """Hand in a better lesson, have it returned with a comment, mend it and hand it in again."""
    course = courses.queries.find_course(COURSE)
    if course is None or len(courses.queries.list_versions(course)) > 1:
        return
    version = courses.services.begin_version(course, by=by)
    _date_citation(version, by=by)
    text = courses.queries.text_of(courses.queries.get_written_lesson(version, LESSON)).markdown
    _save_lesson(version, text.replace(HEADING, FIRST_WORDS + HEADING), by=by)
    courses.services.submit_course(version, note=SUBMITTED, by=by)
    courses.services.add_comment(version, f"lesson:{LESSON}", COMMENT, by=reviewer)
    courses.services.request_changes(version, note=RETURNED, by=reviewer)
    _save_lesson(version, text.replace(HEADING, FIRST_WORDS + ADDED_WORDS + HEADING), by=by)
    courses.services.submit_course(version, note=SUBMITTED_AGAIN, by=by)


def _date_citation(version: CourseVersion, *, by: Account) -> None:
    citations = [
        replace(one, effective_on=one.effective_on or SIGNED_ON) if one.document.startswith(DATED) else one
        for one in map(courses.queries.citation_text, version.citations)
    ]
    shown = courses.queries.citations_mark(version)
    courses.services.save_citations(version, citations, review_on=version.review_on, shown=shown, by=by)


def _save_lesson(version: CourseVersion, markdown: str, *, by: Account) -> None:
    lesson = courses.queries.get_written_lesson(version, LESSON)
    text = replace(courses.queries.text_of(lesson), markdown=markdown)
    courses.services.save_lesson(lesson, text, seen=lesson.revision, by=by)


def _write_questions(*, by: Account) -> None:
    """Word one question of a bank better and add one; the version is not handed in yet."""
    bank = queries.find_bank(BANK)
    if bank is None or len(queries.list_bank_versions(bank)) > 1:
        return
    version = services.begin_bank_version(bank, by=by)
    member = queries.find_member(version, REWORDED)
    if member is not None:
        draft = queries.draft_of(member.question)
        better = replace(draft, payload={**draft.payload, "text": QUESTION})
        services.save_question(version, better, seen=member.question.revision, by=by)
    services.save_question(version, NEW_QUESTION, seen=None, by=by)


def _write_case(experts: list[Account], *, by: Account) -> None:
    """Write at the next version of a case and ask experts; they have rated, nobody has closed the panel."""
    case = queries.find_case(CASE)
    if case is None or len(queries.list_case_versions(case)) > 1:
        return
    version = services.draft_case(case, by=by)
    graph, _findings = read_draft(version.document)
    node = graph.nodes[NODE]
    options = [
        replace(option, text=OPTION_WORDS) if option.id == OPTION else option
        for option in node.options.values()
    ]
    services.save_case_node(version, NODE, NodeText(node.question, options), seen=version.revision, by=by)
    _ask_experts(version, experts, by=by)


def _ask_experts(version: CaseVersion, experts: list[Account], *, by: Account) -> None:
    panel = services.open_panel(version, [one.id for one in experts], seen=version.revision, by=by)
    graph, _findings = read_draft(panel.document)
    for number, seat in enumerate(sorted(panel.experts, key=lambda one: one.account.email)):
        services.save_ratings(seat, dict(_rate(graph, number)), by=seat.account)


def _rate(graph: CaseGraph, doubt: int) -> Iterator[tuple[Cell, int]]:
    """Yield what an expert says: as the authors, but who doubts sees every sixth option one point apart."""
    for place, cell in enumerate(cells_of(graph)):
        node, option, code = cell
        points = graph.nodes[node].options[option].points.get(code, 0)
        is_apart = bool(doubt) and place % 6 == 0
        yield cell, points + (1 if points == 0 else -1) if is_apart else points
