"""Finds the communes and organisations a row means, by code or by whatever name it gives them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from lms.i18n import gettext as _
from lms.tables import CellProblem, Reading, ReadingKind
from lms.text import tone_position_key
from people.queries.rosters import FormerName, KnownOrganisation, KnownUnit
from people.services.rosters.shapes import OrganisationKey

_UNIT_DIGITS = 5
_MOST_SHOWN = 200

# A roster repeats few values thousands of times.
name_key = lru_cache(maxsize=8192)(tone_position_key)

_ABBREVIATIONS = (
    (re.compile(r"^(?:p|ph)(?:\.\s*|\s+)(?=\S)", re.IGNORECASE), "Phường "),
    (re.compile(r"^x(?:\.\s*|\s+)(?=\S)", re.IGNORECASE), "Xã "),
    (re.compile(r"^(?:tt|t\.t)(?:\.\s*|\s+)(?=\S)", re.IGNORECASE), "Thị trấn "),
    (re.compile(r"^đk(?:\.\s*|\s+)(?=\S)", re.IGNORECASE), "Đặc khu "),
    (re.compile(r"^(?:ubnd|đảng ủy|đảng uỷ)\s+(?=\S)", re.IGNORECASE), ""),
)


class Places:
    """Finds units and organisations of one province by what a row says."""

    def __init__(
        self,
        units: Iterable[KnownUnit],
        all_codes: Iterable[str],
        organisations: Iterable[KnownOrganisation],
        former: Iterable[FormerName] = (),
    ) -> None:
        self._units = {unit.code: unit for unit in units}
        self._all_codes = frozenset(all_codes)
        self._by_full_name: dict[str, list[KnownUnit]] = defaultdict(list)
        self._by_name: dict[str, list[KnownUnit]] = defaultdict(list)
        for unit in self._units.values():
            self._by_full_name[name_key(unit.full_name)].append(unit)
            self._by_name[name_key(unit.name)].append(unit)
        self._former = {
            name.name_key: self._units[name.unit_code] for name in former if name.unit_code in self._units
        }
        self._organisation_keys: dict[OrganisationKey, str] = {
            (organisation.unit_code, organisation.code): organisation.name_key
            for organisation in organisations
        }
        self._read_as: Counter[tuple[str, str]] = Counter()
        self._unknown: Counter[str] = Counter()

    def unit_of_code(self, code: str) -> str:
        """Return the code if it is of a commune of the province, else say what is wrong with it."""
        if code in self._units:
            return code
        padded = code.zfill(_UNIT_DIGITS)
        if padded in self._units:
            raise CellProblem(
                _("The code has lost its leading zero."),
                _("Write %(code)s and format the column as text.", code=padded),
            )
        if code in self._all_codes:
            raise CellProblem(
                _("This unit is no commune, ward or special zone of the province."),
                _("Write the code of the commune, or hand the row to the Department of its province."),
            )
        raise CellProblem(
            _("There is no administrative unit of this code."),
            _("Take the five-digit code from the list of units, or leave it empty and give the name."),
        )

    def unit_of_name(self, name: str) -> str:
        """Return the code of the only commune of this name, else say what is wrong with it."""
        found = self._named(name)
        if not found:
            self._unknown[name] += 1
            raise CellProblem(
                _("The province has no unit of this name."), _("Correct the name or write the unit code.")
            )
        if len(found) > 1:
            codes = ", ".join(f"{unit.code} ({unit.full_name})" for unit in found)
            raise CellProblem(
                _("Several units of the province have this name."),
                _("Write the code of the one that is meant: %(codes)s.", codes=codes),
            )
        unit = found[0]
        if name_key(name) != name_key(unit.full_name):  # capitals and spaces are not worth a look
            self._read_as[name, f"{unit.full_name} ({unit.code})"] += 1
        return unit.code

    def check_name(self, code: str, name: str) -> None:
        """Refuse a name that belongs to another unit than the code: one of the two is a slip."""
        if all(unit.code != code for unit in self._named(name)):
            raise CellProblem(
                _("The name does not belong to the code %(code)s.", code=code),
                _("Correct one of the two, or leave the name empty."),
            )

    def organisation_key(self, unit_code: str, organisation: str) -> str:
        """Return the matching key of an organisation given by name or by code."""
        return self._organisation_keys.get((unit_code, organisation)) or name_key(organisation)

    def readings(self) -> list[Reading]:
        """Return the names that were read as a commune written otherwise, and those that mean none."""
        read = [
            Reading(ReadingKind.UNIT, *pair, times) for pair, times in self._read_as.most_common(_MOST_SHOWN)
        ]
        unknown = self._unknown.most_common(_MOST_SHOWN)
        return read + [Reading(ReadingKind.UNKNOWN_UNIT, name, "", times) for name, times in unknown]

    def _named(self, name: str) -> list[KnownUnit]:
        """Return the communes a name may mean: as written, without its district, spelled out, formerly."""
        for written in _spellings(name):
            key = name_key(written)
            found = self._by_full_name.get(key) or self._by_name.get(key)
            if found:
                return found
            if key in self._former:
                return [self._former[key]]
        return []


def _spellings(name: str) -> Iterable[str]:
    """Yield a name as written, then without what follows a comma, both also with short forms spelled out."""
    for text in dict.fromkeys((name, name.split(",")[0].strip(), name.split(" - ")[0].strip())):
        yield text
        for pattern, words in _ABBREVIATIONS:
            spelled = pattern.sub(words, text)
            if spelled != text:
                yield spelled
