"""The files of a framework as checked values: every mistake is found before anything is stored."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from competency.rules import HIGHEST_LEVEL, LOWEST_LEVEL, MappingLine
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.tables import (
    CellError,
    CellProblem,
    parse_int,
    parse_text,
)

FILES: Mapping[str, tuple[str, ...]] = {
    "levels.csv": ("level", "name", "meaning"),
    "competencies.csv": ("code", "pillar_code", "name", "definition", "origin"),
    "indicators.csv": ("competency_code", "level", "indicator"),
    "position_requirements.csv": ("position_code", "competency_code", "required_level"),
    "area_profiles.csv": (
        "area_type",
        "area_name",
        "competency_code",
        "weight",
        "raised_positions",
        "origin",
    ),
}
"""The five files of a framework and their columns."""

MAPPING_FILE = "mapping.csv"
"""The sixth, which a version after the first may bring."""

MAPPING_COLUMNS = ("from_code", "to_code", "kind", "highest_level")
_LARGEST_FILE = 5 * 1024**2
_MOST_WEIGHT = 10
_MOST_ERRORS_SHOWN = 100

Contents = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class FileError:
    """One mistake: in which file, and where in it."""

    file: str
    error: CellError

    def __str__(self) -> str:
        """Return the whole message."""
        return f"{self.file}: {self.error}"


class FrameworkFilesRefused(Refused):
    """Files with mistakes; nothing was stored. ``errors`` has all of them."""

    def __init__(self, errors: Sequence[FileError]) -> None:
        shown = [str(error) for error in errors[:_MOST_ERRORS_SHOWN]]
        if len(errors) > len(shown):
            shown.append(_("… and %(count)s more.", count=len(errors) - len(shown)))
        super().__init__("\n".join(shown))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """A position asks a competency at a level."""

    position_code: str
    competency_code: str
    level: int
    is_mandatory: bool
    grace_days: int
    is_floor: bool


@dataclass(frozen=True, slots=True)
class CompetencyLine:
    """A competency, or a pillar (no ``pillar_code``)."""

    code: str
    pillar_code: str | None
    name: str
    definition: str
    origin: str


@dataclass(frozen=True, slots=True)
class AreaLine:
    """What an area type emphasises."""

    area_type: str
    area_name: str
    competency_code: str
    weight_percent: int
    raised_positions: tuple[str, ...]
    origin: str


@dataclass(slots=True)
class FrameworkContent:
    """Everything the files of a framework say."""

    content_hash: str
    levels: list[tuple[int, str, str]] = field(default_factory=list)
    competencies: list[CompetencyLine] = field(default_factory=list)
    indicators: list[tuple[str, int, str]] = field(default_factory=list)
    requirements: list[RequirementLine] = field(default_factory=list)
    areas: list[AreaLine] = field(default_factory=list)
    mapping: list[MappingLine] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def codes(self) -> frozenset[str]:
        """Return the codes of the competencies, without the pillars."""
        return frozenset(line.code for line in self.competencies if line.pillar_code)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the content of the files of a folder. No gate, no trail: it only reads.

    Raises:
        Refused: a file is missing or cannot be read.
    """
    contents = {}
    for name in (*FILES, MAPPING_FILE):
        path = folder / name
        if name == MAPPING_FILE and not path.exists():
            continue
        try:
            contents[name] = path.read_bytes()
        except OSError as error:
            raise Refused(
                _("The folder “%(folder)s” has no readable file %(file)s.", folder=str(folder), file=name)
            ) from error
    return contents


def unpack(uploads: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the known files of an upload by name: single files, or packed into one zip file.

    Raises:
        Refused: a zip file is damaged or too large, or one of the five files is missing.
    """
    contents: dict[str, bytes] = {}
    for name, content in uploads.items():
        found = _unzip(content) if name.lower().endswith(".zip") else {_base_name(name): content}
        contents.update(found)
    known = {name: content for name, content in contents.items() if name in (*FILES, MAPPING_FILE)}
    missing = [name for name in FILES if name not in known]
    if missing:
        raise Refused(_("These files are missing: %(files)s.", files=", ".join(missing)))
    return known


def hash_of(contents: Contents) -> str:
    """Return the hash that tells the same files again."""
    content = hashlib.sha256()
    for name in sorted(contents):
        content.update(name.encode())
        content.update(contents[name])
    return content.hexdigest()


def parse_weight(value: str) -> int:
    """Return a weight such as 1.5 (or 1,5) in whole percent.

    Raises:
        CellProblem: it is no number above 0 and up to 10 with at most two decimals.
    """
    try:
        percent = Decimal(parse_text(value).replace(",", ".")) * 100
    except InvalidOperation as error:
        raise CellProblem(_("This is not a number."), _weight_form()) from error
    if not percent.is_finite() or not 0 < percent <= _MOST_WEIGHT * 100 or percent != int(percent):
        raise CellProblem(_("This weight cannot be used."), _weight_form())
    return int(percent)


def parse_level(value: str) -> int:
    """Return a level from 1 to 5.

    Raises:
        CellProblem: it is none.
    """
    return parse_int(value, least=LOWEST_LEVEL, most=HIGHEST_LEVEL)


def _unzip(content: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            wanted = [one for one in archive.infolist() if _base_name(one.filename) in (*FILES, MAPPING_FILE)]
            if any(one.file_size > _LARGEST_FILE for one in wanted):
                raise Refused(_("A file in the zip file is larger than 5 MB."))
            return {_base_name(one.filename): archive.read(one) for one in wanted}
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused(_("The zip file is damaged or locked and cannot be opened.")) from error


def _base_name(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _weight_form() -> str:
    return _("Write a number above 0 and up to 10, such as 1.5.")
