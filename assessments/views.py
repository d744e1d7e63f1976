"""HTML pages of this domain."""

from flask import Blueprint

bp = Blueprint("assessments", __name__)
