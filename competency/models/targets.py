"""The numeric targets of the source documents, whom they are about, and totals entered for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, partial_index
from lms.models import Account


class TargetPopulation(Base):
    """Whom a target is about: a filter over posts, and its wording. Empty lists mean all."""

    __tablename__ = "target_populations"
    __table_args__ = (
        UniqueConstraint("owner_unit_code", "replaces_code", name="one_population_of_a_province_in_place"),
        CheckConstraint("service IN ('held', 'whole_year', 'appointed_this_year')", name="known_service"),
    )

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner_unit_code: Mapped[str | None] = mapped_column(ForeignKey("administrative_units.code"))
    """The province whose document speaks of it; null for the nation."""
    replaces_code: Mapped[str | None] = mapped_column(ForeignKey("target_populations.code"))
    """In the province it stands in place of this population of the nation or of another document."""
    name: Mapped[str] = mapped_column(Text)
    definition: Mapped[str] = mapped_column(Text)
    """Who is meant, in words, and what of it is our reading."""
    is_counted: Mapped[bool]
    """Whether our records know its members; else only totals can be entered."""
    is_partial: Mapped[bool] = mapped_column(default=False)
    """Whether part of it is not on record here, as its definition says."""
    positions: Mapped[list[Any]] = mapped_column(default=list)
    employment_kinds: Mapped[list[Any]] = mapped_column(default=list)
    organisation_kinds: Mapped[list[Any]] = mapped_column(default=list)
    unit_kinds: Mapped[list[Any]] = mapped_column(default=list)
    main_post_only: Mapped[bool] = mapped_column(default=True)
    """Whether the main post must fit; else any post that is held."""
    service: Mapped[str] = mapped_column(String(20), default="held")
    """A `competency.rules.targets.Service`."""
    edited_at: Mapped[datetime | None]
    """When a person changed it here; from then on the reference file changes it no more."""
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class PolicyTarget(Base):
    """A numeric target of a source document (domain.md 2), and what is counted for it."""

    __tablename__ = "policy_targets"
    __table_args__ = (
        UniqueConstraint("code", "measure", name="measure_of_a_target"),
        UniqueConstraint("owner_unit_code", "replaces_code", name="one_target_of_a_province_in_place"),
        CheckConstraint("threshold_percent BETWEEN 0 AND 100", name="threshold_is_a_share"),
        # What must not be tracked has no measure, and only totals are entered: no row can say otherwise.
        CheckConstraint(
            "(data_origin = 'do_not_track') = (measure = 'not_tracked')", name="not_tracked_is_not_measured"
        ),
        CheckConstraint(
            "(data_origin = 'import_aggregate') = (measure = 'entered')", name="totals_are_entered"
        ),
    )

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    rank: Mapped[int] = mapped_column(default=0, server_default="0")
    """Order in lists, as in the reference file."""
    owner_unit_code: Mapped[str | None] = mapped_column(ForeignKey("administrative_units.code"))
    """The province whose document states it; null for the nation."""
    replaces_code: Mapped[str | None] = mapped_column(ForeignKey("policy_targets.code"))
    """In the province it stands in place of this one of the nation."""
    name: Mapped[str] = mapped_column(Text)
    population: Mapped[str] = mapped_column(String(40))
    """The code of a `TargetPopulation`, or of the one that stands in its place in a province."""
    numerator: Mapped[str] = mapped_column(Text)
    denominator: Mapped[str] = mapped_column(Text)
    operator: Mapped[str] = mapped_column(String(4))
    threshold_percent: Mapped[int]
    due: Mapped[str] = mapped_column(String(20))
    """A year, or "yearly"."""
    kind: Mapped[str] = mapped_column(String(20))
    data_origin: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(80))
    measure: Mapped[str] = mapped_column(String(40), server_default="not_tracked")
    """A `competency.rules.targets.Measure`."""
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    reading: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What of the formula is our reading: the documents give none."""
    is_active: Mapped[bool] = mapped_column(default=True, server_default="1")
    edited_at: Mapped[datetime | None]
    """When a person changed it here; from then on the reference file changes it no more."""
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class TargetEntry(Base):
    """Totals that were entered for a target of a unit. Append-only: a correction is a new row."""

    __tablename__ = "target_entries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["target_code", "measure"], ["policy_targets.code", "policy_targets.measure"], name="entered_for"
        ),
        CheckConstraint("measure = 'entered'", name="only_totals_are_entered"),
        CheckConstraint("denominator > 0", name="denominator_positive"),
        CheckConstraint("numerator BETWEEN 0 AND denominator", name="part_of_the_whole"),
        UniqueConstraint("corrects_id", name="corrected_once"),
        # Two people entering the same day at once: the second is told to correct the first.
        partial_index(
            "one_entry_of_a_day",
            "target_code",
            "unit_code",
            "measured_on",
            where="corrects_id IS NULL",
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target_code: Mapped[str] = mapped_column(String(40))
    measure: Mapped[str] = mapped_column(String(40), default="entered")
    unit_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    """The province or commune whose totals they are."""
    measured_on: Mapped[date]
    numerator: Mapped[int]
    denominator: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    """The paper the totals come from, with number and date."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why a correction was made."""
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("target_entries.id"))
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))

    entered_by: Mapped[Account] = relationship()
