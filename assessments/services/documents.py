"""Files that authors write, read so that neither a slip nor malice gets further than this door."""

import re
import unicodedata
from collections.abc import Hashable
from typing import Any

import yaml

from lms.errors import Refused
from lms.i18n import gettext as _
from lms.legacy_encodings import DISPLAY_NAMES, convert, detect
from lms.yaml_faults import DEEPEST, LONG_NUMBER, reason_of, scan_with_depth

LARGEST_BYTES = 1024 * 1024
# Read as a number it takes minutes: "1:1:1:…" is one of base 60 in YAML.
_LONG_NUMBER = re.compile(r"[-+]?[0-9.][0-9a-fA-F_:.xob]{40,}")


class ContentRefused(Refused):
    """What was handed in has errors; nothing was changed. ``problems`` names each with its place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_text(content: bytes) -> tuple[str, list[str]]:
    """Return the text of a file in Unicode NFC without a byte order mark, and what to tell about it.

    Text in TCVN3 or VNI is converted and reported.

    Raises:
        ContentRefused: too large, empty, or not UTF-8.
    """
    if len(content) > LARGEST_BYTES:
        raise ContentRefused([_("The file is too large: at most 1 MB. Split it or shorten its texts.")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = content.decode("cp1252", "replace")
        line = content[: error.start].count(b"\n") + 1
        if detect(text.split("\n")) is None:
            raise ContentRefused(
                [at_line(line, _("The text is not UTF-8. Save the file as UTF-8."))]
            ) from error
    if not text.strip():
        raise ContentRefused([_("The file is empty.")])
    encoding = detect(text.split("\n"))
    if encoding is None:
        return unicodedata.normalize("NFC", text), []
    told = _("The text was in the old encoding %(encoding)s and was converted to Unicode. Please check it.",
             encoding=DISPLAY_NAMES[encoding])  # fmt: skip
    return "\n".join(convert(line, encoding) for line in text.split("\n")), [told]


def read_yaml(text: str) -> object:
    """Return what a YAML text says: mappings, lists, texts, numbers and the like, of any shape.

    Raises:
        ContentRefused: it is no YAML, a key stands twice, or it has references or too many levels.
    """
    try:
        _forbid_traps(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader that is stricter still
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ContentRefused(
            [at_line(mark.line + 1, _no_yaml(error)) if mark else _no_yaml(error)]
        ) from error
    except (yaml.YAMLError, ValueError, AttributeError, LookupError) as error:  # "!!bool x" is a KeyError
        raise ContentRefused([_no_yaml(error)]) from error


def _no_yaml(error: Exception) -> str:
    reason = _(reason_of(error))
    return _(
        "This cannot be read as YAML: %(reason)s. Check indentation, colons and quotation marks.",
        reason=reason,
    )


def at_line(line: int, problem: str) -> str:
    """Return a problem with the line where it stands, counted from 1."""
    return _("Line %(line)s: %(problem)s", line=line, problem=problem)


def _forbid_traps(text: str) -> None:
    """Refuse what would make a small file large in memory, or long to read."""
    for token, depth in scan_with_depth(text):
        line = token.start_mark.line + 1
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            raise ContentRefused(
                [at_line(line, _("References (& and *) are not read. Write the value out."))]
            )
        if depth > DEEPEST:
            raise ContentRefused([at_line(line, _("There are too many levels. Check the indentation."))])
        if isinstance(token, yaml.ScalarToken) and token.plain and _LONG_NUMBER.fullmatch(token.value):
            raise yaml.MarkedYAMLError(problem=LONG_NUMBER, problem_mark=token.start_mark)


class _Loader(yaml.SafeLoader):
    """The safe loader, which also refuses a key that stands twice instead of dropping the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return the mapping; two equal keys are an error."""
        seen: set[Hashable] = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                continue  # the safe loader itself refuses it, with its place
            if key in seen:
                problem = _('The key "%(key)s" stands here twice. Keep one of the two.', key=key)
                raise ContentRefused([at_line(key_node.start_mark.line + 1, problem)])
            seen.add(key)
        return super().construct_mapping(node, deep)
