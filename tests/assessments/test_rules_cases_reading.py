import datetime as dt
import json
import unicodedata

import pytest
import yaml
from case_documents import codes_of, load_document, make_document, make_option, option_of

from assessments.rules import CaseFault, LegalBasis, Severity, parse_case


@pytest.mark.parametrize("code", ["TH01", "TH02"])
def test_the_written_cases_are_read_without_findings(code):
    case, findings = parse_case(load_document(code))

    assert findings == []
    assert (case.code, case.start) == (code, "n1")


def test_th02_is_read_whole():
    case, _ = parse_case(load_document("TH02"))

    assert case.area_types == ("mien_nui_dtts", "bien_gioi", "hai_dao")
    assert case.minutes == 40
    assert case.role.startswith("Chủ tịch UBND")
    assert list(case.nodes) == ["n1", "n2_kip", "n2_dem", "n3"]
    option = case.nodes["n2_kip"].options["b"]
    assert (option.critical, option.target, option.points["C7"]) == (True, "n3", 0)
    assert option.consequence.startswith("Nửa đêm")


def test_optional_keys_are_read():
    document = make_document()
    document["ket_luan"] = "- Xin lỗi trước."
    document["can_cu"] = [
        "Nghị định 118/2025/NĐ-CP",
        {"van_ban": "Luật 91/2025/QH15", "ghi_chu": "cần kiểm tra"},
    ]
    document["muc"] = {"A3": 2}
    option_of(document, "n1", "a")["vi_sao"] = "Tra cứu nhanh hơn hỏi lại."
    case, findings = parse_case(document)

    assert findings == []
    assert case.debrief == "- Xin lỗi trước."
    assert case.legal_basis == (
        LegalBasis("Nghị định 118/2025/NĐ-CP"),
        LegalBasis("Luật 91/2025/QH15", "cần kiểm tra"),
    )
    assert (case.level_of("A3"), case.level_of("B3")) == (2, 3)
    assert case.nodes["n1"].options["a"].why == "Tra cứu nhanh hơn hỏi lại."


@pytest.mark.parametrize(("level", "expected"), [(None, 3), (1, 1), (5, 5)], ids=["default", "least", "most"])
def test_one_level_for_all(level, expected):
    case, findings = parse_case(make_document() | {"muc": level})

    assert findings == []
    assert case.level_of("A3") == expected


def test_text_becomes_nfc():
    document = make_document()
    document["ten"] = unicodedata.normalize("NFD", " Phiếu hẹn ")

    case, _ = parse_case(document)

    assert case.title == unicodedata.normalize("NFC", "Phiếu hẹn")


def test_names_that_yaml_took_for_something_else_are_read_with_a_warning():
    text = yaml.safe_dump(make_document(), allow_unicode=True)
    document = yaml.safe_load(text.replace("n2:", "no:").replace("toi: n2", "toi: no"))
    document["nut"]["n1"]["lua_chon"][1] = document["nut"]["n1"]["lua_chon"].pop("b")

    case, findings = parse_case(document)

    assert {(finding.code, finding.severity) for finding in findings} == {
        (CaseFault.BOOLEAN_NAME, Severity.WARNING)
    }
    assert set(case.nodes["n1"].options) == {"a", "1", "c"}
    assert case.nodes["n1"].options["a"].target == "false"
    assert "false" in case.nodes
    assert parse_case(json.loads(json.dumps(document)))[0] == case


def change(*keys, value):
    """A document with one value changed, named for what it does."""
    document = make_document()
    *before, last = keys
    place = document
    for key in before:
        place = place[key]
    place[last] = value
    return document


A = ("nut", "n1", "lua_chon", "a")


@pytest.mark.parametrize(
    ("document", "code", "where"),
    [
        pytest.param(None, CaseFault.NOT_A_MAPPING, "", id="an empty file"),
        pytest.param(["a"], CaseFault.NOT_A_MAPPING, "", id="a list"),
        pytest.param(
            change("tieu_de", value="x"), CaseFault.UNKNOWN_KEY, "tieu_de", id="unknown key of the case"
        ),
        pytest.param(
            change(*A, "nghiem_trog", value=True),
            CaseFault.UNKNOWN_KEY,
            ".".join(A) + ".nghiem_trog",
            id="misspelt key",
        ),
        pytest.param(change("ten", value=None), CaseFault.MISSING_KEY, "", id="no title"),
        pytest.param(change(*A, "toi", value=None), CaseFault.MISSING_KEY, ".".join(A), id="no target"),
        pytest.param(change("ten", value=2025), CaseFault.NOT_TEXT, "ten", id="a number for a title"),
        pytest.param(change("ten", value="  "), CaseFault.EMPTY_TEXT, "ten", id="an empty title"),
        pytest.param(change("vai", value=["x"]), CaseFault.NOT_TEXT, "vai", id="a list for a text"),
        pytest.param(change("id", value="TH 9/1"), CaseFault.BAD_NAME, "id", id="a code with spaces"),
        pytest.param(
            change("bat_dau", value={"a": 1}), CaseFault.BAD_NAME, "bat_dau", id="a mapping for a name"
        ),
        pytest.param(
            change("thoi_luong_phut", value="40"),
            CaseFault.NOT_WHOLE_NUMBER,
            "thoi_luong_phut",
            id="minutes as text",
        ),
        pytest.param(
            change("thoi_luong_phut", value=0), CaseFault.OUT_OF_BOUNDS, "thoi_luong_phut", id="no minutes"
        ),
        pytest.param(
            change("thoi_luong_phut", value=True),
            CaseFault.NOT_WHOLE_NUMBER,
            "thoi_luong_phut",
            id="true minutes",
        ),
        pytest.param(
            change("dia_ban", value="do_thi"), CaseFault.NOT_A_LIST, "dia_ban", id="one area without list"
        ),
        pytest.param(
            change("dia_ban", value=["dong_bang"]), CaseFault.UNKNOWN_AREA, "dia_ban.0", id="unknown area"
        ),
        pytest.param(change("nut", value=[]), CaseFault.NOT_A_MAPPING, "nut", id="nodes as a list"),
        pytest.param(change("nut", "n2", value="x"), CaseFault.NOT_A_MAPPING, "nut.n2", id="a node as text"),
        pytest.param(
            change("nut", "ket", value=make_document()["nut"]["n2"]),
            CaseFault.RESERVED_NAME,
            "nut.ket",
            id="a node named like the end",
        ),
        pytest.param(
            change("nut", dt.date(2025, 7, 1), value={}), CaseFault.BAD_NAME, "nut", id="a date for a name"
        ),
        pytest.param(
            change("nut", "n1", "lua_chon", "a", value=None),
            CaseFault.NOT_A_MAPPING,
            ".".join(A),
            id="an empty option",
        ),
        pytest.param(
            change(*A, "diem", value=[3]),
            CaseFault.NOT_A_MAPPING,
            ".".join(A) + ".diem",
            id="points as a list",
        ),
        pytest.param(
            change(*A, "diem", "A3", value="3"),
            CaseFault.NOT_WHOLE_NUMBER,
            ".".join(A) + ".diem.A3",
            id="points as text",
        ),
        pytest.param(
            change(*A, "diem", "A3", value=2.5),
            CaseFault.NOT_WHOLE_NUMBER,
            ".".join(A) + ".diem.A3",
            id="half points",
        ),
        pytest.param(
            change(*A, "nghiem_trong", value="có"),
            CaseFault.NOT_TRUE_OR_FALSE,
            ".".join(A) + ".nghiem_trong",
            id="critical as text",
        ),
        pytest.param(
            change("can_cu", value="Luật"), CaseFault.NOT_A_LIST, "can_cu", id="legal basis as text"
        ),
        pytest.param(
            change("can_cu", value=[{"ten": "Luật"}]),
            CaseFault.UNKNOWN_KEY,
            "can_cu.0.ten",
            id="legal basis misspelt",
        ),
        pytest.param(change("muc", value=6), CaseFault.OUT_OF_BOUNDS, "muc", id="level six"),
        pytest.param(
            change("muc", value={"A3": "ba"}), CaseFault.NOT_WHOLE_NUMBER, "muc.A3", id="level in words"
        ),
    ],
)
def test_what_is_written_wrongly_is_refused_and_located(document, code, where):
    case, findings = parse_case(document)

    assert case is None
    assert (code, where) in {(finding.code, finding.where) for finding in findings}


def test_a_name_used_twice_is_refused():
    document = make_document()
    document["nut"]["n1"]["lua_chon"] |= {1: make_option("ket", {}), "1": make_option("ket", {})}

    assert CaseFault.DUPLICATE_KEY in codes_of(document)


def test_all_mistakes_are_reported_at_once():
    document = make_document() | {"ten": 1, "vai": 2}
    del document["tinh_huong"]

    _, findings = parse_case(document)

    assert [finding.code for finding in findings] == [
        CaseFault.NOT_TEXT,
        CaseFault.NOT_TEXT,
        CaseFault.MISSING_KEY,
    ]
