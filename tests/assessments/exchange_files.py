"""Files of questions for tests, written anew by what the formats' documents say, and ways to spoil them."""

import struct
import zlib

from hypothesis import strategies as st
from question_payloads import any_question

from assessments.rules import QuestionDraft
from assessments.rules.exchange import Known, NoteKind, read_questions
from assessments.rules.quizzes.payloads import FORMATS

KNOWN = Known({"B3", "C2"})


def png(colour=0):
    """A picture of one pixel that every decoder takes."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(bytes([0, colour, colour, colour]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def read(content, name="ngan-hang.txt", known=KNOWN):
    """What a file says; text is handed in as UTF-8."""
    return read_questions(content.encode() if isinstance(content, str) else content, name, known)


def codes(question, kind=None):
    """The codes of what is noted about a question or a file."""
    return [note.code for note in question.notes if kind in (None, note.kind)]


def refusals(question):
    return codes(question, NoteKind.REFUSED)


def losses(question):
    return codes(question, NoteKind.LOST)


def only(content, name="ngan-hang.txt"):
    """The only question of a file, taken over."""
    found = read(content, name)
    (question,) = found.questions
    assert question.draft is not None, question.notes
    return question


def moodle(*questions):
    """A Moodle XML file of these elements."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>\n"


def moodle_question(kind, body, *, name="Câu 1", text="<p>Cấp xã gồm những đơn vị nào?</p>"):
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>{body}</question>'
    )


TWO_ANSWERS = (
    '<single>true</single><answer fraction="100" format="html"><text>xã</text></answer>'
    '<answer fraction="0" format="html"><text>thôn</text></answer>'
)

# Whatever an author may type: signs of GIFT, of XML, of HTML and of Markdown, line ends, tone marks.
SIGNS = "aBđẹỗ 1%\\=~#{}:>-<&;\"'[]()*_$/.,\n|!@+×…"
_line = st.text(SIGNS.replace("\n", "").replace(",", ""), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and text
)
_text = st.text(SIGNS, min_size=1, max_size=40).filter(lambda text: text.strip() == text and text)


@st.composite
def drafts(draw):
    """A sound question of any kind with everything a question may have, its texts as odd as can be."""
    kind, (payload, _answer) = draw(any_question)
    payload = dict(payload) | {"text": draw(_text), "format": draw(st.sampled_from(FORMATS))}
    for name in ("feedback", *(("feedback_right", "feedback_wrong") if kind.value == "true_false" else ())):
        if draw(st.booleans()):
            payload[name] = draw(_text)
    competency = draw(st.sampled_from([None, "B3", "C2"]))
    return QuestionDraft(
        key=draw(_line.filter(lambda key: " ".join(key.split()) == key)),
        kind=kind,
        payload=payload,
        competency_code=competency,
        level=draw(st.sampled_from([None, 1, 5])) if competency else None,
        tags=tuple(
            draw(st.lists(_line.filter(lambda tag: " ".join(tag.split()) == tag), max_size=3, unique=True))
        ),
    )


banks = st.lists(drafts(), min_size=1, max_size=4, unique_by=lambda draft: draft.key).filter(
    lambda found: all(not draft.findings() for draft in found)
)
