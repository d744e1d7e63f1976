"""What leaders and the Department have on their desks: needs, certificates to confirm, totals from papers."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import people.queries
import planning.services
from competency.queries.targets import get_target, list_entries
from competency.rules.periods import quarter_of
from competency.services.claims import Certificate, hand_in_certificate
from competency.services.target_entries import Totals, enter_totals
from demo.people import COMMUNE, PROVINCE
from lms import clock, queries
from lms.pdf import render_pdf
from lms.scans import read_scan
from planning.rules import GapChoice, Place

OFFICER, LEADER, DEPARTMENT = "canbo@demo.vn", "lanhdao@demo.vn", "sonoivu@demo.vn"
CERTIFICATE_AGE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class PaperTotals:
    """What a paper of the province says of a target; invented."""

    target: str
    numerator: int
    denominator: int
    document: str


PAPERS = (
    PaperTotals("TN-d1", 3_612, 3_655, "Báo cáo kết quả xếp loại chất lượng năm 2025 (số liệu giả định)"),
    PaperTotals("TN-d2", 3_398, 3_655, "Báo cáo kết quả xếp loại chất lượng năm 2025 (số liệu giả định)"),
    PaperTotals("TN-g1", 402, 1_748, "Báo cáo nhân sự cấp ủy cấp xã (số liệu giả định)"),
    PaperTotals("TN-g2", 398, 1_748, "Báo cáo nhân sự cấp ủy cấp xã (số liệu giả định)"),
    PaperTotals("TN-k", 61, 92, "Báo cáo trang thiết bị làm việc cấp xã (số liệu giả định)"),
)


def fill_desks() -> None:
    """Put work on the desks of the demo world: totals, a certificate that waits, a proposal of needs."""
    by = queries.get_account(DEPARTMENT)
    province, measured_on = people.queries.get_unit(PROVINCE), _last_quarter_end(clock.today())
    for paper in PAPERS:
        if list_entries([PROVINCE], paper.target):  # this world was made before
            continue
        totals = Totals(measured_on, paper.numerator, paper.denominator, paper.document)
        enter_totals(get_target(paper.target), province, totals, by=by)
    _hand_in_certificate()
    leader = queries.get_account(LEADER)
    today = clock.today()
    period = f"{today.year}-Q{quarter_of(today)}"
    proposal = planning.services.open_proposal(Place(COMMUNE), period, by=leader)
    planning.services.take_gaps(proposal, GapChoice.DUE, by=leader)


def _hand_in_certificate() -> None:
    account = queries.get_account(OFFICER)
    officer = people.queries.get_officer_of(account)
    paper = Certificate(
        title="lớp bồi dưỡng kỹ năng giao tiếp với công dân",
        issuer="Trường Chính trị tỉnh Thái Nguyên",
        number="GCN-0142/2026",
        issued_on=clock.today() - CERTIFICATE_AGE,
        competency_code="B5",
        level=3,
        token="00000000-0000-4000-8000-000000000001",  # noqa: S106 - the word of a form, no secret
    )
    page = render_pdf(
        "demo/pdf/certificate.html",
        name=officer.full_name,
        title=paper.title,
        issuer=paper.issuer,
        number=paper.number,
    )
    hand_in_certificate(officer, paper, read_scan(BytesIO(page)), by=account)


def _last_quarter_end(day: date) -> date:
    """Return the last day of the quarter before."""
    return date(day.year, 3 * (quarter_of(day) - 1) + 1, 1) - timedelta(days=1)
