"""Scratch tables of a set-wise rebuild: on one connection, for one batch, seen by nobody else."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, MetaData, String, Table, Text

_SCRATCH = MetaData()


def _scratch(name: str, *columns: "Column[object]") -> Table:
    return Table(f"rebuild_{name}", _SCRATCH, *columns, prefixes=["TEMPORARY"])


def _number(name: str, **options: bool) -> "Column[object]":
    # autoincrement off: these numbers come from elsewhere, and PostgreSQL would make sequences for them.
    return Column(name, Integer, autoincrement=False, **options)  # type: ignore[arg-type]


OFFICERS = _scratch("officers", _number("officer_id", primary_key=True))

KINDS = _scratch("kinds", Column("kind", String(20), primary_key=True), _number("place"), _number("ceiling"))

TRANSLATIONS = _scratch(
    "translations",
    _number("framework_id", primary_key=True),
    Column("from_code", String(10), primary_key=True),
    Column("to_code", String(10), primary_key=True),
    _number("highest_level"),
)

# One row for each post and each pair of days that its requirements lead to: most posts have one.
POSTS = _scratch(
    "posts",
    _number("officer_id"),
    _number("assignment_id"),
    Column("province_code", String(5)),
    Column("unit_code", String(5)),
    Column("position_code", String(10)),
    _number("profile_id"),
    _number("term_id"),
    Column("starts_on", Date),
    Column("first_asked_on", Date),
    Column("due_on", Date),
    Column("presses_from", Date),
    Column("late_from", Date),
    Column("gone_from", Date),
    Column("is_only", Boolean),
)

# What a kind of post asks: the same for everybody in the position, the province and the area type.
ASKED = _scratch(
    "asked",
    _number("profile_id", primary_key=True),
    _number("term_id", primary_key=True),
    Column("competency_code", String(10), primary_key=True),
    _number("requirement_id"),
    _number("required"),
    _number("weight_percent"),
    Column("is_mandatory", Boolean),
)

SHOWN = _scratch(
    "shown",
    _number("officer_id", primary_key=True),
    Column("competency_code", String(10), primary_key=True),
    _number("attained"),
    _number("lasting"),
    _number("ever"),
    _number("best_now"),
    _number("best_ever"),
    _number("shape_now"),
    _number("shape_lasting"),
    _number("pieces"),
    Column("earned_on", Date),
    Column("notice_on", Date),
    Column("gone_on", Date),
    Column("turns_on", Date),
    Column("strongest", BigInteger),
    Column("second", BigInteger),
)

EXPECTED = _scratch(
    "expected",
    _number("officer_id"),
    _number("assignment_id"),
    Column("province_code", String(5)),
    Column("unit_code", String(5)),
    Column("position_code", String(10)),
    Column("competency_code", String(10)),
    _number("requirement_id"),
    _number("required"),
    _number("attained"),
    Column("status", String(12)),
    _number("weight_percent"),
    Column("is_mandatory", Boolean),
    Column("due_on", Date),
    Column("changes_on", Date),
    Column("carried_by", Text),
    Column("first_asked_on", Date),
    Column("since", Date),
    Column("valid_from", Date),
    Column("severity", String(10)),
    Column("reason", String(30)),
    _number("shape"),
    Column("is_only", Boolean),
    Column("starts_on", Date),
    _number("pieces"),
    _number("stored_id"),
    _number("stored_required"),
    _number("change"),
)

SINCE = _scratch(
    "since",
    _number("assignment_id", primary_key=True),
    Column("competency_code", String(10), primary_key=True),
    Column("since", Date),
)

CLOSING = _scratch(
    "closing",
    _number("standing_id", primary_key=True),
    _number("officer_id"),
    _number("assignment_id"),
    Column("competency_code", String(10)),
)

STEPS = _scratch(
    "steps", _number("required", primary_key=True), _number("shape", primary_key=True), Column("steps", Text)
)

ALERTS = _scratch(
    "alerts",
    _number("officer_id"),
    Column("province_code", String(5)),
    Column("competency_code", String(10)),
    Column("position_code", String(10)),
    Column("kind", String(4)),
    Column("reason", String(30)),
    _number("requirement_id"),
    _number("required"),
    _number("attained"),
    Column("severity", String(10)),
    Column("since", Date),
    Column("due_on", Date),
    Column("next_steps", Text),
    _number("alert_id"),
    _number("change"),
)

ALERTS_CLOSING = _scratch(
    "alerts_closing",
    _number("alert_id", primary_key=True),
    _number("officer_id"),
    Column("competency_code", String(10)),
)

ALL = (
    OFFICERS,
    KINDS,
    TRANSLATIONS,
    POSTS,
    ASKED,
    SHOWN,
    EXPECTED,
    SINCE,
    CLOSING,
    STEPS,
    ALERTS,
    ALERTS_CLOSING,
)
