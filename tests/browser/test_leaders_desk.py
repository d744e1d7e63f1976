"""The desk of a leader in a real browser: cells pasted from a spreadsheet, a certificate with its photo."""

import pytest
import scans

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

PASTE = """(text) => {
  const box = document.querySelector('[name="n1-officer"]');
  box.focus();
  const data = new DataTransfer();
  data.setData("text", text);
  box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def values(page):
    """What stands in the new rows of the table, by name."""
    boxes = "[...document.querySelectorAll('[name^=n][name*=\"-\"]')]"
    return page.evaluate(f"Object.fromEntries({boxes}.map(i => [i.name, i.value]))")


@pytest.mark.parametrize("width", [1280, 360])
def test_cells_pasted_from_a_spreadsheet_fill_the_table_and_add_rows(visit, width):
    leader = visit(width)
    leader.sign_in("lanhdao@demo.vn")
    leader.go("/needs")
    leader.press("main form[method=post] button")
    rows = [["Người thứ nhất", "B10", '"Lớp ""dữ\nliệu"""', "Cao"], ["Người thứ hai", "C2"]]
    rows += [[f"Người thứ {number}", "A1", "", "", "", "3/2027"] for number in range(3, 6)]

    leader.page.evaluate(PASTE, "\n".join("\t".join(row) for row in rows))

    found = values(leader.page)
    assert (found["n1-content"], found["n1-priority"]) == ('Lớp "dữ liệu"', "Cao")
    assert (found["n2-officer"], found["n2-competency"], found["n2-content"]) == ("Người thứ hai", "C2", "")
    assert (found["n5-officer"], found["n5-month"]) == ("Người thứ 5", "3/2027")
    leader.check()
    leader.press("form[action*='/lines'] .actions button")
    assert values(leader.page)["n5-officer"] == "Người thứ 5"  # nobody of that name; nothing is lost


def test_a_photo_of_a_certificate_goes_from_the_officer_to_the_leader(visit):
    officer = visit(360)
    officer.sign_in("canbo@demo.vn")
    officer.go("/me/certificates")
    page = officer.page
    for name, text in (("title", "Chứng chỉ CNTT cơ bản"), ("issuer", "Đại học Thái Nguyên")):
        page.fill(f"#{name}", text)
    page.fill("#issued_on", "2026-03-01")
    page.select_option("#competency_code", "B10")
    page.check("input[name=level][value='2']")
    photo = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": scans.jpeg(600, 400)}
    page.set_input_files("#scan", files=[photo])
    officer.press("main form.card button")
    officer.press("main table a")

    leader = visit(1280)
    leader.sign_in("lanhdao@demo.vn")
    leader.go("/claims")
    leader.press(f"main table a[href='{page.url.removeprefix(leader.site.url)}']")
    shown = leader.page.evaluate("document.querySelector('img.scan').naturalWidth")
    leader.page.check("#has_looked")
    leader.press("form[action$=confirmation] button")

    assert shown == 600
    officer.page.reload()
    assert "Trần Đức Thịnh" in officer.text()
