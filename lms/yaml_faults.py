"""What is wrong with a YAML text: how deep it nests, before anything is built from it, and why it is none."""

from collections.abc import Iterator

import yaml

from lms.messages import N_, Message

DEEPEST = 20
"""No file of an author needs more levels."""

_OPENING = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)


def scan_with_depth(text: str) -> Iterator[tuple[yaml.Token, int]]:
    """Yield every token with the number of mappings and lists that are open after it.

    Raises:
        yaml.YAMLError: the text is no YAML from here on.
    """
    depth = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        yield token, depth


_TAB = N_("a tab stands where only spaces may stand")
_QUOTES = N_("a text begins with a sign that has a meaning of its own; put the text in quotation marks")
_COLON = N_("a colon followed by a space stands inside a text; put the text in quotation marks")
_NO_COLON = N_("after a key the colon is missing")
_INDENTATION = N_("a line is not indented as those it belongs to")
_UNCLOSED = N_("a quotation mark or a bracket is opened and never closed")
_BRACKETS = N_("in a list or a group in brackets a comma or the closing bracket is missing")
_BACKSLASH = N_("after a backslash in double quotation marks stands a sign it cannot stand before")
_TWO_TEXTS = N_("a line of three hyphens begins a second document")
_BAD_SIGN = N_("there is an invisible sign that no text has")
_NESTED_KEY = N_("a list or a group stands where a key should be")
TOO_DEEP = N_("there are too many levels")
LONG_NUMBER = N_("a number has too many digits")
_OTHER = N_("the structure cannot be understood")

_REASONS = (
    ("found character '\\t'", _TAB),
    ("cannot start any token", _QUOTES),
    ("undefined tag", _QUOTES),
    ("constructor for the tag", _QUOTES),
    ("non-specific tag", _QUOTES),
    ("alphabetic or numeric character", _QUOTES),
    ("expected URI", _QUOTES),
    ("while scanning a directive", _QUOTES),
    ("mapping values are not allowed", _COLON),
    ("could not find expected ':'", _NO_COLON),
    ("sequence entries are not allowed", _INDENTATION),
    ("mapping keys are not allowed", _INDENTATION),
    ("indentation", _INDENTATION),
    ("expected <block end>", _INDENTATION),
    ("expected the node content", _BRACKETS),
    ("unexpected end of stream", _UNCLOSED),
    ("unexpected document separator", _UNCLOSED),
    ("expected ',' or", _BRACKETS),
    ("escape", _BACKSLASH),
    ("<document start>", _TWO_TEXTS),
    ("another document", _TWO_TEXTS),
    ("special characters are not allowed", _BAD_SIGN),
    ("unhashable key", _NESTED_KEY),
    (TOO_DEEP, TOO_DEEP),
    (LONG_NUMBER, LONG_NUMBER),
)
"""Words of the parser (PyYAML 6), the first that stands in its sentence decides."""


def reason_of(error: Exception) -> Message:
    """Return why a text is no YAML in words of people who do not program: a message to translate."""
    told = f"{error.problem} {error.context}" if isinstance(error, yaml.MarkedYAMLError) else str(error)
    return Message(next((reason for words, reason in _REASONS if words in told), _OTHER))
