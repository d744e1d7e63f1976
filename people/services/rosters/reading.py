"""From the text of a row to its values, cell by cell; what can be said of a row without the others."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import TypeVar

from lms.i18n import gettext as _
from lms.secrets import keyed_hash
from lms.tables import (
    CellError,
    CellProblem,
    Row,
    Table,
    parse_bool,
    parse_choice,
    parse_date,
    parse_digits,
    parse_email,
    parse_text,
)
from lms.text import tone_position_key
from people.queries.rosters import KnownOrganisation, KnownUnit
from people.services.rosters.columns import DEGREE_LEVELS, EMPLOYMENT_KINDS, POLITICAL_THEORY_LEVELS
from people.services.rosters.shapes import Facts, OrganisationKey, RosterRow

T = TypeVar("T")

_LONGEST_NAME = 200
_LONGEST_DECISION = 60
_UNIT_DIGITS = 5
_DIGITS_WITHOUT_ZERO = 11

# A roster repeats few values thousands of times.
_key = lru_cache(maxsize=8192)(tone_position_key)


class Places:
    """Finds units and organisations of one province by what a row says."""

    def __init__(
        self, units: Iterable[KnownUnit], all_codes: Iterable[str], organisations: Iterable[KnownOrganisation]
    ) -> None:
        self._units = {unit.code: unit for unit in units}
        self._all_codes = frozenset(all_codes)
        self._by_full_name: dict[str, list[KnownUnit]] = defaultdict(list)
        self._by_name: dict[str, list[KnownUnit]] = defaultdict(list)
        for unit in self._units.values():
            self._by_full_name[_key(unit.full_name)].append(unit)
            self._by_name[_key(unit.name)].append(unit)
        self._organisation_keys: dict[OrganisationKey, str] = {
            (organisation.unit_code, organisation.code): organisation.name_key
            for organisation in organisations
        }

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
            raise CellProblem(
                _("The province has no unit of this name."), _("Correct the name or write the unit code.")
            )
        if len(found) > 1:
            codes = ", ".join(f"{unit.code} ({unit.full_name})" for unit in found)
            raise CellProblem(
                _("Several units of the province have this name."),
                _("Write the code of the one that is meant: %(codes)s.", codes=codes),
            )
        return found[0].code

    def check_name(self, code: str, name: str) -> None:
        """Refuse a name that belongs to another unit than the code: one of the two is a slip."""
        if all(unit.code != code for unit in self._named(name)):
            raise CellProblem(
                _("The name does not belong to the code %(code)s.", code=code),
                _("Correct one of the two, or leave the name empty."),
            )

    def organisation_key(self, unit_code: str, organisation: str) -> str:
        """Return the matching key of an organisation given by name or by code."""
        return self._organisation_keys.get((unit_code, organisation)) or _key(organisation)

    def _named(self, name: str) -> list[KnownUnit]:
        return self._by_full_name.get(_key(name)) or self._by_name.get(_key(name)) or []


class RowReader:
    """Reads rows one after the other and gathers what is wrong."""

    def __init__(self, table: Table, places: Places, position_codes: Iterable[str]) -> None:
        self.errors: list[CellError] = []
        self._table = table
        self._places = places
        self._position_codes = tuple(position_codes)
        self._known_positions = frozenset(self._position_codes)

    def read(self, row: Row) -> RosterRow | None:
        """Return the values of a row, or None if a cell is wrong; the reasons are in ``errors``."""
        errors_before = len(self.errors)
        personal_id = self._cell(row, "personal_id", parse_personal_id)
        full_name = self._cell(row, "full_name", _parse_name)
        unit_code = self._unit(row)
        organisation = self._cell(row, "organisation", _parse_name)
        position_code = self._cell(row, "position_code", self._parse_position)
        is_main = self._optional(row, "is_main", parse_bool)
        starts_on, ends_on = self._days(row)
        decision_no = self._optional(row, "decision_no", _parse_decision)
        facts = self._facts(row)
        if personal_id is None or full_name is None or unit_code is None or organisation is None:
            return None
        if position_code is None or starts_on is None or len(self.errors) > errors_before:
            return None
        return RosterRow(
            row=row,
            personal_id=personal_id,
            personal_id_hash=keyed_hash(personal_id),
            full_name=full_name,
            unit_code=unit_code,
            organisation=organisation,
            organisation_key=self._places.organisation_key(unit_code, organisation),
            position_code=position_code,
            is_main=is_main,
            starts_on=starts_on,
            ends_on=ends_on,
            decision_no=decision_no or "",
            facts=facts,
        )

    def _cell(self, row: Row, name: str, parse: Callable[[str], T]) -> T | None:
        try:
            return parse(row.values[name])
        except CellProblem as problem:
            self.errors.append(self._table.error_at(row, name, problem))
            return None

    def _optional(self, row: Row, name: str, parse: Callable[[str], T]) -> T | None:
        return self._cell(row, name, parse) if row.values[name] else None

    def _unit(self, row: Row) -> str | None:
        code, name = row.values["unit_code"], row.values["unit_name"]
        if not code and not name:
            return self._cell(row, "unit_code", _refuse_without_unit)
        if not code:
            return self._cell(row, "unit_name", self._places.unit_of_name)
        found = self._cell(row, "unit_code", self._places.unit_of_code)
        if found and name:
            self._cell(row, "unit_name", lambda text: self._places.check_name(found, text))
        return found

    def _days(self, row: Row) -> tuple[date | None, date | None]:
        starts_on = self._cell(row, "starts_on", parse_date)
        ends_on = self._optional(row, "ends_on", parse_date)
        if starts_on and ends_on and ends_on < starts_on:
            problem = CellProblem(
                _("The last day is before the first day."),
                _("Correct one of the two dates, or leave the last day empty while the post is held."),
            )
            self.errors.append(self._table.error_at(row, "ends_on", problem))
        return starts_on, ends_on

    def _facts(self, row: Row) -> Facts:
        return Facts(
            employment_kind=self._optional(row, "employment_kind", _parse_employment_kind),
            degree_level=self._optional(row, "degree_level", _parse_degree_level),
            degree_field=self._optional(row, "degree_field", _parse_name),
            political_theory_level=self._optional(row, "political_theory_level", _parse_political_theory),
            has_state_management_training=self._optional(row, "has_state_management_training", parse_bool),
            email=self._optional(row, "email", parse_email),
        )

    def _parse_position(self, value: str) -> str:
        code = parse_text(value).upper()
        if code in self._known_positions:
            return code
        raise CellProblem(
            _("There is no job position of this code."),
            _("Use one of: %(choices)s.", choices=", ".join(self._position_codes)),
        )


def parse_personal_id(value: str) -> str:
    """Return the twelve digits of a personal number, else say what is wrong with it."""
    try:
        return parse_digits(value, length=12)
    except CellProblem as problem:
        digits = value.removeprefix("'").replace(" ", "")
        if digits.isdigit() and len(digits) == _DIGITS_WITHOUT_ZERO:
            raise CellProblem(
                problem.problem,
                _(
                    "Excel may have dropped the leading zero: format the column as text and write all twelve"
                    " digits."
                ),
            ) from problem
        raise


def _parse_name(value: str) -> str:
    return parse_text(value, longest=_LONGEST_NAME)


def _parse_decision(value: str) -> str:
    return parse_text(value, longest=_LONGEST_DECISION)


def _parse_employment_kind(value: str) -> str:
    return parse_choice(value, EMPLOYMENT_KINDS).value


def _parse_degree_level(value: str) -> str:
    return parse_choice(value, DEGREE_LEVELS).value


def _parse_political_theory(value: str) -> str:
    return parse_choice(value, POLITICAL_THEORY_LEVELS).value


def _refuse_without_unit(_value: str) -> str:
    raise CellProblem(
        _("Neither the code nor the name of the unit is given."),
        _("Write the code of the commune, ward or special zone."),
    )
