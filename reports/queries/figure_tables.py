"""The figures of a coverage page as a table for files: the same lines in order, and what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from competency.queries import CountSource, Cut
from lms.i18n import format_day, format_instant
from lms.i18n import gettext as _
from reports.queries.comparisons import Comparison, Pair
from reports.queries.coverage import Coverage, CoverageLine
from reports.queries.filters import describe_filter
from reports.queries.shares import STATUS_WORDS

_FACT_CUTS = (Cut.ORGANISATION_KIND, Cut.AREA_TYPE, Cut.EMPLOYMENT_KIND)
TOO_FEW = "<5"
"""Stands where a number of fewer than five people, or one that gives it away, would be."""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table for files: two columns of text, then numbers; ``notes`` say what they are about."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    notes: Sequence[tuple[str, str]]


def table_of(coverage: Coverage, comparison: Comparison | None, cut_words: str) -> FigureTable:
    """Return the whole table of a page, not only the part of it that is shown at once."""
    title = _("Coverage: %(unit)s", unit=coverage.name)
    if comparison is not None:
        rows = [_pair_row(pair) for pair in (comparison.total, *comparison.pairs)]
        return FigureTable(
            title, _pair_headers(comparison, cut_words), rows, _notes(coverage, comparison.then, cut_words)
        )
    words = [str(STATUS_WORDS[status]) for status in coverage.total.counts]
    headers = [_("Code"), cut_words, _("Officers"), _("Requirements"), *words, _("Share met (%)")]
    rows = [_row(line) for line in (coverage.total, *coverage.lines)]
    return FigureTable(title, headers, rows, _notes(coverage, None, cut_words))


def source_words(coverage: Coverage) -> str:
    """Return in words where figures come from, and of when they are."""
    taken = format_instant(coverage.taken_at) if coverage.taken_at else ""
    return {
        CountSource.LIVE: _("These are the figures of this moment."),
        CountSource.HISTORY: _("It comes from the history: what the system held at the end of that day."),
        CountSource.FINAL: _("Counted when the day was over, from what the system held then."),
        CountSource.FROZEN: _(
            "They were frozen at %(instant)s and never change again, whatever is recorded later.",
            instant=taken,
        ),
        CountSource.PROVISIONAL: _("Counted by the nightly pass at %(instant)s.", instant=taken),
        CountSource.PROJECTION: _("A projection: nothing new is assumed, only time passes."),
    }[coverage.source]


def facts_words(coverage: Coverage) -> str:
    """Return a sentence about facts that have no history, where the figures depend on them."""
    depends = coverage.only.is_about_people or coverage.by.value in (
        "organisation_kind",
        "area_type",
        "employment_kind",
    )
    if not depends or not coverage.is_past:
        return ""
    if coverage.source == CountSource.HISTORY:
        return _(
            "Kinds of organisation and employment and area types are those on record today:"
            " they have no history."
        )
    return _(
        "Kinds of organisation and employment and area types are those of the night"
        " the figures were counted in."
    )


def definition_words() -> str:
    """Return how the figures are counted."""
    return _(
        "One requirement is one competency one position asks of one officer. “Share met” counts what is met today, the soon expiring included, over all requirements. “Not enough evidence” says only that nothing was recorded; it is no fault. An officer with two positions counts once as an officer, and the requirements of both positions count."  # noqa: E501
    )


def small_groups_words(coverage: Coverage) -> str:
    """Return a sentence about what is not shown, where something is not."""
    if not coverage.has_small_groups:
        return ""
    return _(
        "Groups of fewer than five people, and others they would follow from, are not shown and not counted in the lines; the total of a whole unit has everybody."  # noqa: E501
    )


def _row(line: CoverageLine) -> list[Any]:
    if line.is_withheld:
        return [line.key, line.name, *([TOO_FEW] * (3 + len(line.counts)))]
    return [line.key, line.name, line.officers, line.required, *line.counts.values(), line.met_percent]


def _pair_headers(comparison: Comparison, cut_words: str) -> list[str]:
    then, now = format_day(comparison.then.on), format_day(comparison.now.on)
    columns = (_("Requirements"), _("Met"), _("Share met (%)"))
    changes = (_("Requirements: difference"), _("Met: difference"), _("Share met: difference (points)"))
    return [
        _("Code"),
        cut_words,
        *(
            word
            for column, change in zip(columns, changes, strict=True)
            for word in (f"{column} {then}", f"{column} {now}", change)
        ),
    ]


def _pair_row(pair: Pair) -> list[Any]:
    then, now = pair.then, pair.now
    return [
        pair.key,
        pair.name,
        then and then.required,
        now and now.required,
        pair.required_change,
        then and then.met_today,
        now and now.met_today,
        pair.met_change,
        then and then.met_percent,
        now and now.met_percent,
        pair.share_change,
    ]


def _notes(coverage: Coverage, then: Coverage | None, cut_words: str) -> list[tuple[str, str]]:
    notes = [
        (_("Unit"), coverage.name),
        (_("One line for each"), cut_words),
        (_("As of day"), format_day(coverage.on)),
        (_("Source"), source_words(coverage)),
        (_("Filter"), "; ".join(describe_filter(coverage.only)) or _("all requirements")),
        (_("How this is counted"), definition_words()),
        (_("Note"), facts_words(coverage)),
        (_("Note"), small_groups_words(coverage)),
        (_("Note"), coverage.gap),
    ]
    if then is not None:
        notes[4:4] = [(_("Compared with day"), format_day(then.on)), (_("Source"), source_words(then))]
    return [(name, words) for name, words in notes if words]
