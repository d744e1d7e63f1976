"""Reads about rosters that were handed in. A person sees those of the own province."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import joinedload

from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.listing import get_page
from lms.models import Account
from lms.pages import Page
from lms.permissions import Role, ScopeKind, scopes
from people.models import (
    AdministrativeUnit,
    Assignment,
    FormerUnitName,
    Officer,
    Organisation,
    RosterChange,
    RosterLine,
    RosterUpload,
)
from people.rules import LineOutcome, UploadState

LINES_PER_PAGE = 25
UPLOADS_PER_PAGE = 20
_OFFERED_NAMES = 60


def select_uploads(*, visible_to: Account) -> Select[RosterUpload]:
    """Return the statement of the rosters a person may know of."""
    provinces = scopes(visible_to, Role.DEPARTMENT, ScopeKind.UNIT)
    is_visible = true() if visible_to.is_system else RosterUpload.province_code.in_(provinces)
    return select(RosterUpload).where(is_visible)


def get_upload(public_id: UUID, *, visible_to: Account) -> RosterUpload:
    """Return one roster with its province and who handed it in.

    Raises:
        NotFound: there is none, or none this person may know of.
    """
    upload = db.session.scalar(
        select_uploads(visible_to=visible_to)
        .where(RosterUpload.public_id == public_id)
        .options(joinedload(RosterUpload.province), joinedload(RosterUpload.uploaded_by))
        .options(joinedload(RosterUpload.accepted_by), joinedload(RosterUpload.undone_by))
    )
    if upload is None:
        raise NotFound(_("There is no such roster."))
    return upload


def page_of_uploads(*, number: int, visible_to: Account) -> Page:
    """Return the rosters of the own province, the newest first."""
    statement = (
        select_uploads(visible_to=visible_to)
        .options(joinedload(RosterUpload.uploaded_by), joinedload(RosterUpload.province))
        .order_by(RosterUpload.id.desc())
    )
    return get_page(statement, number=number, per_page=UPLOADS_PER_PAGE)


def find_open_upload(province_code: str, sha256: str) -> RosterUpload | None:
    """Return the upload of this file that is being checked or waits for its review, or None."""
    return db.session.scalar(
        select(RosterUpload).where(
            RosterUpload.province_code == province_code,
            RosterUpload.sha256 == sha256,
            RosterUpload.state.in_((UploadState.CHECKING, UploadState.REVIEW)),
        )
    )


def page_of_lines(upload: RosterUpload, outcome: LineOutcome, *, number: int) -> Page:
    """Return one page of the rows of an upload that come to the same. The caller has found the upload."""
    statement = (
        select(RosterLine)
        .where(RosterLine.upload_id == upload.id, RosterLine.outcome == outcome)
        .order_by(RosterLine.id)
    )
    return get_page(statement, number=number, per_page=LINES_PER_PAGE)


def list_error_lines(upload: RosterUpload) -> list[RosterLine]:
    """Return the faulty rows of an upload in the order of the file."""
    statement = (
        select(RosterLine)
        .where(RosterLine.upload_id == upload.id, RosterLine.outcome == LineOutcome.ERROR)
        .order_by(RosterLine.number)
    )
    return list(db.session.scalars(statement))


def list_changes(upload: RosterUpload) -> list[RosterChange]:
    """Return what an accepted upload wrote, in the order it was written."""
    statement = select(RosterChange).where(RosterChange.upload_id == upload.id).order_by(RosterChange.id)
    return list(db.session.scalars(statement))


def count_emptied_organisations(upload: RosterUpload) -> int:
    """Return how many organisations that an upload added have no post now."""
    added = select(RosterChange.target_id).where(
        RosterChange.upload_id == upload.id, RosterChange.kind == "organisation_added"
    )
    used = select(Assignment.organisation_id).where(Assignment.withdrawn_at.is_(None))
    statement = select(func.count()).where(Organisation.id.in_(added), Organisation.id.not_in(used))
    return db.session.scalar(statement) or 0


def list_former_unit_names(province_code: str) -> list[FormerUnitName]:
    """Return the names that mean communes of a province, with the communes."""
    return list(
        db.session.scalars(
            select(FormerUnitName)
            .where(FormerUnitName.province_code == province_code)
            .options(joinedload(FormerUnitName.unit))
            .order_by(FormerUnitName.name)
        )
    )


def list_organisation_names(province_code: str) -> list[str]:
    """Return the names organisations of the communes of a province have, each once, the commonest first."""
    statement = (
        select(Organisation.name)
        .join(Organisation.unit)
        .where(AdministrativeUnit.parent_code == province_code)
        .group_by(Organisation.name)
        .order_by(func.count().desc(), Organisation.name)
        .limit(_OFFERED_NAMES)
    )
    return list(db.session.scalars(statement))


def list_officers_of_upload(upload: RosterUpload) -> Sequence[int]:
    """Return the ids of the officers an upload touched."""
    statement = (
        select(RosterChange.officer_id)
        .where(RosterChange.upload_id == upload.id, RosterChange.officer_id.is_not(None))
        .distinct()
    )
    return [one for one in db.session.scalars(statement) if one is not None]


def list_posts_by_id(ids: Sequence[int]) -> dict[int, Assignment]:
    """Return posts by id, also withdrawn ones, with their officers. Only for services: no gate."""
    found: dict[int, Assignment] = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        statement = select(Assignment).where(Assignment.id.in_(chunk)).options(joinedload(Assignment.officer))
        found |= {post.id: post for post in db.session.scalars(statement)}
    return found


def list_officers_by_id(ids: Sequence[int]) -> dict[int, Officer]:
    """Return officers by id. Only for services: no gate."""
    found: dict[int, Officer] = {}
    for start in range(0, len(ids), _CHUNK):
        statement = select(Officer).where(Officer.id.in_(ids[start : start + _CHUNK]))
        found |= {officer.id: officer for officer in db.session.scalars(statement)}
    return found


_CHUNK = 5_000
