"""Case documents for tests: those of the domain note, and a small sound one to break."""

import copy
from pathlib import Path

import yaml

from assessments.rules import END, check_case, parse_case

FRAMEWORK = {
    *(f"A{number}" for number in range(1, 6)),
    *(f"B{number}" for number in range(1, 11)),
    *(f"C{number}" for number in range(1, 11)),
}


def load_document(code):
    path = Path(__file__).parent / "fixtures" / f"{code}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def load_case(code):
    case, findings = parse_case(load_document(code))
    assert findings == []
    return case


def make_option(target, points, text="Lựa chọn dài vừa phải", **more):
    return {"noi_dung": text, "diem": points, "he_qua": "Hệ quả.", "toi": target, **more}


SOUND = {
    "id": "TH90",
    "ten": "Phiếu hẹn bị thất lạc",
    "vai": "Chuyên viên một cửa",
    "dia_ban": ["do_thi"],
    "thoi_luong_phut": 20,
    "tinh_huong": "Bà Hoà đến nhận kết quả nhưng phiếu hẹn đã thất lạc.",
    "bat_dau": "n1",
    "nut": {
        "n1": {
            "hoi": "Anh/chị làm gì trước?",
            "lua_chon": {
                "a": make_option("n2", {"A3": 3, "B3": 3}, "Tra cứu ngay"),
                "b": make_option("n2", {"A3": 1, "B3": 2}),
                "c": make_option(END, {"A3": 0, "B3": 0}, nghiem_trong=True),
            },
        },
        "n2": {
            "hoi": "Sau đó?",
            "lua_chon": {
                "a": make_option(END, {"A5": 3}, "Ghi sổ"),
                "b": make_option(END, {"A5": 1}),
                "c": make_option(END, {"A5": 0}),
            },
        },
    },
}


def make_document():
    return copy.deepcopy(SOUND)


def option_of(document, node, option):
    return document["nut"][node]["lua_chon"][option]


def findings_of(document, known=FRAMEWORK):
    """All findings, of the reader and, where the document can be read, of the checker."""
    case, findings = parse_case(document)
    return findings + (check_case(case, known) if case else [])


def codes_of(document):
    return [str(finding.code) for finding in findings_of(document)]


def all_paths(case):
    """Every path from start to end, listed the slow way."""
    finished, open_paths = [], [((), case.start)]
    while open_paths:
        choices, here = open_paths.pop()
        if here == END:
            finished.append(choices)
            continue
        for option in case.nodes[here].options.values():
            open_paths.append(((*choices, (here, option.id)), option.target))
    return finished
