"""From the text of a row to its values, cell by cell; what can be said of a row without the others."""

from collections.abc import Callable, Iterable
from datetime import date
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
from lms.text import capitalize_words, fold
from people.queries.rosters import KnownPosition
from people.services.rosters.columns import (
    DEGREE_LEVELS,
    EMPLOYMENT_KINDS,
    POLITICAL_THEORY_LEVELS,
    position_label,
)
from people.services.rosters.places import Places
from people.services.rosters.shapes import Facts, RosterRow

T = TypeVar("T")

_LONGEST_NAME = 200
_LONGEST_DECISION = 60
_DIGITS_WITHOUT_ZERO = 11


class RowReader:
    """Reads rows one after the other and gathers what is wrong."""

    def __init__(self, table: Table, places: Places, positions: Iterable[KnownPosition]) -> None:
        self.errors: list[CellError] = []
        self._table = table
        self._places = places
        known = tuple(positions)
        self._position_codes = [position.code for position in known]
        # By code, by name, and as the list of the template writes it: "VT14 – Chuyên viên một cửa".
        self._positions = {fold(position.name): position.code for position in known}
        self._positions |= {fold(position_label(position)): position.code for position in known}
        self._positions |= {fold(position.code): position.code for position in known}

    def read(self, row: Row) -> RosterRow | None:
        """Return the values of a row, or None if a cell is wrong; the reasons are in ``errors``."""
        errors_before = len(self.errors)
        personal_id = self._cell(row, "personal_id", parse_personal_id)
        full_name = self._cell(row, "full_name", _parse_full_name)
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
        code = self._positions.get(fold(parse_text(value)))
        if code is not None:
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


def _parse_full_name(value: str) -> str:
    # TCVN3 has no capitals with a tone: "Nguyễn Văn ánh" is what is left of "Ánh".
    return capitalize_words(_parse_name(value))


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
