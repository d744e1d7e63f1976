"""The promises of STYLE 2 that imports alone cannot keep."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOMAINS = ("people", "competency", "courses", "assessments", "planning")
DOORS = {"services", "policies", "queries", "models", "rules"}
PACKAGES = ("lms", *DOMAINS, "reports", "demo")


def modules(*packages):
    return named(path for package in packages for path in (ROOT / package).rglob("*.py"))


def named(paths):
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in sorted(paths)]


def imported_names(path):
    """Every dotted name a module imports, ``from a import b`` counted as ``a.b``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(*PACKAGES))
def test_domains_meet_only_through_their_five_doors(path):
    home = path.relative_to(ROOT).parts[0]
    for name in imported_names(path):
        package, *rest = name.split(".")
        if package in DOMAINS and package != home and rest:
            assert rest[0] in DOORS, f"{path} reaches into {name}"


@pytest.mark.parametrize("path", modules(*PACKAGES))
def test_no_import_hides_inside_a_function(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    hidden = [
        inner.lineno
        for function in functions
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


@pytest.mark.parametrize("path", modules(*PACKAGES))
def test_only_the_database_module_commits(path):
    if path == ROOT / "lms" / "database.py":
        return
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert not calls


def below_the_views(*packages):
    rooms = ("services", "policies", "queries", "models", "rules", "schemas", "tasks")
    for package in packages:
        for room in rooms:
            folder = ROOT / package / room
            yield from (folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")])


@pytest.mark.parametrize("path", named(path for path in below_the_views(*DOMAINS) if path.exists()))
def test_the_request_does_not_travel_below_the_views(path):
    travellers = {"flask.request", "flask.session", "flask.flash", "flask.g", "flask_login.current_user"}
    assert not travellers & set(imported_names(path))


def public_services():
    for package in ("lms", *DOMAINS):
        module = import_module(f"{package}.services")
        names = getattr(module, "__all__", None) or vars(module)
        for name in sorted(names):
            member = getattr(module, name)
            is_ours = inspect.isfunction(member) and member.__module__.startswith(f"{package}.services")
            if is_ours and not name.startswith("_"):
                yield pytest.param(member, id=f"{package}.{name}")


# What no person does: signing in is how one becomes somebody; the rest only tell or keep alive.
WITHOUT_ACTOR = {
    "open_session",
    "is_due_for_renewal",
    "renew_session",
    "set_password_by_link",
    "ensure_system_account",
    "content_hash",
    "export_version",
    "is_intact",
    "note_mentions",
}


@pytest.mark.parametrize("service", list(public_services()))
def test_every_service_says_who_acts(service):
    if service.__name__ in WITHOUT_ACTOR:
        return
    parameter = inspect.signature(service).parameters.get("by")
    assert parameter is not None
    assert parameter.kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize("path", modules(*PACKAGES))
def test_no_module_outgrows_its_budget(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize(
    "path",
    [pytest.param(p, id=str(p.relative_to(ROOT))) for p in sorted((ROOT / "templates").rglob("*.html"))],
)
def test_templates_carry_no_inline_script_or_style(path):
    text = path.read_text(encoding="utf-8")
    assert " style=" not in text
    assert "<style" not in text or "pdf" in path.parts  # papers never meet a browser
    assert " onclick=" not in text
    assert len(text.splitlines()) <= 150
