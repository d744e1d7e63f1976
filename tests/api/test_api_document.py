"""The OpenAPI document and its page."""

import json
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

CONTRACT = {
    ("get", "/api/v1/units"),
    ("get", "/api/v1/officers"),
    ("get", "/api/v1/officers/{officer_id}"),
    ("get", "/api/v1/officers/{officer_id}/standings"),
    ("get", "/api/v1/officers/{officer_id}/evidence"),
    ("post", "/api/v1/evidence"),
    ("post", "/api/v1/evidence/{evidence_id}/revocation"),
    ("get", "/api/v1/alerts"),
    ("get", "/api/v1/coverage"),
    ("get", "/api/v1/frameworks/{code}"),
    ("get", "/api/v1/positions/{code}/requirements"),
    ("get", "/api/v1/courses"),
    ("get", "/api/v1/cases"),
}

pytestmark = pytest.mark.one_engine


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json


def operations(document):
    for path, item in document["paths"].items():
        for method in ("get", "post"):
            if method in item:
                yield method, path, item[method]


def test_the_document_is_valid_openapi_31(document):
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


def test_every_call_of_the_contract_is_described(document):
    assert {(method, path) for method, path, _call in operations(document)} >= CONTRACT


def test_every_call_needs_a_token_and_says_how_it_fails(document):
    assert document["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for method, path, call in operations(document):
        expected = {"400", "401", "403", "404", "422", "429", "500"}
        expected |= {"409", "413", "415", "200", "201"} if method == "post" else {"200", "304"}
        assert set(call["responses"]) == expected, path
        for status in expected - {"200", "201", "304"}:
            name = call["responses"][status]["$ref"].rpartition("/")[2]
            answer = document["components"]["responses"][name]
            assert list(answer["content"]) == ["application/problem+json"]


def test_every_body_has_an_example_in_vietnamese(document):
    bodies = [call["requestBody"]["content"]["application/json"] for _m, _p, call in operations(document)
              if "requestBody" in call]  # fmt: skip
    assert len(bodies) == 2
    for body in bodies:
        assert re.search("[ạấầậắẹếềệịọốồộớờợụứừựđ]", json.dumps(body["example"], ensure_ascii=False))


def test_the_page_shows_every_call_without_any_script_or_other_host(client, document):
    answer = client.get("/api/v1/docs")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 200
    for _method, path, call in operations(document):
        assert f"<code>{path}</code>" in page
        assert call["summary"] in page
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    hosts = set(re.findall(r'(?:src|href)="(https?://[^/"]*)', page))
    assert not hosts
    assert len(answer.data) <= 45_000


def test_the_page_speaks_the_language_of_the_visit_like_any_other(client):
    client.get("/locale?code=en")

    assert "How to call" in client.get("/api/v1/docs").get_data(as_text=True)
    assert client.get("/api/v1/khong-co").headers["Content-Language"] == "vi"


def test_every_problem_links_to_what_the_page_says_of_it(client):
    problem = client.get("/api/v1/khong-co").json

    _page, _, anchor = problem["type"].partition("#")
    assert f'id="{anchor}"' in client.get("/api/v1/docs").get_data(as_text=True)


def test_the_document_comes_in_the_language_of_the_reader(client):
    english = client.get("/api/v1/openapi.json", headers={"Accept-Language": "en-GB,en;q=0.8"})

    assert english.headers["Content-Language"] == "en"
    assert english.json["paths"]["/api/v1/units"]["get"]["summary"] == "Administrative units, by code"
    assert client.get("/api/v1/openapi.json").headers["Content-Language"] == "vi"


def test_the_document_is_not_sent_twice(client):
    tag = client.get("/api/v1/openapi.json").headers["ETag"]

    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")


def test_every_field_is_explained(document):
    for name, schema in document["components"]["schemas"].items():
        for field, shape in schema["properties"].items():
            assert shape.get("description"), f"{name}.{field}"
    for _method, path, call in operations(document):
        for parameter in call.get("parameters", ()):
            assert parameter.get("description"), f"{path} {parameter['name']}"
