"""A proposal as an official paper: a request (tờ trình) with the list of names as its annex."""

from collections import defaultdict

from competency.queries import list_competency_names
from competency.rules.periods import PeriodKind, span_of
from lms.official import Annex, Column, Heading, OfficialPaper, Paragraph, Signer, Table
from planning.models import NeedLine, NeedProposal
from planning.queries.lines import list_lines
from planning.queries.sheets import FORM_WORDS, PRIORITY_WORDS
from planning.rules import NeedPriority, month_words

_QUARTERS = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_SUMMARY = (
    Column("TT", 7, "center"),
    Column("Nội dung đề nghị bồi dưỡng", 59),
    Column("Số người", 17, "right"),
    Column("Ưu tiên cao", 17, "right"),
)
_NAMES = (
    Column("TT", 6, "center"),
    Column("Họ và tên", 17),
    Column("Chức danh", 17),
    Column("Năng lực", 19),
    Column("Hiện có/ yêu cầu", 9, "center"),
    Column("Nội dung đề nghị", 20),
    Column("Hình thức, tháng, ưu tiên", 12),
)


def get_paper(proposal: NeedProposal) -> OfficialPaper:
    """Return the paper of a proposal, without number and day: the clerk fills them in."""
    lines = list_lines(proposal)
    unit, period = proposal.unit, period_in_words(proposal.period_code)
    province = unit.parent.full_name if unit.parent is not None else unit.full_name
    people = len({line.officer_id for line in lines})
    committee = f"Ủy ban nhân dân {_small(unit.full_name)}"
    issuer = proposal.organisation_name or committee
    return OfficialPaper(
        superior_lines=(committee.upper(),) if proposal.organisation_name else (),
        issuer_lines=(issuer.upper(),)
        if proposal.organisation_name
        else ("ỦY BAN NHÂN DÂN", unit.full_name.upper()),
        issuer_in_text=issuer,
        symbol="TTr" if proposal.organisation_name else "TTr-UBND",
        place=unit.name,
        day=None,
        kind_line="TỜ TRÌNH",
        title=f"Về việc đề xuất nhu cầu bồi dưỡng cán bộ, công chức {period}",
        body=(
            Paragraph(f"Kính gửi: Sở Nội vụ {_small(province)}.", "centered"),
            Paragraph(
                f"Căn cứ kết quả rà soát năng lực theo vị trí việc làm của cán bộ, công chức, {issuer} đề "
                f"xuất nhu cầu bồi dưỡng {period} gồm {len(lines)} lượt nội dung của {people} người, cụ thể "
                "như sau:"
            ),
            Heading("1. Nhu cầu theo nội dung", 2),
            Table(_SUMMARY, tuple(_summary(lines)), nothing="Không có nhu cầu."),
            Heading("2. Danh sách", 2),
            Paragraph("Danh sách cán bộ, công chức được đề nghị bồi dưỡng tại Phụ lục kèm theo."),
            Paragraph("Kính đề nghị Sở Nội vụ xem xét, tổng hợp vào kế hoạch bồi dưỡng."),
        ),
        recipients=("Như trên", "Lưu: VT"),
        signers=(Signer(_signer(proposal)),),
        annexes=(Annex("", "Danh sách đề nghị bồi dưỡng", (Table(_NAMES, tuple(_names(lines))),)),),
    )


def period_in_words(code: str) -> str:
    """Return "quý IV năm 2026" or "năm 2026" as papers write it."""
    span = span_of(code)
    if span is None or span.kind == PeriodKind.YEAR:
        return f"năm {code[:4]}"
    return f"quý {_QUARTERS[code[-1]]} năm {code[:4]}"


def _summary(lines: list[NeedLine]) -> list[tuple[str, ...]]:
    people: defaultdict[str, set[int]] = defaultdict(set)
    high: defaultdict[str, set[int]] = defaultdict(set)
    words: dict[str, str] = {}
    for line in lines:
        if line.priority == NeedPriority.HIGH:
            high[line.content_key].add(line.officer_id)
        people[line.content_key].add(line.officer_id)
        words.setdefault(line.content_key, line.content or "Nội dung chưa xác định")
    order = sorted(words, key=lambda key: (-len(people[key]), words[key]))
    return [
        (str(number), words[key], str(len(people[key])), str(len(high[key])))
        for number, key in enumerate(order, start=1)
    ]


def _names(lines: list[NeedLine]) -> list[tuple[str, ...]]:
    names = list_competency_names()
    return [
        (
            str(number),
            line.officer.full_name,
            line.position.name,
            f"{line.competency_code}. {names.get(line.competency_code, '')}".rstrip(". "),
            f"{line.attained}/{line.required}" if line.required else str(line.attained),
            "; ".join(filter(None, (line.content, line.note))),
            ", ".join(
                filter(None, (FORM_WORDS[line.form], month_words(line.month), PRIORITY_WORDS[line.priority]))
            ),
        )
        for number, line in enumerate(lines, start=1)
    ]


def _signer(proposal: NeedProposal) -> tuple[str, ...]:
    if proposal.organisation_name:
        return ("THỦ TRƯỞNG ĐƠN VỊ",)
    return ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")


def _small(name: str) -> str:
    """Return "xã Tân Hòa" for "Xã Tân Hòa", as names stand in running text."""
    return name[:1].lower() + name[1:]
