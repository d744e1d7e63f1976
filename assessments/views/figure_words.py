"""What each flag is called, and what an author should do about it."""

from assessments.analysis import Flag, NoReliability
from lms.i18n import gettext as _
from lms.i18n import lazy_gettext as _l
from lms.messages import N_

FLAG_NAMES = {
    Flag.EVERYONE_WRONG: _l("Nobody is right"),
    Flag.TOO_HARD: _l("Too hard"),
    Flag.TOO_EASY: _l("Too easy"),
    Flag.KEY_DOUBTFUL: _l("The key may be wrong"),
    Flag.NEGATIVE: _l("The weak do better"),
    Flag.LOW: _l("Hardly tells apart"),
    Flag.UNUSED_OPTION: _l("An option nobody takes"),
    Flag.TOO_FAST: _l("Answered too fast"),
    Flag.LOW_ALPHA: _l("Not reliable enough"),
    Flag.CASE_TOO_EASY: _l("Too easy"),
    Flag.CASE_TOO_HARD: _l("Too hard"),
    Flag.CRITICAL_COMMON: _l("A critical choice that many take"),
    Flag.SAME_CHOICE: _l("All choose the same"),
    Flag.UNUSED_CHOICE: _l("An option nobody takes"),
    Flag.WEAK_COMPETENCY: _l("Little is earned"),
}

_ADVICE = {
    Flag.EVERYONE_WRONG: N_(
        "Check the key first; then whether the course teaches this at all, and whether the question can be "
        "understood."
    ),
    Flag.TOO_HARD: N_(
        "Check the key and the wording; if both hold, teach the matter better in the lesson or ask for less."
    ),
    Flag.TOO_EASY: N_(
        "Nearly all are right: make the wrong options more believable, or ask for something that has to be "
        "learned."
    ),
    Flag.KEY_DOUBTFUL: N_(
        "Those who do well elsewhere prefer an option marked wrong: have the key checked by somebody who did "
        "not write it."
    ),
    Flag.NEGATIVE: N_(
        "Those who do well elsewhere do worse here: look for a wrong key, a double meaning, or two options "
        "that are both right."
    ),
    Flag.LOW: N_(
        "It hardly tells those who know from those who do not: make question and options clearer, or replace "
        "it."
    ),
    Flag.UNUSED_OPTION: N_(
        "Put a believable mistake in place of the option that nobody takes, or leave it out."
    ),
    Flag.TOO_FAST: N_(
        "Half of the answers came sooner than the text can be read: see whether it can be guessed, or is "
        "known beforehand."
    ),
    Flag.LOW_ALPHA: N_(
        "Improve the questions that hardly tell apart first, then ask more questions; until then the pass "
        "mark says little."
    ),
    Flag.CASE_TOO_EASY: N_(
        "Nearly everything is earned by everybody: make the options harder to tell apart."
    ),
    Flag.CASE_TOO_HARD: N_(
        "Little is earned: check the points with experts, and whether a course prepares for the situation."
    ),
    Flag.CRITICAL_COMMON: N_(
        "One in five or more takes it: teach the rule behind it in a course, and check that the text does "
        "not lead there."
    ),
    Flag.SAME_CHOICE: N_(
        "The decision decides nothing: make the other options worth considering, or leave the decision out."
    ),
    Flag.UNUSED_CHOICE: N_("Put something officers really do in place of it, or leave it out."),
    Flag.WEAK_COMPETENCY: N_(
        "Less than half of the points is earned: offer a course on it, or have the points checked by experts."
    ),
}

_NO_RELIABILITY = {
    NoReliability.TOO_FEW: N_("Not enough data yet: too few people were asked the same questions."),
    NoReliability.NO_VARIATION: N_("None: the results do not differ."),
}


def advice(flag: Flag) -> str:
    """Return the sentence of what to do."""
    return _(_ADVICE[flag])


def why_no_alpha(reason: NoReliability) -> str:
    """Return why a test has no figure of its reliability."""
    return _(_NO_RELIABILITY[reason])
