"""Pictures inside files of questions: told by their bytes, known by their hash, found in texts."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from urllib.parse import unquote

LARGEST = 8 * 1024 * 1024

_ENDINGS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"\xff\xd8\xff"), "jpg"),
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
)
_MARKDOWN = re.compile(
    r"!\[(?P<alt>[^\]\[]*)\]\(\s{0,9}<?(?P<name>[^\s)>]{1,300})>?(?P<rest>[^()\[\]]{0,300})\)"
)
_IMG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = r"""(?P<before>\b{0}\s*=\s*)(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>"']+))"""
_SOURCE = re.compile(_ATTRIBUTE.format("src"), re.IGNORECASE)
_ALT = re.compile(_ATTRIBUTE.format("alt"), re.IGNORECASE)
_SPACE = re.compile(rb"\s+")

Replace = Callable[[str, str], tuple[str, str] | None]
"""From source and words of a picture to the new ones; ``None`` takes the picture out, its words stay."""


def picture_name(content: bytes) -> str | None:
    """Return what to call a picture: a piece of its hash and its ending; ``None`` for what is no picture."""
    for signature, ending in _ENDINGS:
        if signature.match(content):
            return f"{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
    return None


def from_base64(text: str) -> bytes | None:
    """Return what a text in base64 stands for; ``None`` where it is no base64, or is too much."""
    compact = _SPACE.sub(b"", text.encode("ascii", "replace"))
    if not compact or len(compact) > LARGEST * 4 // 3 + 4:
        return None
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def replace_pictures(text: str, text_format: str, replace: Replace) -> str:
    """Return a text whose pictures have other sources and words; plain text has none."""
    if text_format == "markdown":
        return _MARKDOWN.sub(lambda found: _in_markdown(found, replace), text)
    if text_format == "html":
        return _IMG.sub(lambda found: _in_html(found[0], replace), text)
    return text


def bare_name(source: str) -> str:
    """Return the file name a source ends in, as it is written in a file system."""
    return unquote(source.partition("?")[0]).replace("\\", "/").rpartition("/")[2]


def _in_markdown(found: re.Match[str], replace: Replace) -> str:
    new = replace(found["name"], found["alt"])
    if new is None:
        return found["alt"]
    if new == (found["name"], found["alt"]):
        return found[0]
    words = new[1].replace("[", "(").replace("]", ")").replace("\n", " ")
    return f"![{words}]({new[0]}{found['rest']})"


def _in_html(tag: str, replace: Replace) -> str:
    source, words = _value(_SOURCE.search(tag)), _value(_ALT.search(tag))
    new = replace(_unquoted(source), _unquoted(words))
    if new is None:
        return words
    if new == (_unquoted(source), _unquoted(words)):
        return tag
    return f'<img src="{_quoted(new[0])}" alt="{_quoted(new[1])}">'


def _value(found: re.Match[str] | None) -> str:
    if found is None:
        return ""
    return next((value for value in (found["double"], found["single"], found["bare"]) if value), "")


def _unquoted(value: str) -> str:
    return value.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _quoted(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
