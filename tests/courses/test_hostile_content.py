"""Nothing of an author's runs in the origin of the platform: a lesson's way from the form to the learner."""

import re
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from factories import csrf_token, make_learner, post, sign_in
from hostile_documents import SVG, polyglot
from studio_world import FULL_SHEET, PDF, draft, lesson, make_draft, make_editor, picture, publish
from word_files import hostile_course, lines

from courses import queries, services
from courses.models import LessonFile
from courses.rules.files import FILE_KINDS
from lms.database import db, transaction

BASE = "/studio/courses/KH90"
SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "<form action=//evil.example><input name=csrf_token><button>x</button></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<style>body{display:none}</style>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](\u0001javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1) 'y'\n\n[x]",
    '![x](a.png "\\" onerror=alert(1) \\"")',
    '[x](https://a.example "\\"><script>alert(1)</script>")',
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "{{ 7*7 }}{% raw %}<script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\ufeff<script>alert(1)</script>",
]
ALLOWED = {
    "p", "h2", "h3", "h4", "h5", "ul", "ol", "li", "strong", "em", "blockquote", "code", "pre", "br", "hr",
    "table",
    "thead", "tbody", "tr", "th", "td", "a", "img", "div",
}  # fmt: skip
ATTRIBUTES = {
    "href",
    "title",
    "src",
    "alt",
    "start",
    "scope",
    "rel",
    "class",
    "role",
    "tabindex",
    "aria-label",
}


class Found(HTMLParser):
    """What a browser would build of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def assert_is_harmless(html):
    """Only the few tags and attributes lessons have, and addresses of the web, of mail or of this site."""
    for tag, attributes in Found(html).tags:
        assert tag in ALLOWED, tag
        assert set(attributes) <= ATTRIBUTES, attributes
        for name in ("href", "src"):
            scheme = urlsplit((attributes.get(name) or "").strip()).scheme
            assert scheme in ("", "http", "https", "mailto"), attributes
        assert tag != "img" or urlsplit(attributes["src"]).scheme != "data"


def assert_runs_nothing(answer):
    """A page whose scripts are all our own files, under the strict policy."""
    policy = answer.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    for tag, attributes in Found(answer.text).tags:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert tag not in ("object", "embed", "base", "math"), tag
        if tag == "script":
            assert (attributes.get("src") or "").startswith("/static/"), attributes
        if tag == "iframe":
            assert (attributes.get("src") or "").startswith("/studio/"), attributes
            assert "allow-scripts" not in attributes["sandbox"]
        address = "".join((attributes.get("href") or attributes.get("src") or "").split()).lower()
        assert not address.startswith(("javascript:", "data:", "vbscript:")), attributes
    assert "<script>alert" not in answer.text


@pytest.fixture
def editor(app):
    return make_editor()


@pytest.fixture
def client(app, editor):
    return sign_in(app.test_client(), editor)


def write(client, slug, **changes):
    found = lesson(slug)
    fields = {"seen": found.revision, "title": found.title, "kind": "text", "minutes": 10, "markdown": "Chữ"}
    return post(client, f"{BASE}/lessons/{slug}", **fields | changes)


def as_browsers_send(name):
    """Quotes and line ends of names are written so in the head of a part."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def send(client, slug, name, content, words="Ảnh"):
    data = {
        "csrf_token": csrf_token(client),
        "file": (BytesIO(content), as_browsers_send(name)),
        "words": words,
    }
    return client.post(f"{BASE}/lessons/{slug}/files", data=data, content_type="multipart/form-data")


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_in_a_text_is_harmless_from_the_editor_to_the_learner(app, client, editor, script):
    version = make_draft(editor, "Mở đầu")
    answer = write(
        client, "mo-dau", markdown=f"Trước\n\n{script}\n\nsau {script}", title=f"Bài {script}"[:300]
    )
    assert answer.status_code == 302
    assert_is_harmless(lesson("mo-dau").html)
    with transaction():
        services.save_sheet(draft(), FULL_SHEET, shown=queries.sheet_mark(draft()), by=editor)
    for path in (BASE, f"{BASE}/lessons/mo-dau", f"{BASE}/versions/1/lessons/mo-dau",
                 f"{BASE}/versions/1/course",
                 f"{BASE}/lessons/mo-dau/files", f"{BASE}/lessons/mo-dau/title"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert_runs_nothing(answer)
    publish(version, editor)
    learner = sign_in(app.test_client(), make_learner().account)
    post(learner, "/courses/KH90/enrolment")
    for path in ("/courses/KH90", "/courses/KH90/lessons/mo-dau"):
        answer = learner.get(path)
        assert answer.status_code == 200, path
        assert_runs_nothing(answer)


@pytest.mark.parametrize("script", SCRIPTS[:9])
def test_a_script_in_a_conflict_is_shown_as_words(client, editor, script):
    make_draft(editor, "Mở đầu")
    write(client, "mo-dau", markdown=f"Của họ {script}")
    answer = write(client, "mo-dau", markdown=f"Của tôi {script}", seen=1)
    assert answer.status_code == 409
    assert_runs_nothing(answer)


NAMES = [
    '"><script>alert(1)</script>.pdf',
    "<img src=x onerror=alert(1)>.pdf",
    "javascript:alert(1).pdf",
    "..%2f..%2fetc%2fpasswd.pdf",
    "../../static/app.js.pdf",
    "a\r\nSet-Cookie: x=1.pdf",
    "\u202efdp.exe.pdf",
    "tệp “lạ”; filename=x.html.pdf",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_script_in_the_name_of_a_file_is_harmless(client, editor, name):
    make_draft(editor, "Mở đầu")
    assert send(client, "mo-dau", name, PDF).status_code == 302
    (file,) = lesson("mo-dau").attachments
    assert re.fullmatch(r"[a-z0-9-]+\.pdf", file.name)
    assert_runs_nothing(client.get(f"{BASE}/lessons/mo-dau/files"))
    with client.get(f"/courses/KH90/files/{file.id}/{file.name}") as answer:
        assert answer.status_code == 200
        assert "Set-Cookie: x" not in str(answer.headers)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


PAGE = b"<!doctype html><script>alert(document.cookie)</script>"


def zipped(name="x.html", content=PAGE):
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


REFUSED_FILES = [
    ("trang.html", PAGE),
    ("trang.htm", PAGE),
    ("trang.xhtml", PAGE),
    ("hinh.svg", SVG),
    ("hinh.svgz", SVG),
    ("ma.js", b"alert(1)"),
    ("ma.mjs", b"alert(1)"),
    ("kieu.css", b"body{}"),
    ("trang.xml", SVG),
    ("trang.pdf", PAGE),
    ("trang.mp3", PAGE),
    ("hinh.png", SVG),
    ("hinh.jpg", PAGE),
    ("hinh.gif", b"GIF89a/*" + PAGE),
    ("hinh.webp", b"RIFF\0\0\0\0WEBP" + PAGE),
    ("bai.docx", zipped()),
    ("bai.xlsx", zipped("META-INF/MANIFEST.MF")),
    ("bai.docm", zipped("word/vbaProject.bin")),
    ("chay.exe", b"MZ"),
    ("chay.swf", b"CWS"),
    ("khong-duoi", PAGE),
]


@pytest.mark.parametrize(("name", "content"), REFUSED_FILES, ids=[name for name, _ in REFUSED_FILES])
def test_what_could_run_is_not_taken(client, editor, name, content):
    make_draft(editor, "Mở đầu")
    answer = send(client, "mo-dau", name, content)
    assert answer.status_code == 422
    assert_runs_nothing(answer)
    assert lesson("mo-dau").attachments == []


def test_a_picture_that_is_a_page_as_well_is_a_picture_afterwards(client, editor):
    make_draft(editor, "Mở đầu")
    gif = picture("GIF") + PAGE
    for name, content in (("a.png", polyglot()), ("b.jpg", picture("JPEG") + PAGE), ("c.gif", gif)):
        assert send(client, "mo-dau", name, content).status_code == 302
    for file in lesson("mo-dau").attachments:
        with client.get(f"/courses/KH90/files/{file.id}/{file.name}") as answer:
            assert b"<script" not in answer.data
            assert answer.mimetype in ("image/png", "image/jpeg")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


SHOWN_BY_BROWSERS = ("image/", "video/", "audio/", "text/vtt", "application/pdf")


@pytest.mark.parametrize("end", sorted(FILE_KINDS))
def test_every_file_goes_out_with_its_own_type_and_is_saved_if_it_could_run(client, editor, end):
    make_draft(editor, "Mở đầu")
    kind = FILE_KINDS[end]
    assert kind.media_type not in (
        "text/html",
        "image/svg+xml",
        "application/xhtml+xml",
        "text/xml",
        "text/javascript",
    )
    if kind.opens_inline:
        assert kind.media_type.startswith(SHOWN_BY_BROWSERS)
    head = {"txt": PAGE, "csv": b"=cmd|'/c calc'!A1," + PAGE}.get(end)
    if head is None:
        return
    assert send(client, "mo-dau", f"tep.{end}", head).status_code == 302
    file = db.session.query(LessonFile).one()
    with client.get(f"/courses/KH90/files/{file.id}/{file.name}") as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.mimetype == kind.media_type


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_in_a_word_file_is_harmless_from_the_report_to_the_lesson(client, editor, script):
    make_draft(editor)
    written = "".join(sign for sign in script if sign >= " ")
    name = as_browsers_send(f"{script}.docx")
    data = {"csrf_token": csrf_token(client), "file": (BytesIO(hostile_course(written)), name)}
    answer = client.post(f"{BASE}/word", data=data, content_type="multipart/form-data")
    report = client.get(answer.headers["Location"])
    assert_runs_nothing(report)
    shown = re.search(r'name="shown" value="([^"]*)"', report.text)[1]
    fields = {"shown": shown, "mode": "append", "picture": ["0"], "words": [script]}
    assert post(client, f"{answer.headers['Location']}/acceptance", **fields).status_code == 302
    (found,) = queries.list_written_lessons(draft())
    assert_is_harmless(found.html)
    assert_runs_nothing(client.get(f"{BASE}/lessons/{found.slug}"))
    assert_runs_nothing(client.get(f"{BASE}/versions/1/lessons/{found.slug}"))


def test_markdown_in_a_word_file_is_what_it_says(client, editor):
    make_draft(editor)
    content = lines("[bấm](https://evil.example)", "![x](https://evil.example/a.png)")
    data = {"csrf_token": csrf_token(client), "file": (BytesIO(content), "a.docx")}
    answer = client.post(f"{BASE}/word", data=data, content_type="multipart/form-data")
    shown = re.search(r'name="shown" value="([^"]*)"', client.get(answer.headers["Location"]).text)[1]
    post(client, f"{answer.headers['Location']}/acceptance", shown=shown, mode="append")
    (found,) = queries.list_written_lessons(draft())
    assert "<a " not in found.html
    assert "<img" not in found.html
