"""What was sent, what failed, what nobody can be sure of; and where one's own messages go."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competency import policies, services
from competency.queries import deliveries as queries
from competency.schemas.deliveries import AddressIn, DeliveryQueryIn
from competency.services.deliveries import address_of
from competency.views.blueprint import bp
from lms.auth import actor
from lms.channels import channel_names
from lms.config import EMAIL
from lms.database import transaction
from lms.errors import Refused
from lms.forms import Form, read_form, read_query
from lms.i18n import gettext as _
from lms.mail import mask_address
from lms.models import Account
from lms.pages import page_number
from lms.permissions import authorize

SHOWN_DAYS = 8


@bp.get("/deliveries")
def list_deliveries() -> ResponseReturnValue:
    """List the messages of the province (administrators: of all), and count the last days by state."""
    account = actor()
    authorize(account, policies.may_see_deliveries, None)
    form = read_query(DeliveryQueryIn())
    page = queries.list_page(
        visible_to=account, state=form.data.get("state", ""), day=form.data.get("day"), number=page_number()
    )
    answer = render_template(
        "competency/list_deliveries.html",
        days=queries.list_days(visible_to=account, limit=SHOWN_DAYS),
        page=page,
        purposes=queries.purposes_of(page.items),
        form=form,
    )
    return answer, 422 if form.errors else 200


@bp.post("/deliveries/<uuid:public_id>/retry")
def retry_delivery(public_id: UUID) -> ResponseReturnValue:
    """Have a message sent again that failed, or whose fate is uncertain."""
    account = actor()
    authorize(account, policies.may_see_deliveries, None)
    digest = queries.get_digest(public_id, visible_to=account)
    with transaction():
        services.retry_digest(digest, by=account)
    flash(
        _("The message waits to be sent again. It goes out within ten minutes during the week of messages.")
    )
    return redirect(url_for(".list_deliveries"))


@bp.get("/account/messages")
def show_messages() -> ResponseReturnValue:
    """Show where my weekly message goes, and let me choose."""
    return _messages_page(actor(), Form())


@bp.post("/account/messages")
def choose_address() -> ResponseReturnValue:
    """Choose where my weekly message goes."""
    account = actor()
    form = read_form(AddressIn())
    if form.errors:
        return _messages_page(account, form), 422
    try:
        with transaction():
            services.choose_address(account, form.data["channel"], form.data["address"], by=account)
    except Refused as refusal:
        return _messages_page(account, Form(raw=form.raw, errors={"address": [str(refusal)]})), 422
    flash(_("Your choice was saved."))
    return redirect(url_for(".show_messages"))


def _messages_page(account: Account, form: Form) -> str:
    channel, address = address_of(account)
    return render_template(
        "competency/show_messages.html",
        channel=channel,
        address=address if channel == EMAIL else mask_address(address),
        channels=[name for name in channel_names() if name != EMAIL],
        form=form,
    )
