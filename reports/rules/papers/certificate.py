"""The certificate of a completed course: one page, with a code that anybody can check."""

from datetime import date
from typing import Any

from lms.official.paper import OfficialPaper, Paragraph, Picture, Signer
from reports.rules.documents import Stamp
from reports.rules.papers.issuers import MINISTRY_PLACE
from reports.rules.papers.words import day

QR_MM = 28


def certificate_paper(cut: dict[str, Any], stamp: Stamp, picture: bytes) -> OfficialPaper:
    """Return the certificate of a cut; ``picture`` is the QR code of the address that checks it (PNG)."""
    course, unit = cut["course"], cut["unit"]
    return OfficialPaper(
        issuer_lines=(cut["institution"].upper(),),
        issuer_in_text=cut["institution"],
        place=unit["name"] if unit else MINISTRY_PLACE,
        day=date.fromisoformat(cut["made_on"]),
        symbol="GCN",
        kind_line="GIẤY CHỨNG NHẬN",
        title="Hoàn thành khóa học, bồi dưỡng",
        body=(
            Paragraph(f"{cut['institution']} chứng nhận", "centered"),
            Paragraph(cut["holder"], "name"),
            Paragraph("đã hoàn thành khóa học", "centered"),
            Paragraph(f"“{course['title']}”", "name"),
            Paragraph(
                f"Mã khóa học: {course['code']}. Thời lượng: {course['periods']} tiết. "
                f"Ngày hoàn thành: {day(cut['completed_on'])}.",
                "centered",
            ),
            Picture(picture, QR_MM, (f"Mã tra cứu: {stamp.code}", stamp.address)),
        ),
        signers=(Signer(("THỦ TRƯỞNG ĐƠN VỊ",), "(Ký, đóng dấu)"),),
    )
