"""A proposal as a table for a spreadsheet; its first seven columns can be pasted back as they are."""

from collections.abc import Iterator, Sequence

from competency.queries import list_competency_names
from planning.models import NeedLine, NeedProposal
from planning.queries.lines import list_lines
from planning.rules import month_words

EXPORT_HEADERS = (
    "Họ và tên",
    "Mã năng lực",
    "Nội dung bồi dưỡng",
    "Mức ưu tiên",
    "Hình thức",
    "Tháng mong muốn",
    "Ghi chú",
    "Chức danh",
    "Năng lực",
    "Mức yêu cầu",
    "Mức hiện có",
)
"""Part of the file format, like the headers of the roster: Vietnamese whatever the language of the pages."""

PRIORITY_WORDS = {"high": "Cao", "medium": "Trung bình", "low": "Thấp"}
FORM_WORDS = {
    "self_study": "Tự học trực tuyến",
    "class": "Lớp tập trung",
    "workshop": "Tập huấn",
    "on_the_job": "Kèm cặp tại chỗ",
    "other": "Khác",
}


def list_sheet_rows(proposal: NeedProposal) -> Iterator[Sequence[str]]:
    """Return the lines of a proposal as texts, in the order of ``EXPORT_HEADERS``."""
    names = list_competency_names()
    return (_row(line, names.get(line.competency_code, "")) for line in list_lines(proposal))


def _row(line: NeedLine, competency: str) -> Sequence[str]:
    return (
        line.officer.full_name,
        line.competency_code,
        line.content,
        PRIORITY_WORDS[line.priority],
        FORM_WORDS[line.form],
        month_words(line.month),
        line.note,
        line.position.name,
        competency,
        str(line.required) if line.required else "",
        str(line.attained),
    )
