"""The ways a message leaves the house. The only module that knows SMTP and the Apprise library.

E-mail goes through the standard library, not through Apprise's ``mailto``: Apprise writes a Message-ID of its
own behind ours, and its answer is a plain yes or no, so a refused message could not be told from one whose
fate is unknown. That difference is what keeps anybody from getting a message twice.
"""

import logging
import os
import smtplib
import ssl
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, unquote, urlsplit

from flask import current_app

from lms import clock
from lms.config import ADDRESS_PLACE, EMAIL
from lms.errors import SettingsRefused

TIMEOUT_SECONDS = 30
FIRST_LASTING_REPLY = 500
"""SMTP replies from 500 on will be the same tomorrow; 4xx are about the moment (RFC 5321, 4.2.1)."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, the same for all channels. ``message_id`` is the same for every attempt."""

    message_id: str
    sender: str
    subject: str
    text: str
    html: str


class ChannelFailed(Exception):
    """The message certainly did not go out.

    ``is_lasting`` tells that trying again will not help; ``is_down`` that nobody can be reached at present.
    """

    def __init__(self, reason: str, *, is_lasting: bool = False, is_down: bool = False) -> None:
        super().__init__(reason)
        self.is_lasting = is_lasting
        self.is_down = is_down


class ChannelUncertain(Exception):
    """Nobody can tell whether the message went out: it must not be sent again blindly."""


class Channel(Protocol):
    """One way out. ``send`` returns a receipt or raises ChannelFailed or ChannelUncertain."""

    def send(self, address: str, message: Message) -> str:
        """Send and return what the other side calls it; empty where it says nothing."""
        ...

    def find(self, message_id: str) -> bool | None:
        """Tell whether a message went out; None where this channel cannot know."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class FileChannel:
    """Writes messages as .eml files, one for each Message-ID, for demos, tests and closed networks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, address: str, message: Message) -> str:
        """Write the file, whole or not at all; a message that is there is not written again."""
        content = _mime(address, message)
        path = self._path(message.message_id)
        partial = path.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
            partial.replace(path)
        except OSError as error:
            raise ChannelFailed(error.strerror or type(error).__name__, is_down=True) from error
        return path.name

    def find(self, message_id: str) -> bool | None:
        """Tell whether the file is there."""
        return self._path(message_id).is_file()

    def close(self) -> None:
        """Nothing is held open."""

    def _path(self, message_id: str) -> Path:
        return self._folder / f"{message_id.strip('<>').partition('@')[0]}.eml"


class SmtpChannel:
    """Hands messages to a mail server, over one connection while it lasts.

    ``smtps://`` is TLS from the start; ``smtp://`` turns to TLS where the server offers it, and never tells a
    password without it except to this machine itself.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._server: smtplib.SMTP | None = None

    def send(self, address: str, message: Message) -> str:
        """Hand the message over; the reply of the server is the receipt."""
        content = _mime(address, message)
        try:
            self._server = server = self._server or self._connect()
            server.ehlo_or_helo_if_needed()
            self._expect(server.mail(message.sender))
            self._expect(server.rcpt(address))
        except smtplib.SMTPResponseException as error:
            self.close()
            raise _failed(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ChannelFailed(_without_address(error), is_down=True) from error
        return self._hand_over(server, content)

    def find(self, message_id: str) -> bool | None:  # noqa: ARG002
        """Nobody can ask a mail server what became of a message."""
        return None

    def close(self) -> None:
        """Take leave of the server."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _hand_over(self, server: smtplib.SMTP, content: bytes) -> str:
        try:
            code, reply = server.data(content)
        except smtplib.SMTPDataError as error:  # refused before a word of it was said
            self.close()
            raise _failed(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            # The line broke while the message was on its way: the server may have it (RFC 1047).
            self.close()
            raise ChannelUncertain(_without_address(error)) from error
        self._expect((code, reply))
        return reply.decode(errors="replace")[:200]

    def _expect(self, answer: tuple[int, bytes]) -> None:
        code, reply = answer
        if code not in (250, 251):
            self.close()
            raise _failed(code, reply)

    def _connect(self) -> smtplib.SMTP:
        host = self._url.hostname or ""
        context = ssl.create_default_context()
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._url.port or 465, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(host, self._url.port or 25, timeout=TIMEOUT_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        self._log_in(server, host)
        return server

    def _log_in(self, server: smtplib.SMTP, host: str) -> None:
        if not self._url.username:
            return
        if not isinstance(server.sock, ssl.SSLSocket) and not _is_this_machine(host):
            raise smtplib.SMTPNotSupportedError("no TLS, so the password was not told")
        server.login(unquote(self._url.username), unquote(self._url.password or ""))


class AppriseChannel:
    """Any service the Apprise library speaks: Zalo, SMS gateways, Telegram; text only.

    Apprise tells no more than whether all went well. What did not is therefore uncertain, never failed.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, address: str, message: Message) -> str:
        """Hand the text to the service."""
        service = self._service(address)
        if service is None:
            raise ChannelFailed("the service does not accept this address", is_lasting=True)
        if not service.notify(title=message.subject, body=message.text):
            raise ChannelUncertain("the service did not confirm the message")
        return ""

    def find(self, message_id: str) -> bool | None:  # noqa: ARG002
        """No service can be asked."""
        return None

    def close(self) -> None:
        """Nothing is held open."""

    def is_known(self) -> bool:
        """Tell whether the library knows the service, tried with an address that looks like any."""
        return self._service("0912345678") is not None

    def _service(self, address: str) -> Any | None:
        logging.getLogger("apprise").disabled = True  # its lines would carry people's addresses
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # it loads all its services, old ones too
            library = import_module("apprise")  # 3 MiB of every process, and only the night sends
            service = library.Apprise(asset=library.AppriseAsset(async_mode=False, secure_logging=True))
            is_added = service.add(self._url.replace(ADDRESS_PLACE, quote(address, safe="")))
        return service if is_added else None


def open_channels() -> dict[str, Channel]:
    """Return the ways out of this installation by name (settings MAIL_URL and CHANNELS_URL)."""
    others: Mapping[str, str] = current_app.config["CHANNELS"]
    return {EMAIL: _mail_channel(), **{name: AppriseChannel(url) for name, url in others.items()}}


def channel_names() -> list[str]:
    """Return the names of the ways out, e-mail first."""
    return [EMAIL, *current_app.config["CHANNELS"]]


def refuse_unknown_services(channels: Mapping[str, str]) -> None:
    """Stop the start where CHANNELS_URL names a service that Apprise does not know.

    Raises:
        SettingsRefused: with the name of the channel, never with its address, which holds a password.
    """
    for name, url in channels.items():
        if not AppriseChannel(url).is_known():
            raise SettingsRefused(f"CHANNELS_URL: Apprise không biết dịch vụ của kênh '{name}'.")


def _mail_channel() -> Channel:
    url = str(current_app.config["MAIL_URL"])
    if urlsplit(url).scheme in ("smtp", "smtps"):
        return SmtpChannel(url)
    return FileChannel(Path(url.removeprefix("file://")))


def _mime(address: str, message: Message) -> bytes:
    """Return the message as it travels, lines ended as SMTP asks."""
    if not address.isascii() or not address.isprintable() or " " in address:
        raise ChannelFailed("the address cannot be written in an envelope", is_lasting=True)
    mime = EmailMessage(policy=SMTP)
    mime["Message-ID"] = message.message_id
    mime["Date"] = format_datetime(clock.now())
    mime["From"] = message.sender
    mime["To"] = address
    mime["Subject"] = message.subject
    mime["Auto-Submitted"] = "auto-generated"  # so that holiday answers stay away (RFC 3834)
    mime.set_content(message.text)
    mime.add_alternative(message.html, subtype="html")
    return mime.as_bytes()


def _failed(code: int, reply: bytes | str) -> ChannelFailed:
    said = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    reason = f"SMTP {code} {' '.join(word for word in said.split() if '@' not in word)}"
    return ChannelFailed(reason[:200], is_lasting=code >= FIRST_LASTING_REPLY)


def _without_address(error: Exception) -> str:
    words = f"{type(error).__name__}: {error}".split()
    return " ".join(word for word in words if "@" not in word)[:200]


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
