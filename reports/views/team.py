"""The team of a leader or observer: the matrix on a page and as a file, one officer, what waits."""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from competency import policies as competency_policies
from competency.rules import StandingStatus
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_query
from lms.i18n import gettext as _
from lms.pages import page_number, send_bytes
from lms.permissions import authorize
from lms.tables import XLSX, csv_cells, write_table
from people import policies
from people import queries as people
from people.services.teams import note_team_exported
from reports.queries.alerts import list_waiting_disputes
from reports.queries.desk import find_desk
from reports.queries.overdue import list_overdue_of_team
from reports.queries.profile import get_profile
from reports.queries.team import EVERYBODY, Team, TeamFilter, TeamRow, get_team, list_watched_posts
from reports.schemas import ProfileQueryIn, TeamQueryIn
from reports.views.blueprint import bp


@bp.get("/team")
def show_team() -> ResponseReturnValue:
    """Show who serves in my unit against what the posts ask, and what waits for me."""
    account = actor()
    authorize(account, policies.may_see_team, None)
    form = read_query(TeamQueryIn())
    team = get_team(_asked(form), visible_to=account, page=page_number())
    disputes = list_waiting_disputes(visible_to=account)
    page = render_template(
        "reports/show_team.html",
        team=team,
        rows=[_row(row) for row in team.page.items],
        desk=find_desk(len(disputes), visible_to=account),
        disputes=disputes,
        overdue=list_overdue_of_team(visible_to=account),
        form=form,
        positions=list(team.positions.items()),
        organisations=list(team.organisations.items()),
    )
    return page, 422 if form.errors else 200


@bp.get("/team.<any(csv, xlsx):kind_of_file>")
def download_team(kind_of_file: str) -> ResponseReturnValue:
    """Give the matrix as a file, with the same filter, everybody in it; it is noted on the trail."""
    account = actor()
    authorize(account, policies.may_see_team, None)
    form = read_query(TeamQueryIn())
    if form.errors:
        abort(404)
    filters = {name: str(value) for name, value in form.data.items() if value}
    with transaction():
        note_team_exported(kind_of_file, filters, by=account)
    team = get_team(_asked(form), visible_to=actor(), per_page=EVERYBODY)
    headers, rows = _headers(team), _texts(team)
    name = f"don-vi-{clock.today():%Y-%m-%d}.{kind_of_file}"
    if kind_of_file == "xlsx":
        target = BytesIO()
        write_table(target, headers, rows)
        return send_bytes(target.getvalue(), name, XLSX)
    return send_bytes(_csv([headers, *rows]), name, "text/csv; charset=utf-8")


@bp.get("/team/<uuid:public_id>")
def show_team_member(public_id: UUID) -> ResponseReturnValue:
    """Show the profile of one officer of my team, without anything private such as answers in quizzes."""
    account = actor()
    authorize(account, policies.may_see_team, None)
    officer = people.get_officer(public_id, visible_to=account)
    form = read_query(ProfileQueryIn())
    may_confirm = competency_policies.may_confirm_work_product(account, officer)
    day = form.data.get("on")
    profile = get_profile(
        officer,
        on=day,
        post_id=form.data.get("post"),
        within=list_watched_posts(officer, on=day, visible_to=account),
        confirm_for=officer.public_id if may_confirm else None,
    )
    page = render_template("reports/show_team_member.html", profile=profile, form=form)
    return page, 422 if form.errors else 200


def _asked(form: Form) -> TeamFilter:
    return TeamFilter(**{name: form.data.get(name, "") for name in ("position", "organisation", "status")})


def _row(row: TeamRow) -> dict[str, object]:
    """Return a row as the macro ``matrix`` reads it."""
    return {
        "label": row.label,
        "url": url_for("reports.show_team_member", public_id=row.public_id),
        "note": row.note,
        "cells": row.cells,
        "counts": row.counts,
    }


def _headers(team: Team) -> list[str]:
    names = [f"{one.code} {one.name}" for one in team.columns]
    return [_("Officer"), _("Position"), _("Organisation"), *names]


def _texts(team: Team) -> Iterator[Sequence[str]]:
    """Return the matrix in words: "2/3 not yet met", empty where nothing is asked."""
    words = {
        StandingStatus.MET: _("Met"),
        StandingStatus.EXPIRING: _("Expiring soon"),
        StandingStatus.EXPIRED: _("Expired"),
        StandingStatus.BELOW: _("Not yet met"),
        StandingStatus.UNPROVEN: _("Not enough evidence"),
    }
    for row in team.page.items:
        # A figure like 2/3 alone would become a day in a spreadsheet.
        cells = [f"{cell.text} {words[cell.status]}" if cell else "" for cell in row.cells]
        yield [row.label, row.note, row.organisations, *cells]


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    target = StringIO()
    target.write("\ufeff")  # spreadsheets take the file for UTF-8 only with this mark
    csv.writer(target).writerows(csv_cells(row) for row in rows)
    return target.getvalue().encode()
