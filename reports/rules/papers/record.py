"""The training record on paper (phiếu thông tin học tập, bồi dưỡng)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lms.official.paper import Block, Column, Heading, OfficialPaper, Paragraph, Signer, Table
from reports.rules.papers.people import agency_of, person_facts
from reports.rules.papers.words import EVIDENCE_KINDS, chosen, day, decimal

Cut = dict[str, Any]

STANDARD_WORDS = {"met": "Đạt", "below": "Chưa đạt", "unproven": "Chưa được ghi nhận"}
GROUPS_NOTE = (
    "Nhóm nội dung theo Nghị định số 171/2025/NĐ-CP: 1 – lý luận chính trị; 2 – quốc phòng và an ninh; "
    "3 – kiến thức, kỹ năng quản lý nhà nước; 4 – kiến thức, kỹ năng theo yêu cầu vị trí việc làm; "
    "5 – khoa học công nghệ, đổi mới sáng tạo, kỹ năng số."
)
NO_RATING_NOTE = (
    "Phiếu này là thông tin về học tập, bồi dưỡng; không phải kết quả đánh giá, xếp loại cán bộ, công chức. "
    "Số định danh cá nhân được che một phần để bảo vệ dữ liệu cá nhân."
)


def record_paper(cut: Cut) -> OfficialPaper:
    """Return the paper of a training record."""
    lines, in_text, place = agency_of(cut["posts"])
    return OfficialPaper(
        issuer_lines=lines,
        issuer_in_text=in_text,
        place=place,
        day=None,
        year=date.fromisoformat(cut["made_on"]).year,
        symbol="PHT",
        kind_line="PHIẾU THÔNG TIN HỌC TẬP, BỒI DƯỠNG",
        about=f"(Số liệu tính đến ngày {day(cut['made_on'])})",
        body=tuple(_body(cut)),
        recipients=("Người được ghi trong phiếu", "Lưu: VT, hồ sơ cán bộ, công chức"),
        signers=(
            Signer(("NGƯỜI ĐƯỢC GHI TRONG PHIẾU",), "(Ký, ghi rõ họ tên)", cut["officer"]["name"]),
            Signer(("THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",), "(Ký, đóng dấu, ghi rõ họ tên)"),
        ),
    )


def _body(cut: Cut) -> Iterator[Block]:
    yield Heading("I. THÔNG TIN CHUNG")
    yield person_facts(cut["officer"], cut["posts"])
    yield Heading("II. KHÓA HỌC ĐÃ HOÀN THÀNH")
    yield _table(
        (("Khóa học", 58), ("Nhóm nội dung", 14), ("Số tiết", 10), ("Hoàn thành", 18)),
        [(row["course"], row["group"], row["periods"], day(row["day"])) for row in cut["completions"]],
        "Chưa có khóa học nào hoàn thành.",
    )
    yield Heading("III. SỐ TIẾT BỒI DƯỠNG THEO NĂM")
    groups = tuple((f"Nhóm {number}", 12) for number in range(1, 6))
    yield _table(
        (("Năm", 12), *groups, ("Tổng số", 14), ("Tối thiểu", 14)),
        [(row["year"], *row["groups"], row["total"], row["required"]) for row in cut["years"]],
        "Chưa có tiết nào được ghi nhận.",
    )
    yield Paragraph(GROUPS_NOTE, "note")
    yield Heading("IV. BÀI KIỂM TRA VÀ BÀI TẬP TÌNH HUỐNG ĐÃ ĐẠT")
    yield _table(
        (("Tên bài", 54), ("Loại", 18), ("Kết quả", 12), ("Ngày", 16)),
        [
            (
                row["title"],
                "Tình huống" if row["is_case"] else "Kiểm tra",
                f"{decimal(row['percent'])}\u00a0%",
                day(row["day"]),
            )
            for row in cut["results"]
        ],
        "Chưa có kết quả nào.",
    )
    yield Heading("V. MINH CHỨNG NĂNG LỰC CÒN HIỆU LỰC")
    yield _table(
        (("Năng lực", 36), ("Loại minh chứng", 24), ("Cấp độ", 8), ("Ghi nhận", 16), ("Đến hết", 16)),
        [
            (
                row["competency"],
                chosen(EVIDENCE_KINDS, row["kind"]),
                row["level"],
                day(row["earned_on"]),
                day(row["valid_until"]) or "không hạn",
            )
            for row in cut["evidence"]
        ],
        "Chưa có minh chứng nào còn hiệu lực.",
    )
    yield Heading("VI. TÌNH HÌNH THEO YÊU CẦU VỊ TRÍ VIỆC LÀM")
    yield Paragraph(standing_words(cut))
    yield Heading("VII. TIÊU CHUẨN KHÁC CỦA VỊ TRÍ VIỆC LÀM")
    yield _table(
        (("Yêu cầu", 44), ("Căn cứ", 34), ("Tình trạng", 22)),
        [(row["name"], row["document"], standard_words(row)) for row in cut["standards"]],
        "Chưa có tiêu chuẩn nào được áp dụng tại thời điểm lập phiếu.",
    )
    yield Paragraph(NO_RATING_NOTE, "note")


def standing_words(cut: Cut) -> str:
    """Return in a sentence how somebody stands against what the posts ask."""
    if not cut["required"]:
        return "Chưa có yêu cầu năng lực nào được áp dụng tại thời điểm lập phiếu."
    counts = cut["counts"]
    return (
        f"Tổng số yêu cầu năng lực: {cut['required']}. Đạt: {counts['met']}; sắp hết hạn: "
        f"{counts['expiring']}; hết hạn: {counts['expired']}; chưa đạt: {counts['below']}; "
        f"chưa đủ minh chứng: {counts['unproven']}."
    )


def standard_words(row: Cut) -> str:
    """Return how somebody stands against one requirement beside competencies."""
    words = chosen(STANDARD_WORDS, row["status"])
    if row["periods"] is None:
        return words
    attained, required, year = row["periods"]
    return f"{words} ({attained}/{required} tiết, năm {year})"


def _table(columns: tuple[tuple[str, float], ...], rows: list[tuple[Any, ...]], nothing: str) -> Table:
    """Return a table whose first column is words and whose others are centred."""
    first, *others = columns
    return Table(
        (Column(*first), *(Column(title, width, "center") for title, width in others)),
        tuple(tuple(str(cell) for cell in row) for row in rows),
        nothing=nothing,
    )
