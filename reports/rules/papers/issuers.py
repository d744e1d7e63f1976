"""Who issues a paper about a unit: the form of the body, its place, its symbol, who signs, who receives."""

from dataclasses import dataclass
from typing import Any

from lms.official.paper import Signer

MINISTRY_PLACE = "Hà Nội"


@dataclass(frozen=True, slots=True)
class IssuingBody:
    """The body as the heading and the foot of a paper show it."""

    lines: tuple[str, ...]
    in_text: str
    place: str
    symbol: str
    signer: Signer
    recipients: tuple[str, ...]
    superior: tuple[str, ...] = ()


def issuing_body(unit: dict[str, Any] | None) -> IssuingBody:
    """Return who issues papers about a unit of a cut; None is the country.

    A province reports through its Department of Home Affairs, a commune through its People's Committee.
    """
    if unit is None:
        return IssuingBody(
            lines=("BỘ NỘI VỤ",),
            in_text="Bộ Nội vụ",
            place=MINISTRY_PLACE,
            symbol="BC-BNV",
            signer=Signer(("BỘ TRƯỞNG",)),
            recipients=("Chính phủ, Thủ tướng Chính phủ (để báo cáo)", "Lưu: VT"),
        )
    kind = unit["full_name"].removesuffix(unit["name"]).strip()
    if unit["is_province"]:
        return IssuingBody(
            superior=(f"UBND {unit['full_name'].upper()}",),
            lines=("SỞ NỘI VỤ",),
            in_text=f"Sở Nội vụ {_lower(kind)} {unit['name']}",
            place=unit["name"],
            symbol="BC-SNV",
            signer=Signer(("GIÁM ĐỐC",)),
            recipients=(
                f"UBND {_lower(kind)} (để báo cáo)",
                "Bộ Nội vụ (để báo cáo)",
                "UBND các xã, phường, đặc khu (để thực hiện)",
                "Lưu: VT",
            ),
        )
    return IssuingBody(
        lines=("ỦY BAN NHÂN DÂN", unit["full_name"].upper()),
        in_text=f"Ủy ban nhân dân {_lower(kind)} {unit['name']}",
        place=unit["name"],
        symbol="BC-UBND",
        signer=Signer(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        recipients=(f"Sở Nội vụ {unit['province']} (để tổng hợp)", "Đảng ủy, HĐND (để báo cáo)", "Lưu: VT"),
    )


def area_of(unit: dict[str, Any] | None) -> str:
    """Return the area of a paper in running text: "tỉnh Thái Nguyên", "cả nước"."""
    if unit is None:
        return "cả nước"
    kind = unit["full_name"].removesuffix(unit["name"]).strip()
    return f"{_lower(kind)} {unit['name']}".strip()


def _lower(kind: str) -> str:
    return kind[:1].lower() + kind[1:]
