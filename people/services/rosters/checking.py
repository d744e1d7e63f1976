"""What can only be said by looking at several rows, or at what the system already knows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice

from lms.i18n import format_day, ngettext
from lms.i18n import gettext as _
from lms.tables import CellError, CellProblem, Table
from lms.text import mask_personal_id, tone_position_key
from people.queries.rosters import KnownAssignment, KnownOfficer
from people.rules import Post, find_main_post_faults
from people.services.rosters.shapes import FACT_NAMES, Person, PlannedPerson, PlannedPost, RosterRow

_POST_COLUMNS = ("is_main", "ends_on", "decision_no")
_SHOWN_ROWS = 10


def drop_repeated(
    rows: Sequence[RosterRow], table: Table
) -> tuple[list[RosterRow], list[str], list[CellError]]:
    """Return the rows without those that repeat another, a notice about them, and the errors of near repeats.

    Two rows of one post that differ contradict each other: both are errors, and both are kept so that the
    checks of the person see them.
    """
    first_of_post: dict[object, RosterRow] = {}
    kept, repeated = [], []
    errors: dict[int, CellError] = {}
    for row in rows:
        first = first_of_post.setdefault(row.post, row)
        if first is row:
            kept.append(row)
        elif first == row:
            repeated.append(row.row.number)
        else:
            kept.append(row)
            for one, other in ((first, row), (row, first)):
                errors.setdefault(one.row.number, _contradiction(table, one, other))
    return kept, _repeated_notice(repeated), list(errors.values())


def group_people(rows: Iterable[RosterRow], known: Mapping[str, KnownOfficer]) -> list[Person]:
    """Return the rows by person, people and rows in the order of the file."""
    grouped: dict[str, list[RosterRow]] = defaultdict(list)
    for row in rows:
        grouped[row.personal_id_hash].append(row)
    return [Person(rows, known.get(personal_id_hash)) for personal_id_hash, rows in grouped.items()]


def check_person(person: Person, province_code: str, table: Table) -> list[CellError]:
    """Return where the rows of a person contradict each other, or that the person belongs elsewhere."""
    if person.known is not None and person.known.province_code != province_code:
        return [_registered_elsewhere(table, row) for row in person.rows]
    if len(person.rows) == 1:
        return []
    errors = []
    if len({tone_position_key(row.full_name) for row in person.rows}) > 1:
        errors += [_different_names(table, row, person) for row in person.rows]
    for name in FACT_NAMES:
        told = {getattr(row.facts, name) for row in person.rows} - {None}
        if len(told) > 1:
            errors += [
                _different_facts(table, row, name, person)
                for row in person.rows
                if getattr(row.facts, name) is not None
            ]
    return errors


def check_main_posts(
    planned: PlannedPerson, kept: Sequence[KnownAssignment], *, today: date, table: Table
) -> list[CellError]:
    """Return the errors of a person with two main posts on a day, or with several posts and no main one.

    Args:
        planned: the person with the posts of the file.
        kept: posts the system knows that the file does not have and that go on after the import. They count
            from today on: what an earlier file said about the past is not judged here.
        today: the day the roster is of.
        table: for the errors.
    """
    file_posts = [Post(post.is_main, post.row.starts_on, post.row.ends_on) for post in planned.posts]
    kept_posts = [Post(post.is_main, max(post.starts_on, today), post.ends_on) for post in kept]
    faults = find_main_post_faults([*file_posts, *kept_posts])
    crowded_by = _first(kept, [i - len(file_posts) for i in faults.crowded if i >= len(file_posts)])
    errors = []
    for index, post in enumerate(planned.posts):
        if index in faults.crowded:
            others = [planned.posts[i] for i in faults.crowded if i != index and i < len(file_posts)]
            errors.append(_two_mains(table, post, others, crowded_by))
        elif index in faults.leaderless:
            errors.append(_no_main(table, post))
    return errors


def withheld_rows(
    people: Iterable[Person], faulty_hashes: set[str], faulty_rows: set[int | None]
) -> list[CellError]:
    """Return errors for right rows of a person with a wrong row: a person is loaded whole or not at all."""
    return [
        CellError(
            row.row.number,
            None,
            "",
            _("Another row of the same person has an error, so this one was left out too."),
            _("Correct the other row and hand in both."),
        )
        for person in people
        for row in person.rows
        if row.personal_id_hash in faulty_hashes and row.row.number not in faulty_rows
    ]


def _repeated_notice(numbers: Sequence[int]) -> list[str]:
    if not numbers:
        return []
    return [
        ngettext(
            "%(num)d row repeats another word for word and was left out: %(rows)s.",
            "%(num)d rows repeat others word for word and were left out: %(rows)s.",
            len(numbers),
            rows=_row_list(numbers),
        )
    ]


def _row_list(numbers: Iterable[int]) -> str:
    ordered = sorted(numbers)
    return ", ".join(map(str, islice(ordered, _SHOWN_ROWS))) + (", …" if len(ordered) > _SHOWN_ROWS else "")


def _contradiction(table: Table, row: RosterRow, other: RosterRow) -> CellError:
    column = next((name for name in _POST_COLUMNS if getattr(row, name) != getattr(other, name)), "starts_on")
    return table.error_at(
        row.row,
        column,
        CellProblem(
            _(
                "Row %(other)d has the same post of the same person with other values.",
                other=other.row.number,
            ),
            _("Keep one of the two rows."),
        ),
    )


def _registered_elsewhere(table: Table, row: RosterRow) -> CellError:
    error = table.error_at(
        row.row,
        "personal_id",
        CellProblem(
            _("This person is registered in another province."),
            _(
                "Check the number. If it is right, ask the Ministry of Home Affairs to transfer the record,"
                " then hand in the row again."
            ),
        ),
    )
    return CellError(error.row, error.column, mask_personal_id(row.personal_id), error.problem, error.remedy)


def _different_names(table: Table, row: RosterRow, person: Person) -> CellError:
    return table.error_at(
        row.row,
        "full_name",
        CellProblem(
            _(
                "The same personal number stands with different names in rows %(rows)s.",
                rows=_rows_of(person),
            ),
            _("Correct the number or the name, so that each number has one name."),
        ),
    )


def _different_facts(table: Table, row: RosterRow, name: str, person: Person) -> CellError:
    return table.error_at(
        row.row,
        name,
        CellProblem(
            _("The rows %(rows)s of the same person differ here.", rows=_rows_of(person)),
            _("Write the same value in all rows of the person, or leave the others empty."),
        ),
    )


def _rows_of(person: Person) -> str:
    return _row_list(row.row.number for row in person.rows)


def _first(kept: Sequence[KnownAssignment], indices: Sequence[int]) -> KnownAssignment | None:
    return kept[min(indices)] if indices else None


def _two_mains(
    table: Table, post: PlannedPost, others: Sequence[PlannedPost], kept: KnownAssignment | None
) -> CellError:
    if kept is not None and not others:
        problem = _(
            "The person already has a main post that goes on: %(position)s in unit %(unit)s since %(day)s.",
            position=kept.position_code,
            unit=kept.unit_code,
            day=format_day(kept.starts_on),
        )
        remedy = _(
            "Add a row that ends that post, write “không” for one of the two, or hand in the full roster,"
            " which ends what it no longer has (command line: --close-missing)."
        )
    else:
        rows = _row_list(other.row.row.number for other in others)
        problem = _("The person has another main post at the same time: row %(rows)s.", rows=rows)
        remedy = _("Keep “có” for one of them and write “không” for the others, or correct the dates.")
    return table.error_at(post.row.row, "is_main", CellProblem(problem, remedy))


def _no_main(table: Table, post: PlannedPost) -> CellError:
    return table.error_at(
        post.row.row,
        "is_main",
        CellProblem(
            _("The person holds several posts at the same time and none is the main one."),
            _("Write “có” for the main post."),
        ),
    )
