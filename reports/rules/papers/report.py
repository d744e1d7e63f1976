"""The quarterly and yearly report on training and competency of a unit, made from its cut alone."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lms.official.paper import Annex, Block, Column, Heading, OfficialPaper, Paragraph, Table
from reports.rules.documents import Stamp
from reports.rules.papers.issuers import area_of, issuing_body
from reports.rules.papers.targets import target_blocks
from reports.rules.papers.words import (
    NOT_ENOUGH_DATA,
    ROMAN,
    STATUS_WORDS,
    STATUSES,
    day,
    met_today,
    number,
    period_words,
    share,
)

Cut = dict[str, Any]

MOST_GAPS = 5
UNDECIDED = "Chưa xác định nội dung"
"""A gap that units propose to close without saying by what."""
MOST_NEEDS = 20
GROUPS = {
    "1": "Lý luận chính trị",
    "2": "Quốc phòng và an ninh",
    "3": "Kiến thức, kỹ năng quản lý nhà nước",
    "4": "Kiến thức, kỹ năng theo yêu cầu vị trí việc làm",
    "5": "Khoa học, công nghệ, đổi mới sáng tạo, kỹ năng số",
}
STANDARDS = {
    "degree": "Trình độ đào tạo",
    "degree_field": "Ngành đào tạo",
    "political_theory": "Trình độ lý luận chính trị",
    "state_management": "Bồi dưỡng quản lý nhà nước",
    "periods": "Số tiết bồi dưỡng trong năm",
    "course": "Khóa bồi dưỡng bắt buộc",
}
_COUNTS = tuple(Column(words, 8, "right") for words in STATUS_WORDS.values())
_UNIT_WORDS = {"province": "Tỉnh, thành phố", "commune": "Xã, phường, đặc khu"}


def report_paper(cut: Cut, stamp: Stamp) -> OfficialPaper:
    """Return the report of a cut."""
    body = issuing_body(cut["unit"])
    when, where = period_words(cut["period"]["code"]), area_of(cut["unit"])
    return OfficialPaper(
        superior_lines=body.superior,
        issuer_lines=body.lines,
        issuer_in_text=body.in_text,
        place=body.place,
        day=date.fromisoformat(cut["made_on"]),
        symbol=body.symbol,
        kind_line="BÁO CÁO",
        title=f"Kết quả đào tạo, bồi dưỡng và mức độ đáp ứng yêu cầu năng lực của cán bộ, công chức "
        f"cấp xã {when} ({where})",
        body=tuple(_body(cut, body.in_text, when, where)),
        recipients=body.recipients,
        signers=(body.signer,),
        annexes=_annexes(cut),
        closing=stamp.lines,
    )


def _body(cut: Cut, issuer: str, when: str, where: str) -> Iterator[Block]:
    yield Paragraph(
        f"Thực hiện chế độ báo cáo về đào tạo, bồi dưỡng cán bộ, công chức, {issuer} báo cáo kết quả {when} "
        f"trên địa bàn {where}. Số liệu tính đến hết ngày {day(cut['as_of'])}, được chốt ngày "
        f"{day(cut['made_on'])}."
    )
    parts = (
        ("ĐỘI NGŨ VÀ MỨC ĐỘ ĐÁP ỨNG YÊU CẦU NĂNG LỰC", _coverage(cut)),
        ("CÁC YÊU CẦU KHÁC CỦA VỊ TRÍ VIỆC LÀM", _standards(cut)),
        ("KẾT QUẢ ĐÀO TẠO, BỒI DƯỠNG TRONG KỲ", _training(cut)),
        ("KẾT QUẢ THỰC HIỆN CHỈ TIÊU", target_blocks(cut["targets"])),
        ("NỘI DUNG CÒN THIẾU VÀ NHU CẦU ĐÀO TẠO, BỒI DƯỠNG", _gaps(cut)),
    )
    for roman, (title, blocks) in zip(ROMAN, parts, strict=False):
        yield Heading(f"{roman}. {title}")
        yield from blocks
    yield Paragraph(
        "Số liệu trong báo cáo phục vụ công tác đào tạo, bồi dưỡng; không dùng để đánh giá, xếp loại cán bộ, "
        "công chức. Nội dung chưa đủ minh chứng không phải là nội dung chưa đạt.",
        "note",
    )


def _coverage(cut: Cut) -> Iterator[Block]:
    total = cut["coverage"]["total"]
    if cut["coverage"]["gap"]:
        yield Paragraph(f"Mức độ đáp ứng yêu cầu năng lực tại ngày {day(cut['as_of'])}: {NOT_ENOUGH_DATA}.")
        return
    if not total["required"]:
        yield Paragraph(f"Chưa có yêu cầu năng lực nào được áp dụng tại ngày {day(cut['as_of'])}.")
        return
    yield Paragraph(
        f"Có {number(total['officers'])} cán bộ, công chức có yêu cầu năng lực theo vị trí việc làm, với "
        f"{number(total['required'])} yêu cầu. Số yêu cầu được đáp ứng là {number(met_today(total))} "
        f"({share(met_today(total), total['required'])}), trong đó {number(total['expiring'])} yêu cầu "
        f"sắp hết hạn minh chứng. Số còn lại gồm {number(total['expired'])} yêu cầu đã hết hạn minh chứng, "
        f"{number(total['below'])} yêu cầu chưa đạt, {number(total['unproven'])} yêu cầu chưa đủ minh chứng."
    )
    yield Heading("1. Theo năng lực", 2)
    yield coverage_table("Năng lực", cut["coverage"]["by"]["competency"], with_code=True)
    yield Heading("2. Theo vị trí việc làm", 2)
    yield coverage_table("Vị trí việc làm", cut["coverage"]["by"]["position"])
    if cut["coverage"]["withheld"]:
        yield Paragraph("Không nêu số liệu riêng của nhóm dưới 5 người.", "note")


def coverage_table(
    name: str, lines: list[Cut], *, total: Cut | None = None, with_code: bool = False
) -> Table:
    """Return a table of counts by status; a person may stand in several lines of it."""
    columns = (
        Column("TT", 6, "center"),
        Column(name, 28),
        Column("Số người", 8, "right"),
        Column("Yêu cầu", 9, "right"),
        *_COUNTS,
        Column("Tỷ lệ đáp ứng", 9, "right"),
    )
    rows = tuple(
        (str(index), f"{line['key']}. {line['name']}" if with_code else line["name"], *_counts(line))
        for index, line in enumerate(lines, start=1)
    )
    return Table(columns, rows, total=("", "Tổng số", *_counts(total)) if total else None)


def _counts(line: Cut) -> tuple[str, ...]:
    return (
        number(line["officers"]),
        number(line["required"]),
        *(number(line[status]) for status in STATUSES),
        share(met_today(line), line["required"]),
    )


def _standards(cut: Cut) -> Iterator[Block]:
    columns = (
        Column("TT", 6, "center"),
        Column("Yêu cầu", 36),
        Column("Số yêu cầu", 14, "right"),
        Column("Đạt", 14, "right"),
        Column("Chưa đạt", 15, "right"),
        Column("Chưa được ghi nhận", 15, "right"),
    )
    rows = tuple(
        (
            str(index),
            STANDARDS.get(line["kind"], line["kind"]),
            number(line["required"]),
            f"{number(met_today(line))} ({share(met_today(line), line['required'])})",
            number(line["below"] + line["expired"]),
            number(line["unproven"]),
        )
        for index, line in enumerate(cut["standards"], start=1)
    )
    yield Table(columns, rows, nothing="Chưa có yêu cầu nào được áp dụng.")


def _training(cut: Cut) -> Iterator[Block]:
    training = cut["training"]
    span = f"từ ngày {day(training['from'])} đến ngày {day(training['to'])}"
    yield Paragraph(
        f"Trong kỳ ({span}), có {number(training['officers'])} người hoàn thành "
        f"{number(training['completions'])} lượt khóa học; {number(training['periods'])} tiết "
        "bồi dưỡng được ghi nhận."
    )
    periods = next((line for line in cut["standards"] if line["kind"] == "periods"), None)
    if periods is None:
        yield Paragraph(f"Mức tối thiểu 40 tiết trong năm: {NOT_ENOUGH_DATA}.")
    else:
        met = met_today(periods)
        yield Paragraph(
            f"Số người đã đủ số tiết bồi dưỡng tối thiểu trong năm (40 tiết): {number(met)} trên "
            f"{number(periods['required'])} ({share(met, periods['required'])})."
        )
    groups = training["by_group"]
    yield Table(
        (
            Column("Nhóm", 8, "center"),
            Column("Nội dung bồi dưỡng", 62),
            Column("Số tiết", 15, "right"),
            Column("Số người", 15, "right"),
        ),
        tuple(
            (one["group"], GROUPS[one["group"]], number(one["periods"]), number(one["officers"]))
            for one in groups
        ),
        caption="Số tiết được ghi nhận trong kỳ theo nhóm nội dung (Nghị định số 171/2025/NĐ-CP)",
        nothing="Chưa có tiết bồi dưỡng nào được ghi nhận trong kỳ.",
    )
    yield Table(
        (
            Column("TT", 8, "center"),
            Column("Khóa học", 62),
            Column("Số tiết", 15, "right"),
            Column("Lượt hoàn thành", 15, "right"),
        ),
        tuple(
            (str(index), f"{one['code']}. {one['title']}", number(one["periods"]), number(one["completions"]))
            for index, one in enumerate(training["courses"], start=1)
        ),
        caption="Khóa học có người hoàn thành trong kỳ",
        nothing="Chưa có khóa học nào được hoàn thành trong kỳ.",
    )


def _gaps(cut: Cut) -> Iterator[Block]:
    lines = [(line["required"] - met_today(line), line) for line in cut["coverage"]["by"]["competency"]]
    widest = sorted((one for one in lines if one[0]), key=lambda one: (-one[0], one[1]["key"]))[:MOST_GAPS]
    if widest:
        yield Paragraph("Năng lực còn nhiều yêu cầu chưa được đáp ứng hoặc chưa đủ minh chứng:")
    for missing, line in widest:
        yield Paragraph(
            f"- {line['name']} ({line['key']}): {number(missing)} trên {number(line['required'])} yêu cầu;"
        )
    if not widest and cut["coverage"]["total"]["required"]:
        yield Paragraph("Không còn yêu cầu năng lực nào chưa được đáp ứng.")
    yield from _needs(cut["needs"])


def _needs(needs: Cut | None) -> Iterator[Block]:
    if needs is None:
        yield Paragraph(f"Nhu cầu đào tạo, bồi dưỡng do các đơn vị đề xuất: {NOT_ENOUGH_DATA}.")
        return
    if not needs["proposals"]:
        yield Paragraph("Chưa có đơn vị nào gửi đề xuất nhu cầu đào tạo, bồi dưỡng cho kỳ này.")
        return
    yield Paragraph(
        f"Có {number(needs['units'])} đơn vị gửi đề xuất nhu cầu đào tạo, bồi dưỡng cho "
        f"{number(needs['officers'])} người."
    )
    shown = needs["contents"][:MOST_NEEDS]
    yield Table(
        (
            Column("TT", 7, "center"),
            Column("Nội dung đề xuất", 53),
            Column("Số đơn vị", 20, "right"),
            Column("Số người", 20, "right"),
        ),
        tuple(
            (str(index), one["title"] or UNDECIDED, number(one["units"]), number(one["officers"]))
            for index, one in enumerate(shown, start=1)
        ),
        caption="Nhu cầu đào tạo, bồi dưỡng do các đơn vị đề xuất",
    )
    more = len(needs["contents"]) - len(shown)
    if more:
        yield Paragraph(f"Còn {number(more)} nội dung khác, xem trên hệ thống.", "note")


def _annexes(cut: Cut) -> tuple[Annex, ...]:
    """Return the list of units below; a commune has none."""
    found = next((cut["coverage"]["by"][key] for key in _UNIT_WORDS if key in cut["coverage"]["by"]), None)
    if found is None:
        return ()
    word = next(words for key, words in _UNIT_WORDS.items() if key in cut["coverage"]["by"])
    table = coverage_table(word, found, total=cut["coverage"]["total"])
    return (Annex("", f"Mức độ đáp ứng yêu cầu năng lực theo {word.lower()}", (table,)),)
