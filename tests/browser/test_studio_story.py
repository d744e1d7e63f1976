"""The studio in a real browser: Word, Excel and scratch become a course; it is returned, published, learned.

With HVS_PICTURES=folder the pages on the way are kept as pictures (`make pictures` writes those of docs/).
"""

from io import BytesIO

import openpyxl
import pytest
import scans
from answers import answer_rightly
from docx import Document
from sqlalchemy import select
from test_story import decide_case, standing_of, study

from assessments.models import BankVersion, CaseExercise, CaseVersion, Question
from courses.models import CourseVersion, ReviewComment
from lms.database import db

pytestmark = pytest.mark.browser

COURSE, CASE = "KH90", "TH90"
STUDIO = f"/studio/courses/{COURSE}"
TITLE = "Giữ an toàn tài khoản và dữ liệu ở bộ phận một cửa"
OFFICER = "Nguyễn Thị Lan"
GAP = "B10"
COMMENT = "Nêu rõ phải báo cho ai khi mất thẻ."
LESSONS = (
    "Mật khẩu và mã dùng một lần",
    "Máy tính dùng chung",
    "Nhận ra tin nhắn lừa đảo",
    "Khi lộ dữ liệu của người dân",
)
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def word_file():
    """Four lessons as a lecturer wrote them: headings, a list, a table, a picture without words."""
    document = Document()
    for title in LESSONS:
        document.add_heading(title, level=1)
        document.add_paragraph(
            f"Bài này nói về: {title.lower()}. Áp dụng ngay tại bàn làm việc của bộ phận một cửa."
        )
        document.add_paragraph("Không cho mượn tài khoản, kể cả khi đông người chờ.", style="List Bullet")
        document.add_paragraph("Đăng xuất trước khi rời máy.", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        (cell for row in table.rows for cell in row.cells),
        ("Việc xảy ra", "Việc làm ngay", "Gửi nhầm hồ sơ", "Báo lãnh đạo trong ngày"),
        strict=True,
    ):
        cell.text = words
    document.add_picture(BytesIO(scans.png(80, 60)))
    return saved(document)


def saved(document):
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def excel_file(template):
    """Ten questions typed into the template the studio gives away."""
    book = openpyxl.load_workbook(BytesIO(template))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for column in columns.values():
            sheet.cell(row, column).value = None
    for number in range(1, 11):
        values = {
            "Mã câu hỏi": f"AT-{number:02}",
            "Loại câu": "Một đáp án" if number < 9 else "Đúng/Sai",
            "Mã năng lực": GAP,
            "Câu hỏi": f"Câu {number}: khi rời máy dùng chung thì phải đăng xuất?",
            "Đáp án đúng": "1" if number < 9 else "Đúng",
        }
        if number < 9:
            values |= {
                "Phương án 1": "Đăng xuất",
                "Phương án 2": "Tắt màn hình",
                "Phương án 3": "Nhờ người trông",
            }
        for label, value in values.items():
            column = next(at for name, at in columns.items() if str(name).rstrip(" *") == label)
            sheet.cell(row=number + 1, column=column, value=value)
    return saved(book)


def hand_over(visitor, path, name, media_type, content):
    """Choose a file on a page and send it."""
    visitor.go(path)
    visitor.page.set_input_files(
        "main input[type=file]", files=[{"name": name, "mimeType": media_type, "buffer": content}]
    )
    visitor.press("main form[enctype] button[type=submit], main form[enctype] button")


def write_course(editor):
    """Begin a course, bring four lessons in from Word, say what it is for."""
    editor.go("/studio")
    editor.go("/studio/courses/new")
    editor.page.fill("#title", TITLE)
    editor.page.fill("#code", COURSE)
    editor.press("main form button")
    hand_over(editor, f"{STUDIO}/word", "Bài giảng an toàn.docx", WORD_TYPE, word_file())
    editor.page.locator("input[name=words]").fill("Các bước khi lộ dữ liệu")
    editor.picture("studio-word")
    editor.press("form[action$='/acceptance'] button")
    editor.go(STUDIO)
    assert [editor.page.get_by_role("link", name=title, exact=True).count() for title in LESSONS] == [1] * 4
    write_sheet(editor)
    editor.go(f"{STUDIO}/citations")
    editor.page.fill("#review_on", "2027-12-31")
    editor.page.fill("#document-1", "Nghị định 171/2025/NĐ-CP")
    editor.page.fill("#effective_on-1", "2025-06-30")
    editor.press("main form .actions button")


def write_sheet(editor):
    editor.go(f"{STUDIO}/sheet")
    editor.page.fill("#summary", "Giữ tài khoản và dữ liệu của người dân an toàn trong việc hằng ngày.")
    editor.page.select_option("#content_group", "5")
    editor.page.fill("#periods", "4")
    editor.page.get_by_role("radio").first.check()
    editor.page.select_option("#competency-1", GAP)
    editor.page.select_option("#level-1", "2")
    editor.page.check("#has_post_test")
    editor.page.fill("#questions", "10")
    editor.page.fill("#pass_percent", "70")
    editor.page.fill("#minutes", "20")
    editor.page.fill("#attempts", "3")
    editor.page.fill("#days_between", "1")
    editor.press("main form > .actions button")


def look_at_lesson(editor):
    """See that the table and the picture of the Word document stand in the last lesson."""
    with editor.site.app.app_context():
        version = db.session.scalar(select(CourseVersion).where(CourseVersion.course.has(code=COURSE)))
        slug = version.lessons[-1].slug
    editor.go(f"{STUDIO}/lessons/{slug}")
    text = editor.page.input_value("#markdown")
    assert "| Việc xảy ra | Việc làm ngay |" in text
    assert "![Các bước khi lộ dữ liệu](" in text
    editor.picture("studio-lesson")


def fill_bank(editor):
    """Make the bank of the post-test and bring ten questions in from Excel."""
    editor.go(f"/studio/banks/new?code={COURSE}")
    editor.page.fill("#code", COURSE)
    editor.page.fill("#title", TITLE)
    editor.press("main form button")
    bank = f"/studio/banks/{COURSE}"
    content = excel_file(editor.fetch(f"{bank}/import/template.xlsx"))
    hand_over(editor, f"{bank}/import", "Câu hỏi.xlsx", EXCEL_TYPE, content)
    editor.picture("studio-questions")
    editor.press("form[action$='/acceptance'] button")
    with editor.site.app.app_context():
        keys = db.session.scalars(select(Question.key).where(Question.bank.has(code=COURSE))).all()
    assert sorted(keys) == [f"AT-{number:02}" for number in range(1, 11)]


def write_case(editor):
    """Write a case from scratch: three decisions of three options."""
    editor.go("/studio/cases/new")
    editor.page.fill("#code", CASE)
    editor.page.fill("#title", "Mật khẩu dán dưới bàn phím")
    editor.press("main form button")
    base = f"/studio/cases/{CASE}"
    editor.go(f"{base}/facts")
    editor.page.fill("#role", "Chuyên viên bộ phận một cửa")
    editor.page.fill(
        "#situation", "Đồng nghiệp nghỉ phép, mật khẩu dán dưới bàn phím, ba người dân đang chờ."
    )
    editor.press("main form .actions button")
    with editor.site.app.app_context():
        nodes = list(
            db.session.scalar(select(CaseExercise).where(CaseExercise.code == CASE))
            .versions[0]
            .document["nut"]
        )
    for node, following in zip(nodes, [*nodes[1:], "ket"], strict=True):
        write_decision(editor, f"{base}/nodes/{node}", following)
    editor.go(base)
    editor.picture("studio-case")
    return base


def write_decision(editor, path, following):
    editor.go(path)
    page = editor.page
    page.fill("#question", "Làm gì trước?")
    page.locator("details", has=page.locator("input[name=code]")).first.evaluate("box => box.open = true")
    page.locator(f"input[name=code][value={GAP}]").check()
    editor.press("main .case-split form details button")
    names = page.locator("input[name=option]").evaluate_all("all => all.map(one => one.value)")
    for place, name in enumerate(names):
        words = ("Xin cấp quyền tạm thời", "Chờ đồng nghiệp về làm tiếp hồ sơ này", "Dùng mật khẩu đã dán")[
            place
        ]
        page.locator(f"[id='text.{name}']").fill(words)
        page.locator(f"[id='consequence.{name}']").fill("Hồ sơ được xử lý theo cách đã chọn.")
        page.locator(f"[id='why.{name}']").fill("Mỗi người chịu trách nhiệm về tài khoản của mình.")
        page.locator(f"[id='points.{name}.{GAP}']").fill(str((3, 1, 0)[place]))
        page.locator(f"[id='target.{name}']").select_option(following)
        page.locator(f"[id='critical.{name}']").set_checked(place == 2)
    editor.press("main .case-split form .actions button")


def hand_in(editor, path):
    """Hand a version in from the page where it stands."""
    editor.go(path)
    page = editor.page
    for box in (
        page.locator("form[action$='/submission']")
        .locator("xpath=ancestor-or-self::*/descendant::details")
        .all()
    ):
        box.evaluate("box => box.open = true")
    editor.press("form[action$='/submission'] button")


def open_review(reviewer, code):
    """Open the version of an item that waits in the queue."""
    reviewer.go("/studio/reviews")
    reviewer.picture("studio-reviews")
    reviewer.page.locator("main tr", has_text=code).locator("a").first.click()
    reviewer.page.wait_for_load_state()
    reviewer.check()
    return reviewer.page.url.removeprefix(reviewer.site.url)


def test_an_editor_writes_a_reviewer_returns_it_and_an_officer_learns(demo_app, visit):
    editor, reviewer = visit(1280), visit(1280)
    editor.sign_in("bientap@demo.vn")
    write_course(editor)
    look_at_lesson(editor)
    fill_bank(editor)
    case = write_case(editor)

    # The checks stand before the reviewers: what is missing stops the course, nothing else does.
    hand_in(editor, STUDIO)
    hand_in(editor, f"/studio/banks/{COURSE}/submission")
    hand_in(editor, case)

    # The reviewer returns the course once, with a comment at its place.
    reviewer.sign_in("thamdinh@demo.vn")
    review = open_review(reviewer, COURSE)
    reviewer.press("main table a >> nth=1")
    reviewer.page.locator("details.explain", has=reviewer.page.locator("textarea[name=text]")).first.evaluate(
        "box => box.open = true"
    )
    reviewer.page.locator("textarea[name=text]").first.fill(COMMENT)
    reviewer.press("form[action$='/comments'] button")
    reviewer.go(review)
    reviewer.page.fill("#note", "Bổ sung người phải báo.")
    reviewer.press("form[action$='/changes'] button")
    reviewer.picture("studio-review")

    # The editor mends the lesson, settles the comment and hands the course in again.
    editor.go(STUDIO)
    assert "Bổ sung người phải báo." in editor.text()
    mend_lesson(editor)
    hand_in(editor, STUDIO)

    # Somebody who did not write it approves; then learners may begin, and nothing of it changes any more.
    for code in (COURSE, COURSE, CASE):
        open_review(reviewer, code)
        reviewer.press("form[action$='/approval'] button")
    for kind, code in (("course-version", COURSE), ("case-version", CASE)):
        editor.go(review_of(demo_app, kind, code))
        editor.press("form[action$='/publication'] button")
    editor.picture("studio-published")
    states = [(version.state, bool(version.sealed_hash)) for version in versions_of(demo_app)]
    assert states == [("published", True)] * 3

    # An officer learns it: the test shows level 2, the case is another kind of proof.
    officer = visit(360)
    officer.sign_in("canbo@demo.vn")
    before = standing_of(demo_app, OFFICER, GAP)
    study(officer, COURSE)
    officer.go(f"/quizzes/{COURSE}")
    officer.press("form[action$='/attempts'] button")
    answer_rightly(officer.page, demo_app)
    officer.press("button[formaction$='/submission']")
    after = standing_of(demo_app, OFFICER, GAP)
    assert (before.attained, after.attained) == (0, 2)
    decide_case(officer, CASE, demo_app)
    assert standing_of(demo_app, OFFICER, GAP).status == "met"
    officer.go("/me")


def mend_lesson(editor):
    """Answer the comment of the reviewer at its place."""
    with editor.site.app.app_context():
        comment = db.session.scalar(select(ReviewComment).where(ReviewComment.text == COMMENT))
        slug = comment.place.removeprefix("lesson:")
    editor.go(f"{STUDIO}/lessons/{slug}")
    assert COMMENT in editor.text()
    text = editor.page.input_value("#markdown")
    editor.page.fill("#markdown", f"{text}\n\nMất thẻ thì báo ngay Trung tâm Phục vụ hành chính công.")
    editor.press("#lesson .actions button")
    editor.press("form[action$='/settlement'] button")


def versions_of(app):
    """The versions of the course, of its bank and of the case."""
    with app.app_context():
        return [
            db.session.scalar(select(CourseVersion).where(CourseVersion.course.has(code=COURSE))),
            db.session.scalar(select(BankVersion).where(BankVersion.bank.has(code=COURSE))),
            db.session.scalar(select(CaseVersion).where(CaseVersion.case.has(code=CASE))),
        ]


def review_of(app, kind, code):
    """The address of the review of an item."""
    subject = next(one.subject for one in versions_of(app) if one.subject.startswith(kind))
    return f"/studio/reviews/{subject}"
