"""The list of names, made from its cut alone."""

from datetime import date
from typing import Any

from lms.official.paper import Annex, Column, OfficialPaper, Paragraph, Table
from reports.rules.documents import Stamp
from reports.rules.papers.issuers import area_of, issuing_body
from reports.rules.papers.words import STATUS_WORDS, day, number

MISSING = ("expired", "below", "unproven")


def names_paper(cut: dict[str, Any], stamp: Stamp) -> OfficialPaper:
    """Return the list of a cut: a covering page with the purpose, the names as its annex."""
    body = issuing_body(cut["unit"])
    where = area_of(cut["unit"])
    columns = (
        Column("TT", 6, "center"),
        Column("Họ và tên", 22),
        Column("Vị trí việc làm", 23),
        Column("Đơn vị", 16),
        *(Column(STATUS_WORDS[status], 11, "right") for status in MISSING),
    )
    rows = tuple(
        (
            str(index),
            line["name"],
            line["position"],
            line["unit"],
            *(number(line[status]) for status in MISSING),
        )
        for index, line in enumerate(cut["lines"], start=1)
    )
    title = f"Cán bộ, công chức cấp xã còn yêu cầu năng lực chưa được đáp ứng ({where})"
    people = number(len(cut["lines"]))
    return OfficialPaper(
        superior_lines=body.superior,
        issuer_lines=body.lines,
        issuer_in_text=body.in_text,
        place=body.place,
        day=date.fromisoformat(cut["made_on"]),
        kind_line="DANH SÁCH",
        title=title,
        about=f"(Số liệu tính đến ngày {day(cut['as_of'])})",
        body=(
            Paragraph(f"Danh sách kèm theo có {people} dòng, mỗi dòng là một người ở một vị trí việc làm."),
            Paragraph(f"Mục đích lập danh sách: {cut['purpose']}."),
            Paragraph(
                "Danh sách có dữ liệu cá nhân, chỉ dùng cho mục đích nêu trên; không dùng để đánh giá, xếp "
                "loại. Yêu cầu chưa đủ minh chứng không phải là yêu cầu chưa đạt."
            ),
        ),
        recipients=("Người đề nghị lập danh sách", "Lưu: VT"),
        signers=(body.signer,),
        annexes=(Annex("", title, (Table(columns, rows, nothing="Không có ai trong danh sách."),)),),
        closing=stamp.lines,
    )
