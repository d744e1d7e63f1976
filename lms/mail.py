"""Composing messages: templates to text and HTML in the reader's language, without any page around them."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app

from lms.channels import Message
from lms.config import LOCALES
from lms.i18n import speaking

SHOWN_LETTERS = 2
MASK = "•••"


def compose(template: str, reference: UUID, *, locale: str | None, **values: Any) -> Message:
    """Return a message from ``templates/emails/<template>.txt`` and ``.html``; the first line is the subject.

    Args:
        template: name of the two files.
        reference: of the row that says it; every attempt gets the same Message-ID from it.
        locale: language of the reader; None is the language of the installation.
        **values: for the templates, besides ``public_url``.
    """
    config = current_app.config
    chosen = locale if locale in LOCALES else str(config["BABEL_DEFAULT_LOCALE"])
    with speaking(chosen):
        words = {"public_url": config["PUBLIC_URL"], "locale": chosen, **values}
        subject, _blank, text = _render(f"{template}.txt", words).partition("\n")
        html = _render(f"{template}.html", {**words, "subject": subject})
    return Message(
        message_id=message_id(reference),
        sender=config["MAIL_FROM"] or f"no-reply@{_host()}",
        subject=subject.strip(),
        text=text.strip() + "\n",
        html=html,
    )


def message_id(reference: UUID) -> str:
    """Return the Message-ID of whatever speaks for a row: the same for every attempt."""
    return f"<{reference.hex}@{_host()}>"


def mask_address(address: str) -> str:
    """Return an address for display: "la•••@vidu.vn"; of a number or word only the last letters."""
    name, at, host = address.rpartition("@")
    if at:
        return f"{name[:SHOWN_LETTERS] if len(name) > SHOWN_LETTERS + 1 else ''}{MASK}@{host}"
    return f"{MASK}{address[-SHOWN_LETTERS:] if len(address) > 2 * SHOWN_LETTERS else ''}"


def _host() -> str:
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"


def _render(name: str, values: dict[str, Any]) -> str:
    # Not by `render_template`: what pages need (who is there, the menu) does not exist outside of a request.
    return current_app.jinja_env.get_template(f"emails/{name}").render(values)
