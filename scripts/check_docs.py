"""Refuse dead links: every relative link and picture of the Markdown documents must lead to a file here."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def documents() -> list[Path]:
    """Return the Markdown files of the repository, content for learners left out."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    return [ROOT / name for name in names if name and not name.startswith("content/")]


def dead_links(path: Path) -> list[str]:
    """Return the links of one document that lead nowhere."""
    dead = []
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://", "mailto:", "#")):
            continue
        if not (path.parent / target.split("#")[0]).exists():
            dead.append(f"{path.relative_to(ROOT)}: {target}")
    return dead


def main() -> int:
    """Print the dead links; 1 if there are any."""
    found = documents()
    dead = [line for path in found for line in dead_links(path)]
    sys.stdout.write("\n".join([*dead, f"docs: {len(found)} documents, {len(dead)} dead links"]) + "\n")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
