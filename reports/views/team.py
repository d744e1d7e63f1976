"""The team of a leader or observer."""

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from competency import policies as competency_policies
from lms.auth import actor
from lms.forms import read_query
from lms.pages import page_number
from lms.permissions import authorize
from people import policies
from people import queries as people
from reports.queries.alerts import list_waiting_disputes
from reports.queries.overdue import list_overdue_of_team
from reports.queries.profile import get_profile
from reports.queries.team import TeamRow, get_team, list_watched_posts
from reports.schemas import ProfileQueryIn, TeamQueryIn
from reports.views.blueprint import bp


@bp.get("/team")
def show_team() -> ResponseReturnValue:
    """Show who serves in my unit against what the posts ask, and disputes waiting for an answer."""
    account = actor()
    authorize(account, policies.may_see_team, None)
    form = read_query(TeamQueryIn())
    team = get_team(visible_to=account, page=page_number(), **_asked(form.data))
    disputes = list_waiting_disputes(visible_to=account)
    page = render_template(
        "reports/show_team.html",
        team=team,
        rows=[_row(row) for row in team.page.items],
        disputes=disputes,
        overdue=list_overdue_of_team(visible_to=account),
        form=form,
        positions=list(team.positions.items()),
    )
    return page, 422 if form.errors else 200


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


def _asked(data: dict[str, str]) -> dict[str, str]:
    return {name: data.get(name, "") for name in ("position", "status")}


def _row(row: TeamRow) -> dict[str, object]:
    """Return a row as the macro ``matrix`` reads it."""
    return {
        "label": row.label,
        "url": url_for("reports.show_team_member", public_id=row.public_id),
        "note": row.note,
        "cells": row.cells,
        "counts": row.counts,
    }
