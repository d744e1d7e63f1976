"""An Excel file as a Department really gets it: 4,000 rows from many hands, with everything that goes wrong.

Names in an old font, headers of another form, old commune names, zeros that Excel dropped, people twice,
days that do not exist, blank lines. The same seed gives the same file. Run it to get one:
``python tests/messy_roster.py OUT.xlsx``.
"""

import csv
import sys
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import openpyxl
from old_fonts import to_tcvn3, to_vni

ROOT = Path(__file__).resolve().parent.parent
PROVINCE = "19"

HEADERS = (
    "Số CCCD",
    "Họ và tên (*)",
    "Mã xã",
    "Tên xã",
    "Bộ phận",
    "Mã vị trí",
    "Là vị trí chính",
    "Từ ngày",
    "Đến ngày",
    "Đối tượng",
    "Trình độ",
    "Chuyên ngành",
    "Trình độ lý luận chính trị",
    "Email",
    "Quyết định số",
)
OLD_NAMES = {
    "Phường Trưng Vương, TP Thái Nguyên": 14,
    "Xã Cao Ngạn": 11,
    "TT. Chùa Hang (Đồng Hỷ)": 9,
    "Xã Tân Long cũ": 7,
}
"""Names that mean no commune of today, and how many rows have them; people say which one is meant."""

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Đỗ", "Hồ", "Dương", "Nông", "Hứa")
MIDDLES = ("Văn", "Thị", "Đức", "Ngọc", "Thanh", "Minh", "Thị Thu", "Quốc", "Xuân", "Mỹ")
GIVEN = ("Hòa", "Dũng", "Lan", "Ánh", "Hương", "Tuấn", "Thủy", "Hải", "Nga", "Sơn", "Phượng", "Yến")
ORGANISATIONS = (
    "Văn phòng HĐND và UBND",
    "Phòng Kinh tế",
    "Phòng Văn hóa – Xã hội",
    "Trung tâm Phục vụ hành chính công",
    "Ban Xây dựng Đảng",
)
KINDS = ("Công chức", "Cán bộ", "Viên chức", "CÔNG CHỨC", "hợp đồng lao động")
DEGREES = ("Đại học", "Thạc sỹ", "Cử nhân", "Cao đẳng", "Trung cấp", "")
FIELDS = ("Luật", "Quản lý đất đai", "Kế toán", "Công tác xã hội", "")
THEORIES = ("Trung cấp", "Sơ cấp", "Cao cấp", "", "Chưa có")
WRONG_DAYS = ("31/02/2026", "1/7/25", "tháng 7 năm 2025", "2025")


@dataclass
class MessyRoster:
    """The rows, and what is in them."""

    rows: list = field(default_factory=list)
    people: int = 0
    with_old_names: int = 0
    without_zero: int = 0
    with_wrong_days: int = 0
    repeated: int = 0
    contradicting: int = 0
    blank: int = 0
    second_posts: int = 0


def make_messy_roster(communes, positions, *, rows=4_000, seed=19):
    """Return a roster of so many rows, blank ones not counted.

    ``communes`` are (code, full name); ``positions`` are codes.
    """
    random, made = Random(seed), MessyRoster()  # noqa: S311 - a file for tests
    old_names = [name for name, times in OLD_NAMES.items() for _ in range(times)]
    while len(made.rows) - made.blank < rows:
        made.people += 1
        row = _person(made.people, communes, positions, random)
        chance = random.random()
        if old_names and made.people % 90 == 0:
            row[2], row[3] = "", old_names.pop()
            made.with_old_names += 1
        elif chance < 0.012:
            row[0] = row[0].removeprefix("0")
            made.without_zero += 1
        elif chance < 0.022:
            row[7] = random.choice(WRONG_DAYS)
            made.with_wrong_days += 1
        made.rows.append(row)
        _add_company(made, row, chance, positions, random)
    del made.rows[rows + made.blank :]
    return made


def _add_company(made, row, chance, positions, random):
    """Sometimes the same row again, another that contradicts it, a second post, a blank line."""
    if 0.05 < chance < 0.06:
        made.rows.append(list(row))
        made.repeated += 1
    elif 0.06 < chance < 0.066:
        made.rows.append([*row[:-1], "99/QĐ-UBND"])
        made.contradicting += 1
    elif 0.10 < chance < 0.14:
        others = [code for code in positions if code != row[5]]
        made.rows.append([*row[:5], random.choice(others), "không", *row[7:]])
        made.second_posts += 1
    elif 0.2 < chance < 0.21:
        made.rows.append([""] * len(HEADERS))
        made.blank += 1


def _person(number, communes, positions, random):
    code, name = communes[number % len(communes)]
    surname, given = random.choice(SURNAMES), random.choice(GIVEN)
    full_name = f"{surname} {random.choice(MIDDLES)} {given}"
    spelling = random.random()
    if spelling < 0.5:
        name = ""
    else:
        code, name = "", _spelled(name, spelling)
    return [
        f"019{170 + number % 40:03d}{number:06d}",
        to_tcvn3(full_name),
        code,
        name,
        to_vni(random.choice(ORGANISATIONS)),
        random.choice(positions),
        "x",
        random.choice(("01/07/2025", "1/7/2025", "2025-07-01", "15.08.2025")),
        "",
        random.choice(KINDS),
        random.choice(DEGREES),
        random.choice(FIELDS),
        random.choice(THEORIES),
        f"cb{number}@thainguyen.gov.vn" if number % 3 == 0 else "",
        f"{number % 90 + 1}/QĐ-UBND",
    ]


def _spelled(name, spelling):
    """A commune as hands write it: short forms, capitals, spaces, the old place of the tone mark."""
    if spelling < 0.6:
        return name.replace("Phường ", "P. ").replace("Xã ", "X. ")
    if spelling < 0.7:
        return name.upper()
    if spelling < 0.8:
        return f"  {name.replace(' ', '  ')} "
    if spelling < 0.9:
        return f"{name}, tỉnh Thái Nguyên"
    return name


def read_reference(province=PROVINCE):
    """The communes of a province and the positions, from the reference tables."""
    folder = ROOT / "content" / "reference"
    with (folder / "administrative_units.csv").open(encoding="utf-8-sig") as file:
        communes = [
            (row["code"], row["full_name"]) for row in csv.DictReader(file) if row["parent_code"] == province
        ]
    with (folder / "positions.csv").open(encoding="utf-8-sig") as file:
        positions = [row["code"] for row in csv.DictReader(file)]
    return communes, positions


def write_xlsx(path, made):
    """Write it with two title rows above the headers."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Danh sách"
    sheet.append(["DANH SÁCH CÁN BỘ, CÔNG CHỨC CẤP XÃ TỈNH THÁI NGUYÊN"])
    sheet.append(["(Kèm theo Công văn số 123/SNV-CCVC)"])
    sheet.append(list(HEADERS))
    for row in made.rows:
        sheet.append(row)
    workbook.save(path)
    return path


if __name__ == "__main__":
    write_xlsx(sys.argv[1], make_messy_roster(*read_reference()))
