"""New rows of a proposal: who and which competency they name, and which course stands in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from competency.queries import list_competency_names
from lms.text import clean, fold
from planning import queries
from planning.models import NeedLine, NeedProposal
from planning.queries.lines import Person
from planning.rules import Edit, LineError, LineFields, LineText, Problem, read_fields


@dataclass(slots=True)
class Naming:
    """The new rows, read: lines that can be added, what is wrong, and how many are there already."""

    lines: list[tuple[NeedLine, LineFields]] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)
    known: int = 0

    @classmethod
    def of(cls, proposal: NeedProposal, edits: Sequence[Edit], *, gone: Iterable[NeedLine]) -> "Naming":
        """Return what new rows mean for a proposal; blank rows are passed over."""
        naming = cls()
        rows = [edit for edit in edits if any(map(clean, edit.text))]
        if rows:
            naming._read(proposal, rows, gone)
        return naming

    def titles(self, contents: Iterable[str]) -> dict[str, str]:
        """Return the titles of the courses and cases that begin these texts, and those of the new rows."""
        texts = [*contents, *(fields.content for _line, fields in self.lines)]
        codes = {text.split(" ")[0].rstrip(".:,") for text in texts if text}
        return queries.find_content_titles(codes) if codes else {}

    @staticmethod
    def key_of(code: str, content: str) -> str:
        """Return what equal contents are merged by."""
        return code or fold(content)[:300]

    def _read(self, proposal: NeedProposal, rows: Sequence[Edit], gone: Iterable[NeedLine]) -> None:
        people = queries.list_people(proposal.place)
        competencies = {fold(code): code for code in list_competency_names()}
        known = queries.find_line_keys(proposal)
        for line in gone:
            known.pop((line.officer_id, line.competency_code), None)
        fresh: set[tuple[int, str]] = set()
        found: list[tuple[Person, str, LineFields]] = []
        for edit in rows:
            fields, errors = read_fields(edit.row, edit.text)
            person = self._one(edit.row, people.named(edit.text.officer), edit.text.officer, errors)
            code = self._competency(edit.row, edit.text, competencies, errors)
            if not errors and person is not None and fields is not None:
                key = person.officer_id, code
                self._place(edit.row, known.get(key), is_twice=key in fresh, fields=fields, errors=errors)
                if not errors and key not in known:
                    fresh.add(key)
                    found.append((person, code, fields))
            self.errors += errors
        self._make(proposal, found)

    @staticmethod
    def _one(row: str, meant: Sequence[Person], typed: str, errors: list[LineError]) -> Person | None:
        if len(meant) == 1:
            return meant[0]
        problem = Problem.SEVERAL_OFFICERS if meant else Problem.UNKNOWN_OFFICER
        errors.append(
            LineError(row, "officer", problem if clean(typed) else Problem.NO_OFFICER, _hidden(typed))
        )
        return None

    @staticmethod
    def _competency(
        row: str, text: LineText, competencies: Mapping[str, str], errors: list[LineError]
    ) -> str:
        word = fold(text.competency).split(" ")[0].rstrip(".:,")
        if word not in competencies:
            problem = Problem.UNKNOWN_COMPETENCY if word else Problem.NO_COMPETENCY
            errors.append(LineError(row, "competency", problem, text.competency))
        return competencies.get(word, "")

    def _place(
        self,
        row: str,
        known: NeedLine | None,
        *,
        is_twice: bool,
        fields: LineFields,
        errors: list[LineError],
    ) -> None:
        """Count a row that is there already as it is; refuse one that is there otherwise, or twice."""
        if is_twice:
            errors.append(LineError(row, "officer", Problem.TWICE))
        elif known is not None:
            stored = known.content, known.priority, known.form, known.month, known.note
            if stored == (fields.content, fields.priority, fields.form, fields.month, fields.note):
                self.known += 1
            else:
                errors.append(LineError(row, "officer", Problem.THERE_ALREADY))

    def _make(self, proposal: NeedProposal, found: Sequence[tuple[Person, str, LineFields]]) -> None:
        asked = queries.list_asked([person.officer_id for person, _code, _fields in found], proposal.place)
        for person, code, fields in found:
            gap = asked.get((person.officer_id, code))
            line = NeedLine(
                officer_id=person.officer_id,
                position_code=gap.position_code if gap else person.position_code,
                competency_code=code,
                required=gap.required if gap else 0,
                attained=gap.attained if gap else 0,
                version=1,
            )
            self.lines.append((line, fields))


def _hidden(typed: str) -> str:
    """Return what was typed, without a personal number."""
    return "" if any(char.isdigit() for char in typed) else typed
