"""Files into a bank: told first, written at once, the second time nothing."""

import base64
import io
from datetime import timedelta

import pytest
from bank_desk import make_bank, picture, sound
from exchange_files import TWO_ANSWERS, moodle, moodle_question, png
from factories import make_account, make_institution
from openpyxl import load_workbook
from openpyxl.drawing.image import Image
from question_payloads import SOUND
from sqlalchemy import select

from assessments import queries, tasks
from assessments.models import BankFile, QuestionUpload
from assessments.rules import QuestionDraft, QuestionKind
from assessments.rules.exchange import FileFormat, says_the_same
from assessments.rules.exchange.messages import ExchangeFault
from assessments.services import question_uploads, save_picture, submit_bank, withdraw_content
from assessments.services.question_exports import export_questions, write_report
from assessments.services.question_plans import RowOutcome, apply_import, plan_import
from assessments.services.question_sheets import write_question_template
from courses.services import NotEditable
from lms import clock
from lms.audit import AuditEntry
from lms.database import db, transaction
from lms.errors import Conflict, Forbidden, NotFound, Refused
from lms.files import storage
from lms.queries import get_system_account

NAMES = {FileFormat.GIFT: "a.gift", FileFormat.MOODLE_XML: "a.xml", FileFormat.EXCEL: "a.xlsx"}
GIFT = "::C01::Một? {=a ~b}\n\n::C02::Hai? {T}\n\n::C03::Ba? {}\n"


@pytest.fixture
def desk(app):
    return make_bank()


def plan(desk, content, name="a.gift", by=None):
    content = content.encode() if isinstance(content, str) else content
    return plan_import(desk.bank, content, name, by=by or desk.editor)


def bring_in(desk, content, name="a.gift"):
    with transaction():
        found = plan(desk, content, name)
        apply_import(desk.bank, found, by=desk.editor)
        return found


def outcomes(found):
    return [row.outcome.value for row in found.rows]


def drafts(desk):
    return [queries.draft_of(member.question) for member in queries.get_members(desk.version).values()]


def fill(desk):
    """A bank with a question of every kind and a picture in one of them."""
    with transaction():
        name = save_picture(desk.bank, picture(), by=desk.editor).name
    for number, kind in enumerate(QuestionKind, start=1):
        payload = SOUND[kind] | {"format": "markdown"}
        if number == 1:
            payload |= {"text": f"Nhìn ![sơ đồ]({name})\n\n- một\n- hai", "feedback": "Xem: {bài} #2 = 1"}
        desk.save(QuestionDraft(f"C{number:02}: a", kind, payload, "B3" if number % 2 else None,
                                2 if number % 2 else None, ("thủ tục", "phiếu hẹn")))  # fmt: skip
    return name


def test_a_plan_tells_what_would_happen_and_changes_nothing(desk):
    desk.save(sound("C01"))
    desk.save(sound("C02", QuestionKind.TRUE_FALSE, text="Hai?"))

    found = plan(desk, GIFT + "\n::C04::Bốn? {T}")

    assert outcomes(found) == ["changed", "same", "refused", "new"]
    assert set(found.rows[0].fields) >= {"text", "options"}
    assert found.counts == {"new": 1, "changed": 1, "same": 1, "refused": 1}
    assert [draft.key for draft in drafts(desk)] == ["C01", "C02"]


def test_an_accepted_file_is_written_and_the_second_time_changes_nothing(desk):
    bring_in(desk, GIFT)
    before = [(draft.key, draft.content_hash) for draft in drafts(desk)]
    revision = desk.version.revision

    again = bring_in(desk, GIFT)

    assert outcomes(again) == ["same", "same", "refused"]
    assert [(draft.key, draft.content_hash) for draft in drafts(desk)] == before
    assert (desk.version.revision, [key for key, _ in before]) == (revision, ["C01", "C02"])


@pytest.mark.parametrize("file_format", NAMES)
def test_an_export_brought_into_another_bank_gives_the_same_one(desk, file_format):
    name = fill(desk)
    with transaction():
        content = export_questions(desk.version, file_format, by=desk.reviewer)
    other = make_bank("KH91", owner=make_institution("TINH-B", "Học viện Tỉnh B"))

    found = bring_in(other, content, NAMES[file_format])

    assert [note.code for note in found.notes] == []
    assert [row.notes for row in found.rows] == [()] * len(QuestionKind)
    for before, after in zip(drafts(desk), drafts(other), strict=True):
        assert says_the_same(before, after), (before, after)
    assert queries.list_pictures(other.bank_id) == {name}


@pytest.mark.parametrize("file_format", NAMES)
def test_an_export_brought_back_changes_nothing(desk, file_format):
    fill(desk)
    revision = desk.version.revision
    with transaction():
        content = export_questions(desk.version, file_format, by=desk.editor)

    found = bring_in(desk, content, NAMES[file_format])

    assert set(outcomes(found)) == {"same"}
    assert desk.version.revision == revision


def test_a_published_bank_gets_a_new_version_from_a_file(desk):
    desk.save(sound("C01"))
    desk.publish()

    found = bring_in(desk, GIFT)

    assert outcomes(found) == ["changed", "new", "refused"]
    assert (desk.version.number, desk.list_keys()) == (2, ["C01", "C02"])
    assert (
        queries.draft_of(desk.member("C01", desk.version_number(1))).payload["text"] == "Cấp xã là cấp nào?"
    )


@pytest.mark.parametrize("is_published", [True, False], ids=["withdrawn", "a first draft given up"])
def test_a_file_goes_into_the_next_version_of_a_bank_that_was_taken_away(desk, is_published):
    desk.save(sound("C01"))
    if is_published:
        desk.publish()
    with transaction():
        withdraw_content(desk.version_number(1), note="Câu hỏi sai luật", by=desk.editor)

    found = bring_in(desk, GIFT)

    assert outcomes(found) == ["changed", "new", "refused"]
    assert (desk.version.number, desk.list_keys()) == (2, ["C01", "C02"])


def test_each_of_many_questions_costs_two_statements_at_most(desk, statements):
    def bring(numbers, text):
        with statements() as sent:
            bring_in(desk, "".join(f"::C{number:02}::{text} 57/2025/NĐ-CP? {{T}}\n\n" for number in numbers))
        return len(sent)

    few, more, changed = bring(range(2), "Hai"), bring(range(2, 32), "Ba"), bring(range(32), "Bốn")

    assert max(more, changed) - few <= 2 * 30  # its insert on SQLite, and whether its version is sealed
    assert {draft.payload["text"] for draft in drafts(desk)} == {"Bốn 57/2025/NĐ-CP?"}


def test_pictures_of_strangers_are_drawn_anew(desk):
    encoded = base64.b64encode(png(7)).decode()
    text = f'<p>Nhìn <img src="data:image/png;base64,{encoded}" alt="ô"> nhé.</p>'
    broken = f'<img src="data:image/png;base64,{encoded[:60]}" alt="hỏng"> Đâu?'

    both = [moodle_question("multichoice", TWO_ANSWERS, text=one, name=one[-9:-4]) for one in (text, broken)]
    found = bring_in(desk, moodle(*both), "a.xml")

    kept = db.session.scalars(select(BankFile)).one()
    assert f'src="{kept.name}"' in drafts(desk)[0].payload["text"]
    assert drafts(desk)[1].payload["text"] == "hỏng Đâu?"
    assert [note.code for note in found.rows[1].notes] == [ExchangeFault.PICTURE_BAD]


def test_only_editors_of_the_institution_bring_files_in(desk):
    for stranger in (
        desk.reviewer,
        make_account("editor", make_institution("TINH-B", "Học viện Tỉnh B").code),
        make_account(),
    ):
        with pytest.raises(Forbidden):
            plan(desk, GIFT, by=stranger)
    with pytest.raises(Forbidden):
        export_questions(desk.version, FileFormat.GIFT, by=make_account())


def hand_in(desk, content=GIFT, name="a.gift"):
    with transaction():
        stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
        return question_uploads.hand_in_questions(desk.bank, name, stream, by=desk.editor).id


def upload(number):
    return db.session.get(QuestionUpload, number)


def accept(desk, number, *, digest=None, refused=1):
    with transaction():
        found = question_uploads.read_upload(upload(number), by=desk.editor)
        question_uploads.accept_questions(
            upload(number), digest=digest or found.digest, refused=refused, by=desk.editor
        )


def test_a_file_is_kept_until_it_is_accepted(desk):
    number = hand_in(desk, name="C:\\Tệp\\ngân\0 hàng.gift")
    assert hand_in(desk) == number

    accept(desk, number)

    assert (upload(number).state, upload(number).storage_key, upload(number).file_name) == (
        "done", None, "ngân hàng.gift",
    )  # fmt: skip
    assert upload(number).counts == {"new": 2, "changed": 0, "same": 0, "refused": 1}
    assert desk.list_keys() == ["C01", "C02"]
    events = db.session.scalars(select(AuditEntry.event)).all()
    assert {"question_file:handed_in", "question_file:imported"} <= set(events)


def test_a_file_is_accepted_once(desk):
    number = hand_in(desk)
    digest = question_uploads.read_upload(upload(number), by=desk.editor).digest
    accept(desk, number)

    with pytest.raises(Conflict), transaction():
        question_uploads.accept_questions(upload(number), digest=digest, refused=1, by=desk.editor)


def test_what_was_shown_is_what_is_written(desk):
    number = hand_in(desk)
    digest = question_uploads.read_upload(upload(number), by=desk.editor).digest
    desk.save(sound("C01"))

    with pytest.raises(Conflict):
        accept(desk, number, digest=digest)

    assert (upload(number).state, desk.list_keys()) == ("review", ["C01"])


def test_what_cannot_be_taken_is_left_out_only_knowingly(desk):
    number = hand_in(desk)

    with pytest.raises(Refused):
        accept(desk, number, refused=0)

    assert (upload(number).state, desk.list_keys()) == ("review", [])


def test_nothing_is_written_while_reviewers_have_the_bank(desk):
    desk.save(sound("C09"))
    number = hand_in(desk)
    with transaction():
        submit_bank(desk.version, by=desk.editor)

    with pytest.raises(NotEditable):
        accept(desk, number)


def test_a_file_that_nobody_accepts_is_put_away_after_a_while(desk, still):
    left, taken = hand_in(desk), hand_in(desk, "::C09::Chín? {T}")
    accept(desk, taken, refused=0)
    key = upload(left).storage_key
    still(clock.now() + timedelta(days=question_uploads.KEPT_DAYS - 1))
    fresh = hand_in(desk, "::C08::Tám? {T}")
    still(clock.now() + timedelta(days=2))

    tasks.forget_questions(clock.today(), get_system_account())

    states = [(upload(number).state, upload(number).storage_key is None) for number in (left, taken, fresh)]
    assert states == [("dropped", True), ("done", True), ("review", False)]
    with pytest.raises(NotFound):
        storage().open(key)
    dropped = select(AuditEntry.target_id).where(AuditEntry.event == "question_file:dropped")
    assert db.session.scalars(dropped).all() == [str(left)]


def test_a_file_can_be_put_away(desk):
    number = hand_in(desk)

    for _ in range(2):
        with transaction():
            question_uploads.drop_questions(upload(number), by=desk.editor)

    assert (upload(number).state, upload(number).storage_key, desk.list_keys()) == ("dropped", None, [])


@pytest.mark.parametrize("content", [b"", b"x" * (20 * 1024 * 1024 + 1)], ids=["empty", "too large"])
def test_files_that_are_nothing_or_too_much_are_not_kept(desk, content):
    with pytest.raises(Refused):
        hand_in(desk, content)


def sheet_of(content):
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


def template(desk, *rows):
    """The template filled in: each row a mapping of headers."""
    target = io.BytesIO()
    write_question_template(target, {"B3": "Soạn thảo văn bản"})
    workbook = load_workbook(target)
    sheet = workbook.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    for row in rows:
        sheet.append([row.get(header) for header in headers])
    filled = io.BytesIO()
    workbook.save(filled)
    return filled.getvalue()


def test_the_template_as_it_comes_holds_no_question(desk):
    found = plan(desk, template(desk), "mau.xlsx")

    assert [note.code for note in found.notes] == [ExchangeFault.NO_QUESTIONS]


def filled_row(kind, options=(), **more):
    row = {"Câu hỏi": "Hỏi gì?", "Loại câu": kind}
    row |= {f"Phương án {number}": text for number, text in enumerate(options, start=1)}
    return row | {header.replace("_", " "): value for header, value in more.items()}


def test_the_template_takes_every_kind(desk):
    found = plan(
        desk,
        template(
            desk,
            filled_row("Một đáp án", "ab", Mã_câu_hỏi="1", Đáp_án_đúng="B"),
            filled_row("Nhiều đáp án", [1, 2.5, "c"], Đáp_án_đúng="1, 3"),
            filled_row("đúng/sai", Đáp_án_đúng="Đúng", Mã_năng_lực="B3", Cấp_độ=3),
            filled_row("Ghép cặp", ["Sở", "Phòng"], Vế_phải_1="tỉnh", Vế_phải_2="xã", Vế_phải_3="huyện"),
            filled_row("Sắp xếp", ["một", "hai"]),
            filled_row("Trả lời ngắn", ["bốn", "bon"], Tỉ_lệ_điểm_2="50%", Phản_hồi_2="Thiếu dấu."),
            filled_row("Điền số", ["3,5 ± 0,5", "30..40"], Tỉ_lệ_điểm_2=50, Đơn_vị="ngày"),
        ),
        "mau.xlsx",
    )

    assert [[note.code for note in row.notes if note.kind != "told"] for row in found.rows] == [[]] * 7
    kinds = [row.draft.kind for row in found.rows]
    assert kinds == list(QuestionKind)
    assert found.rows[2].draft.level == 3
    assert found.rows[6].draft.payload["answers"] == [
        {"value": "3.5", "tolerance": "0.5"},
        {"minimum": "30", "maximum": "40", "weight": "50"},
    ]


def test_a_picture_laid_upon_a_row_goes_with_its_question(desk):
    content = template(
        desk, filled_row("Đúng/Sai", Đáp_án_đúng="Đúng"), filled_row("Đúng/Sai", Đáp_án_đúng="Sai")
    )
    workbook = load_workbook(io.BytesIO(content))
    workbook.worksheets[0].add_image(Image(picture()), "F4")
    workbook.worksheets[0].add_image(Image(picture("blue")), "A1")
    filled = io.BytesIO()
    workbook.save(filled)

    found = plan(desk, filled.getvalue(), "mau.xlsx")

    first, second = (row.draft for row in found.rows)
    assert first.pictures == ()
    assert second.payload["text"].startswith("Hỏi gì?\n\n![")
    assert [use.name for use in second.pictures] == list(found.pictures)
    assert [note.code for note in found.notes] == [ExchangeFault.PICTURE_UNUSED]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param({"Loại câu": "Tự luận", "Câu hỏi": "?"}, ExchangeFault.ROW_KIND, id="kind"),
        pytest.param(
            {"Loại câu": "Đúng/Sai", "Câu hỏi": "?", "Đáp án đúng": "Có"}, ExchangeFault.ROW_TRUTH, id="truth"
        ),
        pytest.param(
            {"Loại câu": "Đúng/Sai", "Câu hỏi": "?", "Đáp án đúng": "Sai", "Cấp độ": "cao"},
            ExchangeFault.ROW_LEVEL,
            id="level",
        ),
        pytest.param(
            {
                "Loại câu": "Một đáp án",
                "Câu hỏi": "?",
                "Phương án 1": "a",
                "Phương án 2": "b",
                "Đáp án đúng": "5",
            },
            ExchangeFault.ANSWER_UNKNOWN,
            id="answer",
        ),
        pytest.param(
            {"Loại câu": "Điền số", "Câu hỏi": "?", "Phương án 1": "bốn"},
            ExchangeFault.BAD_NUMBER,
            id="number",
        ),
        pytest.param({"Loại câu": "Sắp xếp", "Câu hỏi": "=1+1"}, ExchangeFault.ROW_CELL, id="formula"),
    ],
)
def test_rows_that_are_wrong_say_why(desk, row, code):
    found = plan(desk, template(desk, row), "mau.xlsx")

    assert code in [note.code for note in found.rows[0].notes]
    assert found.rows[0].outcome is RowOutcome.REFUSED
    assert found.rows[0].line == 3


def test_the_report_names_everything_with_its_place(desk):
    rows = sheet_of(write_report(plan(desk, GIFT)))

    assert rows[1][0] == "5"
    assert rows[1][2] == "C03"
    assert len(rows) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04xl/workbook" + b"x" * 400,
        "Câu hỏi;Loại câu\n?;Đúng/Sai\n".encode(),
        "sai,cột\n1,2\n".encode(),
    ],
    ids=["a broken workbook", "no answer", "other columns"],
)
def test_tables_that_are_wrong_are_told(desk, content):
    found = plan(desk, content, "a.csv" if content[:2] != b"PK" else "a.xlsx")

    assert found.to_write == []
    assert found.notes or found.rows[0].notes


def test_who_changes_a_question_between_plan_and_deed_is_not_overwritten(desk):
    desk.save(sound("C01"))
    found = plan(desk, GIFT)
    desk.change(sound("C01", text="Đã sửa"), by=desk.second_editor)

    with pytest.raises(Conflict), transaction():
        apply_import(desk.bank, found, by=desk.editor)

    assert [draft.payload["text"] for draft in drafts(desk)] == ["Đã sửa"]
