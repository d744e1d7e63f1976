"""Reading the files of a framework row by row, with every mistake noted where it stands."""

from collections import defaultdict
from collections.abc import Callable, Collection
from io import BytesIO
from typing import Any, TypeVar

from competency import rules
from competency.rules import HIGHEST_LEVEL, LOWEST_LEVEL, MappingKind, MappingLine
from competency.services.framework_files import (
    FILES,
    MAPPING_COLUMNS,
    MAPPING_FILE,
    AreaLine,
    CompetencyLine,
    Contents,
    FileError,
    FrameworkContent,
    FrameworkFilesRefused,
    RequirementLine,
    hash_of,
    parse_level,
    parse_weight,
)
from lms.i18n import gettext as _
from lms.tables import (
    CellError,
    CellProblem,
    Column,
    Row,
    Table,
    parse_bool,
    parse_choice,
    parse_int,
    parse_text,
    read_table,
)
from people.rules import AreaType

_OPTIONAL_COLUMNS = {"position_requirements.csv": ("is_mandatory", "grace_days", "is_floor")}
_LONGEST_CODE, _LONGEST_NAME, _LONGEST_LEVEL_NAME, _LONGEST_TEXT = 10, 200, 60, 4_000
_MOST_GRACE_DAYS = 3_650

T = TypeVar("T")


def read_content(
    contents: Contents, *, positions: Collection[str], old_codes: Collection[str] | None
) -> FrameworkContent:
    """Return what the files say. No gate, no trail: it only reads.

    Args:
        contents: of the five files, and of the mapping if there is one.
        positions: the codes of the positions there are.
        old_codes: of the version that the mapping leads from; None where there is none.

    Raises:
        FrameworkFilesRefused: with every mistake of every file.
    """
    reader = _Reader(contents, frozenset(positions))
    reader.read(None if old_codes is None else frozenset(old_codes))
    if reader.errors:
        raise FrameworkFilesRefused(reader.errors)
    return reader.content


class _Reader:
    """Reads the files in the order in which they refer to each other; collects every mistake."""

    def __init__(self, contents: Contents, positions: frozenset[str]) -> None:
        self.errors: list[FileError] = []
        self.content = FrameworkContent(hash_of(contents))
        self._contents, self._positions = contents, positions
        self._seen: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)

    def read(self, old_codes: frozenset[str] | None) -> None:
        """Read all files."""
        content = self.content
        content.levels = self._each("levels.csv", self._level, unique=("level",))
        self._all_levels()
        pillars: set[str] = set()
        content.competencies = self._each(
            "competencies.csv", lambda cell: self._competency(cell, pillars), unique=("code",)
        )
        content.indicators = self._each(
            "indicators.csv", self._indicator, unique=("competency_code", "level")
        )
        content.requirements = self._each(
            "position_requirements.csv", self._requirement, unique=("position_code", "competency_code")
        )
        content.areas = self._each("area_profiles.csv", self._area, unique=("area_type", "competency_code"))
        if MAPPING_FILE in self._contents:
            self._mapping(old_codes)

    def _each(self, file: str, make: Callable[["_Cells"], T], *, unique: tuple[str, ...] = ()) -> list[T]:
        table = self._table(file)
        made = []
        for row in table.rows:
            cells = _Cells(table, row)
            value = make(cells)
            self._refuse_twice(file, cells, unique)
            self.errors += [FileError(file, error) for error in cells.errors]
            if not cells.errors:
                made.append(value)
        return made

    def _table(self, file: str) -> Table:
        required = FILES.get(file, MAPPING_COLUMNS[:3])
        optional = _OPTIONAL_COLUMNS.get(file, MAPPING_COLUMNS[3:] if file == MAPPING_FILE else ())
        columns = [*(Column(name, required=True) for name in required), *(Column(name) for name in optional)]
        table = read_table(BytesIO(self._contents[file]), columns=columns)
        self.errors += [FileError(file, error) for error in table.errors]
        self.content.notices += [f"{file}: {notice}" for notice in table.notices]
        return table

    def _refuse_twice(self, file: str, cells: "_Cells", unique: tuple[str, ...]) -> None:
        key = tuple(cells.row.values[name] for name in unique)
        if unique and key in self._seen[file]:
            cells.refuse(
                unique[-1],
                _("The file has this line already: %(key)s.", key=", ".join(key)),
                _("Keep one of the two lines."),
            )
        self._seen[file].add(key)

    def _level(self, cells: "_Cells") -> tuple[int, str, str]:
        return (
            cells.get("level", parse_level, LOWEST_LEVEL),
            cells.text("name", _LONGEST_LEVEL_NAME),
            cells.text("meaning", _LONGEST_TEXT),
        )

    def _all_levels(self) -> None:
        found = {level for level, _name, _meaning in self.content.levels}
        if not self.errors and len(found) < HIGHEST_LEVEL:
            problem = _("The file needs one line for each of the levels 1 to 5.")
            remedy = _("Add the levels that are missing.")
            self.errors.append(FileError("levels.csv", CellError(None, None, "", problem, remedy)))

    def _competency(self, cells: "_Cells", pillars: set[str]) -> CompetencyLine:
        line = CompetencyLine(
            code=cells.text("code", _LONGEST_CODE),
            pillar_code=cells.row.values["pillar_code"] or None,
            name=cells.text("name", _LONGEST_NAME),
            definition=cells.row.values["definition"],
            origin=cells.row.values["origin"][:_LONGEST_NAME],
        )
        if line.pillar_code is None:
            pillars.add(line.code)
        elif line.pillar_code not in pillars:
            cells.refuse(
                "pillar_code",
                _("There is no such pillar above this line."),
                _("Put the pillar, with an empty pillar_code, above its competencies."),
            )
        return line

    def _indicator(self, cells: "_Cells") -> tuple[str, int, str]:
        return (
            self._known_competency(cells),
            cells.get("level", parse_level, LOWEST_LEVEL),
            cells.text("indicator", _LONGEST_TEXT),
        )

    def _requirement(self, cells: "_Cells") -> RequirementLine:
        def grace(value: str) -> int:
            return parse_int(value, least=0, most=_MOST_GRACE_DAYS)

        self._known_position(cells, "position_code", cells.row.values["position_code"])
        return RequirementLine(
            position_code=cells.row.values["position_code"],
            competency_code=self._known_competency(cells),
            level=cells.get("required_level", parse_level, LOWEST_LEVEL),
            is_mandatory=cells.get("is_mandatory", parse_bool, True, is_optional=True),
            grace_days=cells.get("grace_days", grace, rules.DEFAULT_GRACE_DAYS, is_optional=True),
            is_floor=cells.get("is_floor", parse_bool, True, is_optional=True),
        )

    def _area(self, cells: "_Cells") -> AreaLine:
        choices = {area.value: area.value for area in AreaType}
        raised = tuple(
            code.strip() for code in cells.row.values["raised_positions"].split(";") if code.strip()
        )
        for code in raised:
            self._known_position(cells, "raised_positions", code)
        return AreaLine(
            area_type=cells.get("area_type", lambda value: parse_choice(value, choices), ""),
            area_name=cells.text("area_name", _LONGEST_NAME // 2),
            competency_code=self._known_competency(cells),
            weight_percent=cells.get("weight", parse_weight, 100),
            raised_positions=tuple(dict.fromkeys(raised)),
            origin=cells.row.values["origin"][:_LONGEST_NAME],
        )

    def _known_competency(self, cells: "_Cells") -> str:
        code = cells.row.values["competency_code"]
        if code not in self.content.codes:
            cells.refuse(
                "competency_code",
                _("competencies.csv has no such competency."),
                _("Write the code of a competency (not of a pillar), or add it there."),
            )
        return code

    def _known_position(self, cells: "_Cells", column: str, code: str) -> None:
        if code not in self._positions:
            cells.refuse(
                column,
                _("There is no position %(code)s.", code=code),
                _("Use one of: %(choices)s.", choices=", ".join(sorted(self._positions))),
            )

    def _mapping(self, old_codes: frozenset[str] | None) -> None:
        made = self._each(MAPPING_FILE, _mapping_line)
        if old_codes is None:
            problem = _("There is no earlier version from which the mapping could lead.")
            self._refuse_file(MAPPING_FILE, problem, _("Leave this file out."))
            return
        for problem_found in rules.check_mapping(
            [line for line, _cells in made], old_codes, self.content.codes
        ):
            _line, cells = made[problem_found.line]
            problem, remedy = _mapping_words(problem_found.rule)
            cells.refuse(problem_found.column, problem, remedy)
            self.errors.append(FileError(MAPPING_FILE, cells.errors[-1]))
        self.content.mapping = [line for line, _cells in made]

    def _refuse_file(self, file: str, problem: str, remedy: str) -> None:
        self.errors.append(FileError(file, CellError(None, None, "", problem, remedy)))


class _Cells:
    """The cells of one row, read one by one; what cannot be read is noted and replaced by a default."""

    def __init__(self, table: Table, row: Row) -> None:
        self.row = row
        self.errors: list[CellError] = []
        self._table = table

    def get(self, name: str, parse: Callable[[str], Any], default: Any, *, is_optional: bool = False) -> Any:
        """Return the value of a cell; the default where it is wrong, or empty and optional."""
        value = self.row.values[name]
        if is_optional and not value:
            return default
        try:
            return parse(value)
        except CellProblem as problem:
            self.errors.append(self._table.error_at(self.row, name, problem))
            return default

    def text(self, name: str, longest: int) -> str:
        """Return the text of a cell, which may be neither empty nor too long."""
        return str(self.get(name, lambda value: parse_text(value, longest=longest), ""))

    def refuse(self, name: str, problem: str, remedy: str) -> None:
        """Note that a cell cannot be used."""
        self.errors.append(self._table.error_at(self.row, name, CellProblem(problem, remedy)))


def _mapping_line(cells: _Cells) -> tuple[MappingLine, _Cells]:
    kinds = {kind.value: kind for kind in MappingKind}
    line = MappingLine(
        from_code=cells.text("from_code", _LONGEST_CODE),
        to_code=cells.row.values["to_code"],
        kind=cells.get("kind", lambda value: parse_choice(value, kinds), MappingKind.SAME),
        highest_level=cells.get("highest_level", parse_level, HIGHEST_LEVEL, is_optional=True),
    )
    return line, cells


def _mapping_words(rule: str) -> tuple[str, str]:
    """Return what is wrong, and what to do."""
    return {
        "unknown_from": (
            _("The present version has no such competency."),
            _("Write the code of a competency of the present version."),
        ),
        "unknown_to": (
            _("competencies.csv has no such competency."),
            _("Write the code of a competency (not of a pillar), or add it there."),
        ),
        "none_with_target": (
            _("“none” says that old evidence counts for nothing, yet a new code is given."),
            _("Empty to_code, or write another kind."),
        ),
        "target_missing": (
            _("The code of the new version is missing."),
            _("Write it, or write “none” as the kind."),
        ),
        "twice": (_("The file has this line already."), _("Keep one of the two lines.")),
        "mixed_kinds": (
            _("The lines of one old competency have different kinds."),
            _("Write the same kind in all of them."),
        ),
        "not_alone": (
            _("With this kind an old competency leads to one new competency only."),
            _("Keep one line, or write “split” in all of them."),
        ),
        "split_of_one": (
            _("A competency that is split leads to at least two."),
            _("Add the other line, or write “same” or “replaced”."),
        ),
        "merge_of_one": (
            _("A merged competency has at least two sources."),
            _("Add the line of the other one, or write “same” or “replaced”."),
        ),
    }[rule]
