"""What papers about one officer share: the heading of the agency, the facts about the person."""

from typing import Any

from lms.official.paper import Facts
from reports.rules.papers.issuers import area_of
from reports.rules.papers.words import EMPLOYMENTS, chosen, day

Cut = dict[str, Any]

BLANK_PLACE = "……………………"


def agency_of(posts: list[Cut]) -> tuple[tuple[str, ...], str, str]:
    """Return the lines of the agency, its name in running text, and the place, from the main post."""
    if not posts:
        return ("ỦY BAN NHÂN DÂN", BLANK_PLACE), BLANK_PLACE, BLANK_PLACE
    unit = posts[0]["unit"]
    if unit["is_province"]:
        return (posts[0]["organisation"].upper(),), posts[0]["organisation"], unit["name"]
    lines = ("ỦY BAN NHÂN DÂN", unit["full_name"].upper())
    return lines, f"Ủy ban nhân dân {area_of(unit)}", unit["name"]


def person_facts(officer: Cut, posts: list[Cut]) -> Facts:
    """Return who it is and where the person serves; the personal number as it is masked on pages."""
    rows = [("Họ và tên", officer["name"])]
    if officer.get("personal_id"):
        rows.append(("Số định danh cá nhân", officer["personal_id"]))
    rows.append(("Đối tượng", chosen(EMPLOYMENTS, officer["employment"])))
    for post in posts:
        decision = f", Quyết định số {post['decision_no']}" if post["decision_no"] else ""
        rows.append(
            (
                "Vị trí việc làm" if post["is_main"] else "Vị trí kiêm nhiệm",
                f"{post['position']}, {post['organisation']}, {post['unit']['full_name']} "
                f"(từ ngày {day(post['starts_on'])}{decision})",
            )
        )
    if not posts:
        rows.append(("Vị trí việc làm", "Chưa có phân công tại thời điểm lập phiếu"))
    return Facts(tuple(rows))
