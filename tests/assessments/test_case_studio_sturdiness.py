"""Pages of the case studio answer whatever a draft holds, however long it is, with few statements."""

import pytest
from case_desk import send_to
from case_documents import make_document, make_option
from factories import make_account, make_institution
from hypothesis import HealthCheck, Phase, given, settings
from pages import SMALL_PAGE
from test_rules_cases_editing import EDITS, edited

from assessments import queries
from assessments.rules import document_of, read_draft
from assessments.services import create_case, replace_case
from lms.database import transaction
from people.queries import find_organisation

PAGES = ("", "/facts", "/paths", "/preview", "/preview?way=n1.a", "/panel", "/export.yaml")


@pytest.fixture
def editor(app):
    make_institution("TCT19")
    return make_account("editor", "TCT19", name="Biên tập viên")


@pytest.fixture
def desk(browser_of, editor):
    return browser_of(editor)


def write(editor, graph):
    """Put a case over the draft TH99, which is made if there is none."""
    with transaction():
        case = queries.find_case("TH99")
        if case is None:
            owner = find_organisation("TCT19")
            version = create_case(owner, code="TH99", title="Tên", by=editor)
        else:
            version = queries.find_open_case_version(case)
        replace_case(version, graph, seen=version.revision, by=editor)


@pytest.mark.one_engine
@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(EDITS)
def test_every_page_answers_whatever_was_written(desk, editor, edits):
    graph = edited(edits)
    write(editor, graph)

    for address in (*PAGES, *(f"/nodes/{name}" for name in list(graph.nodes)[:2])):
        assert desk.get(f"/studio/cases/TH99{address}").status_code in (200, 302), address
    text = desk.get("/studio/cases/TH99/export.yaml").get_data(as_text=True)
    report = send_to(desk, "/studio/cases/import", text=text, do="check")
    assert (report.status_code, 'value="accept"' in report.text) == (200, False)


def long_case(nodes):
    names = [f"n{number}" for number in range(1, nodes + 1)]
    document = make_document() | {"id": "TH99"}
    document["nut"] = {
        name: {
            "hoi": "Anh/chị làm gì tiếp theo ở bước này?",
            "lua_chon": {
                option: make_option(following, {"A3": 3, "B3": 1}, "Một phương án khá dài để đọc " * 3)
                for option in "abcd"
            },
        }
        for name, following in zip(names, [*names[1:], "ket"], strict=True)
    }
    return read_draft(document)[0]


@pytest.mark.one_engine
def test_a_case_of_eight_decisions_is_a_small_page_and_one_of_sixty_is_still_shown(desk, editor):
    write(editor, long_case(8))
    small = [desk.get(f"/studio/cases/TH99{address}") for address in (*PAGES, "/nodes/n8")]
    write(editor, long_case(60))
    long = [desk.get(f"/studio/cases/TH99{address}") for address in (*PAGES, "/nodes/n60")]

    assert [len(page.data) <= SMALL_PAGE for page in small] == [True] * len(small)
    assert {page.status_code for page in long} == {200, 302} or {page.status_code for page in long} == {200}


def test_the_pages_take_few_statements(desk, editor, statements):
    write(editor, long_case(4))
    with statements() as few:
        desk.get("/studio/cases")
    with transaction():
        for number in range(5):
            by = editor
            create_case(find_organisation("TCT19"), code=f"TH8{number}", title="Tên", by=by)
    with statements() as many:
        desk.get("/studio/cases")
    with statements() as showing:
        desk.get("/studio/cases/TH99")

    assert len(many) <= len(few)
    assert len(showing) <= 20, showing


def test_a_document_is_the_same_after_the_database(editor):
    graph = long_case(5)
    write(editor, graph)
    version = queries.find_open_case_version(queries.find_case("TH99"))
    assert list(version.document["nut"]) == list(document_of(graph)["nut"])
    assert version.document == document_of(graph)
