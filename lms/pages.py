"""What pages share: cutting lists into pages, addresses, and the menu."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from flask import Flask, Response, current_app, has_request_context, request, send_file, url_for

_ADDRESSES_KEPT = 4096
_OUTWARD = frozenset({"_external", "_scheme"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; numbers start at 1."""

    items: Sequence[Any]
    number: int
    per_page: int
    total: int

    @classmethod
    def cut(cls, items: Sequence[Any], number: int, per_page: int) -> "Page":
        """Return one page of a list that is there as a whole."""
        first = (number - 1) * per_page
        return cls(items[first : first + per_page], number, per_page, len(items))

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def has_prev(self) -> bool:
        """Tell whether there is a page before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Tell whether there is a page after this one."""
        return self.number < self.pages

    def url(self, number: int) -> str:
        """Return the address of another page of the same list, filters kept."""
        # Not by url_for: a query like "?_external=1" would give it orders.
        query = urlencode({**request.args.to_dict(), "page": number})
        return quote(f"{request.script_root}{request.path}") + f"?{query}"


def page_number() -> int:
    """Return the page asked for by ``?page=``; nonsense counts as the first."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1  # noqa: PLR2004


def address(endpoint: str, **values: Any) -> str:
    """Return what ``url_for`` returns, each path built once: a page has sixty, and each takes 20 µs.

    A path depends on nothing but where the application is mounted; whole addresses, which depend on how it
    was called, and names relative to the present page are built anew.
    """
    if not has_request_context() or endpoint[0] == "." or not _OUTWARD.isdisjoint(values):
        return url_for(endpoint, **values)
    app, here = current_app._get_current_object(), request._get_current_object()  # type: ignore[attr-defined]
    mounted_at = here.environ.get("SCRIPT_NAME", "")
    if len(values) == 1:
        ((name, value),) = values.items()
        if type(value) in _EXAMPLES:  # everybody's rows have numbers of their own
            before, after = _around(app, mounted_at, endpoint, name, str(_EXAMPLES[type(value)]))
            return f"{before}{value}{after}"
    return _path(app, mounted_at, endpoint, **values)


_EXAMPLES: dict[type, Any] = {int: 1818181818, UUID: UUID("18181818-1818-4818-8818-181818181818")}


@lru_cache(maxsize=_ADDRESSES_KEPT)
def _around(app: Flask, mounted_at: str, endpoint: str, name: str, example: str) -> tuple[str, str]:
    """Return what stands before and after a row's number in an address."""
    before, _example, after = _path(app, mounted_at, endpoint, **{name: example}).partition(example)
    return before, after


@lru_cache(maxsize=_ADDRESSES_KEPT, typed=True)
def _path(_app: Flask, _script_root: str, endpoint: str, /, **values: Any) -> str:
    return url_for(endpoint, **values)


def send_bytes(content: bytes, name: str, media_type: str) -> Response:
    """Return a file made on the spot, to be saved; no copy of it stays on a shared computer."""
    response = send_file(
        BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, etag=False
    )
    response.headers["Content-Type"] = media_type  # as it was given: werkzeug adds a second charset to texts
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of the menu, shown to those whom ``is_shown`` lets see it."""

    endpoint: str
    label: Any
    icon: str
    is_shown: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class NavLink:
    """A line of the menu as the template needs it."""

    label: str
    url: str
    icon: str
    is_current: bool


def navigation(items: Sequence[NavItem], actor: Any) -> list[NavLink]:
    """Return the menu of this person, with the line of the present page marked.

    The longest address that begins the present path is current: "/me/record"
    belongs to "/me", and "/" only to itself.
    """
    shown = [(item, address(item.endpoint)) for item in items if item.is_shown(actor)]
    here = [url for _item, url in shown if _begins(request.path, url)]
    current = max(here, key=len, default="")
    return [NavLink(str(item.label), url, item.icon, url == current) for item, url in shown]


def _begins(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url + "/"))
