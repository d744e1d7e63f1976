"""What kinds, origins, verdicts and notes of policy targets are called."""

from competency.rules.targets import DataOrigin, TargetKind, TargetNote, Verdict
from lms.i18n import lazy_gettext as _l

KIND_WORDS = {
    TargetKind.TARGET: _l("Target"),
    TargetKind.ASPIRATION: _l("Aspiration"),
    TargetKind.DUTY: _l("Legal duty"),
}
ORIGIN_WORDS = {
    DataOrigin.PLATFORM: _l("Computed from learning records"),
    DataOrigin.RECORD: _l("Computed from the officers' records"),
    DataOrigin.RECORD_CONFIRM: _l("From the officers' records, confirmation missing"),
    DataOrigin.RECORD_PLATFORM: _l("From officers' and learning records"),
    DataOrigin.IMPORT_AGGREGATE: _l("Totals entered"),
    DataOrigin.PLATFORM_PROXY: _l("Proxy computed here"),
    DataOrigin.DO_NOT_TRACK: _l("Never tracked"),
}
VERDICT_WORDS = {
    Verdict.MET: _l("Target met"),
    Verdict.NOT_MET: _l("Target not met"),
    Verdict.NOT_ENOUGH_DATA: _l("Not enough data"),
    Verdict.NO_ENTRY: _l("No totals entered"),
    Verdict.NOT_TRACKED: _l("Never tracked"),
}
NOTE_WORDS = {
    TargetNote.PROXY: _l("A proxy: the document gives no test, the measure is a proposal."),
    TargetNote.CONFIRMATION_MISSING: _l(
        "What the records show; the confirmation by the commune People's Committee is not recorded here."
    ),
    TargetNote.PRESENT_RECORD: _l(
        "Judged by the record as it is now: changes of degrees and political theory leave no history."
    ),
    TargetNote.NOBODY: _l("Nobody belongs to the population on this day."),
    TargetNote.PARTLY_FILLED: _l("The field is filled in for fewer than 95 percent of the population."),
    TargetNote.PART_ON_RECORD: _l("Part of this population is not on record here: see its definition."),
    TargetNote.OTHER_PROVINCE: _l("A target of another province, for comparison only."),
    TargetNote.RECOMPUTED: _l(
        "Recomputed with posts, completions and periods that were recorded later; standings as held then."
    ),
}
