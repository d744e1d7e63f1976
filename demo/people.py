"""The people behind the demo accounts, all invented, and where they sit."""

from dataclasses import dataclass
from datetime import date

from demo.rosters import KnownPerson
from lms.permissions import Role, ScopeKind
from lms.services import Scope
from people.rules import OrganisationKind
from people.services import NewOrganisation

PROVINCE = "19"
COMMUNE = "05632"
"""The commune of the demo officers; only its code and name are real."""
INSTITUTION = "TCT19"
PASSWORD = "hocvuso-demo"  # noqa: S105 - the demo database only (CONTRACTS 5)

ORGANISATIONS = (
    NewOrganisation("Trường Chính trị tỉnh Thái Nguyên", OrganisationKind.INSTITUTION, PROVINCE, INSTITUTION),
    NewOrganisation("Sở Nội vụ tỉnh Thái Nguyên", OrganisationKind.DEPARTMENT, PROVINCE, "SNV19"),
    NewOrganisation("Bộ Nội vụ", OrganisationKind.MINISTRY, None, "BNV"),
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of CONTRACTS 5; ``position_code`` where an officer of the commune stands behind it."""

    email: str
    name: str
    role: Role
    scope: Scope
    position_code: str = ""


OWN = Scope(ScopeKind.SELF)
SCHOOL = Scope(ScopeKind.ORGANISATION, INSTITUTION)
NATION = Scope(ScopeKind.NATION)

ACCOUNTS = (
    DemoAccount("canbo@demo.vn", "Nguyễn Thị Lan", Role.OFFICER, OWN, "VT14"),
    DemoAccount("diachinh@demo.vn", "Hoàng Văn Páo", Role.OFFICER, OWN, "VT11"),
    DemoAccount("lanhdao@demo.vn", "Trần Đức Thịnh", Role.LEADER, Scope(ScopeKind.UNIT, COMMUNE), "VT02"),
    DemoAccount("bientap@demo.vn", "Lê Thu Hà", Role.EDITOR, SCHOOL),
    DemoAccount("thamdinh@demo.vn", "Phạm Quang Minh", Role.REVIEWER, SCHOOL),
    DemoAccount("giangvien@demo.vn", "Đỗ Thị Hạnh", Role.ASSESSOR, SCHOOL),
    DemoAccount("sonoivu@demo.vn", "Vũ Ngọc Bích", Role.DEPARTMENT, Scope(ScopeKind.UNIT, PROVINCE)),
    DemoAccount("bonoivu@demo.vn", "Đặng Minh Khoa", Role.MINISTRY, NATION),
    DemoAccount("quantri@demo.vn", "Bùi Tiến Dũng", Role.ADMIN, NATION),
)

# One-stop work moved to the new post last winter: its grace of 180 days has run out, so gaps are urgent.
KNOWN = tuple(
    KnownPerson(COMMUNE, account.position_code, account.name, date(2026, 1, 5))
    for account in ACCOUNTS
    if account.position_code
)
