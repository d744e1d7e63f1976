"""The course studio in a real browser: dragging, text that saves itself, two editors, no script at all."""

import pytest
import scans
from playwright.sync_api import expect

from demo.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

EDITOR = "bientap@demo.vn"
BASE = "/studio/courses/KH77"
SAVES = 10_000
PATIENCE = 10_000


def begin_course(editor, *titles):
    """Begin a course with lessons of these titles, by the pages."""
    editor.sign_in(EDITOR)
    editor.go("/studio/courses/new")
    editor.page.fill("#title", "Tiếp công dân")
    editor.page.fill("#code", "KH77")
    editor.press("main form button")
    for title in titles:
        editor.go(BASE)
        editor.page.fill("#title", title)
        editor.press(f"form[action='{BASE}/lessons'] button")


def titles(editor):
    return editor.page.locator(".outline-title > a").all_inner_texts()


def saved_line(editor):
    return editor.page.locator("[data-saved] .saved")


def write(editor, text):
    """Type into the text of the lesson."""
    box = editor.page.locator("#markdown")
    box.click()
    box.press_sequentially(text)


@pytest.mark.parametrize("width", [1280, 360])
def test_lessons_are_dragged_and_moved_by_keyboard(visit, width):
    editor = visit(width)
    begin_course(editor, "Một", "Hai", "Ba")
    editor.go(BASE)
    page = editor.page
    page.evaluate("document.getElementById('lessons').scrollIntoView()")  # no scrolling while dragging
    drag_to_the_top(editor, 2)
    expect(page.locator("[data-order-status]")).not_to_be_empty()
    assert titles(editor) == ["Ba", "Một", "Hai"]
    editor.go(BASE)
    assert titles(editor) == ["Ba", "Một", "Hai"]
    button = page.locator("button[value='hai up']")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert titles(editor) == ["Ba", "Hai", "Một"]
    editor.check()


def drag_to_the_top(editor, at):
    """Drag the lesson in this place to the first."""
    grips, lessons = editor.page.locator(".grip"), editor.page.locator(".outline > li")
    grips.nth(at).drag_to(lessons.nth(0), target_position={"x": 20, "y": 5})


def test_lessons_dragged_twice_on_a_slow_line_are_saved_twice(visit):
    editor = visit(1280)
    begin_course(editor, "Một", "Hai", "Ba")
    editor.go(BASE)
    page, held = editor.page, []
    page.route("**/order", lambda route: held.append((route, route.fetch())), times=1)
    drag_to_the_top(editor, 2)
    drag_to_the_top(editor, 2)
    with page.expect_response(
        lambda answer: "order=hai+ba+mot" in (answer.request.post_data or "")
    ) as second:
        route, answer = held[0]
        route.fulfill(response=answer)
    assert second.value.status == 204
    editor.go(BASE)
    assert titles(editor) == ["Hai", "Ba", "Một"]


def test_an_order_that_was_not_saved_is_not_called_saved(visit):
    editor, other = visit(1280), visit(1280)
    begin_course(editor, "Một", "Hai", "Ba")
    editor.go(BASE)
    other.sign_in(EDITOR)
    other.go(BASE)
    other.press("button[value='ba up']")
    drag_to_the_top(editor, 2)
    expect(editor.page.locator("[data-order-status]")).to_have_class("notice notice-warning")
    editor.go(BASE)
    assert titles(editor) == ["Một", "Ba", "Hai"]


def test_text_saves_itself_and_the_preview_follows(visit):
    editor = visit(1280)
    begin_course(editor, "Mở đầu")
    write(editor, "## Xin chào\n\nĐồng chí")
    expect(saved_line(editor)).to_contain_text("202", timeout=SAVES)
    frame = editor.page.frame_locator(".phone iframe")
    expect(frame.locator("h2")).to_have_text("Xin chào", timeout=SAVES)
    editor.page.locator("#markdown").select_text()
    editor.page.locator(".toolbar button").nth(1).click()
    assert editor.page.input_value("#markdown").startswith("**## Xin")
    editor.press("#lesson .actions button")
    assert "**## Xin chào" in editor.page.input_value("#markdown")


def asks_before_leaving(editor):
    """Tell whether the browser would ask before it closes the page."""
    return editor.page.evaluate("!dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def test_words_on_their_way_are_not_left_behind_unasked(visit):
    editor = visit(1280)
    begin_course(editor, "Mở đầu")
    page, held = editor.page, []
    assert not asks_before_leaving(editor)
    page.route("**/autosave", lambda route: held.append(route))
    with page.expect_request("**/autosave", timeout=SAVES):
        write(editor, "Đồng chí")
    assert asks_before_leaving(editor)
    held[0].continue_()
    expect(saved_line(editor)).to_contain_text("202")
    assert not asks_before_leaving(editor)


def test_after_the_button_nothing_is_saved_beside_it(visit):
    editor = visit(1280)
    begin_course(editor, "Mở đầu")
    page, sent = editor.page, []
    page.clock.install()
    editor.go(f"{BASE}/lessons/mo-dau")
    write(editor, "Đồng chí")
    page.route(
        "**/lessons/mo-dau", lambda route: route.fulfill(status=204)
    )  # an answer that is long in coming
    page.route("**/autosave", lambda route: sent.append(route))
    with page.expect_request("**/lessons/mo-dau"):
        page.locator("#lesson .actions button").first.click()
    expect(page.locator("#markdown")).not_to_be_editable()
    page.select_option("#kind", "file")
    page.clock.fast_forward(PATIENCE - 1_000)
    assert sent == []
    with page.expect_request("**/autosave"):  # the answer never came: one goes on writing, and it is kept
        page.clock.fast_forward(2_000)
    expect(page.locator("#markdown")).to_be_editable()


def test_enter_in_the_sheet_saves_it(visit):
    editor = visit(1280)
    begin_course(editor)
    editor.go(f"{BASE}/sheet")
    editor.page.fill("#title", "Tiếp công dân ở cấp xã")
    with editor.page.expect_navigation():
        editor.page.press("#title", "Enter")
    editor.go(f"{BASE}/sheet")
    assert editor.page.input_value("#title") == "Tiếp công dân ở cấp xã"


def test_text_typed_without_a_connection_is_saved_when_it_is_back(visit):
    editor = visit(1280)
    begin_course(editor, "Mở đầu")
    context = editor.page.context
    context.set_offline(True)
    write(editor, "Viết khi mất mạng")
    expect(saved_line(editor)).not_to_be_empty(timeout=SAVES)
    context.set_offline(False)
    write(editor, ", rồi có lại")
    expect(saved_line(editor)).to_contain_text("202", timeout=30_000)
    editor.page.reload()
    assert editor.page.input_value("#markdown") == "Viết khi mất mạng, rồi có lại"


def test_two_editors_at_once_lose_nothing(visit):
    first, second = visit(1280), visit(360)
    begin_course(first, "Mở đầu")
    path = f"{BASE}/lessons/mo-dau"
    second.sign_in(EDITOR)
    first.go(path)
    second.go(path)
    write(first, "Của người thứ nhất")
    first.press("#lesson .actions button")
    write(second, "Của người thứ hai")
    expect(saved_line(second)).to_contain_text("“", timeout=SAVES)
    second.press("#lesson .actions button")
    joined = second.page.locator("#joined")
    assert joined.input_value().split() == ["Của", "người", "thứ", "nhất", "Của", "người", "thứ", "hai"]
    second.press("section.card form button")
    first.go(path)
    assert "thứ nhất" in first.page.input_value("#markdown")
    assert "thứ hai" in first.page.input_value("#markdown")


def test_a_lesson_is_written_without_any_script(chromium, site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/sign-in")
    page.fill("#email", EDITOR)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.goto(f"{site.url}/studio/courses/new")
    page.fill("#title", "Tiếp công dân")
    page.fill("#code", "KH77")
    page.click("main form button")
    page.goto(site.url + BASE)
    page.fill("#title", "Mở đầu")
    page.click(f"form[action='{BASE}/lessons'] button")
    page.fill("#markdown", "Một\n\nHai")
    page.click("button[value=files]")
    page.set_input_files(
        "#file", files=[{"name": "a.png", "mimeType": "image/png", "buffer": scans.png(60, 40)}]
    )
    page.fill("#words", "Sơ đồ")
    page.select_option("#after", index=1)
    page.click("form[enctype] button")
    page.goto(f"{site.url}{BASE}/lessons/mo-dau")
    assert page.input_value("#markdown").startswith("Một\n\n![Sơ đồ](")
    page.goto(f"{site.url}{BASE}/versions/1/lessons/mo-dau")
    assert page.locator("article img").count() == 1
    context.close()
