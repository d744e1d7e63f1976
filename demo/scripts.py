"""What three officers wrote after the flood case; one text is marked and released, two wait for a marker."""

from dataclasses import dataclass

from assessments import queries, services
from assessments.models import CaseExercise, OpenTask, Script
from assessments.services import Mark, Typed
from demo.marking import CASE, TASK
from demo.studio import ASSESSOR, EDITOR
from lms.models import Account
from lms.queries import find_account
from people.queries import find_officer_of


@dataclass(frozen=True, slots=True)
class Written:
    """An officer, the way taken through the case, and the words about it; they tell nobody's name."""

    email: str
    path: tuple[tuple[str, str], ...]
    text: str


WRITTEN = (
    Written(
        "diachinh@demo.vn",
        (("n1", "d"), ("n2_kip", "a"), ("n3", "d")),
        "Quyết định khó nhất với tôi là cho sơ tán toàn xã ngay lúc 15 giờ 30 mà không phân loại vùng nguy "
        "cơ. Tôi chọn như vậy vì danh sách cũ thiếu chín hộ, chờ rà xong thì trời tối. Kết quả là phần lớn "
        "hộ đã đi, nhưng điểm sơ tán quá tải, hộ nguy cấp nhất chưa chắc được đi trước. Nếu làm lại, tôi cử"
        " ngay tổ xuống từng bản chốt danh sách, vùng nguy cơ cao đi trước. Ở đơn vị mình, trước mùa mưa "
        "tôi sẽ đề nghị ghép danh sách hộ của các xã cũ lên bản đồ, ghi rõ hộ có người già, trẻ nhỏ. Trưởng"
        " thôn xác nhận, xong trong tháng Tư, xã kiểm tra lại mười hộ bất kỳ.",
    ),
    Written(
        "lanhdao@demo.vn",
        (("n1", "b"), ("n2_dem", "d"), ("n3", "d")),
        "Khó nhất là lúc 15 giờ 30: có nên cho dân đi khi chưa có công điện. Tôi đã chờ, vì sợ mưa không "
        "lớn thì bà con trách, lần sau không nghe. Khi công điện đến thì cầu tràn đã ngập, chúng tôi phải "
        "đi trong đêm và sáu hộ khó nhất vẫn ở lại. Tôi nhận ra bản tin cảnh báo, cột sóng đã mất và cầu "
        "tràn là đủ để quyết định trong phạm vi của mình. Ở đơn vị, tôi sẽ cho viết sẵn một trang: dấu hiệu"
        " nào thì sơ tán, ai được ra lệnh, ai đi bản nào, báo cáo tỉnh lúc nào. Trang đó diễn tập một lần "
        "trước mùa mưa, và tôi sẽ nói trước với bà con vì sao thà đi thừa một đêm.",
    ),
    Written(
        "canbo01@demo.vn",
        (("n1", "c"), ("n2_dem", "a"), ("n3", "b")),
        "Quyết định khó nhất của tôi là sau lũ, khi mạng lan tin xã giấu số người chết. Tôi đã cấm đăng tin"
        " để tránh hoang mang, nhưng càng cấm thì lời đồn càng tăng. Tôi chọn như vậy vì lúc đó các thôn "
        "báo lệch nhau, tôi chưa có con số nào dám nói. Đáng lẽ phải giao một người làm đầu mối, dùng một "
        "biểu mẫu có người xác nhận, và nói thật: điều gì đã biết, điều gì đang kiểm tra, mấy giờ có tin "
        "tiếp. Tôi cũng đã giao việc qua Zalo cho bản mất sóng. Ở đơn vị, tôi sẽ ghi sẵn cách báo tin cho "
        "từng bản khi mất sóng và cử người viết bản tin hai lần mỗi ngày.",
    ),
)
MARKS = {
    0: Mark(2, "Phân tích được cả mặt được và mặt chưa được của lệnh sơ tán toàn xã."),
    1: Mark(1, "Nên nêu rõ phương án hoặc kế hoạch nào của xã đã ghi việc này."),
    2: Mark(3, "Có người làm, thời hạn và cách kiểm tra."),
}


def hand_in_scripts() -> None:
    """Let the officers decide the case and write on it; who has written before writes nothing more."""
    case = queries.find_case(CASE)
    task = next((one for one in queries.list_tasks_of(case) if one.code == TASK), None) if case else None
    if case is None or task is None:
        return
    new = []
    for one in WRITTEN:
        account = find_account(one.email)
        officer = find_officer_of(account) if account else None
        if account is not None and officer is not None and not queries.list_scripts_on(task, officer):
            new.append(_write(case, task, one, by=account))
    _mark_one(new)


def _write(case: CaseExercise, task: OpenTask, written: Written, *, by: Account) -> Script:
    attempt = services.start_case(case, by=by)
    for node, option in written.path:
        services.choose_option(attempt, node, option, by=by)
    script = services.start_script(task, by=by)
    return services.submit_script(script, Typed(written.text, script.revision), by=by)


def _mark_one(scripts: list[Script]) -> None:
    """Mark and release the first that was not drawn for two markers: there is one assessor here."""
    assessor, editor = find_account(ASSESSOR), find_account(EDITOR)
    script = next((one for one in scripts if not one.is_drawn), None)
    if assessor is None or editor is None or script is None:
        return
    marking = services.claim_script(script, by=assessor)
    services.submit_marks(marking, MARKS, by=assessor)
    services.release_scripts([script], by=editor)
