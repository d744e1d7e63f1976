"""How papers write figures and days: as Vietnamese documents do, whatever the language of the pages."""

from datetime import date
from decimal import Decimal
from typing import Any

from competency.rules import percent
from competency.rules.periods import PeriodKind, span_of

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")

STATUSES = ("met", "expiring", "expired", "below", "unproven")

STATUS_WORDS = {
    "met": "Đạt",
    "expiring": "Sắp hết hạn",
    "expired": "Hết hạn",
    "below": "Chưa đạt",
    "unproven": "Chưa đủ minh chứng",
}

EMPLOYMENTS = {
    "cadre": "Cán bộ",
    "civil_servant": "Công chức",
    "public_employee": "Viên chức",
    "contract": "Người lao động",
}

EVIDENCE_KINDS = {
    "self_rating": "Tự đánh giá",
    "completion": "Hoàn thành khóa học",
    "post_test": "Bài kiểm tra cuối khóa",
    "external": "Kết quả từ nơi khác",
    "case": "Bài tập tình huống",
    "prior_learning": "Chứng chỉ, chứng nhận đã có",
    "work_product": "Sản phẩm công việc",
    "assessor": "Đánh giá trực tiếp",
}

NOT_ENOUGH_DATA = "chưa đủ dữ liệu"


def number(value: int | None) -> str:
    """Return a whole number with "." for thousands; a dash for None."""
    return "–" if value is None else f"{value:,}".replace(",", ".")


def share(part: int, whole: int) -> str:
    """Return a share with one decimal ("51,2 %"); a dash where there is no whole."""
    found = percent(part, whole)
    return "–" if found is None else f"{found:.1f}".replace(".", ",") + "\u00a0%"


def decimal(value: str | Decimal | None) -> str:
    """Return a decimal number as a cut keeps it with a comma; a dash for None."""
    return "–" if value is None else str(value).replace(".", ",")


def day(value: str | None) -> str:
    """Return a day of a cut (ISO) as dd/mm/yyyy; empty for None."""
    return date.fromisoformat(value).strftime("%d/%m/%Y") if value else ""


def period_words(code: str) -> str:
    """Return a reporting period in words: "quý IV năm 2026", "năm 2026"."""
    span = span_of(code)
    if span is None:
        return code
    if span.kind is PeriodKind.YEAR:
        return f"năm {span.starts_on.year}"
    return f"quý {ROMAN[(span.starts_on.month - 1) // 3]} năm {span.starts_on.year}"


def met_today(counts: Any) -> int:
    """Return how many requirements are met today, those that expire soon included."""
    return int(counts["met"]) + int(counts["expiring"])


def chosen(words: dict[str, str], key: str) -> str:
    """Return the words of a key, the key itself where there are none."""
    return words.get(key, key)
