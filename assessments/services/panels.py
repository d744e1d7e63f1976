"""Expert panels: opened on a draft, rated independently, closed with a key, applied to the draft."""

from collections.abc import Collection, Mapping

from sqlalchemy.exc import IntegrityError

from assessments import queries, rules
from assessments.models import CasePanel, CaseVersion, PanelExpert, PanelRating
from assessments.policies import may_rate
from assessments.rules import CaseEvent, Cell
from assessments.services.case_drafts import change_key
from courses import policies
from courses import queries as content
from courses.rules import EDITABLE
from courses.services import EditedMeanwhile, NotEditable
from lms import audit, clock
from lms.agreement import ordinal_alpha
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize

MOST_EXPERTS = 15


class PanelRefused(Conflict):
    """The panel is closed already, or not closed yet."""


def open_panel(version: CaseVersion, account_ids: Collection[int], *, seen: int, by: Account) -> CasePanel:
    """Ask experts about a draft as it stands; one panel at a time.

    Raises:
        EditedMeanwhile: another revision stands there now.
        Forbidden: ``by`` does not write for the owner.
        NotEditable: the version is not being written.
        PanelRefused: a panel is open already.
        Refused: nobody is named, or somebody who may not be; or there is nothing to rate.
    """
    authorize(by, policies.may_write, version.owner)
    content.lock_version(version)
    if version.state not in EDITABLE:
        raise NotEditable(_("Experts are asked while a case is being written."))
    if version.revision != seen:
        message = _("Somebody else has changed the case since you opened this page. Look at it again.")
        raise EditedMeanwhile(message, revision=version.revision)
    graph, _findings = rules.read_draft(version.document)
    if not rules.cells_of(graph):
        raise Refused(_("There is nothing to rate yet: name the competencies of a decision point first."))
    panel = _add(version, _require_experts(version, account_ids), by=by)
    asked = [expert.account_id for expert in panel.experts]
    audit.record(CaseEvent.PANEL_OPENED, panel, by=by, case=version.case.code, experts=asked)
    return panel


def save_ratings(seat: PanelExpert, ratings: Mapping[Cell, int], *, by: Account) -> int:
    """Keep what an expert says so far in place of what was said before, and return how many cells are rated.

    Cells the panel does not ask about are left out.

    Raises:
        Forbidden: ``by`` is not that expert.
        PanelRefused: the panel is closed.
    """
    authorize(by, may_rate, seat)
    panel = seat.panel
    queries.lock_panel(panel)
    if not panel.is_open:
        raise PanelRefused(_("The panel is closed; ratings can no longer be changed."))
    db.session.refresh(seat, ["ratings"])
    graph, _findings = rules.read_draft(panel.document)
    asked = set(rules.cells_of(graph))
    wanted = {cell: points for cell, points in ratings.items() if cell in asked}
    kept = {rating.cell: rating for rating in seat.ratings}
    for cell, rating in kept.items():
        if cell in wanted:
            rating.points = wanted[cell]
        else:
            seat.ratings.remove(rating)
    seat.ratings.extend(
        PanelRating(node=cell[0], option=cell[1], competency_code=cell[2], points=points)
        for cell, points in wanted.items()
        if cell not in kept
    )
    seat.saved_at = clock.now()
    audit.record(CaseEvent.PANEL_RATED, panel, by=by, rated=len(wanted), asked=len(asked))
    return len(wanted)


def close_panel(panel: CasePanel, *, by: Account) -> None:
    """End the ratings and compute how far experts agree; twice is as good as once.

    Raises:
        Forbidden: ``by`` does not write for the owner.
        Refused: nobody has rated anything.
    """
    authorize(by, policies.may_write, panel.version.owner)
    queries.lock_panel(panel)
    if not panel.is_open:
        return
    ratings = queries.list_ratings(panel)
    if not any(ratings.values()):
        raise Refused(_("No expert has rated anything yet. Wait for them, or remind them."))
    graph, _findings = rules.read_draft(panel.document)
    agreement = ordinal_alpha(rules.rating_table(rules.cells_of(graph), ratings))
    panel.alpha = agreement.alpha
    panel.alpha_reason = agreement.reason.value if agreement.reason else None
    panel.closed_at = clock.now()
    panel.closed_by_id = by.id
    audit.record(CaseEvent.PANEL_CLOSED, panel, by=by, alpha=panel.alpha)


def apply_key(panel: CasePanel, *, seen: int, by: Account) -> tuple[Cell, ...]:
    """Give the options of the draft the points the experts' median names; return what was left as it is.

    Left are options that the draft has no more, or whose words have changed since the experts read them.

    Raises:
        EditedMeanwhile, Forbidden, NotEditable: as `courses.services.touch_draft`.
        PanelRefused: the panel is still open.
    """
    authorize(by, policies.may_write, panel.version.owner)
    queries.lock_panel(panel)
    if panel.is_open:
        raise PanelRefused(_("The panel is still open. Close it first."))
    rated, _findings = rules.read_draft(panel.document)
    key = rules.key_of(rules.agree(rules.cells_of(rated), queries.list_ratings(panel)))
    draft, _findings = rules.read_draft(panel.version.document)
    same = {cell: points for cell, points in key.items() if _is_same(cell, rated, draft)}
    unknown = change_key(panel.version, same, seen=seen, by=by)
    panel.key_applied_at = clock.now()
    left = (*(cell for cell in key if cell not in same), *unknown)
    audit.record(CaseEvent.KEY_APPLIED, panel, by=by, applied=len(key) - len(left), left=len(left))
    return left


def _require_experts(version: CaseVersion, account_ids: Collection[int]) -> list[Account]:
    possible = {account.id: account for account in queries.list_possible_experts(version)}
    if not account_ids:
        raise Refused(_("Name at least one expert; agreement needs two or more."))
    if len(account_ids) > MOST_EXPERTS:
        raise Refused(_("Name at most %(most)s experts.", most=MOST_EXPERTS))
    if not possible.keys() >= set(account_ids):
        raise Refused(_("One of these people cannot be an expert here. Reload the page and choose again."))
    return [possible[account_id] for account_id in sorted(set(account_ids))]


def _add(version: CaseVersion, experts: list[Account], *, by: Account) -> CasePanel:
    try:
        with db.session.begin_nested():
            panel = CasePanel(
                version=version,
                document=version.document,
                content_hash=version.content_hash,
                opened_at=clock.now(),
                opened_by=by,
                experts=[PanelExpert(account=account) for account in experts],
            )
            db.session.add(panel)
            db.session.flush()  # only one panel may be open at a time
    except IntegrityError as error:
        raise PanelRefused(_("A panel is open for this case already.")) from error
    return panel


def _is_same(cell: Cell, rated: rules.CaseGraph, draft: rules.CaseGraph) -> bool:
    """Tell whether the experts read the words that stand in the draft now."""
    node_id, option_id, _code = cell
    then, now = rated.nodes.get(node_id), draft.nodes.get(node_id)
    if then is None or now is None or option_id not in now.options:
        return False
    return (then.question, then.options[option_id].text) == (now.question, now.options[option_id].text)
