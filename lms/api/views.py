"""The OpenAPI document and the page that shows it to people. Both are public: they tell no data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from lms.api.calls import API_PREFIX
from lms.api.document import JsonApi
from lms.api.problems import TITLES
from lms.auth import public
from lms.i18n import gettext as _

bp = Blueprint("api", __name__, url_prefix=API_PREFIX)

_METHODS = ("get", "post")
_PAGING = frozenset({"page", "per_page"})
"""The same for every list; the page says it once."""


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One parameter or field: its name, what it holds, what it means."""

    name: str
    kind: str
    description: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class CallPart:
    """One call as the page shows it."""

    method: str
    path: str
    summary: str
    description: str
    parameters: list[FieldLine]
    body: list[FieldLine]
    answer: list[FieldLine]
    is_list: bool
    statuses: str


@dataclass(frozen=True, slots=True)
class ChapterPart:
    """The calls of one package."""

    title: str
    calls: list[CallPart]


@bp.get("/openapi.json")
@public
def show_document() -> ResponseReturnValue:
    """Give the OpenAPI document."""
    return Response(_api().text(), content_type="application/json")


@bp.get("/docs")
@public
def show_docs() -> ResponseReturnValue:
    """Show the OpenAPI document to people, without any script."""
    document = _api().told()
    problems = [(status, _(title)) for status, title in TITLES.items()]
    return render_template(
        "lms/api_docs.html", info=document["info"], chapters=list(_chapters(document)), problems=problems
    )


def _api() -> JsonApi:
    api: JsonApi = current_app.extensions["lms-api"]
    return api


def _chapters(document: Mapping[str, Any]) -> Iterator[ChapterPart]:
    for tag in document["tags"]:
        calls = [
            _call(method, path, item[method], document)
            for path, item in document["paths"].items()
            for method in _METHODS
            if method in item and tag["name"] in item[method]["tags"]
        ]
        yield ChapterPart(tag["description"], calls)


def _call(method: str, path: str, call: Mapping[str, Any], document: Mapping[str, Any]) -> CallPart:
    statuses = sorted(call["responses"])
    answer = _schema_of(call["responses"][next(one for one in statuses if one.startswith("20"))])
    body = _schema_of(call.get("requestBody", {}))
    is_list = answer.get("type") == "array"
    return CallPart(
        method=method.upper(),
        path=path,
        summary=call["summary"],
        description=call.get("description", ""),
        parameters=list(_parameters(call, document)),
        body=list(_fields(body, document)),
        answer=list(_fields(answer["items"] if is_list else answer, document)),
        is_list=is_list,
        statuses=", ".join(statuses),
    )


def _schema_of(part: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = part.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _parameters(call: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[FieldLine]:
    path_item = next(item for item in document["paths"].values() if call in item.values())
    for one in (*path_item.get("parameters", ()), *call.get("parameters", ())):
        if one["in"] in ("path", "query") and one["name"] not in _PAGING:
            kind = _kind(one["schema"])
            yield FieldLine(one["name"], kind, one.get("description", ""), one.get("required", False))


def _fields(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Iterable[FieldLine]:
    found = _resolved(schema, document)
    required = found.get("required", ())
    return [
        FieldLine(name, _kind(_inner(one)), _resolved_words(one), name in required)
        for name, one in found.get("properties", {}).items()
    ]


def _resolved(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _resolved_words(schema: Mapping[str, Any]) -> str:
    words: str = schema.get("description", "")
    return words


def _inner(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what may stand there besides null."""
    found: Mapping[str, Any] = next(
        (one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema
    )
    return found


def _kind(schema: Mapping[str, Any]) -> str:
    """Return in a word what a value is: its name in the document, its choices, its format or type."""
    if "$ref" in schema:
        name: str = schema["$ref"].rpartition("/")[2]
        return name
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"] if one is not None)
    types = schema.get("type", "")
    kind = next((one for one in types if one != "null"), "") if isinstance(types, list) else types
    return str(schema.get("format", kind))
