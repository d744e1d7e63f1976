"""The course studio: outline, sheet, lessons and files of versions that are being written."""

from courses.views.studio import courses, files, lessons, outline, previews, sheets, word_imports
from courses.views.studio.blueprint import bp

__all__ = ["bp", "courses", "files", "lessons", "outline", "previews", "sheets", "word_imports"]
