"""Which scripts are marked twice: one in ten, drawn when they are handed in.

The seed is made by the server in the moment of handing in and kept with the script: nobody, the writer
included, can foresee it, and whoever reads seed and text later comes to the same answer.
"""

import hashlib
import secrets

SECOND_MARKS_IN = 10
"""One script in so many is marked a second time."""


def new_seed() -> str:
    """Return an unforeseeable word of 128 bits."""
    return secrets.token_hex(16)


def content_hash(text: str) -> str:
    """Return the SHA-256 of a text as it was handed in."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_drawn(seed: str, text_hash: str) -> bool:
    """Tell whether a script is marked twice; the same seed and text always give the same answer.

    Args:
        seed: of `new_seed`, made after the text was fixed.
        text_hash: `content_hash` of the text: another text would be another draw.
    """
    digest = hashlib.sha256(f"{seed}:{text_hash}".encode()).digest()
    return int.from_bytes(digest, "big") % SECOND_MARKS_IN == 0
