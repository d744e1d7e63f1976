"""What `lms init` puts into a database: units, positions, the default framework, policy, targets."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

from sqlalchemy import insert, select, update

from competency import rules
from competency.models import EvidencePolicyLine, Framework, PolicyTarget, ShortValidityCompetency
from competency.rules import CompetencyEvent
from competency.services.duties import load_duties
from competency.services.frameworks import FrameworkText, load_framework, read_reference
from lms import audit
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

_TARGET_COLUMNS = (
    "code",
    "name",
    "population",
    "numerator",
    "denominator",
    "operator",
    "threshold_percent",
    "due",
    "kind",
    "data_origin",
    "source",
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
    _load_targets(REFERENCE / "policy_targets.csv", by=account)
    load_duties(REFERENCE / "qualification_requirements.csv", by=account)
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


def _load_targets(path: Path, *, by: Account) -> None:
    rows = [
        {**row, "threshold_percent": int(row["threshold_percent"])}
        for row in read_reference(path, _TARGET_COLUMNS)
    ]
    columns = [getattr(PolicyTarget, name) for name in _TARGET_COLUMNS]
    known = {
        row.code: dict(zip(_TARGET_COLUMNS, row, strict=True)) for row in db.session.execute(select(*columns))
    }
    new = [row for row in rows if row["code"] not in known]
    changed = [row for row in rows if row["code"] in known and row != known[str(row["code"])]]
    if new:
        db.session.execute(insert(PolicyTarget), new)
    if changed:
        db.session.execute(update(PolicyTarget), changed)
    if new or changed:
        detail = {"added": len(new), "changed": len(changed)}
        audit.record_about(CompetencyEvent.TARGETS_LOADED, PolicyTarget.__tablename__, "", by=by, **detail)
