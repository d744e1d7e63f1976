"""Schemathesis calls everything the document describes, in every way it thinks of.

``API_EXAMPLES=1000 pytest tests/api/test_api_schemathesis.py`` asks more often than the suite does.
"""

import os

import pytest
import schemathesis
from factories import grant, make_case, make_course, make_evidence, make_token
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lms.database import db
from lms.models import Account

EXAMPLES = int(os.environ.get("API_EXAMPLES", "12"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OFTEN = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    verbosity=Verbosity.quiet,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def known(api_world):
    """What there is, by the names the document gives it."""
    account = db.session.get(Account, api_world.account_id)
    for role, scope in (("department", "19"), ("leader", api_world.commune_b), ("assessor", "19")):
        grant(account, role, scope)
    evidence = make_evidence(db.session.merge(api_world.post_a).officer, "B10", 2)
    make_course()
    make_case()
    officers = [str(api_world.officer_a), str(api_world.officer_b)]
    return {
        "token": make_token(account, "write"),
        "officer_id": officers,
        "officer": officers,
        "evidence_id": [evidence.id],
        "code": ["VT14", "VT11", "KNL-XA"],
        "unit": ["19", api_world.commune_a, api_world.commune_b, "VN"],
        "parent": ["19"],
        "competency": ["B10", "A3", "B4"],
        "source": ["lms-tinh:1", "lms-tinh:2", "Nguồn số 3"],
        "earned_on": ["2024-02-29", "2026-01-15", "0001-01-01"],
        "on": ["2026-01-15", "2030-01-01", "0001-01-01", "9999-12-31"],
    }


@pytest.fixture
def document(app):
    """The document, joined with the application, each of whose calls has a context of its own."""

    def answer(environ, start_response):
        with app.app_context():
            return app(environ, start_response)

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", answer)


def operations(document):
    return [found.ok() for found in document.get_all_operations()]


def put(values, known, data):
    """Replace some of what was made up by what there is."""
    if isinstance(values, dict):
        for name in sorted(known.keys() & values.keys()):
            if data.draw(st.integers(0, 9)) < 8:
                values[name] = data.draw(st.sampled_from(known[name]))


def call(case, known):
    case.headers["Authorization"] = f"Bearer {known['token']}"
    answer = case.call()
    case.validate_response(answer, checks=CHECKS)
    return answer.status_code


def call_as_made_up(operation, mode, known):
    @OFTEN
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case):
        call(case, known)

    run()


def call_for_what_there_is(operation, known):
    """The statuses that came."""
    statuses = set()

    @OFTEN
    @given(case=operation.as_strategy(), data=st.data())
    def run(case, data):
        for values in (case.path_parameters, case.query, case.body):
            put(values, known, data)
        statuses.add(call(case, known))

    run()
    return statuses


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_whatever_is_sent_the_answer_is_as_described(document, known, mode):
    for operation in operations(document):
        call_as_made_up(operation, mode, known)


def test_what_there_is_is_answered_as_described(document, known):
    for operation in operations(document):
        assert call_for_what_there_is(operation, known) & {200, 201}, operation.label
