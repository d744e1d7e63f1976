from datetime import date

import pytest

from people.rules import (
    AreaType,
    MainPostFaults,
    OrganisationKind,
    Post,
    UnitKind,
    closing_day,
    default_area_type,
    find_main_post_faults,
    guess_organisation_kind,
    is_current,
    organisation_code,
)

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))
TODAY = date(2026, 3, 10)
YESTERDAY = date(2026, 3, 9)


def faults(crowded=(), leaderless=()):
    return MainPostFaults(frozenset(crowded), frozenset(leaderless))


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        pytest.param([], faults(), id="no post"),
        pytest.param([Post(False, JAN, None)], faults(), id="a single post need not be main"),
        pytest.param([Post(True, JAN, None), Post(False, JAN, None)], faults(), id="one main of two"),
        pytest.param([Post(True, JAN, None), Post(True, MAR, None)], faults(crowded={0, 1}), id="two mains"),
        pytest.param([Post(True, JAN, FEB), Post(True, MAR, None)], faults(), id="mains in a row"),
        pytest.param(
            [Post(True, JAN, MAR), Post(True, MAR, None)], faults(crowded={0, 1}), id="last day counts"
        ),
        pytest.param(
            [Post(False, JAN, None), Post(False, MAR, None)], faults(leaderless={0, 1}), id="two without main"
        ),
        pytest.param([Post(False, JAN, FEB), Post(False, MAR, None)], faults(), id="one at a time"),
        pytest.param(
            [Post(True, JAN, FEB), Post(False, JAN, None), Post(False, JAN, None)],
            faults(leaderless={1, 2}),
            id="the main one ends before the others",
        ),
        pytest.param(
            [Post(True, JAN, None), Post(True, FEB, FEB), Post(False, FEB, None), Post(True, APR, None)],
            faults(crowded={0, 1, 3}),
            id="only mains are to blame for too many",
        ),
    ],
)
def test_of_several_posts_on_a_day_exactly_one_is_main(posts, expected):
    assert find_main_post_faults(posts) == expected


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        pytest.param(JAN, None, YESTERDAY, id="open"),
        pytest.param(JAN, APR, YESTERDAY, id="would end later"),
        pytest.param(JAN, TODAY, YESTERDAY, id="would end today"),
        pytest.param(JAN, YESTERDAY, None, id="ended yesterday"),
        pytest.param(JAN, FEB, None, id="ended long ago"),
        pytest.param(TODAY, None, TODAY, id="began today"),
        pytest.param(TODAY, TODAY, None, id="began and ended today"),
        pytest.param(APR, None, None, id="to come"),
    ],
)
def test_the_last_day_of_a_post_missing_from_a_roster(starts_on, ends_on, expected):
    assert closing_day(starts_on, ends_on, TODAY) == expected


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Văn phòng HĐND và UBND", OrganisationKind.OFFICE),
        ("Văn phòng Đảng ủy", OrganisationKind.OFFICE),
        ("Phòng Văn hoá – Xã hội", OrganisationKind.DIVISION),
        ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", OrganisationKind.SERVICE_CENTRE),
        ("Đảng uỷ xã Tân Hòa", OrganisationKind.PARTY_COMMITTEE),
        ("Uỷ ban nhân dân xã", OrganisationKind.COMMUNE_COMMITTEE),
        ("UBND phường", OrganisationKind.COMMUNE_COMMITTEE),
        ("HĐND xã", OrganisationKind.COMMUNE_COMMITTEE),
        ("Ủy ban Kiểm tra Đảng ủy", OrganisationKind.PARTY_COMMITTEE),
        ("Ban Chỉ huy Quân sự", OrganisationKind.DIVISION),
    ],
)
def test_the_kind_of_an_organisation_is_guessed_from_its_name(name, kind):
    assert guess_organisation_kind(name) is kind


@pytest.mark.parametrize(
    ("name", "taken", "code"),
    [
        pytest.param("Phòng Kinh tế", (), "05443-phong-kinh-te", id="readable"),
        pytest.param("Phòng Kinh tế", {"05443-phong-kinh-te"}, "05443-phong-kinh-te-2", id="taken"),
        pytest.param("—", (), "05443-co-quan", id="no letters"),
    ],
)
def test_the_code_of_a_new_organisation(name, taken, code):
    assert organisation_code("05443", name, taken) == code


def test_the_code_of_a_long_name_fits_its_column_and_stays_unique():
    first = organisation_code("05443", "Phòng " * 30)
    second = organisation_code("05443", "Phòng " * 30, {first})
    assert len(first) <= 60
    assert len(second) <= 60
    assert first != second


@pytest.mark.parametrize(
    ("kind", "area"),
    [
        (UnitKind.WARD, AreaType.URBAN),
        (UnitKind.COMMUNE, AreaType.RURAL),
        (UnitKind.SPECIAL_ZONE, AreaType.ISLAND),
        (UnitKind.PROVINCE, None),
        (UnitKind.CITY, None),
    ],
)
def test_the_area_type_of_a_kind_of_unit(kind, area):
    assert default_area_type(kind) is area


@pytest.mark.parametrize(("day", "expected"), [(JAN, True), (FEB, True), (date(2026, 2, 2), False)])
def test_a_post_is_held_on_its_first_and_last_day(day, expected):
    assert is_current(JAN, FEB, day) is expected
