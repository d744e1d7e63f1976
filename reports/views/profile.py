"""My position, my training record, everything held about me."""

import json

from flask import render_template
from flask.typing import ResponseReturnValue

from lms import clock
from lms.auth import actor
from lms.forms import read_query
from lms.official import render_official_pdf
from lms.pages import send_bytes
from people import queries as people
from reports.queries.cuts.record import record_facts
from reports.queries.personal_data import get_personal_data
from reports.queries.profile import get_profile
from reports.queries.record import get_record
from reports.rules.papers import record_paper
from reports.schemas import ProfileQueryIn
from reports.views.blueprint import bp
from reports.views.files import send_paper


@bp.get("/me")
def show_profile() -> ResponseReturnValue:
    """Show what my position asks, what I have, what is missing and what to do next."""
    officer = people.get_officer_of(actor())
    form = read_query(ProfileQueryIn())
    profile = get_profile(officer, on=form.data.get("on"), post_id=form.data.get("post"))
    page = render_template("reports/show_profile.html", profile=profile, form=form)
    return page, 422 if form.errors else 200


@bp.get("/me/record")
def show_record() -> ResponseReturnValue:
    """Show what I have studied and shown."""
    record = get_record(people.get_officer_of(actor()))
    return render_template("reports/show_record.html", record=record)


@bp.get("/me/record.pdf")
def download_record() -> ResponseReturnValue:
    """Give my training record as a paper; its words are Vietnamese whatever the language of the pages."""
    record = get_record(people.get_officer_of(actor()))
    paper = render_official_pdf(record_paper(record_facts(record)))
    return send_paper(paper, "pdf", f"phieu-thong-tin-{record.on:%Y-%m-%d}")


@bp.get("/me/data")
def download_my_data() -> ResponseReturnValue:
    """Give everything held about me as a JSON file."""
    account = actor()
    held = get_personal_data(people.get_officer_of(account), account)
    text = json.dumps(held, ensure_ascii=False, indent=1)
    return send_bytes(text.encode(), f"du-lieu-cua-toi-{clock.today():%Y-%m-%d}.json", "application/json")
