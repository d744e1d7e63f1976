"""A task to write on after a case, with its rubric, brought to officers the way people bring it."""

from assessments import queries, services
from assessments.rules.marking import Criterion, Outcome, RubricContent, TaskKind
from assessments.services import TaskText
from courses.services import approve_version
from lms.queries import find_account

EDITOR, REVIEWER = "bientap@demo.vn", "thamdinh@demo.vn"
CASE, RUBRIC, TASK = "TH02", "TC-SUYNGAM", "SN-TH02"

CONTENT = RubricContent(
    steps=("Chưa thể hiện", "Thể hiện một phần", "Thể hiện rõ", "Nổi bật"),
    criteria=(
        Criterion(
            "Nhìn lại việc đã làm",
            (
                "Chỉ kể lại diễn biến.",
                "Nêu được một quyết định và lý do.",
                "Phân tích vì sao quyết định đó đúng hoặc chưa đúng.",
                "So sánh với cách khác và chỉ ra hệ quả của từng cách.",
            ),
        ),
        Criterion(
            "Căn cứ",
            (
                "Không nêu căn cứ.",
                "Nêu chung chung là theo quy định.",
                "Nêu đúng văn bản hoặc kế hoạch liên quan.",
                "Nêu đúng căn cứ và vận dụng được vào tình huống.",
            ),
        ),
        Criterion(
            "Bài học cho công việc",
            (
                "Không rút ra bài học.",
                "Bài học chung chung.",
                "Bài học cụ thể, làm được ngay ở đơn vị.",
                "Bài học cụ thể, có người làm, thời hạn và cách kiểm tra.",
            ),
        ),
    ),
)
PROMPT = (
    "Nhìn lại tình huống vừa xử lý: quyết định nào là **khó nhất**, vì sao anh/chị chọn như vậy, "
    "và ở đơn vị mình anh/chị sẽ chuẩn bị khác đi điều gì?"
)
OUTCOMES = (Outcome(50, 1, 3), Outcome(80, 2, 4))


def add_written_work() -> None:
    """Publish the reflection after the flood case; where it is there already, nothing changes."""
    editor, reviewer, case = find_account(EDITOR), find_account(REVIEWER), queries.find_case(CASE)
    if editor is None or reviewer is None or case is None or queries.list_tasks_of(case):
        return
    rubric = services.create_rubric(case.owner, code=RUBRIC, title="Bài suy ngẫm sau tình huống", by=editor)
    version = services.save_rubric(rubric, CONTENT, seen="", by=editor)
    title = "Suy ngẫm sau tình huống TH02"
    task = services.create_task(case, kind=TaskKind.REFLECTION, code=TASK, title=title, by=editor)
    draft = services.begin_task_version(task, by=editor)
    said = TaskText(PROMPT, 100, 150, version, "C7", OUTCOMES)
    services.save_task(draft, said, seen=draft.revision, by=editor)
    services.submit_task(draft, by=editor)
    approve_version(draft, seen=draft.revision, by=reviewer)
    services.publish_task_version(draft, by=reviewer)
