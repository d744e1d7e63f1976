"""Questions for tests: one sound payload and its right answer per kind, and random ones."""

from hypothesis import strategies as st

from assessments.rules import QuestionKind, content_id


def option(text, weight=0, **more):
    return {"id": content_id(text), "text": text, "weight": weight, **more}


def pair(left, right):
    return {"id": content_id(left), "left": left, "right": right}


def item(text):
    return {"id": content_id(text), "text": text}


def ids(*texts):
    return [content_id(text) for text in texts]


SOUND = {
    QuestionKind.SINGLE: {
        "text": "Cấp xã là cấp nào?",
        "options": [option("Xã, phường, đặc khu", 100, feedback="Đúng."), option("Thôn"), option("Huyện")],
        "feedback": "Cấp huyện kết thúc ngày 1/7/2025.",
    },
    QuestionKind.MULTIPLE: {
        "text": "Dữ liệu nào cần bảo vệ?",
        "options": [
            option("Số định danh", 50),
            option("Số điện thoại", 50),
            option("Tên xã", -50),
            option("Tên tỉnh"),
        ],
    },
    QuestionKind.TRUE_FALSE: {"text": "Đơn không đúng mẫu vẫn được ghi nhận.", "answer": True},
    QuestionKind.MATCHING: {
        "text": "Nối.",
        "pairs": [pair("Sở", "tỉnh"), pair("Phòng", "xã"), pair("Bộ", "trung ương")],
        "distractors": ["huyện"],
    },
    QuestionKind.ORDERING: {
        "text": "Xếp thứ tự.",
        "items": [item("Tiếp nhận"), item("Xử lý"), item("Trả kết quả")],
    },
    QuestionKind.SHORT_ANSWER: {
        "text": "Phương châm bốn tại …?",
        "answers": [{"text": "chỗ"}, {"text": "*cho*", "weight": 50, "feedback": "Thiếu dấu."}],
    },
    QuestionKind.NUMERIC: {
        "text": "Bao nhiêu tiết mỗi năm?",
        "answers": [{"value": "40"}, {"minimum": "38", "maximum": "42", "weight": "50"}],
        "unit": "tiết",
    },
}

RIGHT = {
    QuestionKind.SINGLE: content_id("Xã, phường, đặc khu"),
    QuestionKind.MULTIPLE: ids("Số định danh", "Số điện thoại"),
    QuestionKind.TRUE_FALSE: True,
    QuestionKind.MATCHING: {
        content_id("Sở"): content_id("tỉnh"),
        content_id("Phòng"): content_id("xã"),
        content_id("Bộ"): content_id("trung ương"),
    },
    QuestionKind.ORDERING: ids("Tiếp nhận", "Xử lý", "Trả kết quả"),
    QuestionKind.SHORT_ANSWER: "Chỗ",
    QuestionKind.NUMERIC: "40,0",
}

_words = st.lists(st.text("abcđôẹ", min_size=1, max_size=5), unique=True, min_size=2, max_size=6)
_weights = st.integers(-100, 0)


@st.composite
def _choices(draw, kind):
    texts = draw(_words)
    right = draw(st.integers(1, len(texts) if kind is QuestionKind.MULTIPLE else 1))
    options = [option(text, f"{100 / right:.5f}") for text in texts[:right]]
    options += [option(text, draw(_weights)) for text in texts[right:]]
    answer = [one["id"] for one in options[:right]]
    payload = {"text": "?", "options": draw(st.permutations(options))}
    return payload, answer if kind is QuestionKind.MULTIPLE else answer[0]


@st.composite
def _matching(draw):
    lefts = draw(_words)
    pairs = [pair(left, draw(st.sampled_from(["tỉnh", "xã", "thôn"]))) for left in lefts]
    payload = {"text": "?", "pairs": pairs, "distractors": ["huyện"]}
    return payload, {one["id"]: content_id(one["right"]) for one in pairs}


@st.composite
def _ordering(draw):
    items = [item(text) for text in draw(_words)]
    return {"text": "?", "items": items}, [one["id"] for one in items]


@st.composite
def _typed(draw, kind):
    if kind is QuestionKind.SHORT_ANSWER:
        texts = draw(_words)
        return {"text": "?", "answers": [{"text": text} for text in texts]}, draw(
            st.sampled_from(texts)
        ).upper()
    number = draw(st.integers(-999, 999))
    return {"text": "?", "answers": [{"value": str(number), "tolerance": "0.5"}]}, f"{number},5"


def questions(kind):
    """Random sound payloads of a kind, each with an answer that earns everything."""
    if kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}:
        return _choices(kind)
    if kind is QuestionKind.TRUE_FALSE:
        return st.booleans().map(lambda answer: ({"text": "?", "answer": answer}, answer))
    if kind is QuestionKind.MATCHING:
        return _matching()
    return _ordering() if kind is QuestionKind.ORDERING else _typed(kind)


any_question = st.sampled_from(QuestionKind).flatmap(lambda kind: st.tuples(st.just(kind), questions(kind)))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=6,
)
