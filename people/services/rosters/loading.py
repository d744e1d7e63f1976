"""Loading a roster: read, check, plan, and only then write (CONTRACTS 4 and 4.1)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date

from lms import audit, clock
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.models import Account
from lms.permissions import authorize
from lms.secrets import keyed_hash
from lms.tables import CellProblem, Limits, Table, read_table, write_errors
from lms.tables.sources import Source
from lms.tables.writing import Target
from people import policies
from people.models import AdministrativeUnit
from people.queries import get_unit
from people.queries import rosters as queries
from people.rules import PeopleEvent
from people.services.rosters.applying import apply_plan, new_organisations
from people.services.rosters.checking import check_person, drop_repeated, group_people, withheld_rows
from people.services.rosters.columns import COLUMNS
from people.services.rosters.places import Places
from people.services.rosters.planning import (
    count_assumed_kinds,
    find_main_post_errors,
    plan_closings,
    plan_person,
)
from people.services.rosters.reading import RowReader, parse_personal_id
from people.services.rosters.shapes import (
    Checked,
    Person,
    Plan,
    Prepare,
    RosterOptions,
    RosterReport,
    RosterRow,
    Snapshot,
)

LIMITS = Limits(uncompressed_bytes=120 * 1024**2, text_bytes=30 * 1024**2, rows=50_000)
"""Four times the largest province; more is no roster."""


def _prepare_nothing(_officer_ids: Collection[int]) -> None:
    """Do nothing before a roster is written."""


def load_roster(
    path: Source,
    *,
    province_code: str,
    options: RosterOptions,
    by: Account,
    prepare: Prepare = _prepare_nothing,
) -> RosterReport:
    """Load the posts of a province from a CSV or XLSX file and report what was done.

    A post is matched by person, organisation, position and first day; the last day, the decision and whether
    it is the main post may change. With ``close_missing`` a post the file no longer has ends: yesterday, or
    today if it began today; posts to come stay. It ends nothing while the file has errors, as a wrong row may
    be the missing post. Errors are in the report and never raised; the same file twice changes nothing.
    ``prepare`` is told the known officers concerned before anything is written.

    Raises:
        NotFound: there is no such unit.
        Refused: the unit is no province.
        Forbidden: ``by`` does not keep the roster of this province.
        Conflict: somebody else wrote the same people a moment ago.
    """
    province = get_unit(province_code)
    authorize(by, policies.may_import_roster, province)
    if not province.is_province:
        raise Refused(_("%(unit)s is not a province.", unit=province.full_name))
    table = read_roster(path)
    if not options.is_dry_run:
        queries.lock_province(province_code)
    checked = check_roster(table, province_code, options)
    if not options.is_dry_run:
        write_checked(checked, by=by, prepare=prepare)
    return checked.report


def read_roster(source: Source) -> Table:
    """Return the rows of a file as text, whatever is wrong with it. No gate: it asks the file only."""
    return read_table(source, columns=COLUMNS, limits=LIMITS)


def check_roster(table: Table, province_code: str, options: RosterOptions) -> Checked:
    """Return what loading a table would do, without writing. No gate: services ask first."""
    report = RosterReport(rows=len(table.rows) + len(table.faulty_rows), table=table)
    plan, snapshot = _check(report, province_code, options)
    report.errors.sort(key=lambda error: error.row or 0)
    if report.errors and not options.skip_errors:
        return Checked(report, Plan([]), snapshot)
    _count(report, plan, snapshot, options.today or clock.today())
    report.officer_ids = _known_officers_touched(plan)
    return Checked(report, plan, snapshot)


def write_checked(checked: Checked, *, by: Account, prepare: Prepare = _prepare_nothing) -> None:
    """Write what a check found, if there is anything; only for services that asked who may: no gate.

    Raises:
        Conflict: somebody else wrote the same people a moment ago.
    """
    report = checked.report
    if not (report.added or report.changed or report.ended):
        return
    prepare(report.officer_ids)
    report.changes, report.officer_ids = apply_plan(checked.plan, checked.snapshot, by=by)
    report.is_applied = True
    _note_loaded(report, checked.snapshot.province_code, by=by)


def write_roster_errors(target: Target, report: RosterReport) -> None:
    """Write the faulty rows back as a spreadsheet with a column of reasons."""
    write_errors(target, report.table, report.errors)


def _check(report: RosterReport, province_code: str, options: RosterOptions) -> tuple[Plan, Snapshot]:
    """Find everything that is wrong, and return what can be done with the people who have no error."""
    table, today = report.table, options.today or clock.today()
    report.notices += table.notices
    report.errors += table.errors
    rows, snapshot = _read(report, province_code)
    people = group_people(rows, snapshot.officers)
    for person in people:
        report.errors += check_person(person, province_code, table)
    plan = Plan([plan_person(person, snapshot) for person in _without_errors(people, report)])
    if options.close_missing and not (report.errors and options.skip_errors):
        plan.closings = plan_closings(plan.people, snapshot, today)
    errors = find_main_post_errors(plan, snapshot, today, table)
    if errors and options.skip_errors and plan.closings:
        plan.closings = []
        errors = find_main_post_errors(plan, snapshot, today, table)
    report.errors += errors
    if report.errors and options.skip_errors:
        _leave_out_faulty_people(plan, people, report)
        if options.close_missing:
            report.notices.append(
                _("No post was ended, because a row with an error may be the missing post.")
            )
    return plan, snapshot


def _read(report: RosterReport, province_code: str) -> tuple[list[RosterRow], Snapshot]:
    """Return the rows whose cells are right, repeats left out, and what the database holds about them."""
    organisations = queries.list_known_organisations(province_code)
    units = queries.list_known_units(province_code)
    former = queries.list_former_names(province_code)
    places = Places(units, queries.list_unit_codes(), organisations, former)
    reader = RowReader(report.table, places, queries.list_known_positions())
    read = [row for row in map(reader.read, report.table.rows) if row is not None]
    rows, notices, errors = drop_repeated(read, report.table)
    report.notices += notices
    report.readings = [*report.table.readings, *places.readings()]
    report.errors += [*reader.errors, *errors]
    snapshot = Snapshot(
        province_code=province_code,
        organisations={(known.unit_code, known.name_key): known for known in organisations},
        officers={
            known.personal_id_hash: known
            for known in queries.list_known_officers({row.personal_id_hash for row in rows})
        },
        assignments=_by_officer(queries.list_known_assignments(province_code)),
    )
    return rows, snapshot


def _by_officer(assignments: Iterable[queries.KnownAssignment]) -> dict[int, list[queries.KnownAssignment]]:
    grouped: dict[int, list[queries.KnownAssignment]] = defaultdict(list)
    for known in assignments:
        grouped[known.officer_id].append(known)
    return grouped


def _without_errors(people: Iterable[Person], report: RosterReport) -> list[Person]:
    """Return the people none of whose rows has an error; a person is loaded whole or not at all."""
    faulty = _hashes_with_errors(report)
    return [person for person in people if person.rows[0].personal_id_hash not in faulty]


def _hashes_with_errors(report: RosterReport) -> set[str]:
    numbers = {error.row for error in report.errors}
    hashes = set()
    for row in (*report.table.rows, *report.table.faulty_rows) if numbers else ():
        if row.number in numbers:
            # Without a readable number nobody can tell whose row it is.
            with suppress(CellProblem):
                hashes.add(keyed_hash(parse_personal_id(row.values["personal_id"])))
    return hashes


def _leave_out_faulty_people(plan: Plan, people: Iterable[Person], report: RosterReport) -> None:
    numbers = {error.row for error in report.errors}
    faulty = _hashes_with_errors(report)
    report.errors += withheld_rows(people, faulty, numbers)
    plan.people = [
        planned for planned in plan.people if planned.person.rows[0].personal_id_hash not in faulty
    ]


def _count(report: RosterReport, plan: Plan, snapshot: Snapshot, today: date) -> None:
    for planned in plan.people:
        report.officers_added += planned.person.known is None
        for index, post in enumerate(planned.posts):
            if post.known is None:
                report.added += 1
            elif post.changed_fields() or (index == 0 and planned.changes):
                report.changed += 1
            else:
                report.unchanged += 1
    report.ended = len(plan.closings)
    report.missing = len(plan_closings(plan.people, snapshot, today)) if not report.errors else None
    report.organisations_added = len(new_organisations(plan, snapshot))
    assumed = count_assumed_kinds(plan)
    if assumed:
        report.notices.append(
            ngettext(
                "%(num)d new person has no employment kind and counts as a civil servant.",
                "%(num)d new people have no employment kind and count as civil servants.",
                assumed,
            )
        )


def _known_officers_touched(plan: Plan) -> set[int]:
    touched = {closing.known.officer_id for closing in plan.closings}
    for planned in plan.people:
        known = planned.person.known
        if known and (planned.changes or any(p.known is None or p.changed_fields() for p in planned.posts)):
            touched.add(known.id)
    return touched


def _note_loaded(report: RosterReport, province_code: str, *, by: Account) -> None:
    audit.record_about(
        PeopleEvent.ROSTER_LOADED,
        AdministrativeUnit.__tablename__,
        province_code,
        by=by,
        rows=report.rows,
        added=report.added,
        changed=report.changed,
        ended=report.ended,
        left_out=len({error.row for error in report.errors}),
    )
