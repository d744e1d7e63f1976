"""Vietnamese text typed before Unicode: TCVN3 (ABC, ".VnTime" fonts) and VNI for Windows ("VNI-Times"). Pure.

Both keep their letters in the upper half of an 8-bit page, which programs now show as Western letters:
"NguyÔn V¨n ¶nh" is TCVN3 and "Nguyeãn Vaên AÙnh" is VNI for "Nguyễn Văn Ánh". Tables: TCVN 5712:1993 (VN3)
and the VNI table for Windows.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from enum import Enum
from typing import Literal

from lms.syllables import is_syllable
from lms.text import ACUTE, DOT_BELOW, GRAVE, HOOK, TILDE

Encoding = Literal["tcvn3", "vni"]

DISPLAY_NAMES: dict[Encoding, str] = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}

_MIN_DISTINCT_WORDS = 2
_MIN_RATIO_TO_UNICODE = 9

# Capitals with a tone do not exist in TCVN3: a second font shows the small letters as capitals.
_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§" + "¨©ª«¬\u00ad®" + "µ¶·¸¹" + "»¼½¾Æ" + "ÇÈÉÊË" + "ÌÎÏÐÑ" + "ÒÓÔÕÖ"
    "×ØÜÝÞ" + "ßáâãä" + "åæçèé" + "êëìíî" + "ïñòóô" + "õö÷øù" + "úûüýþ",
    "ĂÂÊÔƠƯĐ" + "ăâêôơưđ" + "àảãáạ" + "ằẳẵắặ" + "ầẩẫấậ" + "èẻẽéẹ" + "ềểễếệ"
    "ìỉĩíị" + "òỏõóọ" + "ồổỗốộ" + "ờởỡớợ" + "ùủũúụ" + "ừửữứự" + "ỳỷỹýỵ",
)

# VNI writes a vowel, then one sign for its marks; the case of the sign does not matter.
_VNI_TONES = {"ù": ACUTE, "ø": GRAVE, "û": HOOK, "õ": TILDE, "ï": DOT_BELOW}
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_VNI_CIRCUMFLEX = {"â": "", "á": ACUTE, "à": GRAVE, "å": HOOK, "ã": TILDE, "ä": DOT_BELOW}
_VNI_BREVE = {"ê": "", "é": ACUTE, "è": GRAVE, "ú": HOOK, "ü": TILDE, "ë": DOT_BELOW}
_VNI_SIGNS = (
    _VNI_TONES
    | {sign: _CIRCUMFLEX + tone for sign, tone in _VNI_CIRCUMFLEX.items()}
    | {sign: _BREVE + tone for sign, tone in _VNI_BREVE.items()}
)
_VNI_LETTERS = str.maketrans("ôöñæóòîÔÖÑÆÓÒÎ", "ơưđỉĩịỵƠƯĐỈĨỊỴ")
_VNI_PAIR = re.compile(
    "[aA][" + "".join(_VNI_SIGNS) + "".join(_VNI_SIGNS).upper() + "]"
    "|[eEoO][ùøûõïâáàåãäÙØÛÕÏÂÁÀÅÃÄ]"
    "|[uUyYôÔöÖ][ùøûõïÙØÛÕÏ]"
    "|[ôöñæóòîÔÖÑÆÓÒÎ]"
)

_WORD = re.compile("[A-Za-z\u00a1-\u024f\u0300-\u036f\u1e00-\u1eff]{2,}")
# Letters and marks of Vietnamese that lie beyond the 8-bit page, so that only Unicode text has them.
_UNICODE_ONLY = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u0300-\u0303\u0306\u0309\u031b\u0323\u1ea0-\u1ef9]")
_TCVN3_UNDEFINED = re.compile("[¯-´º¿-ÅÍÙÚÛàðÿ]")
_VNI_UNDEFINED = re.compile("[^A-Za-zíìÍÌ]")
# Signs that no other language puts inside a word; "µ" is left out because of "µm".
_TCVN3_SIGNS = re.compile("[¡-®¶-¹»-¾×÷]")
_CAPITAL_AFTER_SMALL = re.compile("[a-zß-öø-ÿ][À-ÖØ-Þ]")
_CAPITALISED_WORD = re.compile(r"[A-Z][^\W\d_]*[A-Z]")
_SMALL_LETTER = re.compile("[a-z]")
_WORDS_OF_A_NAME = 2


class _Verdict(Enum):
    ENCODED = "nonsense as it stands, a syllable once converted"
    UNICODE = "a syllable as it stands, nonsense once converted"
    EITHER = "a syllable both ways"
    NEITHER = "a foreign word or an abbreviation"


def detect(texts: Iterable[str]) -> Encoding | None:
    """Return the old encoding in which a whole column (or table) was typed, or None.

    None is the answer for correct Unicode, for plain ASCII and whenever there is doubt. A word speaks for an
    encoding only if it is no Vietnamese syllable as it stands and becomes one when converted. Two different
    such words are needed (or one with a sign such as "©" inside), nine times as many as speak for Unicode,
    and at least as many as fit neither.
    """
    words: Counter[str] = Counter()
    for text in texts:
        if not text.isascii():
            words.update(word for word in _WORD.findall(text) if not word.isascii())
    weights = {encoding: _weigh(words, encoding) for encoding in DISPLAY_NAMES}
    likeliest = max(weights, key=weights.__getitem__)
    return likeliest if weights[likeliest] else None


def convert(text: str, encoding: Encoding) -> str:
    """Return the text in Unicode NFC; case stays as typed ("HåNG" gives "HồNG", see ``restore_capitals``).

    A text that already holds letters only Unicode has is not touched, apart from NFC. Convert before
    ``lms.text.clean``, which drops the soft hyphen that TCVN3 uses for "ư".
    """
    if not is_unicode(text):
        if encoding == "tcvn3":
            text = text.translate(_TCVN3)
        else:
            text = _VNI_PAIR.sub(lambda pair: _from_vni(pair.group()), text)
    return unicodedata.normalize("NFC", text)


def is_unicode(text: str) -> bool:
    """Tell whether the text holds Vietnamese letters or marks that only Unicode has."""
    return not text.isascii() and _UNICODE_ONLY.search(text) is not None


def restore_capitals(text: str) -> str:
    """Return the text in capitals if every plain letter in it is a capital: "NGUYễN THị" gives "NGUYỄN THỊ".

    TCVN3 has a font for capitals whose text, once converted, keeps its marked letters small. One capital
    alone in each word ("Hà", "Đỗ Á") proves nothing; such text is returned as it is.
    """
    if _SMALL_LETTER.search(text) or not _CAPITALISED_WORD.search(text):
        return text
    return text.upper()


def restore_initials(text: str) -> str:
    """Return a TCVN3 name with a capital at the head of each word: "Hứa Xuân ánh" gives "Hứa Xuân Ánh".

    TCVN3 has no code for a capital with a tone mark. Only a text with two other words, all of which begin
    with a capital, is taken for a name; any other is returned as it is.
    """
    words = text.split(" ")
    marked = [at for at, word in enumerate(words) if word and word[0].islower() and not word[0].isascii()]
    others = [word for at, word in enumerate(words) if word and at not in marked]
    if not marked or len(others) < _WORDS_OF_A_NAME or not all(word[0].isupper() for word in others):
        return text
    return " ".join(word[0].upper() + word[1:] if at in marked else word for at, word in enumerate(words))


def _from_vni(pair: str) -> str:
    letter = pair[0].translate(_VNI_LETTERS)
    return unicodedata.normalize("NFC", letter + _VNI_SIGNS.get(pair[1:].lower(), ""))


def _weigh(words: Counter[str], encoding: Encoding) -> int:
    """Return how many words speak for the encoding, 0 if they are too few or too many speak against it."""
    weights: Counter[_Verdict] = Counter()
    distinct, has_sign = 0, False
    for word, count in words.items():
        verdict = _judge(word, encoding)
        weights[verdict] += count
        if verdict is _Verdict.ENCODED:
            distinct += 1
            has_sign = has_sign or (encoding == "tcvn3" and _TCVN3_SIGNS.search(word) is not None)
    speaking = weights[_Verdict.ENCODED]
    convincing = (
        (distinct >= _MIN_DISTINCT_WORDS or has_sign)
        and speaking >= _MIN_RATIO_TO_UNICODE * weights[_Verdict.UNICODE]
        and speaking >= weights[_Verdict.NEITHER]
    )
    return speaking if convincing else 0


def _judge(word: str, encoding: Encoding) -> _Verdict:
    if is_unicode(word):
        return _Verdict.UNICODE
    is_correct = is_syllable(word) and not _CAPITAL_AFTER_SMALL.search(word)
    becomes_correct = _is_defined(word, encoding) and is_syllable(convert(word, encoding))
    if is_correct:
        return _Verdict.EITHER if becomes_correct else _Verdict.UNICODE
    return _Verdict.ENCODED if becomes_correct else _Verdict.NEITHER


def _is_defined(word: str, encoding: Encoding) -> bool:
    """Tell whether the encoding has a meaning for every character of the word."""
    if encoding == "tcvn3":
        return not _TCVN3_UNDEFINED.search(word)
    return not _VNI_UNDEFINED.search(_VNI_PAIR.sub("", word))
