"""Authors' Markdown becomes clean HTML, whatever they try."""

import pytest

from lms.rich_text import plain_text, render_markdown


@pytest.mark.parametrize(
    ("markdown", "forbidden"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("[bấm](javascript:alert(1))", 'javascript:alert(1)"'),
        ('<img src=x onerror="alert(1)">', "<img"),
        ("<p style='color:red'>đỏ</p>", "<p style"),
        ("![ảnh](data:text/html;base64,AAAA)", "<img"),
    ],
    ids=["script", "script address", "event", "style", "data address"],
)
def test_nothing_that_runs_or_paints_gets_through(markdown, forbidden):
    html = render_markdown(markdown)
    assert forbidden not in html.replace("&lt;", "").replace("&gt;", "")


def test_headings_begin_below_the_title_of_the_page():
    assert render_markdown("# Mở đầu") == "<h2>Mở đầu</h2>\n"


def test_every_table_is_a_region_of_its_own():
    table = "| Việc | Hạn |\n|---|---|\n| Nhận đơn | trong ngày |\n\n"
    html = render_markdown(table + "Rồi:\n\n" + table)

    assert html.count("</table></div>") == 2
    assert 'aria-label="Bảng 1"' in html
    assert 'aria-label="Bảng 2"' in html
    assert '<th scope="col">' in html


def test_plain_text_has_words_only():
    assert plain_text("**Bốn** tại [chỗ](https://vidu.vn)").strip() == "Bốn tại chỗ"
