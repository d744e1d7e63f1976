"""The words of a report, from its cut alone."""

from lms.official.paper import Table
from reports.rules.documents import Stamp
from reports.rules.papers import report_paper

UNIT = {
    "code": "19",
    "name": "Thái Nguyên",
    "full_name": "Tỉnh Thái Nguyên",
    "is_province": True,
    "province": "Tỉnh Thái Nguyên",
}
CUT = {
    "unit": UNIT,
    "period": {"code": "2026-Q3", "from": "2026-07-01", "to": "2026-09-30"},
    "as_of": "2026-09-30",
    "made_on": "2026-10-05",
    "coverage": {
        "gap": None,
        "total": {"officers": 0, "required": 0},
        "by": {"competency": []},
        "withheld": 0,
    },
    "standards": [],
    "training": {
        "from": "2026-07-01",
        "to": "2026-09-30",
        "officers": 0,
        "completions": 0,
        "periods": 0,
        "by_group": [],
        "courses": [],
    },
    "targets": [],
    "needs": {
        "proposals": 1,
        "units": 1,
        "officers": 3,
        "contents": [
            {"title": "", "units": 1, "officers": 2},
            {"title": "KH04 Bảo mật thông tin", "units": 1, "officers": 1},
        ],
    },
}


def test_a_need_without_content_is_said_to_have_none():
    paper = report_paper(CUT, Stamp("ABCD", "https://hocvu.example.vn/verify/ABCD", 1, "0" * 64))

    tables = [block for block in paper.body if isinstance(block, Table)]
    assert [row[1] for row in tables[-1].rows] == ["Chưa xác định nội dung", "KH04 Bảo mật thông tin"]
