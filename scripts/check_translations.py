"""Refuse an incomplete Vietnamese catalogue: every message of the sources translated, placeholders kept."""

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "RuleError": None,
    "N_": None,
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
BRACE = re.compile(r"\{\w+\}")  # in messages of marshmallow; a translation may leave one out
MARKS = re.compile(r"[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ]", re.IGNORECASE)


def messages_of_sources() -> set[str]:
    """Return every message id of Python and templates; of plural pairs the first."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(str(ROOT), methods, options, KEYWORDS)
    return {
        message if isinstance(message, str) else message[0]
        for _file, _line, message, _notes, _context in found
    }


def problems(needed: set[str], catalogue: Catalog) -> list[str]:
    """Return what is missing, spare or different in the catalogue, one sentence each."""
    known = {entry.id if isinstance(entry.id, str) else entry.id[0]: entry for entry in catalogue if entry.id}
    lines = [f"not in the catalogue: {message!r}" for message in sorted(needed - known.keys())]
    lines += [f"no longer in the sources: {message!r}" for message in sorted(known.keys() - needed)]
    for message in sorted(needed & known.keys()):
        text = known[message].string
        for variant in [text] if isinstance(text, str) else list(text):
            if not variant:
                lines.append(f"not translated: {message!r}")
            elif not set(PLACEHOLDER.findall(variant)) <= set(PLACEHOLDER.findall(message)) | {"%(num)s"}:
                lines.append(f"unknown placeholder in the translation of {message!r}")
            elif set(PLACEHOLDER.findall(message)) - set(PLACEHOLDER.findall(variant)) - {"%(num)s"}:
                lines.append(f"placeholder lost in the translation of {message!r}")
            elif not set(BRACE.findall(variant)) <= set(BRACE.findall(message)):
                lines.append(f"unknown place in braces in the translation of {message!r}")
            elif len(message) > 40 and not MARKS.search(variant):  # noqa: PLR2004 - long texts without marks are English
                lines.append(f"does not look Vietnamese: {message!r}")
    return lines


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    needed = messages_of_sources()
    with CATALOGUE.open("rb") as file:
        lines = problems(needed, read_po(file, locale="vi"))
    sys.stdout.write(
        "\n".join([*lines, f"translations: {len(needed)} messages, {len(lines)} problems"]) + "\n"
    )
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
