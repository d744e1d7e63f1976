"""YAML written by authors, read with the line of every value, so that a finding can point at it."""

import re
from collections.abc import Collection, Iterator
from datetime import date

import yaml

from courses.rules import faults
from courses.rules.findings import Place
from lms.messages import Message
from lms.text import clean
from lms.yaml_faults import DEEPEST, TOO_DEEP, reason_of, scan_with_depth

_WHOLE_NUMBER = re.compile("0|[1-9][0-9]{0,8}")


def read_section(
    text: str, place: Place, keys: tuple[str, ...], *, lines_before: int = 0
) -> "Section | None":
    """Return the mapping a YAML text holds, or None (with findings) if it is none.

    Args:
        text: the YAML.
        place: the file, for findings.
        keys: the keys that may stand at its top.
        lines_before: how many lines of the file come before ``text``.
    """
    try:
        fault = _forbidden(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader) if fault is None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 + lines_before if mark else None
        place.at_line(line).error(faults.BAD_YAML, reason=reason_of(error))
        return None
    except yaml.YAMLError as error:
        place.error(faults.BAD_YAML, reason=reason_of(error))
        return None
    if fault is not None:
        place.at_line(fault[1] + 1 + lines_before).error(fault[0], **fault[2])
        return None
    if not isinstance(node, yaml.MappingNode):
        place.error(faults.NOT_A_MAPPING)
        return None
    return Section(node, place, keys, lines_before)


def _forbidden(text: str) -> tuple[faults.Fault, int, dict[str, str]] | None:
    """Return the first thing that could blow a small file up in memory, with its line from 0."""
    for token, depth in scan_with_depth(text):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            return faults.ALIAS, token.start_mark.line, {}
        if depth > DEEPEST:
            return faults.BAD_YAML, token.start_mark.line, {"reason": Message(TOO_DEEP)}
    return None


class Section:
    """One mapping. Each reader takes a value out; what cannot be used is noted and reads as empty."""

    def __init__(self, node: yaml.Node, place: Place, keys: tuple[str, ...], lines_before: int) -> None:
        self._place = place
        self._lines_before = lines_before
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        if not isinstance(node, yaml.MappingNode):
            self._at_node(place, node).error(faults.NOT_A_MAPPING, _shown(node))
            return
        for key_node, value in node.value:
            self._take(key_node, value, keys)

    def _take(self, key_node: yaml.Node, value: yaml.Node, keys: tuple[str, ...]) -> None:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        place = self._at_node(self._below(key), key_node)
        if key not in keys:
            place.error(faults.UNKNOWN_KEY, known=", ".join(keys))
        elif key in self._nodes:
            place.error(faults.DUPLICATE_KEY)
        elif not _is_null(value):
            self._nodes[key] = value
        self._lines.setdefault(key, key_node.start_mark.line + 1 + self._lines_before)

    def has(self, key: str) -> bool:
        """Tell whether the key stands here with a value."""
        return key in self._nodes

    def place(self, key: str) -> Place:
        """Return where the key stands, or the mapping itself if it is missing."""
        return self._below(key).at_line(self._lines.get(key, self._place.line))

    def text(self, key: str, *, longest: int = 300, is_required: bool = True) -> str:
        """Return a text in one line, cleaned; empty if it cannot be used."""
        if not self._is_there(key, is_required):
            return ""
        return self._text(self._nodes[key], self._below(key), longest)

    def whole(self, key: str, least: int, greatest: int, *, default: int | None = None) -> int:
        """Return a whole number within bounds; without a default the key must be there."""
        if not self._is_there(key, default is None):
            return least if default is None else default
        node, place = self._nodes[key], self._at_node(self._below(key), self._nodes[key])
        if node.tag != "tag:yaml.org,2002:int" or not _WHOLE_NUMBER.fullmatch(str(node.value)):
            place.error(faults.NOT_A_WHOLE_NUMBER, _shown(node))
        elif not least <= int(node.value) <= greatest:
            place.error(faults.OUT_OF_RANGE, node.value, least=least, greatest=greatest)
        else:
            return int(node.value)
        return least

    def day(self, key: str) -> date | None:
        """Return a day, or None if the key is missing or cannot be used."""
        if not self._is_there(key, is_required=False):
            return None
        node = self._nodes[key]
        try:
            return date.fromisoformat(str(node.value))
        except ValueError:
            self._at_node(self._below(key), node).error(faults.NOT_A_DAY, _shown(node))
            return None

    def choice(self, key: str, known: Collection[str], *, default: str) -> str:
        """Return one of the known words."""
        word = self.text(key, is_required=False) if self.has(key) else default
        if word and word not in known:
            self.place(key).error(faults.UNKNOWN_WORD, word, known=", ".join(known))
            return default
        return word or default

    def texts(self, key: str, *, longest: int = 300, is_required: bool = False) -> list[tuple[str, Place]]:
        """Return the texts of a list, each with its place; an absent list is empty."""
        found = []
        for node, place in self._items(key, is_required):
            text = self._text(node, place, longest)
            if text:
                found.append((text, self._at_node(place, node)))
        return found

    def sections(self, key: str, keys: tuple[str, ...], *, is_required: bool = False) -> list["Section"]:
        """Return the mappings of a list; an absent list is empty."""
        return [
            Section(node, self._at_node(place, node), keys, self._lines_before)
            for node, place in self._items(key, is_required)
        ]

    def section(self, key: str, keys: tuple[str, ...]) -> "Section | None":
        """Return the mapping under a key, or None if the key is missing."""
        if not self.has(key):
            return None
        return Section(self._nodes[key], self.place(key), keys, self._lines_before)

    def is_word(self, key: str) -> bool:
        """Tell whether a single value stands under the key, no list."""
        return isinstance(self._nodes.get(key), yaml.ScalarNode)

    def _is_there(self, key: str, is_required: bool) -> bool:
        if is_required and not self.has(key):
            self.place(key).error(faults.MISSING_KEY)
        return self.has(key)

    def _items(self, key: str, is_required: bool) -> Iterator[tuple[yaml.Node, Place]]:
        if not self._is_there(key, is_required):
            return
        node = self._nodes[key]
        if not isinstance(node, yaml.SequenceNode):
            self.place(key).error(faults.NOT_A_LIST, _shown(node))
            return
        if is_required and not node.value:
            self.place(key).error(faults.EMPTY_LIST)
        for number, item in enumerate(node.value, start=1):
            yield item, self._below(f"{key}[{number}]")

    def _text(self, node: yaml.Node, place: Place, longest: int) -> str:
        place = self._at_node(place, node)
        if node.tag != "tag:yaml.org,2002:str":
            place.error(faults.NOT_TEXT, _shown(node))
            return ""
        text = clean(str(node.value))
        if not text:
            place.error(faults.EMPTY_TEXT)
        elif len(text) > longest:
            place.error(faults.TEXT_TOO_LONG, text, length=len(text), limit=longest)
        return text

    def _below(self, key: str) -> Place:
        path = f"{self._place.key}.{key}" if self._place.key else key
        return Place(self._place.notes, self._place.file, self._place.line, path)

    def _at_node(self, place: Place, node: yaml.Node) -> Place:
        return place.at_line(node.start_mark.line + 1 + self._lines_before)


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _shown(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
