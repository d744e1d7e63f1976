import re

import pytest
from case_documents import findings_of, make_document
from question_payloads import SOUND

from assessments.rules import MESSAGES, CaseFault, GiftFault, QuestionFault, QuestionKind, validate_question


@pytest.mark.parametrize("code", [*CaseFault, *QuestionFault, *GiftFault])
def test_every_code_has_a_sentence(code):
    assert MESSAGES[code].endswith((".", "::."))


@pytest.mark.parametrize("code", [*CaseFault, *QuestionFault, *GiftFault])
def test_percent_signs_only_open_placeholders(code):
    assert "%" not in re.sub(r"%\(\w+\)s", "", MESSAGES[code])


def test_a_finding_fills_its_sentence():
    findings = findings_of(make_document() | {"bat_dau": "n9", "muc": {"D9": 1}})
    findings += validate_question(QuestionKind.SINGLE, SOUND[QuestionKind.SINGLE] | {"options": []})

    sentences = [finding.template % finding.params for finding in findings]

    assert 'The framework has no competency "D9". Correct the code.' in sentences
    assert "Only 0 given for options. Write at least 2." in sentences
