import re

import pytest

from assessments.rules.exchange.messages import SENTENCES, ExchangeFault


@pytest.mark.parametrize("code", ExchangeFault)
def test_every_code_has_a_sentence_in_which_percent_signs_only_open_placeholders(code):
    assert SENTENCES[code].endswith((".", "s"))
    assert "%" not in re.sub(r"%\(\w+\)s", "", SENTENCES[code])
