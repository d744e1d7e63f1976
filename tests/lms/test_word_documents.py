"""Word documents become blocks of Markdown; what cannot come along is named where it stood."""

import unicodedata
from html import unescape
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from old_fonts import to_tcvn3, to_vni
from word_files import (
    handbook,
    lines,
    numbered,
    paragraph,
    picture,
    rebuilt,
    relation,
    relations,
    said,
    saved,
    shown,
    styled,
    with_body,
)

from lms.rich_text import plain_text, render_markdown
from lms.word import BlockKind, LossKind
from lms.word.conversion import convert

HEADER = '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:hdr>'


def markdown(content):
    """All text of a document."""
    return "\n\n".join(block.markdown for block in convert(content).blocks if block.markdown)


def losses(content):
    """What was lost at some place, and what was lost around the text."""
    document = convert(content)
    return [kind for block in document.blocks for kind in block.losses], list(document.losses)


def test_a_handbook_keeps_what_it_says():
    text = markdown(handbook())
    assert "**Luật Tiếp công dân**:*Điều 4 và* [văn bản](https://vanban.chinhphu.vn/?a=1&b=%282%29)" in text
    assert "- Sổ ghi chép\n- Giấy biên nhận\n- Bút" in text
    assert "1. Mời ngồi\n2. Lắng nghe" in text
    assert "| Việc | Hạn |\n| --- | --- |\n| Nhận đơn | trong ngày |" in text
    pictures = convert(handbook()).pictures
    assert [one.words for one in pictures] == ["Phòng tiếp công dân nhìn từ cửa", ""]


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("Đề mục 1", None),
        ("Tiêu đề 1", None),
        ("Chương của tỉnh", "Heading 1"),
        ("BÀI", None),
    ],
)
def test_headings_are_known_by_their_styles(name, base):
    content = styled(("Mở đầu", True), ("Nội dung.", False), name=name, base=base)
    assert [block.level for block in convert(content).blocks] == [1, 0]


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", LossKind.EQUATION),
        ("<w:r><w:drawing><c:chart/></w:drawing></w:r>", LossKind.CHART),
        ("<w:r><w:drawing><dgm:relIds/></w:drawing></w:r>", LossKind.DIAGRAM),
        ("<w:r><w:object><o:OLEObject/></w:object></w:r>", LossKind.OBJECT),
        ("<w:r><w:pict><v:line/></w:pict></w:r>", LossKind.SHAPE),
        ('<w:r><w:commentReference w:id="1"/></w:r>', LossKind.COMMENT),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>bí mật</w:t></w:r>", LossKind.HIDDEN),
        (said("cũ", "<w:strike/>"), LossKind.STRUCK),
        (said("ươ", '<w:vertAlign w:val="superscript"/>'), LossKind.RAISED),
        (shown('r:embed="khong"'), LossKind.LOST_PICTURE),
    ],
    ids=lambda one: one.value if isinstance(one, LossKind) else "",
)
def test_what_cannot_come_along_is_named_where_it_stood(inside, kind):
    content = with_body(paragraph(said("Trước.")) + paragraph(said("Ở đây ") + inside))
    document = convert(content)
    assert [block.losses for block in document.blocks] == [(), (kind,)]
    assert "bí mật" not in markdown(content)


def test_tracked_changes_are_taken_as_accepted():
    changed = f"<w:ins>{said('mới')}</w:ins><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
    content = with_body(paragraph(said("Bản ") + changed))
    assert markdown(content) == "Bản mới"
    assert losses(content)[0] == [LossKind.CHANGE]


def test_the_text_of_a_text_box_follows_its_paragraph():
    box = f"<wps:txbx><w:txbxContent>{paragraph(said('Trong khung'))}</w:txbxContent></wps:txbx>"
    both = f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
    both += f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    content = with_body(
        paragraph(said("Ngoài") + f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>")
    )
    assert markdown(content) == "Ngoài\n\nTrong khung"
    assert losses(content)[0] == [LossKind.TEXT_BOX]


def test_headers_and_contents_are_left_out_and_named():
    document = Document()
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("Mở đầu ……… 1", style="toc 1")
    document.add_heading("Mở đầu", 1)
    document.sections[0].header.paragraphs[0].text = "UBND xã"
    content = saved(document)
    assert markdown(content) == "Mở đầu"
    assert set(losses(content)[1]) == {LossKind.HEADER, LossKind.CONTENTS}


def test_a_picture_in_a_header_is_named():
    document = Document()
    document.add_heading("Mở đầu", 1)
    document.sections[0].header.paragraphs[0].add_run().add_picture(BytesIO(picture()))
    assert losses(saved(document))[1] == [LossKind.HEADER]


def test_metafiles_and_pictures_elsewhere_are_named():
    links = relations(
        relation("r1", "image", "media/a.emf"),
        relation("r2", "image", "https://evil.example/a.png", is_outside=True),
    )
    body = paragraph(said("Một") + shown('r:embed="r1"')) + paragraph(said("Hai") + shown('r:link="r2"'))
    content = with_body(body, **{"word/_rels/document.xml.rels": links, "word/media/a.emf": b"\1\0\0\0"})
    assert losses(content)[0] == [LossKind.METAFILE, LossKind.OUTSIDE_PICTURE]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVa\tScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x"],
)
def test_links_that_run_something_become_text(address):
    links = relations(relation("r1", "hyperlink", address.replace("\t", "&#9;"), is_outside=True))
    link = f'<w:hyperlink r:id="r1">{said("bấm vào đây")}</w:hyperlink>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText>HYPERLINK "{address}"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{said("và đây")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    content = with_body(paragraph(link) + paragraph(field), **{"word/_rels/document.xml.rels": links})
    assert markdown(content) == "bấm vào đây\n\nvà đây"
    assert losses(content)[0] == [LossKind.LINK, LossKind.LINK]


def test_footnotes_keep_their_numbers():
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Luật số 42/2013/QH13.</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )
    links = relations(relation("r1", "footnotes", "footnotes.xml"))
    body = paragraph(said("Theo luật") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
    document = convert(
        with_body(body, **{"word/_rels/document.xml.rels": links, "word/footnotes.xml": notes.encode()})
    )
    assert document.blocks[0].markdown == "Theo luật\\[1\\]"
    assert document.notes == ((1, "Luật số 42/2013/QH13."),)


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("decimal", "%1.", "1. Một\n2. Hai\n\nĐoạn xen\n\n3. Ba"),
        ("lowerLetter", "%1)", "a) Một\n\nb) Hai\n\nĐoạn xen\n\nc) Ba"),
        ("upperRoman", "Chương %1.", "Chương I. Một\n\nChương II. Hai\n\nĐoạn xen\n\nChương III. Ba"),
        ("bullet", "•", "- Một\n- Hai\n\nĐoạn xen\n\n- Ba"),
    ],
)
def test_lists_count_as_word_counts(form, text, expected):
    assert markdown(numbered("Một", "Hai", "Đoạn xen", "Ba", form=form, text=text)) == expected


def test_merged_cells_are_separated_and_named():
    document = Document()
    table = document.add_table(3, 3)
    for at, row in enumerate(table.rows):
        for over, cell in enumerate(row.cells):
            cell.text = f"ô {at}{over}"
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    text = markdown(saved(document))
    assert [line.count("|") for line in text.splitlines()] == [4, 4, 4, 4]
    assert losses(saved(document))[0] == [LossKind.MERGED_CELLS, LossKind.NO_HEAD_ROW]


def test_a_table_in_a_table_becomes_lines():
    inner = f"<w:tbl><w:tr><w:tc>{paragraph(said('trong'))}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tc>{paragraph(said('ngoài'))}{inner}</w:tc><w:tc>{paragraph(said('bên'))}</w:tc>"
    content = with_body(f"<w:tbl><w:tr>{outer}</w:tr><w:tr>{outer}</w:tr></w:tbl>")
    assert "| ngoài; trong | bên |" in markdown(content)
    assert LossKind.NESTED_TABLE in losses(content)[0]


@pytest.mark.parametrize(("encode", "name"), [(to_tcvn3, "tcvn3"), (to_vni, "vni")])
def test_old_encodings_become_unicode(encode, name):
    text = "Cán bộ tiếp công dân lắng nghe người dân và ghi chép đầy đủ ý kiến phản ánh"
    document = convert(lines(encode(text), encode("Nghị định của Chính phủ về khiếu nại")))
    assert document.blocks[0].markdown == text
    assert [(one.encoding, one.count) for one in document.converted] == [(name, 2)]


@pytest.mark.parametrize(
    "words", ["Picture 1", "image12.png", "hình 3", "Ảnh bìa. Description automatically generated"]
)
def test_words_of_machines_are_no_words(words):
    links = relations(relation("r1", "image", "media/a.png"))
    body = paragraph(said("Một") + shown('r:embed="r1"', words))
    content = with_body(body, **{"word/_rels/document.xml.rels": links, "word/media/a.png": picture()})
    assert convert(content).pictures[0].words in ("", "Ảnh bìa.")


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"]),
    min_size=1,
    max_size=60,
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(WORDS, st.booleans(), st.booleans()), min_size=1, max_size=4))
def test_whatever_is_typed_is_read_back_as_the_same_words(stretches):
    document = Document()
    line = document.add_paragraph()
    for text, is_bold, is_italic in stretches:
        run = line.add_run(text)
        run.bold, run.italic = is_bold or None, is_italic or None
    document.add_paragraph("Cuối")
    read = convert(saved(document))
    typed = "".join("".join(text for text, _, _ in stretches).split())
    back = "".join(plain(block.markdown) for block in read.blocks)
    assert back == plain_words(typed) + "Cuối"


def plain(text):
    return plain_words(unescape(plain_text(text)))


def plain_words(text):
    """Letters and digits alone, as they are without being raised."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum())


def test_markdown_that_was_typed_stays_text():
    typed = ["[bấm](javascript:alert(1))", "![x](http://evil.example/a.png)", "<script>alert(1)</script>",
             "# Không", "> trích", "1) một", "`mã`", "a | b", "--- | ---", "&lt;b&gt;", "***"]  # fmt: skip
    html = render_markdown(markdown(lines(*typed)))
    for tag in (
        "<a ",
        "<img",
        "<script",
        "<h2",
        "<blockquote",
        "<ol",
        "<code",
        "<table",
        "<hr",
        "<strong",
        "<em",
    ):
        assert tag not in html


def test_a_rebuilt_document_reads_as_before():
    content = handbook()
    assert markdown(rebuilt({}, content=content)) == markdown(content)
    assert convert(content).blocks[0].kind is BlockKind.TITLE


@pytest.mark.parametrize("number", ["²", "-1", "x", "", "9" * 5000, "١"])
def test_numbers_that_are_none_do_no_harm(number):
    shape = (
        f'<w:pPr><w:outlineLvl w:val="{number}"/><w:numPr><w:ilvl w:val="{number}"/>'
        f'<w:numId w:val="{number}"/></w:numPr></w:pPr>'
    )
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{number}"/></w:tcPr>{paragraph(said("ô"))}</w:tc>'
    symbol = f'<w:r><w:sym w:font="Symbol" w:char="{number}"/></w:r>'
    body = f"<w:p>{shape}{said('chữ')}{symbol}</w:p><w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>"
    assert "chữ" in markdown(with_body(body))
