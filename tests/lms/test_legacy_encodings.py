"""TCVN3 and VNI: detection that never misfires, conversion of every letter."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from old_fonts import TO_TCVN3, to_tcvn3, to_vni

from lms.legacy_encodings import convert, detect, restore_capitals, restore_initials

_LISTED_NAMES = """
Nguyễn Văn Ánh|Lê Thị Hồng|Trần Bá Hà|Đặng Thuỳ Dương|Phạm Quốc Khánh|Hoàng Ngọc Ẩn|Vũ Đình Ưởng
Võ Thị Sáu|Bùi Xuân Phượng|Đỗ Mỹ Linh|Hồ Chí Dũng|Ngô Bảo Châu|Dương Thị Ngân|Lý Thường Kiệt
Đinh Tiên Hoàng|Mai Thuý Ngà|Trịnh Công Sơn|Tạ Quang Bửu|Phùng Khắc Khoan|Lương Thế Vinh|Chu Văn An
Cao Bá Quát|Nguyễn Bỉnh Khiêm|Tô Hiến Thành|Hà Huy Tập|Tôn Thất Tùng|La Sơn Phu Tử|Huỳnh Thúc Kháng
Quách Thị Trang|Nghiêm Xuân Yêm|Kiều Thanh Quế|Thân Nhân Trung|Giáp Thị Lựu|Ông Ích Khiêm|Ứng Thị Mẽ
Âu Dương Lân|Ỷ Lan|Ôn Như Hầu|Lã Hữu Quỳnh|Khổng Tử Kỵ|Lò Văn Giàng|Vừ A Dính|Hạng Thị Sẻ|Nông Văn Dền
Triệu Thị Trẵm|Sùng A Lềnh|Cầm Bá Thước|Đèo Văn Ẻn|Bế Văn Đàn|Lộc Thị Nghĩa|Mạc Đĩnh Chi|Phó Đức Chính
Thạch Thị Dậu|Sơn Thị Mỹ Hạnh|Kim Ngọc Thoả|Tăng Bạt Hổ|Từ Dũ|Viên Thị Ngoãn|Xa Thị Bướm|Cù Huy Cận
Đoàn Nguyễn Huyền Trân|Trưởng phòng Văn hoá – Xã hội|Đại học Luật|Kỹ sư nông nghiệp
Sơ cấp lý luận chính trị|Ưu tiên giải quyết hồ sơ trễ hẹn|Nhẵn nhụi khoẻ khoắn|Ngoằn ngoèo khuỷu tay
Lẫm liệt, rỡ ràng, sửng sốt|Cưỡng bức, hữu ích|Ảm đạm, ẽo ợt, ỉ ôi, ĩnh, ọp ẹp, õng ẹo, ỏn ẻn
Ổn định, ỗng, ộp, ởm ờ, ỡm ờ, ợ|Ủ ê, ũ rũ, ụ, ửng đỏ, ữ, ựa|Ỳ ạch, ỹ, ỵ, ẳng, ẵm, ặt|Kể lể, bé nhỏ
"""
NAMES = _LISTED_NAMES.strip().replace("\n", "|").split("|")
WORDS = sorted({word.strip(",–") for name in NAMES for word in name.split()} - {""})


def test_the_sample_covers_every_letter():
    letters = set("".join(NAMES).lower())
    assert len(WORDS) > 200
    assert set(TO_TCVN3) - letters == set("ĂÂÊÔƠƯĐ")


@pytest.mark.parametrize("name", NAMES)
def test_tcvn3_comes_back(name):
    assert convert(to_tcvn3(name), "tcvn3").lower() == name.lower()


@pytest.mark.parametrize("name", [case for name in NAMES for case in (name, name.upper())])
def test_vni_comes_back(name):
    assert convert(to_vni(name), "vni") == name


@pytest.mark.parametrize(
    ("encoded", "encoding", "expected"),
    [
        ("NguyÔn V¨n ¶nh", "tcvn3", "Nguyễn Văn ảnh"),
        ("Lª ThÞ Hång", "tcvn3", "Lê Thị Hồng"),
        ("§¹i häc, H\u00ad¬ng", "tcvn3", "Đại học, Hương"),
        ("Nguyeãn Vaên AÙnh", "vni", "Nguyễn Văn Ánh"),
        ("Aùnh", "vni", "Ánh"),
        ("ÑAÏI HOÏC", "vni", "ĐẠI HỌC"),
        ("Nguyễn Bá Hà", "tcvn3", "Nguyễn Bá Hà"),
        (unicodedata.normalize("NFD", "Nguyễn Bá"), "vni", "Nguyễn Bá"),
    ],
)
def test_convert(encoded, encoding, expected):
    assert convert(encoded, encoding) == expected


@given(st.text(), st.sampled_from(["tcvn3", "vni"]))
def test_converted_text_is_in_normal_form(text, encoding):
    assert unicodedata.is_normalized("NFC", convert(text, encoding))


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        pytest.param([to_tcvn3(name) for name in NAMES], "tcvn3", id="tcvn3"),
        pytest.param([to_vni(name) for name in NAMES], "vni", id="vni"),
        pytest.param([to_vni(name.upper()) for name in NAMES], "vni", id="vni in capitals"),
        pytest.param(["NGUYÔN THÞ HåNG", "Lª V¨n B×nh"], "tcvn3", id="capitals font"),
        pytest.param(["NguyÔn V¨n ¶nh"], "tcvn3", id="one tcvn3 cell"),
        pytest.param(["Lª Hoa"], "tcvn3", id="one word with a sign no language puts there"),
        pytest.param(["Nguyeãn Vaên AÙnh"], "vni", id="one vni cell"),
        pytest.param([*map(to_tcvn3, NAMES), "Lê Thị Nở", "Y Bhăm Êban"], "tcvn3", id="a few in Unicode"),
        pytest.param(NAMES, None, id="unicode"),
        pytest.param([unicodedata.normalize("NFD", name) for name in NAMES], None, id="decomposed unicode"),
        pytest.param([*NAMES, to_tcvn3(NAMES[0])], None, id="one tcvn3 cell among Unicode"),
        pytest.param(
            ["Lê Bá Hà", "Lý Hà", "Cù Tô", "TÔ LÊ ÁI", "Có", "Không"], None, id="8-bit letters only"
        ),
        pytest.param(["Nguyen Van Anh", "x@y.vn", "019123456789"], None, id="ascii"),
        pytest.param(["5 µm", "20 m²", "«Lan»", "© Sở Nội vụ", "± 5°", "½", "Hà · Nam"], None, id="signs"),
        pytest.param(
            ["Müller", "Citroën", "Peña", "café Élysée", "façade", "naïve"], None, id="other languages"
        ),
        pytest.param(
            ["Rơ Châm Niê", "Krông Pa", "Plông", "Êban", "Y Tôr"], None, id="names of the highlands"
        ),
        pytest.param(["Thaï"], None, id="one word proves nothing"),
        pytest.param([], None, id="nothing"),
    ],
)
def test_detect(column, expected):
    assert detect(column) == expected


def _variants(word):
    return [word, word.upper(), word.lower(), unicodedata.normalize("NFD", word)]


unicode_words = st.sampled_from([variant for word in WORDS for variant in _variants(word)])
unicode_columns = st.lists(st.lists(unicode_words, min_size=1, max_size=4).map(" ".join), max_size=20)


@given(unicode_columns)
def test_correct_unicode_is_never_taken_for_an_old_encoding(column):
    assert detect(column) is None


eight_bit_words = st.sampled_from([word for word in WORDS if not word.isascii() and max(word) <= "ÿ"])


@given(st.lists(eight_bit_words, min_size=1))
def test_unicode_without_letters_beyond_the_8_bit_page_is_safe_too(column):
    assert detect(column) is None


@given(st.lists(st.text(alphabet=st.characters(max_codepoint=127))))
def test_ascii_is_never_taken_for_an_old_encoding(column):
    assert detect(column) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NGUYễN THị HồNG", "NGUYỄN THỊ HỒNG"),
        ("Hà", "Hà"),
        ("Đỗ A", "Đỗ A"),
        ("UBND xã Hoà Bình", "UBND xã Hoà Bình"),
        ("", ""),
    ],
)
def test_restore_capitals(text, expected):
    assert restore_capitals(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hứa Xuân ánh", "Hứa Xuân Ánh"),
        ("Trần ánh Ngọc", "Trần Ánh Ngọc"),
        ("Hoàng ẩn", "Hoàng ẩn"),
        ("Phòng Văn hóa – Xã hội", "Phòng Văn hóa – Xã hội"),
        ("ủy ban nhân dân", "ủy ban nhân dân"),
        ("", ""),
    ],
    ids=["at the end", "in the middle", "too few words", "no name", "all small", "empty"],
)
def test_a_name_gets_back_the_capital_that_tcvn3_has_no_code_for(text, expected):
    assert restore_initials(text) == expected
