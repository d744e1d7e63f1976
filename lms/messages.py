"""A mark for messages that are written in one place and translated in another. Pure."""


def N_(message: str) -> str:  # noqa: N802 - the name the catalogue extractor looks for
    """Return the message as it is: a mark that it must be in the catalogue."""
    return message


class Message(str):
    """A message that is told inside another, such as a reason: it is translated before it is put in."""

    __slots__ = ()
