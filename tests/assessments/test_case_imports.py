"""Bringing cases in: what is refused changes nothing, what is the same changes nothing either."""

import pytest
import yaml
from case_documents import load_document, make_document, make_option, option_of
from factories import make_account, make_institution
from sqlalchemy import func, select

from assessments.models import CaseExercise, CaseVersion
from assessments.services import ContentRefused, load_case
from assessments.services.documents import LARGEST_BYTES, read_text, read_yaml
from lms.config import ROOT
from lms.database import db, transaction
from lms.errors import Forbidden, Refused
from lms.models import AuditEntry


def take(document, by, **options):
    with transaction():
        return load_case(document, by=by, **options)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def with_cycle(document):
    option_of(document, "n2", "a")["toi"] = "n1"


def with_unreachable_node(document):
    document["nut"]["n9"] = {"hoi": "Lạc?", "lua_chon": {"a": make_option("ket", {"A3": 3})}}


def with_dead_end(document):
    document["nut"]["n2"]["lua_chon"] = {}


def with_unknown_competency(document):
    for option in document["nut"]["n2"]["lua_chon"].values():
        option["diem"] = {"Z9": 3}


def with_points_outside(document):
    option_of(document, "n2", "a")["diem"] = {"A5": 7}


def without_title(document):
    del document["ten"]


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        pytest.param(with_cycle, "n2 → n1", id="cycle"),
        pytest.param(with_unreachable_node, "n9", id="unreachable node"),
        pytest.param(with_dead_end, "n2", id="dead end"),
        pytest.param(with_unknown_competency, "nut.n2.lua_chon.a.diem.Z9", id="unknown competency"),
        pytest.param(with_points_outside, "nut.n2.lua_chon.a.diem.A5", id="points outside"),
        pytest.param(without_title, "ten", id="no title"),
    ],
)
def test_a_wrong_case_is_refused_with_its_place_and_changes_nothing(system, spoil, place):
    document = make_document()
    spoil(document)

    with pytest.raises(ContentRefused) as refused:
        take(document, system)

    assert any(place in problem for problem in refused.value.problems)
    assert (count(CaseExercise), count(CaseVersion)) == (0, 0)


def test_a_case_is_published_with_what_it_can_show(system):
    report = take(load_document("TH02"), system)

    case = db.session.scalars(select(CaseExercise)).one()
    assert (report.number, report.is_changed, case.code, case.published.number) == (1, True, "TH02", 1)
    assert {line.competency_code: line.level for line in case.published.competencies} == dict.fromkeys(
        ["A2", "A3", "B1", "B6", "C10", "C2", "C5", "C7", "C8"], 3
    )
    assert {area.area_type for area in case.published.area_types} == {"mien_nui_dtts", "bien_gioi", "hai_dao"}


def test_the_same_case_twice_changes_nothing(system):
    take(make_document(), system)
    trail = count(AuditEntry)

    report = take(make_document(), system)

    assert (report.is_changed, report.number, count(CaseVersion), count(AuditEntry)) == (False, 1, 1, trail)


def test_a_changed_case_is_a_new_version_and_the_old_one_is_outdated(system):
    take(make_document(), system)

    report = take({**make_document(), "ten": "Phiếu hẹn tìm thấy"}, system)

    versions = db.session.execute(select(CaseVersion.number, CaseVersion.state).order_by(CaseVersion.number))
    assert [tuple(row) for row in versions] == [(1, "outdated"), (2, "published")]
    assert (report.number, db.session.scalars(select(CaseExercise.title)).one()) == (2, "Phiếu hẹn tìm thấy")


def test_a_dry_run_reports_the_same_and_changes_nothing(system):
    report = take(make_document(), system, is_dry_run=True)

    assert (report.is_changed, report.number, count(CaseExercise)) == (True, 1, 0)


def test_names_that_yaml_reads_as_true_and_false_survive(system):
    text = yaml.safe_dump(make_document(), allow_unicode=True)
    document = read_yaml(text.replace("n2:", "yes:").replace("toi: n2", "toi: yes"))

    take(document, system)
    report = take(document, system)

    kept = db.session.scalars(select(CaseVersion)).one().document
    assert (set(kept["nut"]), report.is_changed) == ({"n1", "yes"}, False)


def test_an_editor_brings_in_cases_of_the_own_institution(app):
    make_institution("TCT19")
    editor = make_account("editor", "TCT19")

    take(make_document(), editor)

    assert db.session.scalars(select(CaseExercise)).one().owner.code == "TCT19"


def test_an_editor_does_not_touch_cases_of_another_institution(app):
    make_institution("TCT19")
    make_institution("TCT24", "Trường Chính trị Nguyễn Văn Cừ")
    take(make_document(), make_account("editor", "TCT19"))

    with pytest.raises(Forbidden):
        take({**make_document(), "ten": "Tên khác"}, make_account("editor", "TCT24"))

    assert count(CaseVersion) == 1


def test_who_is_no_editor_brings_in_nothing(app):
    with pytest.raises(Forbidden):
        take(make_document(), make_account("department", "19"))


def test_without_a_name_the_system_brings_in_for_the_ministry(system):
    take(make_document(), system)

    assert db.session.scalars(select(CaseExercise)).one().owner.kind == "ministry"


@pytest.mark.parametrize("code", ["TCT99", "BNV"])
def test_an_institution_that_does_not_exist_is_refused(system, code):
    with pytest.raises(Refused, match=code):
        take(make_document(), system, institution=code)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "content" / "cases").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_cases_we_ship_are_sound(system, path):
    text, notes = read_text(path.read_bytes())

    report = take(read_yaml(text), system)

    assert (report.code, notes) == (path.stem, [])


BILLION_LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("id: TH90\nten: Một\nid: TH91\n", "3", id="a key twice"),
        pytest.param("nut:\n  n1: {hoi: A, hoi: B}\n", "2", id="a key twice, deep"),
        pytest.param(BILLION_LAUGHS, "1", id="alias bomb"),
        pytest.param("a:\n" + "[" * 200 + "]" * 200, "2", id="too deep"),
        pytest.param("a: [1, 2\nb: 3\n", "2", id="no yaml"),
        pytest.param("a: !!python/object/apply:os.system [ls]\n", "1", id="an object"),
        pytest.param("a: 2026-13-45\n", "", id="a day that is none"),
        pytest.param("? [a, b]\n: c\n", "1", id="a list as key"),
    ],
)
def test_yaml_with_traps_is_refused_with_its_line(app, text, line):
    with pytest.raises(ContentRefused) as refused:
        read_yaml(text)

    assert line in str(refused.value)


def test_a_file_that_is_too_large_is_not_read(app):
    with pytest.raises(ContentRefused):
        read_text(b"a" * (LARGEST_BYTES + 1))


def test_a_file_in_another_encoding_is_refused_with_its_line(app):
    with pytest.raises(ContentRefused) as refused:
        read_text("id: TH90\nten: Phiếu hẹn\n".encode("utf-16-le")[:-3] + b"\xff\n\xff")

    assert refused.value.problems


def test_tcvn3_is_converted_and_reported(app):
    text, notes = read_text("ten: Nguyễn Văn Bình ở xã Tân Hòa".encode())
    old, old_notes = read_text("ten: NguyÔn V¨n B×nh ë x· T©n Hßa".encode())

    assert (notes, old, len(old_notes)) == ([], text, 1)
