"""The first page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.auth import actor
from reports.queries.home import get_home
from reports.views.blueprint import bp


@bp.get("/")
def show_home() -> ResponseReturnValue:
    """Show what is there today for whoever is asking, by role."""
    return render_template("reports/show_home.html", home=get_home(actor()))
