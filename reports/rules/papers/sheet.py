"""The quarterly learning sheet: printed, signed by hand, scanned back."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lms.official.paper import Block, Column, Heading, OfficialPaper, Paragraph, Signer, Table
from reports.rules.documents import Stamp
from reports.rules.papers.people import agency_of, person_facts
from reports.rules.papers.record import standing_words
from reports.rules.papers.words import (
    EVIDENCE_KINDS,
    STATUS_WORDS,
    chosen,
    day,
    decimal,
    period_words,
)

Cut = dict[str, Any]

BLANK_DOTS = 130
"""One line to write on."""


def sheet_paper(cut: Cut, stamp: Stamp) -> OfficialPaper:
    """Return the sheet of a cut; short ones fit on one page."""
    lines, in_text, place = agency_of(cut["posts"])
    return OfficialPaper(
        issuer_lines=lines,
        issuer_in_text=in_text,
        place=place,
        day=date.fromisoformat(cut["made_on"]),
        kind_line="PHIẾU HỌC TẬP, BỒI DƯỠNG " + period_words(cut["period"]["code"]).upper(),
        about=f"(Từ ngày {day(cut['period']['from'])} đến ngày {day(cut['period']['to'])})",
        body=tuple(_body(cut)),
        signers=(
            Signer(("NGƯỜI HỌC",), "(Ký, ghi rõ họ tên)", cut["officer"]["name"]),
            Signer(("THỦ TRƯỞNG ĐƠN VỊ",), "(Ký, ghi rõ họ tên)"),
        ),
        closing=stamp.lines,
    )


def _body(cut: Cut) -> Iterator[Block]:
    yield person_facts(cut["officer"], cut["posts"])
    yield Heading("1. Đã học trong quý")
    yield _studied(cut)
    year = cut["year"]
    yield Paragraph(
        f"Số tiết bồi dưỡng được ghi nhận trong năm {year['year']}: {year['total']}/{year['required']} tiết."
    )
    yield Heading("2. Đáp ứng yêu cầu của vị trí việc làm")
    yield Paragraph(standing_words(cut))
    yield _needs(cut)
    if cut["more_needs"]:
        yield Paragraph(f"Còn {cut['more_needs']} nội dung khác, xem trên hệ thống.", "note")
    yield Heading("3. Ý kiến của thủ trưởng đơn vị")
    yield Paragraph("." * BLANK_DOTS)


def _studied(cut: Cut) -> Table:
    rows = [
        *(
            (row["course"], "Khóa học", f"{row['periods']} tiết", day(row["day"]))
            for row in cut["completions"]
        ),
        *(
            (
                row["title"],
                "Bài tập tình huống" if row["is_case"] else "Bài kiểm tra",
                f"{decimal(row['percent'])}\u00a0%",
                day(row["day"]),
            )
            for row in cut["results"]
        ),
        *(
            (
                row["competency"],
                chosen(EVIDENCE_KINDS, row["kind"]),
                f"cấp độ {row['level']}",
                day(row["earned_on"]),
            )
            for row in cut["evidence"]
            if row["kind"] in ("work_product", "assessor", "prior_learning", "external")
        ),
    ]
    return Table(
        (
            Column("Nội dung", 47),
            Column("Hình thức", 21),
            Column("Kết quả", 15, "center"),
            Column("Ngày", 17, "center"),
        ),
        tuple(rows),
        nothing="Chưa có khóa học hay bài nào được hoàn thành trong quý.",
    )


def _needs(cut: Cut) -> Table:
    return Table(
        (
            Column("Nội dung cần học tiếp", 46),
            Column("Đã thể hiện/yêu cầu", 14, "center"),
            Column("Tình trạng", 23, "center"),
            Column("Hạn", 17, "center"),
        ),
        tuple(
            (
                row["competency"],
                f"{row['attained']}/{row['required']}",
                STATUS_WORDS[row["status"]],
                day(row["due_on"]),
            )
            for row in cut["needs"]
        ),
        nothing="Không còn nội dung nào cần học thêm theo yêu cầu hiện nay.",
    )
