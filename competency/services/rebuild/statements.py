"""The rule of standings and alerts as SQL over sets: the same as `competency.rules`, proved equal by tests.

Written for both engines; what they call differently stands in ``DIALECTS`` and is put in for ``{words}``.
``:day`` is the day that is judged, ``:lasting`` the day until which evidence must last to be more than
expiring. Changes are told by number: 0 as it should be, 1 missing, 2 other facts, 3 only notes differ.
"""

from collections.abc import Mapping

DIALECTS: Mapping[str, Mapping[str, str]] = {
    "sqlite": {
        "least": "min",
        "greatest": "max",
        "notice_day": "date(e.valid_until, '-59 days')",
        "day_after": "date(e.valid_until, '+1 day')",
        "day_number": "CAST(julianday(valid_until) - 1721424.5 AS INTEGER)",
        "day": ":day",
        "never": "'9999-12-31'",
        # The plus keeps it from looking evidence up by what it revokes, of everybody, instead of by officer.
        "revokes_nothing": "+e.revokes_id IS NULL",
        "evidence_of_o": "evidence e",
        "as_json": "",
        "beside_standing": """LEFT JOIN standings st ON st.assignment_id = j.assignment_id
            AND st.competency_code = j.competency_code AND st.valid_to IS NULL""",
        "beside_alert": """LEFT JOIN alerts held ON held.officer_id = x.officer_id
            AND held.cause = 'competency:' || x.competency_code AND held.state <> 'closed'""",
    },
    "postgresql": {
        "least": "least",
        "greatest": "greatest",
        "notice_day": "e.valid_until - 59",
        "day_after": "e.valid_until + 1",
        "day_number": "(valid_until - DATE '0001-01-01')",
        "day": "CAST(:day AS date)",
        "never": "DATE '9999-12-31'",
        "revokes_nothing": "e.revokes_id IS NULL",
        # The fence makes it look up each officer of a batch; else it reads the evidence of everybody.
        "evidence_of_o": """LATERAL (
            SELECT * FROM evidence a WHERE a.officer_id = o.officer_id OFFSET 0) e""",
        "as_json": "::json",
        # One look-up for each row: before a table was ever analysed, a join would be planned far worse.
        "beside_standing": """LEFT JOIN LATERAL (
            SELECT * FROM standings o WHERE o.assignment_id = j.assignment_id
            AND o.competency_code = j.competency_code AND o.valid_to IS NULL LIMIT 1) st ON true""",
        "beside_alert": """LEFT JOIN LATERAL (
            SELECT * FROM alerts o WHERE o.officer_id = x.officer_id
            AND o.cause = 'competency:' || x.competency_code AND o.state <> 'closed' LIMIT 1) held ON true""",
    },
}
"""`day_number` counts as `date.toordinal` does, give or take one; only its order matters."""

ID_BITS, DAY_BITS = 36, 22
NUMBERS = {
    "last_id": 2**ID_BITS - 1,
    "last_day": 2**DAY_BITS - 1,
    "day_unit": 2**ID_BITS,
    "level_unit": 2 ** (ID_BITS + DAY_BITS),
    "bits": 3,
}


def in_dialect(statement: str, dialect_name: str, *, is_translated: bool = False) -> str:
    """Return a statement of this module in the words of an engine.

    Args:
        statement: one of those below.
        dialect_name: "sqlite" or "postgresql".
        is_translated: whether evidence of other framework versions is mapped.
    """
    words = {**DIALECTS[dialect_name], **NUMBERS}
    pieces = (TRANSLATED_PIECES if is_translated else PIECES).format(**words)
    return statement.format(pieces=pieces, worst=WORST, **words)


PIECES = """
    SELECT e.officer_id, e.competency_code, k.place,
           CASE WHEN e.level < k.ceiling THEN e.level ELSE k.ceiling END AS level,
           e.earned_on, e.valid_until, {notice_day} AS notice_on, {day_after} AS gone_on, e.id
    FROM rebuild_officers o
    CROSS JOIN {evidence_of_o}
    CROSS JOIN rebuild_kinds k
    WHERE e.officer_id = o.officer_id AND k.kind = e.kind
      AND {revokes_nothing}
      AND e.id NOT IN (
          SELECT r.revokes_id FROM rebuild_officers ro CROSS JOIN evidence r
          WHERE r.officer_id = ro.officer_id AND r.revokes_id IS NOT NULL)
"""

# Evidence of another framework version counts for the competencies it was mapped to, up to a level; what was
# mapped to nothing gets an empty code, which no position asks.
TRANSLATED_PIECES = """
    SELECT e.officer_id, coalesce(t.to_code, e.competency_code) AS competency_code, k.place,
           {least}(e.level, k.ceiling, coalesce(t.highest_level, e.level)) AS level,
           e.earned_on, e.valid_until, {notice_day} AS notice_on, {day_after} AS gone_on, e.id
    FROM rebuild_officers o
    CROSS JOIN {evidence_of_o}
    CROSS JOIN rebuild_kinds k
    LEFT JOIN rebuild_translations t
        ON t.framework_id = e.framework_id AND t.from_code = e.competency_code
    WHERE e.officer_id = o.officer_id AND k.kind = e.kind
      AND {revokes_nothing}
      AND e.id NOT IN (
          SELECT r.revokes_id FROM rebuild_officers ro CROSS JOIN evidence r
          WHERE r.officer_id = ro.officer_id AND r.revokes_id IS NOT NULL)
"""

# From pieces to levels (rules.levels): the best of each kind, then what different kinds reach together.
# `best` packs support, last day and id into one number, so that its greatest is the piece that carries.
SHOWN = """
INSERT INTO rebuild_shown
WITH pieces AS MATERIALIZED ({pieces}),
kinds AS MATERIALIZED (
    SELECT officer_id, competency_code, place,
           max(CASE WHEN earned_on <= {day} AND (valid_until IS NULL OR valid_until >= {day})
                    THEN level ELSE 0 END) AS now,
           max(CASE WHEN earned_on <= {day} AND (valid_until IS NULL OR valid_until >= :lasting)
                    THEN level ELSE 0 END) AS lasting,
           max(CASE WHEN earned_on <= {day} THEN level ELSE 0 END) AS ever,
           max(CASE WHEN level > 0 AND earned_on <= {day} AND (valid_until IS NULL OR valid_until >= {day})
                    THEN CAST(level AS bigint) * {level_unit}
                         + CAST(coalesce({day_number}, {last_day}) AS bigint) * {day_unit} + ({last_id} - id)
                    ELSE 0 END) AS best,
           count(*) AS pieces,
           min(earned_on) AS earned_on,
           min(CASE WHEN level > 0 THEN notice_on END) AS notice_on,
           min(CASE WHEN level > 0 THEN gone_on END) AS gone_on,
           min(CASE WHEN earned_on > {day} AND notice_on > {day} THEN {least}(earned_on, notice_on)
                    WHEN earned_on > {day} THEN earned_on
                    WHEN notice_on > {day} THEN notice_on
                    WHEN gone_on > {day} THEN gone_on END) AS turns_on
    FROM pieces
    GROUP BY officer_id, competency_code, place),
ranked AS (
    SELECT kinds.*, max(best) OVER (PARTITION BY officer_id, competency_code) AS strongest FROM kinds)
SELECT officer_id, competency_code,
       CASE WHEN max(now) >= 5 AND sum(CASE WHEN now >= 4 THEN 1 ELSE 0 END) >= 2 THEN 5
            WHEN max(now) >= 4 AND sum(CASE WHEN now >= 3 THEN 1 ELSE 0 END) >= 2 THEN 4
            WHEN max(now) >= 3 AND sum(CASE WHEN now >= 2 THEN 1 ELSE 0 END) >= 2 THEN 3
            WHEN max(now) >= 2 THEN 2 ELSE max(now) END,
       CASE WHEN max(lasting) >= 5 AND sum(CASE WHEN lasting >= 4 THEN 1 ELSE 0 END) >= 2 THEN 5
            WHEN max(lasting) >= 4 AND sum(CASE WHEN lasting >= 3 THEN 1 ELSE 0 END) >= 2 THEN 4
            WHEN max(lasting) >= 3 AND sum(CASE WHEN lasting >= 2 THEN 1 ELSE 0 END) >= 2 THEN 3
            WHEN max(lasting) >= 2 THEN 2 ELSE max(lasting) END,
       CASE WHEN max(ever) >= 5 AND sum(CASE WHEN ever >= 4 THEN 1 ELSE 0 END) >= 2 THEN 5
            WHEN max(ever) >= 4 AND sum(CASE WHEN ever >= 3 THEN 1 ELSE 0 END) >= 2 THEN 4
            WHEN max(ever) >= 3 AND sum(CASE WHEN ever >= 2 THEN 1 ELSE 0 END) >= 2 THEN 3
            WHEN max(ever) >= 2 THEN 2 ELSE max(ever) END,
       max(now), max(ever),
       sum(now << ({bits} * place)), sum(lasting << ({bits} * place)),
       sum(pieces), min(earned_on), min(notice_on), min(gone_on), min(turns_on),
       max(best), max(CASE WHEN best < strongest THEN best ELSE 0 END)
FROM ranked
GROUP BY officer_id, competency_code
"""

# Standings as they should be, each beside the open row that is stored (rules.standings, rules.expectations).
# `since` of a row without history is right where at most one piece was shown; others are completed after.
EXPECTED = """
INSERT INTO rebuild_expected
SELECT j.officer_id, j.assignment_id, j.province_code, j.unit_code, j.position_code, j.competency_code,
       j.requirement_id, j.required, j.attained, j.status, j.weight_percent, j.is_mandatory, j.due_on,
       nullif(j.changes_on, {never}), j.carried_by, j.first_asked_on,
       CASE WHEN st.id IS NOT NULL
                 THEN CASE WHEN st.status = j.status THEN st.since
                           WHEN st.valid_from > {day} THEN st.valid_from ELSE {day} END
            WHEN j.pieces = 0 THEN j.first_asked_on
            WHEN j.status IN ('met', 'below') THEN {greatest}(j.first_asked_on, j.earned_on)
            WHEN j.status = 'expiring' THEN {greatest}(j.first_asked_on, j.earned_on, j.notice_on)
            WHEN j.best_ever > 0 AND j.gone_on <= {day} THEN {greatest}(j.first_asked_on, j.gone_on)
            ELSE j.first_asked_on END,
       CASE WHEN st.valid_from > {day} THEN st.valid_from ELSE {day} END,
       CASE WHEN j.status = 'met' THEN 'info'
            WHEN j.status = 'expiring' THEN 'warning'
            WHEN j.is_mandatory AND j.late_from <= {day} THEN 'urgent'
            WHEN j.presses_from <= {day} THEN 'warning' ELSE 'info' END,
       CASE WHEN j.status IN ('met', 'expiring', 'expired') THEN j.status
            WHEN j.best_ever = 0 THEN 'never_shown'
            WHEN j.best_ever < j.required THEN 'too_low'
            WHEN j.best_now >= j.required THEN 'uncorroborated' ELSE 'expired' END,
       CASE WHEN j.status = 'expiring' THEN j.shape_lasting ELSE j.shape_now END,
       j.is_only, j.starts_on, j.pieces, st.id, st.required,
       CASE WHEN st.id IS NULL THEN 1
            WHEN st.province_code <> j.province_code OR st.unit_code <> j.unit_code
                 OR st.position_code <> j.position_code OR st.requirement_id <> j.requirement_id
                 OR st.required <> j.required OR st.attained <> j.attained OR st.status <> j.status
                 OR st.weight_percent <> j.weight_percent OR st.is_mandatory <> j.is_mandatory
                 OR st.due_on <> j.due_on THEN 2
            WHEN coalesce(st.changes_on, {never}) <> j.changes_on
                 OR CAST(st.carried_by AS text) <> j.carried_by THEN 3
            ELSE 0 END
FROM (
    SELECT p.*, a.competency_code, a.requirement_id, a.required, a.weight_percent, a.is_mandatory,
           coalesce(s.attained, 0) AS attained, coalesce(s.best_now, 0) AS best_now,
           coalesce(s.best_ever, 0) AS best_ever, coalesce(s.shape_now, 0) AS shape_now,
           coalesce(s.shape_lasting, 0) AS shape_lasting, coalesce(s.pieces, 0) AS pieces,
           s.earned_on, coalesce(s.notice_on, s.earned_on) AS notice_on, s.gone_on,
           CASE WHEN s.attained >= a.required
                     THEN CASE WHEN s.lasting >= a.required THEN 'met' ELSE 'expiring' END
                WHEN s.ever >= a.required THEN 'expired'
                WHEN s.attained > 0 THEN 'below' ELSE 'unproven' END AS status,
           {least}(coalesce(s.turns_on, {never}), coalesce(p.gone_from, {never}),
                   CASE WHEN s.attained >= a.required THEN {never}
                        WHEN p.presses_from > {day} THEN p.presses_from
                        WHEN a.is_mandatory AND p.late_from > {day} THEN p.late_from
                        ELSE {never} END) AS changes_on,
           CASE WHEN coalesce(s.strongest, 0) = 0 THEN '[]'
                WHEN s.attained <= 2 THEN '[' || CAST({last_id} - s.strongest % {day_unit} AS text) || ']'
                ELSE '[' || CAST({last_id} - s.strongest % {day_unit} AS text) || ', '
                     || CAST({last_id} - s.second % {day_unit} AS text) || ']' END AS carried_by
    FROM rebuild_posts p
    CROSS JOIN rebuild_asked a
    LEFT JOIN rebuild_shown s ON s.officer_id = p.officer_id AND s.competency_code = a.competency_code
    WHERE a.profile_id = p.profile_id AND a.term_id = p.term_id
) j
{beside_standing}
"""

COUNT_OPEN = """
SELECT count(*) FROM rebuild_officers o CROSS JOIN standings st
WHERE st.officer_id = o.officer_id AND st.valid_to IS NULL
"""

COUNT_FOUND = "SELECT count(stored_id) FROM rebuild_expected"

CLOSING = """
INSERT INTO rebuild_closing
SELECT st.id, st.officer_id, st.assignment_id, st.competency_code
FROM rebuild_officers o CROSS JOIN standings st
WHERE st.officer_id = o.officer_id AND st.valid_to IS NULL
  AND st.id NOT IN (SELECT stored_id FROM rebuild_expected WHERE stored_id IS NOT NULL)
"""

UNKNOWN_STEPS = """
SELECT DISTINCT required, shape FROM rebuild_expected WHERE status <> 'met'
"""

# The alert about a competency is about the most demanding post (rules.most_demanding); most have only one.
WORST = """
    SELECT officer_id, province_code, competency_code, position_code, status, reason, requirement_id,
           required, attained, severity, since, due_on, shape, stored_required
    FROM rebuild_expected WHERE status <> 'met' AND is_only
    UNION ALL
    SELECT officer_id, province_code, competency_code, position_code, status, reason, requirement_id,
           required, attained, severity, since, due_on, shape, stored_required
    FROM (
        SELECT x.*, row_number() OVER (
                   PARTITION BY officer_id, competency_code
                   ORDER BY required DESC,
                            CASE severity WHEN 'urgent' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,
                            starts_on, assignment_id) AS place
        FROM rebuild_expected x WHERE status <> 'met' AND NOT is_only) ranked
    WHERE place = 1
"""

ALERTS = """
INSERT INTO rebuild_alerts
SELECT w.*,
       CASE WHEN w.alert_id IS NULL THEN 1
            WHEN al.kind <> w.kind OR coalesce(al.position_code, '') <> w.position_code
                 OR al.reason <> w.reason OR coalesce(al.requirement_id, 0) <> w.requirement_id
                 OR coalesce(al.required, 0) <> w.required OR coalesce(al.attained, -1) <> w.attained
                 OR al.severity <> w.severity OR al.since <> w.since OR al.due_on <> w.due_on
                 OR CAST(al.next_steps AS text) <> w.next_steps THEN 2
            ELSE 0 END
FROM (
    SELECT x.officer_id, x.province_code, x.competency_code, x.position_code,
           CASE WHEN x.status = 'expiring' THEN 'CB5' ELSE 'CB4' END AS kind,
           CASE WHEN x.status IN ('below', 'unproven') AND (
                     (x.stored_required <> x.required AND x.attained >= x.stored_required)
                     OR (coalesce(x.stored_required, x.required) = x.required
                         AND held.reason = 'requirement_changed'
                         AND held.required = x.required AND held.attained = x.attained))
                THEN 'requirement_changed' ELSE x.reason END AS reason,
           x.requirement_id, x.required, x.attained, x.severity, x.since, x.due_on, s.steps AS next_steps,
           held.id AS alert_id
    FROM ({worst}) x
    LEFT JOIN rebuild_steps s ON s.required = x.required AND s.shape = x.shape
    {beside_alert}
) w
LEFT JOIN alerts al ON al.id = w.alert_id
"""

COUNT_OPEN_ALERTS = """
SELECT count(*) FROM rebuild_officers o CROSS JOIN alerts al
WHERE al.officer_id = o.officer_id AND al.state <> 'closed' AND al.cause LIKE 'competency:%'
"""

COUNT_FOUND_ALERTS = "SELECT count(alert_id) FROM rebuild_alerts"

ALERTS_CLOSING = """
INSERT INTO rebuild_alerts_closing
SELECT al.id, al.officer_id, al.competency_code
FROM rebuild_officers o CROSS JOIN alerts al
WHERE al.officer_id = o.officer_id AND al.state <> 'closed' AND al.cause LIKE 'competency:%'
  AND al.id NOT IN (SELECT alert_id FROM rebuild_alerts WHERE alert_id IS NOT NULL)
"""

DIFFERING = """
SELECT officer_id FROM rebuild_expected WHERE change > 0
UNION SELECT officer_id FROM rebuild_closing
UNION SELECT officer_id FROM rebuild_alerts WHERE change > 0
UNION SELECT officer_id FROM rebuild_alerts_closing
ORDER BY 1
"""

CLOSE_STANDINGS = """
UPDATE standings SET valid_to = CASE WHEN valid_from > {day} THEN valid_from ELSE {day} END
WHERE id IN (SELECT standing_id FROM rebuild_closing
             UNION ALL SELECT stored_id FROM rebuild_expected WHERE change = 2)
"""

OPEN_STANDINGS = """
INSERT INTO standings (
    officer_id, assignment_id, province_code, unit_code, position_code, competency_code, requirement_id,
    required, attained, status, weight_percent, is_mandatory, since, due_on, changes_on, carried_by,
    valid_from)
SELECT officer_id, assignment_id, province_code, unit_code, position_code, competency_code, requirement_id,
       required, attained, status, weight_percent, is_mandatory, since, due_on, changes_on,
       carried_by{as_json}, valid_from
FROM rebuild_expected WHERE change IN (1, 2)
ORDER BY assignment_id, competency_code
"""

NOTE_STANDINGS = """
UPDATE standings SET changes_on = x.changes_on, carried_by = x.carried_by{as_json}
FROM rebuild_expected x WHERE x.stored_id = standings.id AND x.change = 3
"""

CLOSE_ALERTS = """
UPDATE alerts SET state = 'closed', closed_at = :now, closed_by_id = :by_id,
    close_reason = CASE
        WHEN EXISTS (SELECT 1 FROM rebuild_expected x
                     WHERE x.officer_id = alerts.officer_id AND x.competency_code = alerts.competency_code)
            THEN 'met'
        WHEN EXISTS (SELECT 1 FROM rebuild_closing c
                     WHERE c.officer_id = alerts.officer_id AND c.competency_code = alerts.competency_code
                       AND c.assignment_id NOT IN (SELECT assignment_id FROM rebuild_expected))
            THEN 'post_ended'
        ELSE 'not_required' END
WHERE id IN (SELECT alert_id FROM rebuild_alerts_closing)
"""

OPEN_ALERTS = """
INSERT INTO alerts (
    officer_id, province_code, kind, cause, competency_code, position_code, reason, requirement_id, required,
    attained, severity, state, since, due_on, next_steps, opened_at, dispute_text, answer_text,
    correction_text, close_reason)
SELECT officer_id, province_code, kind, 'competency:' || competency_code, competency_code, position_code,
       reason, requirement_id, required, attained, severity, 'open', since, due_on, next_steps{as_json},
       :now, '', '', '', ''
FROM rebuild_alerts WHERE change = 1
ORDER BY officer_id, competency_code
"""

CHANGE_ALERTS = """
UPDATE alerts SET kind = x.kind, position_code = x.position_code, reason = x.reason,
    requirement_id = x.requirement_id, required = x.required, attained = x.attained, severity = x.severity,
    since = x.since, due_on = x.due_on, next_steps = x.next_steps{as_json}
FROM rebuild_alerts x WHERE x.alert_id = alerts.id AND x.change = 2
"""

WITHOUT_HISTORY = """
SELECT officer_id, competency_code, assignment_id, required, first_asked_on FROM rebuild_expected
WHERE change = 1 AND pieces > 1
"""

SET_SINCE = """
UPDATE rebuild_expected SET since = s.since
FROM rebuild_since s
WHERE s.assignment_id = rebuild_expected.assignment_id
  AND s.competency_code = rebuild_expected.competency_code
"""
