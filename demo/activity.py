"""What people have been doing lately: periods studied, alerts acknowledged, some disputed."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import competency.queries
import competency.services
import courses.services
import people.services
from courses.rules import ContentGroup
from courses.services import OutsidePeriods
from lms import clock, queries
from lms import services as lms_services
from lms.models import Account
from people.models import Officer

CLASSES = (
    ("Lớp bồi dưỡng kiến thức quản lý nhà nước (trực tiếp)", ContentGroup.STATE_MANAGEMENT, 16),
    ("Lớp bồi dưỡng kiến thức quốc phòng và an ninh, đối tượng 4", ContentGroup.DEFENCE_AND_SECURITY, 8),
    ("Hội nghị nghiên cứu, học tập chuyên đề năm", ContentGroup.POLITICAL_THEORY, 4),
    ("Lớp tập huấn nghiệp vụ theo vị trí việc làm", ContentGroup.POSITION_SKILLS, 12),
    ("Lớp tập huấn kỹ năng số cho cán bộ cấp xã", ContentGroup.DIGITAL, 8),
)
DISPUTES = (
    "Tôi đã có chứng chỉ của lớp học tháng Tám nhưng chưa thấy ghi nhận, đề nghị kiểm tra lại.",
    "Từ tháng trước tôi đã chuyển sang bộ phận khác, yêu cầu này không còn thuộc việc của tôi.",
    "Lãnh đạo đã xác nhận sản phẩm công việc của tôi bằng giấy, xin được cập nhật vào hệ thống.",
)


def add_periods(officers: Sequence[Officer], chance: Random, *, by: Account) -> None:
    """Count classes this year for some of the officers."""
    for officer in officers:
        for title, group, periods in chance.sample(CLASSES, chance.randrange(0, 4)):
            day = clock.today() - timedelta(days=chance.randrange(10, 200))
            source = f"paper:{officer.id}/{group}"
            told = OutsidePeriods(title, group, periods, max(day, day.replace(month=1, day=2)), source)
            courses.services.record_periods(officer, told, by=by)


def add_disputes(officers: Sequence[Officer], *, by: Account) -> None:
    """Let some officers say that an alert is not right; they get accounts without a password."""
    for number, (officer, text) in enumerate(zip(officers, DISPUTES, strict=False), start=1):
        email = f"canbo{number:02d}@demo.vn"
        alerts = competency.queries.list_alerts(officer)
        if alerts and queries.find_account(email) is None:  # else this world was made before
            account = lms_services.create_account(email, officer.full_name, by=by)
            people.services.link_account(officer, account, by=by)
            competency.services.dispute_alert(alerts[0], text, by=account)
