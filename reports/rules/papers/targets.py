"""Policy targets on paper: figures beside the verdict, and "chưa đủ dữ liệu" where that is the truth."""

from collections.abc import Iterator
from typing import Any

from lms.official.paper import Block, Column, Paragraph, Table
from reports.rules.papers.words import NOT_ENOUGH_DATA, number, share

VERDICTS = {
    "met": "Đạt",
    "not_met": "Chưa đạt",
    "not_enough_data": NOT_ENOUGH_DATA.capitalize(),
    "no_entry": NOT_ENOUGH_DATA.capitalize(),
    "not_tracked": "Không theo dõi trên hệ thống",
}
_OPERATORS = {"ge": "≥", "gt": ">"}


def target_blocks(targets: list[dict[str, Any]] | None) -> Iterator[Block]:
    """Return the table of targets; None where this unit has none in the system."""
    if targets is None:
        yield Paragraph(f"Chỉ tiêu của đơn vị: {NOT_ENOUGH_DATA}.")
        return
    rows = tuple(_row(index, one) for index, one in enumerate(targets, start=1))
    yield Table(
        (
            Column("TT", 6, "center"),
            Column("Chỉ tiêu", 42),
            Column("Mức", 10, "center"),
            Column("Thực hiện", 17, "center"),
            Column("Tỷ lệ", 10, "right"),
            Column("Kết quả", 15, "center"),
        ),
        rows,
        nothing="Chưa có chỉ tiêu nào được đưa vào hệ thống.",
    )
    if any(one["verdict"] in ("not_enough_data", "no_entry") for one in targets):
        yield Paragraph(
            "“Chưa đủ dữ liệu” được ghi khi dưới 95 % số người thuộc đối tượng có thông tin, hoặc khi "
            "chưa có số tổng hợp được nhập; các chỉ tiêu này chưa được kết luận.",
            "note",
        )


def _row(index: int, target: dict[str, Any]) -> tuple[str, ...]:
    part, whole = target["numerator"], target["denominator"]
    is_known = part is not None and whole
    name = f"{target['name']} ({target['population']})" if target.get("population") else target["name"]
    return (
        str(index),
        name,
        f"{_OPERATORS.get(target['operator'], target['operator'])} {target['threshold']}\u00a0%",
        f"{number(part)}/{number(whole)}" if is_known else "–",
        share(part, whole) if is_known else "–",
        VERDICTS.get(target["verdict"], target["verdict"]),
    )
