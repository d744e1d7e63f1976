"""Why a text is no YAML, in words of people who do not program."""

import pytest
import yaml

from lms import yaml_faults
from lms.yaml_faults import reason_of

TEXTS = {
    "a tab": ("khoi:\n\tma: KH01\n", yaml_faults._TAB),
    "an at sign": ("ten: @lop\n", yaml_faults._QUOTES),
    "a percent sign": ("%lop: 1\n", yaml_faults._QUOTES),
    "an exclamation mark": ("ten: !lop A\n", yaml_faults._QUOTES),
    "a star": ("ten: * A\n", yaml_faults._QUOTES),
    "two colons": ("ten: Điều 5: họp\n", yaml_faults._COLON),
    "no colon": ("ten: A\nghi chu\n", yaml_faults._NO_COLON),
    "a dash beside a key": ("muc: - A\n", yaml_faults._INDENTATION),
    "a line further out": ("muc:\n  - A\n - B\n", yaml_faults._INDENTATION),
    "a line further in": ("muc:\n  a: 1\n   b: 2\n", yaml_faults._COLON),
    "text after a quotation mark": ('ten: "Họp" thôn\n', yaml_faults._INDENTATION),
    "an open quotation mark": ('ten: "Họp\n', yaml_faults._UNCLOSED),
    "an open bracket": ("muc: [A, B\nten: C\n", yaml_faults._BRACKETS),
    "an open brace": ("muc: {a: 1\n", yaml_faults._BRACKETS),
    "a closing bracket alone": ("muc: ]\n", yaml_faults._BRACKETS),
    "a backslash": ('tep: "C:\\hop"\n', yaml_faults._BACKSLASH),
    "two documents": ("a: 1\n---\nb: 2\n", yaml_faults._TWO_TEXTS),
    "an invisible sign": ("ten: A\x07\n", yaml_faults._BAD_SIGN),
    "a group as a key": ("? {a: 1}\n: 2\n", yaml_faults._NESTED_KEY),
}


def fault_of(text):
    with pytest.raises(yaml.YAMLError) as caught:
        yaml.safe_load(text)
    return caught.value


@pytest.mark.parametrize(("text", "reason"), TEXTS.values(), ids=TEXTS)
def test_the_reason_names_what_the_author_sees(text, reason):
    assert reason_of(fault_of(text)) == reason


def test_what_nobody_foresaw_is_told_too():
    assert reason_of(yaml.YAMLError("something new")) == yaml_faults._OTHER
