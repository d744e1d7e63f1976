"""The spelling of Vietnamese syllables: tells a real one from letters that only look Vietnamese. Pure."""

from functools import lru_cache

from lms.text import ACUTE, DOT_BELOW, split_tones

_ONSET_LIST = "ngh ch gh gi kh ng nh ph qu th tr b c d đ g h k l m n p r s t v x"
_RIME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt
    oe oem oen oeo oet ooc oong ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uôc uôi uôm uôn uông uôt
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
"""
# The empty onset comes last: the longest that fits is tried first.
_ONSETS = (*_ONSET_LIST.split(), "")
_RIMES = frozenset(_RIME_LIST.split())
_RIMES_AFTER_QU = _RIMES | {"yt", "yn", "ynh", "ych", "yp"}
_STOPS = ("c", "ch", "p", "t")
_STOP_TONES = ((ACUTE,), (DOT_BELOW,))


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Tell whether the word is spelt like one Vietnamese syllable with its tone, in any case.

    Spelling only: whether the syllable means anything is not asked. A syllable that ends in c, ch, p or t
    carries sắc or nặng. The mark may sit on any vowel ("hòa", "hoà").
    """
    bare, tones = split_tones(word.lower().replace("ð", "đ"))
    if len(tones) > 1:
        return False
    return any(_fits(bare[len(onset) :], onset, tones) for onset in _ONSETS if bare.startswith(onset))


def _fits(rime: str, onset: str, tones: tuple[str, ...]) -> bool:
    known = _RIMES_AFTER_QU if onset == "qu" else _RIMES
    return rime in known and (tones in _STOP_TONES or not rime.endswith(_STOPS))
