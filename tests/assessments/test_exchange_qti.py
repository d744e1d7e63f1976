"""QTI 2 items, alone and in packages."""

import io
import zipfile

import pytest
from exchange_files import codes, losses, only, png, read, refusals

from assessments.rules import QuestionKind
from assessments.rules.exchange import FileFormat
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.pictures import picture_name

K, X = QuestionKind, ExchangeFault

NAMESPACE = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
MATCH_CORRECT = (
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
)


def item(interaction, declaration, *, title="Câu 1", more=MATCH_CORRECT, before=""):
    return (
        f'<?xml version="1.0"?><assessmentItem {NAMESPACE} identifier="i1" title="{title}" adaptive="false" '
        f'timeDependent="false">{declaration}<outcomeDeclaration identifier="SCORE" cardinality="single" '
        f'baseType="float"/><itemBody>{before}{interaction}</itemBody>{more}</assessmentItem>'
    )


def declared(cardinality, base_type, *values, mapping=""):
    right = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base_type}">'
        f"<correctResponse>{right}</correctResponse>{mapping}</responseDeclaration>"
    )


def choices(name="choiceInteraction", most="1", **texts):
    inner = "".join(f'<simpleChoice identifier="{key}">{text}</simpleChoice>' for key, text in texts.items())
    return (
        f'<{name} responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}">'
        f"<prompt>Chọn đi.</prompt>{inner}</{name}>"
    )


SINGLE = item(choices(A="xã", B="thôn", C="huyện"), declared("single", "identifier", "A"))


def test_one_choice():
    question = only(SINGLE, "item.xml")

    payload = question.draft.payload
    assert (question.draft.kind, question.draft.key) == (K.SINGLE, "Câu 1")
    assert payload["text"] == "<p>Chọn đi.</p>"
    assert [(one["text"], one.get("weight")) for one in payload["options"]] == [
        ("xã", "100"), ("thôn", None), ("huyện", None),
    ]  # fmt: skip
    assert codes(question) == []


def test_several_choices_with_mapped_points_and_feedback():
    mapping = (
        '<mapping lowerBound="0" upperBound="2" defaultValue="-1"><mapEntry mapKey="A" mappedValue="1"/>'
        '<mapEntry mapKey="B" mappedValue="1"/><mapEntry mapKey="C" mappedValue="-2"/></mapping>'
    )
    texts = {
        "A": "H <feedbackInline identifier='A' outcomeIdentifier='F'>Đúng.</feedbackInline>",
        "B": "O",
        "C": "Cl",
    }
    more = (
        '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'
        '<modalFeedback outcomeIdentifier="F" identifier="B" showHide="show">Cũng đúng.</modalFeedback>'
        '<modalFeedback outcomeIdentifier="F" identifier="x" showHide="show">Lạ.</modalFeedback>'
    )

    question = only(
        item(
            choices(most="0", **texts),
            declared("multiple", "identifier", "A", "B", mapping=mapping),
            more=more,
        ),
        "item.xml",
    )

    assert question.draft.kind is K.MULTIPLE
    options = question.draft.payload["options"]
    assert [(one["text"], one["weight"], one.get("feedback")) for one in options] == [
        ("H", "50", "Đúng."), ("O", "50", "Cũng đúng."), ("Cl", "-100", None),
    ]  # fmt: skip
    assert losses(question) == [X.FEEDBACK_LOST]


def test_an_order():
    question = only(
        item(
            choices("orderInteraction", A="Nhận", B="Trả", C="Xử lý"),
            declared("ordered", "identifier", "A", "C", "B"),
        ),
        "item.xml",
    )

    assert [one["text"] for one in question.draft.payload["items"]] == ["Nhận", "Xử lý", "Trả"]
    assert codes(question) == [X.PARTIAL_SCORING]


def test_pairs():
    sets = (
        '<matchInteraction responseIdentifier="RESPONSE" maxAssociations="4"><simpleMatchSet>'
        '<simpleAssociableChoice identifier="S" matchMax="1">Sở</simpleAssociableChoice>'
        '<simpleAssociableChoice identifier="P" matchMax="1">Phòng</simpleAssociableChoice></simpleMatchSet>'
        '<simpleMatchSet><simpleAssociableChoice identifier="T" matchMax="4">tỉnh</simpleAssociableChoice>'
        '<simpleAssociableChoice identifier="X" matchMax="4">xã</simpleAssociableChoice>'
        '<simpleAssociableChoice identifier="H" matchMax="4">huyện</simpleAssociableChoice></simpleMatchSet>'
        "</matchInteraction>"
    )

    question = only(
        item(sets, declared("multiple", "directedPair", "S T", "P X"), before="<p>Nối.</p>"), "item.xml"
    )

    assert [(pair["left"], pair["right"]) for pair in question.draft.payload["pairs"]] == [
        ("Sở", "tỉnh"),
        ("Phòng", "xã"),
    ]
    assert question.draft.payload["distractors"] == ["huyện"]


def test_words_and_numbers_to_type():
    entry = '<textEntryInteraction responseIdentifier="RESPONSE" expectedLength="15"/>'
    mapping = (
        '<mapping defaultValue="0"><mapEntry mapKey="bốn" mappedValue="1" caseSensitive="true"/>'
        '<mapEntry mapKey="bon" mappedValue="0.5"/></mapping>'
    )
    word = only(
        item(f"<p>Phương châm {entry} tại chỗ.</p>", declared("single", "string", "bốn", mapping=mapping)),
        "item.xml",
    )
    number = only(item(f"<p>Mấy ngày? {entry}</p>", declared("single", "integer", "7")), "item.xml")

    assert word.draft.payload["text"] == "<p>Phương châm _____ tại chỗ.</p>"
    assert [(one["text"], one["weight"]) for one in word.draft.payload["answers"]] == [
        ("bốn", "100"),
        ("bon", "50"),
    ]
    assert losses(word) == [X.CASE_LOST]
    assert number.draft.payload["answers"] == [{"value": "7", "tolerance": "0"}]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(item("<p>Chỉ chữ.</p>", ""), X.NO_ANSWERS, id="nothing to answer"),
        pytest.param(
            item('<extendedTextInteraction responseIdentifier="RESPONSE"/>', declared("single", "string")),
            X.KIND_NOT_TAKEN,
            id="essay",
        ),
        pytest.param(
            item(
                '<hotspotInteraction responseIdentifier="RESPONSE"/>', declared("single", "identifier", "A")
            ),
            X.KIND_NOT_TAKEN,
            id="hotspot",
        ),
        pytest.param(
            item(choices(A="a", B="b") * 2, declared("single", "identifier", "A")), X.KIND_NOT_TAKEN, id="two"
        ),
        pytest.param(
            item(choices(A="a", B="b"), declared("single", "identifier", "Z")), X.ANSWER_UNKNOWN, id="no such"
        ),
        pytest.param(item(choices(A="a", B="b"), ""), "question_no_right_answer", id="nothing right"),
    ],
)
def test_items_that_cannot_be_taken_say_why(content, code):
    (question,) = read(content, "item.xml").questions

    assert code in refusals(question)
    assert question.title == "Câu 1"


def package(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def manifest(*resources):
    inner = "".join(
        f'<resource identifier="{href}" type="{kind}" href="{href}"/>' for href, kind in resources
    )
    return (
        f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{inner}</resources></manifest>'
    )


ITEM = "imsqti_item_xmlv2p1"


def test_a_package_with_pictures():
    body = '<p>Nhìn <img src="../images/so%20do.png" alt="sơ đồ"/></p>'
    content = package(
        {
            "imsmanifest.xml": manifest(
                ("items/b.xml", ITEM),
                ("items/a.xml", ITEM),
                ("items/mat.xml", ITEM),
                ("t.xml", "imsqti_test_xmlv2p1"),
            ),
            "items/a.xml": SINGLE,
            "items/b.xml": item(
                choices(A="a", B="b"), declared("single", "identifier", "A"), title="Hình", before=body
            ),
            "images/so do.png": png(),
        }
    )

    found = read(content, "goi.zip")

    assert (found.format, [draft.key for draft in found.drafts]) == (FileFormat.QTI, ["Hình", "Câu 1"])
    assert list(found.pictures) == [picture_name(png())]
    assert sorted(codes(found)) == sorted([X.MISSING_PART, X.PART_IGNORED])
    assert found.questions[0].part == "items/b.xml"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(package({"a.txt": "x"}), X.NO_ITEMS, id="nothing of QTI"),
        pytest.param(package({"imsmanifest.xml": manifest()}), X.NO_ITEMS, id="an empty manifest"),
        pytest.param(package({"imsmanifest.xml": "<manifest"}), X.NO_ITEMS, id="a broken manifest"),
        pytest.param(package({"word/document.xml": "<w/>"}), X.OTHER_FORMAT, id="Word"),
        pytest.param(package({"imsmanifest.xml": "x" * 30_000_000}), X.BOMB, id="a bomb"),
        pytest.param(package({f"{n}.xml": "" for n in range(6_001)}), X.BOMB, id="very many parts"),
        pytest.param(b"PK\x03\x04" + b"rubbish" * 50, X.BAD_PACKAGE, id="rubbish"),
        pytest.param(package({"imsmanifest.xml": manifest()})[:-30], X.BAD_PACKAGE, id="cut"),
    ],
)
def test_packages_that_are_none(content, code):
    found = read(content, "goi.zip")

    assert found.drafts == ()
    assert code in codes(found, "refused")


@pytest.mark.parametrize(
    "path", ["../../etc/passwd.xml", "/etc/passwd.xml", "..\\..\\passwd.xml", "C:\\x.xml"]
)
def test_paths_out_of_the_package_lead_nowhere(path):
    body = f'<p><img src="{path}" alt="x"/><img src="file:///etc/passwd" alt="y"/></p>'
    evil = item(choices(A="a", B="b"), declared("single", "identifier", "A"), before=body)
    found = read(package({"imsmanifest.xml": manifest((path, ITEM)), path: evil}), "goi.zip")

    assert [draft.pictures for draft in found.drafts] == [()] * len(found.drafts)
    assert found.pictures == {}


def number(tolerance):
    entry = '<p>Là <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    rule = f"<responseProcessing><equal {tolerance}/></responseProcessing>"
    return item(entry, declared("single", "float", "20"), more=rule)


@pytest.mark.parametrize(
    ("tolerance", "kept"),
    [
        ('toleranceMode="absolute" tolerance="0.5"', {"value": "20", "tolerance": "0.5"}),
        ('toleranceMode="absolute" tolerance="1 2"', {"minimum": "19", "maximum": "22"}),
        ('toleranceMode="relative" tolerance="5"', {"value": "20", "tolerance": "1"}),
        ('toleranceMode="absolute" tolerance=" "', {"value": "20", "tolerance": "0"}),
        ('toleranceMode="exact"', {"value": "20", "tolerance": "0"}),
    ],
)
def test_tolerances_are_those_of_the_scoring(tolerance, kept):
    assert only(number(tolerance), "a.xml").draft.payload["answers"] == [kept]


@pytest.mark.parametrize("tolerance", ["-1", "x", "1 y"])
def test_a_tolerance_that_is_none_is_refused(tolerance):
    (question,) = read(number(f'toleranceMode="absolute" tolerance="{tolerance}"'), "a.xml").questions

    assert refusals(question) == [X.BAD_NUMBER]


def test_answers_of_one_identifier_are_refused_not_merged():
    twice = choices(A="xã", B="thôn").replace('"B"', '"A"')
    (question,) = read(item(twice, declared("single", "identifier", "A")), "a.xml").questions

    assert refusals(question) == ["question_part_repeated"]


def test_several_right_answers_make_a_question_of_several_where_no_number_is_said():
    several = choices(A="xã", B="thôn", C="phường").replace(' maxChoices="1"', "")
    question = only(item(several, declared("multiple", "identifier", "A", "C")), "a.xml")

    assert question.draft.kind is K.MULTIPLE
    assert [one.get("weight") for one in question.draft.payload["options"]] == ["50", None, "50"]


def test_a_left_side_without_a_right_one_is_told():
    sets = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{key}">{key}</simpleAssociableChoice>' for key in keys
        )
        + "</simpleMatchSet>"
        for keys in (("a", "b", "thừa"), ("x", "y"))
    )
    match = f'<matchInteraction responseIdentifier="RESPONSE">{sets}</matchInteraction>'
    question = only(item(f"<p>Nối.</p>{match}", declared("multiple", "directedPair", "a x", "b y")), "a.xml")

    assert X.OPTIONS_LOST in losses(question)
    assert len(question.draft.payload["pairs"]) == 2


def test_items_that_the_manifest_forgot_are_read_and_broken_ones_named():
    other = SINGLE.replace("Câu 1", "Câu 2")
    found = read(
        package(
            {
                "imsmanifest.xml": manifest(("a.xml", ITEM), ("hong.xml", ITEM)),
                "a.xml": SINGLE,
                "b.xml": other,
                "hong.xml": SINGLE[:-20],
                "__MACOSX/._a.xml": b"\0\5\x16",
                "#x": "a name of nothing, once its first sign is NUL",
            }
        ).replace(b"#x", b"\0x"),
        "goi.zip",
    )

    assert [draft.key for draft in found.drafts] == ["Câu 1", "Câu 2"]
    assert [(note.code, note.part) for note in found.notes] == [(X.BROKEN_XML, "hong.xml")]
