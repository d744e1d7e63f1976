"""Vietnamese text as old fonts need it: what `lms.legacy_encodings` reads, written."""

import unicodedata

# TCVN 5712:1993, VN3: the first code of each run, and the letters that follow it.
TCVN3_RUNS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
TO_TCVN3 = {letter: chr(first + at) for first, run in TCVN3_RUNS.items() for at, letter in enumerate(run)}

GRAVE, ACUTE, HOOK, TILDE, DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
HAT, BREVE, HORN = "\u0302", "\u0306", "\u031b"
VNI_TONE = {ACUTE: "ù", GRAVE: "ø", HOOK: "û", TILDE: "õ", DOT: "ï"}
VNI_WITH_TONE = {
    HAT: {None: "â", ACUTE: "á", GRAVE: "à", HOOK: "å", TILDE: "ã", DOT: "ä"},
    BREVE: {None: "ê", ACUTE: "é", GRAVE: "è", HOOK: "ú", TILDE: "ü", DOT: "ë"},
}
VNI_WHOLE = {"đ": "ñ", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "í": "í", "ì": "ì", "ỵ": "î", "ơ": "ô", "ư": "ö"}


def to_tcvn3(text):
    """Encode as .VnTime does: capitals with a tone have no code, so they become small letters."""
    small = (char if char in TO_TCVN3 or char.lower() not in TO_TCVN3 else char.lower() for char in text)
    return "".join(TO_TCVN3.get(char, char) for char in small)


def to_vni(text):
    return "".join(_vni_letter(char) for char in text)


def _vni_letter(char):
    small = char.lower()
    if small in VNI_WHOLE:
        code = VNI_WHOLE[small]
    else:
        base, *marks = unicodedata.normalize("NFD", small)
        tone = next((mark for mark in marks if mark in VNI_TONE), None)
        if HORN in marks:
            code = VNI_WHOLE[unicodedata.normalize("NFC", base + HORN)] + VNI_TONE.get(tone, "")
        elif HAT in marks or BREVE in marks:
            code = base + VNI_WITH_TONE[HAT if HAT in marks else BREVE][tone]
        else:
            code = base + VNI_TONE.get(tone, "")
    return code.upper() if char != small else code
