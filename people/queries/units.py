"""Reads about administrative units, organisations and positions. Nothing here is secret."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from people.models import AdministrativeUnit, Organisation, Position


def find_unit(code: str) -> AdministrativeUnit | None:
    """Return the unit of this code with its area tags and parent, or None."""
    return db.session.scalar(
        select(AdministrativeUnit)
        .where(AdministrativeUnit.code == code)
        .options(selectinload(AdministrativeUnit.area_tags))
    )


def get_unit(code: str) -> AdministrativeUnit:
    """Return the unit of this code.

    Raises:
        NotFound: there is none.
    """
    unit = find_unit(code)
    if unit is None:
        raise NotFound(_("There is no administrative unit %(code)s.", code=code))
    return unit


def list_provinces() -> list[AdministrativeUnit]:
    """Return the units of the provincial level in the order of the alphabet."""
    return list(
        db.session.scalars(
            select(AdministrativeUnit)
            .where(AdministrativeUnit.parent_code.is_(None))
            .order_by(AdministrativeUnit.sort_key, AdministrativeUnit.code)
        )
    )


def list_communes(province_code: str) -> list[AdministrativeUnit]:
    """Return the communes, wards and special zones of a province in the order of the alphabet."""
    return list(
        db.session.scalars(
            select(AdministrativeUnit)
            .where(AdministrativeUnit.parent_code == province_code)
            .order_by(AdministrativeUnit.sort_key, AdministrativeUnit.code)
        )
    )


def find_organisation(code: str) -> Organisation | None:
    """Return the organisation of this code, or None."""
    return db.session.scalar(select(Organisation).where(Organisation.code == code))


def get_organisation(code: str) -> Organisation:
    """Return the organisation of this code.

    Raises:
        NotFound: there is none.
    """
    organisation = find_organisation(code)
    if organisation is None:
        raise NotFound(_("There is no organisation %(code)s.", code=code))
    return organisation


def list_positions() -> list[Position]:
    """Return all job positions in the order of the source document."""
    return list(db.session.scalars(select(Position).order_by(Position.rank)))


def get_position(code: str) -> Position:
    """Return the position of this code.

    Raises:
        NotFound: there is none.
    """
    position = db.session.get(Position, code)
    if position is None:
        raise NotFound(_("There is no position %(code)s.", code=code))
    return position
