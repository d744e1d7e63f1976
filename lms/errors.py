"""The tree of errors a person may see. One place turns them into pages (app.py)."""


class LMSError(Exception):
    """Something a person can be told: what happened, and what to do.

    The message is already in the reader's language and ends with a full stop.
    """

    status = 500
    field = ""
    """Which field of what was handed in is wrong, as the documents of the API name it, if it is one."""


class NotFound(LMSError):
    """It does not exist, or this person may not know that it does."""

    status = 404


class Forbidden(LMSError):
    """The person lacks the role for this deed."""

    status = 403


class SignInRequired(LMSError):
    """Nobody is signed in, or the session has ended."""

    status = 401


class Conflict(LMSError):
    """The deed does not fit the present state."""

    status = 409


class Refused(LMSError):
    """What was handed in cannot be accepted; nothing was changed."""

    status = 422


class SettingsRefused(LMSError):
    """A setting is missing, unknown or contradicts another; the start stops."""
