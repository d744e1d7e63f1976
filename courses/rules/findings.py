"""Findings about a course folder, each with its place."""

from dataclasses import dataclass, field

from courses.rules.faults import Fault

LONGEST_VALUE_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a course folder.

    Args:
        fault: what is wrong and what to do, as message ids.
        file: name inside the folder; empty for the folder as a whole.
        line: counted from 1; None if the file as a whole is meant.
        key: the path of keys, such as ``outcomes[2].level``; empty if no key is to blame.
        value: what stands there, shortened; empty if that says nothing.
        params: values for the places in the fault's sentences.
    """

    fault: Fault
    file: str = ""
    line: int | None = None
    key: str = ""
    value: str = ""
    params: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Notes:
    """What was found so far: errors refuse the folder, notices do not."""

    errors: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file, from which findings are written."""

    notes: Notes
    file: str = ""
    line: int | None = None
    key: str = ""

    def error(self, fault: Fault, value: object = "", **params: object) -> None:
        """Note what refuses the folder."""
        self.notes.errors.append(self._finding(fault, value, params))

    def notice(self, fault: Fault, value: object = "", **params: object) -> None:
        """Note what deserves a second look."""
        self.notes.notices.append(self._finding(fault, value, params))

    def at_line(self, line: int | None) -> "Place":
        """Return the place in the same file at another line."""
        return Place(self.notes, self.file, line, self.key)

    def _finding(self, fault: Fault, value: object, params: dict[str, object]) -> Finding:
        shown = " ".join(str(value).split())
        if len(shown) > LONGEST_VALUE_SHOWN:
            shown = shown[:LONGEST_VALUE_SHOWN] + "…"
        texts = {name: str(param) for name, param in params.items()}
        return Finding(fault, self.file, self.line, self.key, shown, texts)
