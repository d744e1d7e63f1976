"""Totals, a target and a population as pages send them; and who may do nothing with those of province 19."""

from datetime import date

from competency.rules.targets import DataOrigin, Measure, Operator, Service, TargetKind
from competency.services import PopulationText, TargetText, Totals

TOTALS = Totals(date(2026, 9, 30), 96, 100, "Báo cáo số 12/BC-SNV ngày 05/10/2026")
TEXT = TargetText(
    name="Chủ tịch UBND có trình độ tiến sĩ",
    population="TN_CHAIR_UBND",
    numerator="Số người có trình độ tiến sĩ",
    denominator="Số Chủ tịch UBND cấp xã",
    operator=Operator.AT_LEAST,
    threshold_percent=10,
    due="2030",
    kind=TargetKind.ASPIRATION,
    data_origin=DataOrigin.RECORD,
    source="Nghị quyết 5/NQ-TU, mục 2",
    measure=Measure.DEGREE_AT_LEAST,
    parameters={"level": "doctor"},
)
PEOPLE = PopulationText(
    "Chủ tịch phường", "Chủ tịch UBND các phường", True, False, ["VT02"], [], [], ["ward"], True, Service.HELD
)
STRANGERS = [
    ("department", "24"),
    ("ministry", ""),
    ("admin", ""),
    ("leader", "19001"),
    ("observer", "19001"),
]
