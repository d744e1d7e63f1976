"""Official papers to measure."""

from datetime import date

from lms.official import (
    Annex,
    Column,
    Facts,
    Heading,
    OfficialPaper,
    Paragraph,
    Signer,
    Table,
)

WORDS = (
    "Thực hiện chế độ báo cáo về đào tạo, bồi dưỡng cán bộ, công chức cấp xã, Sở Nội vụ báo cáo kết quả "
    "quý IV năm 2026 trên địa bàn tỉnh Thái Nguyên như sau; số liệu được chốt đến hết ngày 21/11/2026."
)
HOSTILE = (
    "Trần <b>Đậm</b> & Con {{ 7*7 }} {% raw %} <pdf:nextpage> \"'><script>alert(1)</script> 😀 \x07\ufffe"
)
ENDLESS = "Ng" * 400
COLUMNS = (
    Column("TT", 8, "center"),
    Column("Họ và tên", 52),
    Column("Đơn vị", 25),
    Column("Số", 15, "right"),
)


def rows(count, name="Nguyễn Thị Hồng Ngọc"):
    """So many rows of a list."""
    return tuple((str(n), f"{name} {n}", "Xã Tân Hòa", "1.234") for n in range(1, count + 1))


def make_paper(body=None, **values):
    """A report of several pages with an annex."""
    usual = {
        "superior_lines": ("UBND TỈNH THÁI NGUYÊN",),
        "issuer_lines": ("SỞ NỘI VỤ",),
        "issuer_in_text": "Sở Nội vụ",
        "place": "Thái Nguyên",
        "day": date(2026, 2, 5),
        "symbol": "BC-SNV",
        "kind_line": "BÁO CÁO",
        "title": "Kết quả đào tạo, bồi dưỡng quý IV năm 2026",
        "body": body
        or (
            Heading("I. ĐỘI NGŨ"),
            *(Paragraph(WORDS) for _number in range(12)),
            Facts((("Họ và tên", "Lò Thị Hoa"),)),
            Table(COLUMNS, rows(4), total=("", "Tổng số", "", "4")),
        ),
        "recipients": ("UBND tỉnh (để báo cáo)", "Lưu: VT"),
        "signers": (Signer(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), name="Vũ Thị Quỳnh"),),
        "annexes": (Annex("I", "Danh sách", (Table(COLUMNS, rows(60)),)),),
    }
    return OfficialPaper(**usual | values)
