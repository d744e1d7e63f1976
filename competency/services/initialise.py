"""What `lms init` puts into a database: units, positions, the default framework, policy, targets."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import insert, select

from competency import rules
from competency.models import EvidencePolicyLine, Framework, ShortValidityCompetency
from competency.rules import CompetencyEvent
from competency.services.duties import load_duties
from competency.services.frameworks import FrameworkText, load_framework
from competency.services.periods import open_periods
from competency.services.target_files import load_targets
from lms import audit, clock
from lms.config import ROOT
from lms.database import db
from lms.models import Account
from lms.services import ensure_system_account
from people.services import load_positions, load_units

REFERENCE = ROOT / "content" / "reference"

DEFAULT_FRAMEWORK = FrameworkText(
    code="KNL-XA",
    name="Khung năng lực cán bộ, công chức cấp xã (mặc định)",
    legal_source="Thông báo 21-TB/VPTW ngày 07/3/2026, mục 2(1)",
    source_note=(
        "Ba trụ năng lực theo vị trí việc làm và sáu năng lực phát triển do Thông báo 21-TB/VPTW nêu. "
        "Tên các năng lực còn lại, năm cấp độ, biểu hiện hành vi, mức yêu cầu theo vị trí và trọng số theo "
        "địa bàn là đề xuất, chờ cơ quan có thẩm quyền phê duyệt."
    ),
    document=(
        "Khung năng lực mặc định (đề xuất) theo Thông báo 21-TB/VPTW ngày 07/3/2026, mục 2(1); "
        "chờ Sở Nội vụ phê duyệt theo vị trí việc làm"
    ),
    effective_on=date(2026, 7, 1),
)


def initialise(*, by: Account | None = None) -> Framework:
    """Load everything a new installation needs and return the default framework. Twice changes nothing.

    Only for `lms init`, which runs on the server: no gate. Without ``by`` the system account acts; it is made
    on the first call.
    """
    account = by or ensure_system_account()
    load_units(REFERENCE / "administrative_units.csv", by=account)
    load_positions(REFERENCE / "positions.csv", by=account)
    framework = load_framework(REFERENCE, DEFAULT_FRAMEWORK, by=account)
    _load_policy(by=account)
    load_targets(REFERENCE, by=account)
    load_duties(REFERENCE / "qualification_requirements.csv", by=account)
    open_periods(clock.today(), by=account)
    return framework


def _load_policy(*, by: Account) -> None:
    """Add the lines of the default evidence policy that are missing; what was changed here stays changed."""
    known = set(db.session.scalars(select(EvidencePolicyLine.kind)))
    missing = [asdict(row) for row in rules.DEFAULT_POLICY_ROWS if row.kind not in known]
    if not missing:
        return
    db.session.execute(insert(EvidencePolicyLine), missing)
    if not known:
        short = [{"competency_code": code} for code in sorted(rules.DEFAULT_SHORT_COMPETENCIES)]
        db.session.execute(insert(ShortValidityCompetency), short)
    table = EvidencePolicyLine.__tablename__
    audit.record_about(CompetencyEvent.POLICY_LOADED, table, "", by=by, rows=len(missing))
