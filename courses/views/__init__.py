"""HTML pages of this domain: for those who learn, and the studio for those who write."""

from courses.views import feedback
from courses.views.catalogue import bp
from courses.views.studio import bp as studio_bp

__all__ = ["bp", "feedback", "studio_bp"]
