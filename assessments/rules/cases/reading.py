"""Reading a parsed YAML document (CONTRACTS 4.2) into a case, noting all that is not as it should be."""

import re
from collections.abc import Mapping
from typing import Any

from assessments.rules.cases.graph import DEFAULT_LEVEL, END, CaseGraph, LegalBasis, Node, Option
from assessments.rules.findings import Finding, Findings
from assessments.rules.messages import CaseFault
from assessments.rules.text import clean

AREA_TYPES = ("do_thi", "nong_thon", "mien_nui_dtts", "bien_gioi", "hai_dao")
# The area profiles keep borders and islands apart; the cases of domain.md name them together.
AREA_GROUPS = {"bien_gioi_hai_dao": ("bien_gioi", "hai_dao")}

CASE_KEYS = (
    "id",
    "ten",
    "vai",
    "dia_ban",
    "thoi_luong_phut",
    "tinh_huong",
    "bat_dau",
    "nut",
    "ket_luan",
    "can_cu",
    "muc",
)
NODE_KEYS = ("hoi", "lua_chon")
OPTION_KEYS = ("noi_dung", "diem", "nghiem_trong", "he_qua", "toi", "vi_sao")
BASIS_KEYS = ("van_ban", "ghi_chu")

_NAME = re.compile(r"[\w-]{1,40}")
_MINUTES = (1, 600)
_LEVELS = (1, 5)


def parse_case(document: object) -> tuple[CaseGraph | None, list[Finding]]:
    """Return the case a document describes, and what is wrong with its writing.

    Names that YAML turned into numbers or booleans are read as "1" and "true" or "false", the latter with a
    warning. A document that was kept as JSON in between is read alike.

    Args:
        document: what a YAML reader made of the file, of any type.

    Returns:
        The case, or ``None`` where a finding is an error. Whether its graph makes sense, ``check_case`` says.
    """
    case, notes = read_draft(document)
    return (None if any(finding.is_error for finding in notes) else case), notes


def read_draft(document: object) -> tuple[CaseGraph, list[Finding]]:
    """Return what a document holds however much of it is wrong, and what is wrong.

    For drafts: what is missing or of a wrong type is read as empty; the rest can be shown and checked.
    """
    notes = Findings()
    return _read_case(_Section(document, "", CASE_KEYS, notes)), notes


class _Section:
    """A mapping with known keys. What is missing or of a wrong type is noted and read as empty."""

    def __init__(self, value: object, where: str, keys: tuple[str, ...], notes: Findings) -> None:
        self.where = where
        self.notes = notes
        self.is_mapping = isinstance(value, Mapping)
        self.values: dict[str, Any] = dict(_entries(value, where, notes))
        for key in self.values:
            if key not in keys:
                notes.error(CaseFault.UNKNOWN_KEY, self.at(key), key=key, allowed=", ".join(keys))

    def at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def has(self, key: str) -> bool:
        return self.values.get(key) is not None

    def required(self, key: str) -> bool:
        if self.is_mapping and not self.has(key):
            self.notes.error(CaseFault.MISSING_KEY, self.where, key=key)
        return self.has(key)

    def text(self, key: str) -> str:
        return _read_text(self.values[key], self.at(key), self.notes) if self.required(key) else ""

    def optional_text(self, key: str) -> str:
        return self.text(key) if self.has(key) else ""

    def name(self, key: str) -> str:
        return _read_name(self.values[key], self.at(key), self.notes) if self.required(key) else ""

    def number(self, key: str, bounds: tuple[int, int]) -> int:
        return _read_number(self.values[key], self.at(key), bounds, self.notes) if self.required(key) else 0

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.notes.error(CaseFault.NOT_TRUE_OR_FALSE, self.at(key), found=_kind(value))
        return value is True

    def entries(self, key: str) -> list[tuple[str, Any]]:
        return _entries(self.values[key], self.at(key), self.notes) if self.required(key) else []

    def items(self, key: str) -> list[Any]:
        value = self.values.get(key)
        if isinstance(value, list | tuple):
            return list(value)
        if value is not None:
            self.notes.error(CaseFault.NOT_A_LIST, self.at(key), found=_kind(value))
        return []


def _read_case(case: _Section) -> CaseGraph:
    default_level, levels = _read_levels(case)
    return CaseGraph(
        code=case.name("id"),
        title=case.text("ten"),
        role=case.text("vai"),
        area_types=_read_areas(case),
        minutes=case.number("thoi_luong_phut", _MINUTES),
        situation=case.text("tinh_huong"),
        start=case.name("bat_dau"),
        nodes={node_id: _read_node(node_id, value, case) for node_id, value in case.entries("nut")},
        debrief=case.optional_text("ket_luan"),
        legal_basis=_read_legal_basis(case),
        level=default_level,
        levels=levels,
    )


def _read_node(node_id: str, value: object, case: _Section) -> Node:
    where = f"nut.{node_id}"
    if node_id == END:
        case.notes.error(CaseFault.RESERVED_NAME, where, name=END)
    node = _Section(value, where, NODE_KEYS, case.notes)
    options = node.entries("lua_chon")
    return Node(
        id=node_id,
        question=node.text("hoi"),
        options={option_id: _read_option(option_id, option, node) for option_id, option in options},
    )


def _read_option(option_id: str, value: object, node: _Section) -> Option:
    option = _Section(value, f"{node.where}.lua_chon.{option_id}", OPTION_KEYS, node.notes)
    return Option(
        id=option_id,
        text=option.text("noi_dung"),
        # Points outside 0..3 are read here and refused by the checker, which says so in the author's terms.
        points={
            competency: _read_whole(points, option.at(f"diem.{competency}"), option.notes)
            for competency, points in option.entries("diem")
        },
        critical=option.flag("nghiem_trong"),
        consequence=option.text("he_qua"),
        target=option.name("toi"),
        why=option.optional_text("vi_sao"),
    )


def _read_areas(case: _Section) -> tuple[str, ...]:
    case.required("dia_ban")
    areas: dict[str, None] = {}
    for index, value in enumerate(case.items("dia_ban")):
        where = case.at(f"dia_ban.{index}")
        area = _read_name(value, where, case.notes)
        members = AREA_GROUPS.get(area, (area,))
        if area and not set(members) <= set(AREA_TYPES):
            allowed = ", ".join((*AREA_TYPES, *AREA_GROUPS))
            case.notes.error(CaseFault.UNKNOWN_AREA, where, area=area, allowed=allowed)
        areas |= dict.fromkeys(members)
    return tuple(areas)


def _read_legal_basis(case: _Section) -> tuple[LegalBasis, ...]:
    basis = []
    for index, value in enumerate(case.items("can_cu")):
        where = case.at(f"can_cu.{index}")
        if isinstance(value, Mapping):
            entry = _Section(value, where, BASIS_KEYS, case.notes)
            basis.append(LegalBasis(entry.text("van_ban"), entry.optional_text("ghi_chu")))
        else:
            basis.append(LegalBasis(_read_text(value, where, case.notes)))
    return tuple(basis)


def _read_levels(case: _Section) -> tuple[int, dict[str, int]]:
    if not case.has("muc"):
        return DEFAULT_LEVEL, {}
    if not isinstance(case.values["muc"], Mapping):
        return case.number("muc", _LEVELS), {}
    entries = case.entries("muc")
    return DEFAULT_LEVEL, {
        competency: _read_number(level, case.at(f"muc.{competency}"), _LEVELS, case.notes)
        for competency, level in entries
    }


def _entries(value: object, where: str, notes: Findings) -> list[tuple[str, Any]]:
    """Return the entries under readable names; of two entries with one name only the first."""
    if not isinstance(value, Mapping):
        notes.error(CaseFault.NOT_A_MAPPING, where, found=_kind(value))
        return []
    entries: dict[str, Any] = {}
    for key, entry in value.items():
        name = _read_name(key, where, notes)
        if name in entries:
            notes.error(CaseFault.DUPLICATE_KEY, where, key=name)
        elif name:
            entries[name] = entry
    return list(entries.items())


def _read_name(value: object, where: str, notes: Findings) -> str:
    if isinstance(value, bool):
        # As JSON would write it, so that a document kept as JSON still fits together.
        name = str(value).lower()
        notes.warn(CaseFault.BOOLEAN_NAME, where, name=name)
        return name
    name = clean(str(value)) if isinstance(value, str | int) else ""
    if _NAME.fullmatch(name):
        return name
    notes.error(CaseFault.BAD_NAME, where, name=str(value)[:80])
    return ""


def _read_text(value: object, where: str, notes: Findings) -> str:
    if not isinstance(value, str):
        notes.error(CaseFault.NOT_TEXT, where, found=_kind(value))
        return ""
    text = clean(value)
    if not text:
        notes.error(CaseFault.EMPTY_TEXT, where)
    return text


def _read_whole(value: object, where: str, notes: Findings) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    notes.error(CaseFault.NOT_WHOLE_NUMBER, where, found=_kind(value))
    return 0


def _read_number(value: object, where: str, bounds: tuple[int, int], notes: Findings) -> int:
    before = len(notes)
    number = _read_whole(value, where, notes)
    least, greatest = bounds
    if len(notes) == before and not least <= number <= greatest:
        notes.error(CaseFault.OUT_OF_BOUNDS, where, value=number, least=least, greatest=greatest)
    return number


def _kind(value: object) -> str:
    """Return the value as the author may recognise it, shortened."""
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    return str(value)[:40]
