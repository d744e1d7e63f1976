"""Invented officers and their posts as rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from demo.names import invent_name
from demo.rosters import POSTS, Commune, house_of, invent_qualifications, invent_start
from demo.synth.places import Place, positions_of
from lms.collation import name_sort_word
from lms.secrets import encrypt, keyed_hash
from lms.text import fold, mask_personal_id, tone_position_key
from people.rules import guess_organisation_kind, organisation_code

CONCURRENT_SHARE = 0.04
EARLIER_POST_SHARE = 0.025
RETIRED_SHARE = 0.005
_EMPLOYMENT = {position: employment for position, _number, _house, employment in POSTS}
_HOUSE = {position: house for position, _number, house, _employment in POSTS}
# What those with a second post do besides: a deputy chairman directs the service centre, others help out.
_SECOND_POST = {"VT03": "VT08", "VT05": "VT10", "VT09": "VT14", "VT10": "VT14"}
_ELSE = "VT09"
_ONE_DAY = timedelta(days=1)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Invented:
    """One officer; ``posts`` lack the officer's id and name the organisation by unit and key."""

    officer: Row
    posts: tuple[Row, ...]
    positions: tuple[str, ...]
    """Those held today."""
    place: Place

    @property
    def is_chairman(self) -> bool:
        """Tell whether this is the chairman of the commune."""
        return "VT02" in self.positions


@dataclass(slots=True)
class People:
    """Invents the people of communes, one commune after the other.

    Args:
        chance: the source of chance.
        today: the day of the world.
        now: when rows are said to be made.
        serial: how many were invented before; part of the personal number, so that none comes twice.
    """

    chance: Random
    today: date
    now: datetime
    serial: int = 0

    def of(self, place: Place) -> Iterator[Invented]:
        """Return the people of a commune."""
        for position in positions_of(place.officers):
            self.serial += 1
            yield self._invent(place, position)

    def _invent(self, place: Place, position: str) -> Invented:
        name = invent_name(self.chance)
        qualifications = invent_qualifications(position, _EMPLOYMENT[position], self.chance)
        posts, positions = self._posts(place, position)
        return Invented(self._officer(place, name, qualifications), posts, positions, place)

    def _officer(self, place: Place, name: str, qualifications: tuple[str, str, str, str]) -> Row:
        personal_id = self._personal_id(place, name)
        search_key, sort_key = _name_keys(name)
        employment, degree, field, theory = qualifications
        return {
            "public_id": UUID(int=self.chance.getrandbits(128), version=4),
            "province_code": place.province_code,
            "full_name": name,
            "search_key": search_key,
            "sort_key": sort_key,
            "personal_id_sealed": encrypt(personal_id),
            "personal_id_hash": keyed_hash(personal_id),
            "personal_id_masked": mask_personal_id(personal_id),
            "employment_kind": employment,
            "degree_level": degree,
            "degree_field": field,
            "political_theory_level": theory,
            "has_state_management_training": self.chance.random() < 0.6,  # noqa: PLR2004
            "email": None,
            "account_id": None,
            "created_at": self.now,
        }

    def _personal_id(self, place: Place, name: str) -> str:
        century_and_sex = "1" if "Thị" in name else "0"
        return f"0{place.province_code}{century_and_sex}{self.chance.randrange(66, 100):02d}{self.serial:06d}"

    def _posts(self, place: Place, position: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
        starts_on = min(invent_start(self.chance), self.today)
        main = self._post(place, position, starts_on)
        draw = self.chance.random()
        if draw < CONCURRENT_SHARE and position != "VT02":
            second = _SECOND_POST.get(position, _ELSE if position != _ELSE else "VT12")
            besides = self._post(place, second, starts_on) | {"is_main": False}
            return (main, besides), (position, second)
        if draw > 1 - RETIRED_SHARE and position != "VT02":
            last_day = max(starts_on, self.today - timedelta(days=self.chance.randrange(1, 200)))
            return (main | {"ends_on": last_day},), ()
        if draw > 1 - RETIRED_SHARE - EARLIER_POST_SHARE:
            return self._promoted(place, position, main), (position,)
        return (main,), (position,)

    def _promoted(self, place: Place, position: str, main: Row) -> tuple[Row, ...]:
        """Return an earlier post that has ended and the present one, which began the day after."""
        earlier = self._post(place, "VT13" if position != "VT13" else "VT14", main["starts_on"])
        held = max(1, (self.today - main["starts_on"]).days // 2)
        last_day = min(self.today - _ONE_DAY, main["starts_on"] + timedelta(days=held))
        if last_day < main["starts_on"]:
            return (main,)
        return earlier | {"ends_on": last_day}, main | {"starts_on": last_day + _ONE_DAY}

    def _post(self, place: Place, position: str, starts_on: date) -> Row:
        house = _house(position, place.is_ward)
        return {
            "organisation_key": (place.code, tone_key(house)),
            "unit_code": place.code,
            "position_code": position,
            "is_main": True,
            "starts_on": starts_on,
            "ends_on": None,
            "decision_no": f"{self.chance.randrange(1, 400)}/QĐ-UBND",
            "recorded_at": self.now,
        }


def organisations_of(place: Place) -> Iterator[Row]:
    """Return the organisations of a commune."""
    for house in dict.fromkeys(_house(position, place.is_ward) for position in _HOUSE):
        yield {
            "code": organisation_code(place.code, house),
            "name": house,
            "name_key": tone_key(house),
            "kind": guess_organisation_kind(house).value,
            "unit_code": place.code,
        }


def posts_with_ids(
    invented: Invented, officer_id: int, organisations: Mapping[tuple[str, str], int]
) -> Iterator[Row]:
    """Return the posts as rows that refer to officer and organisation."""
    for post in invented.posts:
        row = {**post, "officer_id": officer_id}
        row["organisation_id"] = organisations[row.pop("organisation_key")]
        yield row


@cache
def tone_key(name: str) -> str:
    """Return the matching key of an organisation's name; there are only a few names."""
    return tone_position_key(name)


@cache
def _house(position: str, is_ward: bool) -> str:
    return house_of(_HOUSE[position], Commune("", is_ward))


@cache
def _name_keys(name: str) -> tuple[str, str]:
    """Return search and sort key; some twenty thousand names repeat."""
    return fold(name), name_sort_word(name)
