"""Pages that stand in a frame of ours: people see them as others will, and nothing in them can act."""

from lms.auth import View

_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
    "sandbox": "allow-same-origin",
}
"""No script, no form, no window; of our own origin only so that pictures behind the sign-in are shown."""


def stands_in_frame(view: View) -> View:
    """Mark a view whose pages our own pages may show in a frame; scripts and forms do nothing there."""
    view.talisman_view_options = {  # type: ignore[attr-defined]
        "content_security_policy": _POLICY,
        "frame_options": "SAMEORIGIN",
    }
    return view
