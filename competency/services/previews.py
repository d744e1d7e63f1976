"""Counting what a draft would change, batch by batch, before anybody publishes it."""

import hashlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete

from competency import policies, queries, rules
from competency.models import Framework, ImpactLine, ImpactPost, ImpactPreview, RequirementSet
from competency.queries.bases import Overlays
from competency.rules import Basis, CompetencyEvent, FrameworkState, ImpactCounter, PostImpact
from competency.services.framework_files import FrameworkContent
from competency.services.frameworks import refuse_unless_draft, rest_on_current
from lms import audit, clock
from lms.database import db, insert_many
from lms.models import Account
from lms.permissions import authorize

BATCH = 300
"""Officers of one transaction: it holds SQLite's only write lock for well below a second."""

_POSTS: Any = ImpactPost.__table__


def ask_preview(draft: Framework | RequirementSet, *, by: Account) -> ImpactPreview:
    """Return the preview of a draft, to be counted from the beginning (``count_preview``).

    Raises:
        Forbidden: the draft is not for ``by`` to publish.
        NotADraft: it was published or withdrawn.
    """
    if isinstance(draft, Framework):
        authorize(by, policies.may_manage_frameworks, None)
        rest_on_current(draft, by=by)
    else:
        authorize(by, policies.may_manage_overlay, draft.owner_unit_code or "")
        refuse_unless_draft(draft)
    preview = queries.find_preview(draft) or ImpactPreview(
        framework_id=draft.id if isinstance(draft, Framework) else None,
        set_id=None if isinstance(draft, Framework) else draft.id,
    )
    _begin_anew(preview, "")
    preview.asked_at, preview.finished_at = clock.now(), None
    preview.officers_total = queries.count_officers_with_posts(province_of(draft))
    audit.record(CompetencyEvent.IMPACT_ASKED, preview, by=by, draft=f"{draft.__tablename__}:{draft.id}")
    return preview


def count_preview(preview_id: int, *, by: Account) -> ImpactPreview | None:
    """Count the next officers of a preview; None when it is finished.

    Only for tasks and commands, which call it again, each time in a transaction of its own: no gate. Where
    draft or requirements changed since the first batch, counting begins anew.
    """
    del by  # figures without names; who asked for them is on the trail
    preview = queries.lock_preview(preview_id)
    if preview is None:
        return None
    draft = preview.framework or preview.requirement_set
    if draft is None or draft.state != FrameworkState.DRAFT:
        preview.finished_at = clock.now()
        return None
    now, then = queries.get_basis(), basis_with(draft)
    said = fingerprint(now, then)
    now, then = rules.narrow_to_differences(now, then)
    if preview.content_hash != said:
        _begin_anew(preview, said)
    officer_ids = queries.list_officer_ids_after(
        preview.last_officer_id, BATCH, province_code=province_of(draft)
    )
    if not officer_ids:
        preview.finished_at = clock.now()
        return None
    impacts = compare(officer_ids, now, then)
    _store(preview, impacts)
    preview.officers_done += len(officer_ids)
    preview.last_officer_id = officer_ids[-1]
    return preview


def count_impact(
    then: Basis, *, by: Account, progress: Callable[[int], None] = lambda _count: None
) -> ImpactCounter:
    """Return what a basis would change for everybody, storing nothing. Only for commands: no gate."""
    del by  # figures without names, for whoever may read the files
    now, then = rules.narrow_to_differences(queries.get_basis(), then)
    counter, last_id = ImpactCounter(), 0
    while officer_ids := queries.list_officer_ids_after(last_id, BATCH, province_code=None):
        counter.add(compare(officer_ids, now, then))
        last_id = officer_ids[-1]
        progress(len(officer_ids))
    return counter


def compare(officer_ids: list[int], now: Basis, then: Basis) -> list[PostImpact]:
    """Return what changes for the posts that these officers hold today. Only for this room.

    Args:
        officer_ids: whose.
        now: what they are judged by, and
        then: what they would be judged by, both as ``rules.narrow_to_differences`` leaves them.
    """
    day = clock.today()
    posts = queries.list_posts(officer_ids, day)
    shown = queries.list_pieces(officer_ids, now)
    is_same = now.translations == then.translations
    translated = shown if is_same else queries.list_pieces(officer_ids, then)
    before = rules.expect_standings(now, posts, shown, day)
    after = rules.expect_standings(then, posts, translated, day)
    return list(rules.compare_posts(posts, before, after))


def basis_with(draft: Framework | RequirementSet) -> Basis:
    """Return what officers would be judged by if a draft were published. No gate, no trail: it only reads."""
    if isinstance(draft, Framework):
        return queries.get_basis_of(draft.id)
    former = queries.find_published_overlay(draft.owner_unit_code or "")
    overlays = Overlays(without=[former.id] if former else [], plus=[draft.id])
    return queries.get_basis_of(queries.current_framework().id, overlays)


def basis_of_content(content: FrameworkContent, previous_id: int | None) -> Basis:
    """Return what officers would be judged by under files not stored. No gate, no trail: it only reads."""
    now = queries.get_basis()
    asked: dict[tuple[str | None, str], list[rules.Asked]] = {
        key: [one for one in ones if one.competency_code in content.codes]
        for key, ones in now.asked.items()
        if key[0] is not None
    }
    for line in content.requirements:
        asked.setdefault((None, line.position_code), []).append(
            rules.Asked(
                requirement_id=0,
                competency_code=line.competency_code,
                level=line.level,
                is_mandatory=line.is_mandatory,
                grace_days=line.grace_days,
                effective_on=clock.today(),
                is_floor=line.is_floor,
            )
        )
    emphases = {
        (line.area_type, line.competency_code): rules.Emphasis(
            line.weight_percent, frozenset(line.raised_positions)
        )
        for line in content.areas
    }
    if previous_id is None:
        return Basis(now.policy, asked, emphases)
    step = rules.translate(content.mapping, queries.list_codes(previous_id), content.codes)
    return Basis(now.policy, asked, emphases, queries.translations_through(previous_id, step))


def fingerprint(now: Basis, then: Basis) -> str:
    """Return a hash of what is compared: another one means another answer. No gate, no trail."""
    said = [_told(now), _told(then)]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def is_out_of_date(preview: ImpactPreview, draft: Framework | RequirementSet) -> bool:
    """Tell whether the figures were counted on other requirements than today's. No gate, no trail."""
    return preview.content_hash != fingerprint(queries.get_basis(), basis_with(draft))


def province_of(draft: Framework | RequirementSet) -> str | None:
    """Return whose officers a draft concerns; None for the whole country. No gate, no trail."""
    return None if isinstance(draft, Framework) else draft.owner_unit_code


def _told(basis: Basis) -> list[Any]:
    asked = {str(key): sorted(map(repr, ones)) for key, ones in basis.asked.items()}
    emphases = {
        str(key): (one.weight_percent, sorted(one.raised_positions)) for key, one in basis.emphases.items()
    }
    return [sorted(asked.items()), sorted(emphases.items()), sorted(basis.translations.items())]


def _begin_anew(preview: ImpactPreview, content_hash: str) -> None:
    if preview.id is not None:
        for model in (ImpactPost, ImpactLine):
            db.session.execute(delete(model).where(model.preview_id == preview.id))
    preview.content_hash = content_hash
    preview.officers_done = preview.last_officer_id = 0


def _store(preview: ImpactPreview, impacts: list[PostImpact]) -> None:
    rows = [
        {
            "preview_id": preview.id,
            "assignment_id": one.post.assignment_id,
            "officer_id": one.post.officer_id,
            "province_code": one.post.province_code,
            "unit_code": one.post.unit_code,
            "position_code": one.post.position_code,
            "gains": one.gains,
            "loses": one.loses,
            "changes": one.changes,
            "competencies": [list(changed) for changed in one.competencies],
        }
        for one in impacts
        if one.gains or one.loses or one.changes
    ]
    insert_many(_POSTS, rows)
    counter = ImpactCounter()
    counter.add(impacts)
    lines = counter.lines()
    held = queries.list_raw_lines(preview.id, {key.scope_code for key in lines})
    for key, counts in lines.items():
        stored = held.get(key)
        if stored is None:
            db.session.add(ImpactLine(preview_id=preview.id, **key._asdict(), **counts._asdict()))
            continue
        for name, count in counts._asdict().items():
            setattr(stored, name, getattr(stored, name) + count)
