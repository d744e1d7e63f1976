"""The columns of a sheet of questions and the words in them, which are part of the file format."""

from assessments.rules.vocabulary import QuestionKind

GROUPS = 8
HEAD = ("key", "kind", "competency", "level", "tags", "text", "format", "answer")
TAIL = ("unit", "feedback", "feedback_right", "feedback_wrong")
GROUP = ("option", "match", "weight", "feedback")

KIND_WORDS = {
    QuestionKind.SINGLE: "Một đáp án",
    QuestionKind.MULTIPLE: "Nhiều đáp án",
    QuestionKind.TRUE_FALSE: "Đúng/Sai",
    QuestionKind.MATCHING: "Ghép cặp",
    QuestionKind.ORDERING: "Sắp xếp",
    QuestionKind.SHORT_ANSWER: "Trả lời ngắn",
    QuestionKind.NUMERIC: "Điền số",
}
TRUTH_WORDS = {True: "Đúng", False: "Sai"}
FORMAT_WORDS = {"markdown": "Markdown", "html": "HTML", "plain": "Văn bản thuần"}

COLUMN_WORDS = {
    "key": "Mã câu hỏi",
    "kind": "Loại câu",
    "competency": "Mã năng lực",
    "level": "Cấp độ",
    "tags": "Thẻ",
    "text": "Câu hỏi",
    "format": "Định dạng",
    "answer": "Đáp án đúng",
    "unit": "Đơn vị",
    "feedback": "Phản hồi chung",
    "feedback_right": "Phản hồi khi đúng",
    "feedback_wrong": "Phản hồi khi sai",
    "option": "Phương án",
    "match": "Vế phải",
    "weight": "Tỉ lệ điểm",
}
"""The headers of columns; those of a group have a number behind them."""
_GROUP_WORDS = {"feedback": "Phản hồi"}


def column_names() -> tuple[str, ...]:
    """Return the names of all columns in their order."""
    groups = (f"{name}_{number}" for number in range(1, GROUPS + 1) for name in GROUP)
    return (*HEAD, *groups, *TAIL)


def column_label(name: str) -> str:
    """Return the header of a column, or its name where there is no such column."""
    stem, _underscore, number = name.rpartition("_")
    if not number.isdigit():
        return COLUMN_WORDS[name]
    return f"{_GROUP_WORDS.get(stem) or COLUMN_WORDS[stem]} {number}"
