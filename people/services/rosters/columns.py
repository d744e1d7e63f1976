"""The format of a roster: its columns, the words of its lists, its template. Stable (CONTRACTS 4.1)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from lms.i18n import format_day
from lms.i18n import gettext as _
from lms.tables import Column, write_template
from lms.tables.writing import Target
from people.models import AdministrativeUnit
from people.queries import rosters as queries
from people.rules import DegreeLevel, EmploymentKind, PoliticalTheoryLevel

COLUMNS = (
    Column("personal_id", ("Số định danh cá nhân", "Số CCCD", "Mã định danh cá nhân"), True, "019000000001"),
    Column("full_name", ("Họ và tên", "Họ tên"), True, "Nguyễn Văn Ví Dụ"),
    Column("unit_code", ("Mã đơn vị hành chính", "Mã xã", "Mã đơn vị"), False, "05443"),
    Column("unit_name", ("Tên đơn vị hành chính", "Tên xã", "Tên đơn vị", "Xã, phường")),
    Column("organisation", ("Cơ quan, bộ phận", "Cơ quan", "Bộ phận", "Tổ chức"), True, "Phòng Kinh tế"),
    Column("position_code", ("Mã vị trí việc làm", "Mã vị trí"), True, "VT11"),
    Column("is_main", ("Vị trí chính", "Là vị trí chính"), False, "có"),
    Column("starts_on", ("Ngày bắt đầu", "Từ ngày"), True, "01/07/2025"),
    Column("ends_on", ("Ngày kết thúc", "Đến ngày")),
    Column("employment_kind", ("Loại cán bộ, công chức", "Đối tượng"), False, "Công chức"),
    Column("degree_level", ("Trình độ chuyên môn", "Trình độ"), False, "Đại học"),
    Column("degree_field", ("Ngành đào tạo", "Chuyên ngành"), False, "Quản lý đất đai"),
    Column("political_theory_level", ("Lý luận chính trị", "Trình độ lý luận chính trị"), False, "Trung cấp"),
    Column(
        "has_state_management_training",
        ("Bồi dưỡng quản lý nhà nước", "Quản lý nhà nước", "Đã bồi dưỡng quản lý nhà nước"),
        False,
        "có",
    ),
    Column("email", ("Thư điện tử", "Email"), False, "vidu@thainguyen.gov.vn"),
    Column("decision_no", ("Số quyết định", "Quyết định số"), False, "12/QĐ-UBND"),
)

# The labels of the template first: messages list them in this order. The English codes stand for themselves.
EMPLOYMENT_KINDS = {
    "Cán bộ": EmploymentKind.CADRE,
    "Công chức": EmploymentKind.CIVIL_SERVANT,
    "Viên chức": EmploymentKind.PUBLIC_EMPLOYEE,
    "Hợp đồng": EmploymentKind.CONTRACT,
    "Người lao động": EmploymentKind.CONTRACT,
    "Hợp đồng lao động": EmploymentKind.CONTRACT,
    **{kind.value: kind for kind in EmploymentKind},
}
DEGREE_LEVELS = {
    "Chưa qua đào tạo": DegreeLevel.NONE,
    "Trung cấp": DegreeLevel.INTERMEDIATE,
    "Cao đẳng": DegreeLevel.COLLEGE,
    "Đại học": DegreeLevel.BACHELOR,
    "Thạc sĩ": DegreeLevel.MASTER,
    "Tiến sĩ": DegreeLevel.DOCTOR,
    "Cử nhân": DegreeLevel.BACHELOR,
    "Kỹ sư": DegreeLevel.BACHELOR,
    "Bác sĩ": DegreeLevel.BACHELOR,
    "Thạc sỹ": DegreeLevel.MASTER,
    "Tiến sỹ": DegreeLevel.DOCTOR,
    "Không": DegreeLevel.NONE,
    **{level.value: level for level in DegreeLevel},
}
POLITICAL_THEORY_LEVELS = {
    "Chưa có": PoliticalTheoryLevel.NONE,
    "Sơ cấp": PoliticalTheoryLevel.ELEMENTARY,
    "Trung cấp": PoliticalTheoryLevel.INTERMEDIATE,
    "Cao cấp": PoliticalTheoryLevel.ADVANCED,
    "Cử nhân": PoliticalTheoryLevel.BACHELOR,
    "Không": PoliticalTheoryLevel.NONE,
    **{level.value: level for level in PoliticalTheoryLevel},
}


_LABELS = {column.name: column.label for column in COLUMNS}
_YES, _NO = "có", "không"


_WORDS: dict[str, Mapping[str, StrEnum]] = {
    "employment_kind": EMPLOYMENT_KINDS,
    "degree_level": DEGREE_LEVELS,
    "political_theory_level": POLITICAL_THEORY_LEVELS,
}


def write_roster_template(target: Target, province: AdministrativeUnit | None = None) -> None:
    """Write an empty roster to fill in, with one example and an explanation of every column.

    Args:
        target: path or binary file.
        province: whose communes the cells offer; None offers no communes.
    """
    choices = {
        "is_main": [_YES, _NO],
        "has_state_management_training": [_YES, _NO],
        "employment_kind": list(EMPLOYMENT_KINDS)[:4],
        "degree_level": list(DEGREE_LEVELS)[:6],
        "political_theory_level": list(POLITICAL_THEORY_LEVELS)[:5],
    }
    if queries.has_reference():  # a template can be had before `lms init`, without the lists of the database
        choices["position_code"] = [position_label(one) for one in queries.list_known_positions()]
    if province is not None:
        choices["unit_name"] = [unit.full_name for unit in queries.list_known_units(province.code)]
    write_template(target, COLUMNS, _notes(), choices)


def position_label(position: queries.KnownPosition) -> str:
    """Return how the template lists a position."""
    return f"{position.code} – {position.name}"


def column_label(name: str) -> str:
    """Return what people call a column."""
    return _LABELS.get(name, name)


def value_label(name: str, value: str | bool | None) -> str:
    """Return a kept value as people write it: dd/mm/yyyy, words instead of codes, a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _YES if value else _NO
    if name in ("starts_on", "ends_on"):
        return format_day(date.fromisoformat(value))
    labels: Mapping[str, StrEnum] = _WORDS.get(name, {})
    return next((label for label, meaning in labels.items() if meaning == value), value)


def _notes() -> dict[str, str]:
    return {
        "personal_id": _("Twelve digits. Keep the column as text, so that a leading zero stays."),
        "full_name": _("Family, middle and given names in Unicode."),
        "unit_code": _("Code of the commune, ward or special zone: five digits. Empty if the name is given."),
        "unit_name": _("Only where the code is empty; the cells offer the communes of the province."),
        "organisation": _("Office, division or centre of the commune. A new name adds it."),
        "position_code": _(
            "Code of the job position, VT01, VT02 and so on, or its name; the cells offer a list."
        ),
        "is_main": _("Yes or no. Who holds several posts at a time has exactly one main post."),
        "starts_on": _("First day, as day/month/year."),
        "ends_on": _("Last day, as day/month/year. Empty while the post is held."),
        "employment_kind": _("One of: %(choices)s.", choices=", ".join(list(EMPLOYMENT_KINDS)[:4])),
        "degree_level": _("One of: %(choices)s.", choices=", ".join(list(DEGREE_LEVELS)[:6])),
        "degree_field": _("Field of study as on the diploma."),
        "political_theory_level": _(
            "One of: %(choices)s.", choices=", ".join(list(POLITICAL_THEORY_LEVELS)[:5])
        ),
        "has_state_management_training": _(
            "Yes or no: whether a certificate of state-management training is on file."
        ),
        "email": _("Official address; notices go there."),
        "decision_no": _("Number of the decision that assigns the post."),
    }
