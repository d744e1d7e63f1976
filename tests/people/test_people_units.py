"""Loading units and positions."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.config import ROOT
from lms.database import db, transaction
from lms.errors import Forbidden, NotFound, Refused
from lms.models import AuditEntry
from people import queries
from people.models import AdministrativeUnit, AreaTag, Position
from people.services import load_positions, load_units

REFERENCE = Path(ROOT) / "content" / "reference"
UNITS = REFERENCE / "administrative_units.csv"
POSITIONS = REFERENCE / "positions.csv"
HEADER = "code,name,full_name,full_name_en,kind,parent_code\n"


def load(loader, path, by):
    with transaction():
        return loader(path, by=by)


def test_all_units_of_the_country_are_loaded_once(system):
    first = load(load_units, UNITS, system)
    second = load(load_units, UNITS, system)

    assert (first.added, first.changed, first.unchanged) == (3355, 0, 0)
    assert (second.added, second.changed, second.unchanged) == (0, 0, 3355)
    assert len(queries.list_provinces()) == 34
    assert len(queries.list_communes("19")) == 92
    assert db.session.scalars(select(AuditEntry.event).where(AuditEntry.event.like("people:%"))).all() == [
        "people:units_loaded"
    ]


def test_units_get_an_area_type_and_its_tag_by_kind(system):
    load(load_units, UNITS, system)

    pairs = select(AdministrativeUnit.kind, AdministrativeUnit.main_area_type, func.count()).group_by(
        AdministrativeUnit.kind, AdministrativeUnit.main_area_type
    )
    assert set(map(tuple, db.session.execute(pairs))) == {
        ("province", None, 27),
        ("city", None, 7),
        ("commune", "nong_thon", 2611),
        ("ward", "do_thi", 697),
        ("special_zone", "hai_dao", 13),
    }
    assert db.session.scalar(select(func.count()).select_from(AreaTag)) == 3321


def test_provinces_are_in_the_order_of_the_alphabet(system):
    load(load_units, UNITS, system)

    names = [unit.name for unit in queries.list_provinces()]
    assert names[:5] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ"]
    assert names.index("Điện Biên") < names.index("Đồng Nai") < names.index("Gia Lai")


def test_loading_again_keeps_the_area_types_a_province_gave(system, tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(
        HEADER + "19,Thái Nguyên,Tỉnh Thái Nguyên,T,province,\n05500,Tân Hòa,Xã Tân Hòa,T,commune,19\n"
    )
    load(load_units, path, system)
    with transaction():
        unit = queries.get_unit("05500")
        unit.main_area_type = "mien_nui_dtts"
        unit.area_tags = [AreaTag(area_type="mien_nui_dtts"), AreaTag(area_type="bien_gioi")]
    path.write_text(path.read_text().replace("Xã Tân Hòa", "Phường Tân Hòa").replace("commune", "ward"))

    counts = load(load_units, path, system)

    unit = queries.get_unit("05500")
    assert (counts.changed, counts.unchanged) == (1, 1)
    assert (unit.full_name, unit.kind, unit.main_area_type) == ("Phường Tân Hòa", "ward", "mien_nui_dtts")
    assert {tag.area_type for tag in unit.area_tags} == {"mien_nui_dtts", "bien_gioi"}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("05500,Tân Hòa,Xã Tân Hòa,T,district,19", id="unknown kind"),
        pytest.param("05500,Tân Hòa,Xã Tân Hòa,T,commune,99", id="unknown province"),
        pytest.param("05500,Tân Hòa,Xã Tân Hòa,T,commune,", id="commune without province"),
    ],
)
def test_a_wrong_table_of_units_changes_nothing(system, tmp_path, line):
    path = tmp_path / "units.csv"
    path.write_text(f"{HEADER}19,Thái Nguyên,Tỉnh Thái Nguyên,T,province,\n{line}\n")

    with pytest.raises(Refused):
        load(load_units, path, system)

    assert db.session.scalars(select(AdministrativeUnit)).all() == []


def test_positions_are_loaded_in_the_order_of_the_source(system):
    first = load(load_positions, POSITIONS, system)
    second = load(load_positions, POSITIONS, system)

    assert (first.added, second.added, second.unchanged) == (14, 0, 14)
    assert [position.code for position in queries.list_positions()][:3] == ["VT01", "VT02", "VT03"]
    assert db.session.get(Position, "VT14").rank == 14


@pytest.mark.parametrize(("loader", "path"), [(load_units, UNITS), (load_positions, POSITIONS)])
@pytest.mark.parametrize(("role", "scope"), [(None, ""), ("department", "19"), ("ministry", "")])
def test_reference_tables_are_for_those_who_run_the_system(make_actor, loader, path, role, scope):
    with pytest.raises(Forbidden):
        load(loader, path, make_actor(role, scope))


@pytest.mark.parametrize("get", [queries.get_unit, queries.get_organisation, queries.get_position])
def test_what_does_not_exist_is_not_found(province, get):
    with pytest.raises(NotFound):
        get("không có")
